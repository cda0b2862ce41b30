/* multipart.h — a form as browsers send it where a file comes with it (multipart/form-data, RFC
 * 7578, RFC 2046 section 5.1). Strict: what browsers do not send is refused. Pure; bytes come from
 * outside. */
#ifndef SK_OFFICE_MULTIPART_H
#define SK_OFFICE_MULTIPART_H

#include "base/err.h"
#include "office/form.h"

#include <stdbool.h>
#include <stddef.h>

/* Plain value; zero is none. Borrowed from the body. What the file was called is nobody's concern.
 */
struct sk_office_upload {
    bool is_chosen; /* somebody chose a file; it may be empty */
    const char *bytes;
    size_t length;
};

/* Is a body of that Content-Type such a form? */
bool sk_office_multipart_is(const char *content_type);

/* The fields into *form, as sk_office_form_parse() has them, and the file into *upload: there is at
 * most one. body: length bytes, of which the file's are borrowed, the others copied. Errors:
 * SK_ERR_INVALID (no such form, two files, a field that is not UTF-8 or has a NUL, more than
 * SK_OFFICE_FIELDS_MAX fields), SK_ERR_NOMEM; *form is empty then. Whoever parses finishes it. */
enum sk_err sk_office_multipart_parse(struct sk_office_form *form, struct sk_office_upload *upload,
                                      const char *content_type, const char *body, size_t length);

#endif
