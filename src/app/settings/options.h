/* options.h — the one table of options: it feeds the parser, --help and the example file. */
#ifndef SK_APP_SETTINGS_OPTIONS_H
#define SK_APP_SETTINGS_OPTIONS_H

#include "app/settings/option.h"
#include "base/buf.h"

/* The row at index, NULL behind the last. Static. */
const struct sk_option *sk_option_at(size_t index);
/* The row of that name, NULL if there is none. */
const struct sk_option *sk_option_find(const char *name);
/* The valid name nearest to a mistyped one, NULL if none is near. */
const char *sk_option_nearest(const char *name);

/* The whole example file, kiosk.ini.example. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_options_example(struct sk_buf *out);
/* The part of --help that lists the options. */
enum sk_err sk_options_help(struct sk_buf *out);

#endif
