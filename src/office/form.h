/* form.h — names and values as browsers send them: a query, or a form's body
 * (application/x-www-form-urlencoded, WHATWG URL section 5.1). Strict: what is no such thing is
 * refused, not guessed at. Pure; bytes come from outside. */
#ifndef SK_OFFICE_FORM_H
#define SK_OFFICE_FORM_H

#include "base/err.h"

#include <stddef.h>

#define SK_OFFICE_FIELDS_MAX 1100 /* a thousand benches may be chosen */

struct sk_office_field {
    const char *name;
    const char *value;
};

/* Plain value; zero is an empty one. The texts are in bytes. */
struct sk_office_form {
    char *bytes; /* owned; wiped before it is freed */
    size_t length;
    size_t count;
    struct sk_office_field fields[SK_OFFICE_FIELDS_MAX];
};

/* text: length bytes, copied. Errors: SK_ERR_INVALID (a '%' without two digits, a NUL, what is not
 * UTF-8, more than SK_OFFICE_FIELDS_MAX fields), SK_ERR_NOMEM; *form is empty then. Whoever parses
 * finishes it. */
enum sk_err sk_office_form_parse(struct sk_office_form *form, const char *text, size_t length);
void sk_office_form_finish(struct sk_office_form *form); /* an empty one is fine */

/* The first value of that name; "" where there is none. Borrowed. */
const char *sk_office_form_get(const struct sk_office_form *form, const char *name);
/* The value number `index` of that name, from 0; NULL behind the last. Borrowed. */
const char *sk_office_form_at(const struct sk_office_form *form, const char *name, size_t index);

#endif
