/* framing_options.h — how codes begin and end, as several sections of the settings say it. */
#ifndef SK_APP_SETTINGS_FRAMING_OPTIONS_H
#define SK_APP_SETTINGS_FRAMING_OPTIONS_H

#include "app/settings/values.h"
#include "input/framing.h"

/* From SECTION.gap_ms, .prefix and .suffix. Errors: SK_ERR_INVALID; info names the setting and what
 * it must look like. Pure. */
enum sk_err sk_framing_options_from(const struct sk_config *config, const char *section, sk_ms gap,
                                    const char *prefix, const char *suffix,
                                    struct sk_framing_rules *out, struct sk_err_info *info);

#endif
