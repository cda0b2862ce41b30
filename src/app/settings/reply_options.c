#include "app/settings/reply_options.h"

#include "app/settings/origin.h"
#include "input/reply.h"

#include <string.h>

enum sk_err sk_config_check_replies(const struct sk_config *config, const char *name,
                                    const char *value, bool takes_auto, struct sk_err_info *info) {
    char families[SK_REPLY_FAMILIES_SIZE];
    if (strcmp(value, "off") == 0 || (takes_auto && strcmp(value, "auto") == 0) ||
        sk_reply_is_family(value)) {
        return SK_OK;
    }
    sk_reply_families(families);
    return sk_origin_fail(config, name, info, SK_ERR_INVALID, "%s is '%s'; it takes off, %s%s",
                          name, value, takes_auto ? "auto, " : "", families);
}
