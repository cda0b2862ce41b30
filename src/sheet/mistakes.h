/* mistakes.h — what is wrong with a sheet, told together. Pure. */
#ifndef SK_SHEET_MISTAKES_H
#define SK_SHEET_MISTAKES_H

#include "base/err.h"

#include <stdint.h>

#define SK_MISTAKES_MAX 8

/* Plain value; zeroed: none. */
struct sk_mistakes {
    size_t count; /* of list */
    size_t more;  /* that found no room */
    struct {
        int64_t line;            /* from 1; 0: of the whole */
        struct sk_err_info text; /* one sentence without full stop, line and file */
    } list[SK_MISTAKES_MAX];
};

void sk_mistakes_add(struct sk_mistakes *mistakes, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "line 2: column serial: …; line 5: …; and 3 mistakes more". Those that do not fit into info are
 * counted with the others. */
void sk_mistakes_tell(const struct sk_mistakes *mistakes, struct sk_err_info *info);

/* What goes between "has " and what sk_mistakes_tell() makes: "a mistake in ", "mistakes: " and so
 * on. */
const char *sk_mistakes_begin(const struct sk_mistakes *mistakes);

#endif
