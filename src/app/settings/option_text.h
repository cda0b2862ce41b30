/* option_text.h — the settings as they are, as text: what tells one start's settings from
 * another's. */
#ifndef SK_APP_SETTINGS_OPTION_TEXT_H
#define SK_APP_SETTINGS_OPTION_TEXT_H

#include "app/settings/values.h"
#include "base/buf.h"

/* Appends "name=value" a line for every setting, in the order of the table. What stands before '@'
 * in a URL (a name and a password) is left out. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_option_texts(const struct sk_config *config, struct sk_buf *out);

#endif
