#include "app/settings/framing_options.h"

#include "app/settings/origin.h"

#include <stdio.h>

enum sk_err sk_framing_options_from(const struct sk_config *config, const char *section, sk_ms gap,
                                    const char *prefix, const char *suffix,
                                    struct sk_framing_rules *out, struct sk_err_info *info) {
    char name[32];
    *out = (struct sk_framing_rules){ .gap = gap };
    (void)snprintf(name, sizeof(name), "%s.prefix", section);
    if (!sk_framing_rules_set_prefix(out, prefix)) {
        return sk_origin_fail(
            config, name, info, SK_ERR_INVALID,
            "%s must be at most %d bytes, odd ones written as \\xNN, and a \\ as \\\\", name,
            SK_FRAMING_PREFIX_MAX);
    }
    (void)snprintf(name, sizeof(name), "%s.suffix", section);
    if (!sk_framing_rules_set_suffix(out, suffix)) {
        return sk_origin_fail(
            config, name, info, SK_ERR_INVALID,
            "%s must be auto, cr, lf, tab, none or at most %d bytes, odd ones written as "
            "\\xNN, and a \\ as \\\\",
            name, SK_FRAMING_SUFFIX_MAX);
    }
    return SK_OK;
}
