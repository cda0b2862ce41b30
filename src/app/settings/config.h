/* config.h — every setting of the kiosk, from one option table (options.c).
 *
 * Order: defaults, INI files, environment, command line; the later wins. Problems are collected,
 * not fatal one by one, so that all of them can be shown together, on the screen too. */
#ifndef SK_APP_SETTINGS_CONFIG_H
#define SK_APP_SETTINGS_CONFIG_H

#include "app/settings/paths.h"
#include "app/settings/values.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_CONFIG_PROBLEMS 16

/* Sentences with file, line and the nearest valid name; those that do not fit are only counted. */
struct sk_config_problems {
    size_t count; /* of texts */
    size_t more;
    char texts[SK_CONFIG_PROBLEMS][SK_ERR_TEXT_SIZE];
};

void sk_config_problem(struct sk_config_problems *problems, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Defaults. Errors: SK_ERR_NOMEM. */
enum sk_err sk_config_init(struct sk_config *config);
void sk_config_finish(struct sk_config *config); /* a zeroed struct is fine */

/* Reads one INI file over what is there. must_exist: a missing file is a problem. */
void sk_config_read_file(struct sk_config *config, const char *path, bool must_exist,
                         struct sk_config_problems *problems);

/* Set: the account that runs this has no settings of its own. So it is of the service, whose
 * account may write its home, and so would go before the administrator. */
#define SK_CONFIG_SYSTEM_ONLY "SAG_BENCH_SETTINGS"

/* Reads the files of this machine (/etc/sag-kiosk/kiosk.ini, then, unless SK_CONFIG_SYSTEM_ONLY is
 * set, $XDG_CONFIG_HOME/sag-kiosk/kiosk.ini), or only `file` if it is not NULL; then SAG_KIOSK_… of
 * the environment; and where nothing names an access key's file or profile, the key that the
 * system keeps for this bench (sk_config_bench_key()). */
void sk_config_read(struct sk_config *config, const char *file,
                    struct sk_config_problems *problems);

/* Takes one option by its name ("cloud.region") and text. where is put in front of a problem's
 * sentence ("kiosk.ini:12", "environment SAG_KIOSK_CLOUD_REGION", "--cloud.region"). */
void sk_config_set(struct sk_config *config, const char *name, const char *value, const char *where,
                   struct sk_config_problems *problems);

/* Checks what no single option can know (a region is set, patterns compile). */
void sk_config_check(const struct sk_config *config, struct sk_config_problems *problems);

/* print.label_printer, or print.printer; "": none. Borrowed. */
const char *sk_config_label_printer(const struct sk_config *config);

/* kiosk.language, as sk_language_set() takes it. Static. */
const char *sk_config_language(const struct sk_config *config);

#endif
