/* html.h — writes HTML: markup is literal in the source, whatever stands in it is escaped.
 *
 * There is one way in: a format, of which the literal parts are markup and each value is escaped,
 * so that no page can forget it. The format is checked by the compiler and never made at run time.
 */
#ifndef SK_OFFICE_HTML_H
#define SK_OFFICE_HTML_H

#include "base/buf.h"

#include <stddef.h>

/* Plain value; one thread. After a failure everything that follows is dropped: err says which. */
struct sk_office_html {
    struct sk_buf *out; /* borrowed */
    enum sk_err err;
};

/* Appends the text (length bytes of anything) so that it is text within an element and within an
 * attribute in double quotes: & < > " ' become references, what is not valid UTF-8 and what HTML
 * knows no character for U+FFFD. Errors: as sk_buf_add(). Thread: any. */
enum sk_err sk_office_escape(struct sk_buf *out, const char *text, size_t length)
    __attribute__((warn_unused_result));

/* format: %s (escaped), %d, %ld, %lld, %zu, %% and nothing else. */
void sk_office_html(struct sk_office_html *html, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends text as one part of an address (RFC 3986: all but unreserved characters become %XX),
 * which is no markup either. Errors: as sk_buf_add(). */
enum sk_err sk_office_escape_part(struct sk_buf *out, const char *text)
    __attribute__((warn_unused_result));
void sk_office_html_part(struct sk_office_html *html, const char *text);

#endif
