/* options.h — the one table of options: it feeds the parser, --help and the example file. */
#ifndef SK_APP_SETTINGS_OPTIONS_H
#define SK_APP_SETTINGS_OPTIONS_H

#include "app/settings/config.h"
#include "base/buf.h"

enum sk_option_type {
    SK_OPTION_TEXT,
    SK_OPTION_NUMBER,
    SK_OPTION_AUTO_NUMBER, /* "auto", which is SK_CONFIG_AUTO, or a number */
    SK_OPTION_MS,
    SK_OPTION_BOOL,
    SK_OPTION_WORD,   /* one of words; the value is its index */
    SK_OPTION_DELAYS, /* up to SK_CONFIG_DELAYS_MAX milliseconds, joined by commas */
};

struct sk_option {
    const char *name; /* section.key */
    enum sk_option_type type;
    size_t offset; /* in struct sk_config */
    int64_t min;   /* NUMBER, AUTO_NUMBER, MS, DELAYS */
    int64_t max;
    const char *const *words; /* WORD: NULL-ended */
    const char *initial;
    const char *help; /* one sentence, no full stop needed; English */
};

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
