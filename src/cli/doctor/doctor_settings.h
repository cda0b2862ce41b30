/* doctor_settings.h — the settings as they are, for somebody else to read: without secrets. */
#ifndef SK_CLI_DOCTOR_DOCTOR_SETTINGS_H
#define SK_CLI_DOCTOR_DOCTOR_SETTINGS_H

#include "app/settings/values.h"
#include "base/buf.h"

#include <stdbool.h>

/* The setting is an address, which may have a password or a token in it: only its host is shown. */
bool sk_doctor_settings_is_url(const char *name);

/* Appends a line "name=value" for each setting. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_doctor_settings_write(const struct sk_config *config, struct sk_buf *out);

#endif
