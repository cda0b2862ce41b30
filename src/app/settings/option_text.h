/* option_text.h — the settings as they are, as text: what tells one start's settings from
 * another's. */
#ifndef SK_APP_SETTINGS_OPTION_TEXT_H
#define SK_APP_SETTINGS_OPTION_TEXT_H

#include "app/settings/option.h"
#include "app/settings/values.h"
#include "base/buf.h"

/* Appends "name=value" a line for every setting, in the order of the table. What stands before '@'
 * in a URL (a name and a password) is left out. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_option_texts(const struct sk_config *config, struct sk_buf *out);

/* Appends the value of one setting as it can be set again; option is a row of the table. URLs and
 * errors as above. */
enum sk_err sk_option_text(const struct sk_config *config, const struct sk_option *option,
                           struct sk_buf *out);

#endif
