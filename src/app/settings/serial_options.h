/* serial_options.h — the settings under [serial], as that reader wants them. */
#ifndef SK_APP_SETTINGS_SERIAL_OPTIONS_H
#define SK_APP_SETTINGS_SERIAL_OPTIONS_H

#include "app/settings/values.h"
#include "input/serial/serial_reader.h"

/* Errors: SK_ERR_INVALID; info names the setting and what it must look like. Pure, but for the
 * environment that tells where the journal is. */
enum sk_err sk_serial_options_from(const struct sk_config *config, struct sk_serial_options *out,
                                   struct sk_err_info *info);

#endif
