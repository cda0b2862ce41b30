/* light_options.h — the setting light.device, as the light wants it. */
#ifndef SK_APP_SETTINGS_LIGHT_OPTIONS_H
#define SK_APP_SETTINGS_LIGHT_OPTIONS_H

#include "app/settings/values.h"
#include "media/light_choice.h"

/* Errors: SK_ERR_INVALID; info names the setting and what it must look like. Pure. */
enum sk_err sk_config_light(const struct sk_config *config, struct sk_light_choice *out,
                            struct sk_err_info *info);

#endif
