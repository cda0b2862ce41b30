/* people_sheet.h — a list of people: names, badges, roles and languages, as a spreadsheet writes
 * it. Pure. */
#ifndef SK_SHEET_PEOPLE_SHEET_H
#define SK_SHEET_PEOPLE_SHEET_H

#include "base/err.h"
#include "sheet/mistakes.h"

#include <stddef.h>
#include <stdint.h>

struct sk_sheet_people;

/* Texts are borrowed from the sheet; "": the list has no such column, or nothing in it. */
struct sk_sheet_person {
    int64_t line; /* in the file, from 1 */
    const char *name;
    const char *badge;
    const char *role;     /* "worker", "supervisor", "it" or "" */
    const char *language; /* as sk_language_at(), or "" */
};

/* bytes: length of them, in any encoding of sheet/encoding.h; copied. A row of headings names the
 * columns: name, badge, role, language (of which name must be there), in English or Chinese. The
 * same row again counts once. Owner: *out is the caller's. Errors: SK_ERR_INVALID (*mistakes says
 * what and where; info tells them in one sentence without the file), SK_ERR_UNSUPPORTED,
 * SK_ERR_NOMEM. */
enum sk_err sk_sheet_people_create(struct sk_sheet_people **out, const char *bytes, size_t length,
                                   struct sk_mistakes *mistakes, struct sk_err_info *info);
void sk_sheet_people_destroy(struct sk_sheet_people *people); /* NULL is fine */

size_t sk_sheet_people_count(const struct sk_sheet_people *people);
const struct sk_sheet_person *sk_sheet_people_row(const struct sk_sheet_people *people,
                                                  size_t index);

#endif
