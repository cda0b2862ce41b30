/* evdev_options.h — the settings under [evdev], as that reader wants them. */
#ifndef SK_APP_SETTINGS_EVDEV_OPTIONS_H
#define SK_APP_SETTINGS_EVDEV_OPTIONS_H

#include "app/settings/values.h"
#include "input/evdev/evdev_reader.h"

/* Without what was learned. Errors: SK_ERR_INVALID; info names the setting and what it must look
 * like. Pure, but for the environment that tells where the journal is. */
enum sk_err sk_evdev_options_from(const struct sk_config *config, struct sk_evdev_options *out,
                                  struct sk_err_info *info);

#endif
