/* catalogue.h — the texts of one language, from a file as msgfmt writes it (GNU gettext's manual,
 * "The Format of GNU MO Files"). Read whole and checked once, then only looked at: gettext itself
 * goes by the locale and the environment of the process, which must not change while threads run.
 */
#ifndef SK_BASE_CATALOGUE_H
#define SK_BASE_CATALOGUE_H

#include "base/err.h"

struct sk_catalogue;

/* Errors: those of sk_whole_file_read(), SK_ERR_CORRUPT (no such file, or a broken one). *out is
 * the caller's, untouched on error. */
enum sk_err sk_catalogue_create(struct sk_catalogue **out, const char *path,
                                struct sk_err_info *info);
void sk_catalogue_destroy(struct sk_catalogue *catalogue); /* NULL is fine */

/* The translation of text; NULL: there is none. Lives as long as the catalogue. Thread: any. */
const char *sk_catalogue_find(const struct sk_catalogue *catalogue, const char *text);

#endif
