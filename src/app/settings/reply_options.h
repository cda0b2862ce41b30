/* reply_options.h — whose commands tell a scanner what came of its scan, as several sections of the
 * settings say it. */
#ifndef SK_APP_SETTINGS_REPLY_OPTIONS_H
#define SK_APP_SETTINGS_REPLY_OPTIONS_H

#include "app/settings/values.h"
#include "base/err.h"

#include <stdbool.h>

/* value, of the setting of that name, is off, auto where that is taken, or a family of
 * input/reply.h. Errors: SK_ERR_INVALID; info names the setting and what it takes. Pure. */
enum sk_err sk_config_check_replies(const struct sk_config *config, const char *name,
                                    const char *value, bool takes_auto, struct sk_err_info *info);

#endif
