/* json.h — writing JSON by hand, for programs that print a line and are done.
 * Low-level: depends on buf.h. */
#ifndef SK_BASE_JSON_H
#define SK_BASE_JSON_H

#include "base/buf.h"

/* Appends text (length bytes, may hold anything) as a JSON string with its quotes (RFC 8259).
 * Control characters become \uXXXX, what is not valid UTF-8 U+FFFD.
 * Errors: as sk_buf_add(). Thread: any. */
enum sk_err sk_json_add(struct sk_buf *out, const char *text, size_t length)
    __attribute__((warn_unused_result));

/* The same for a string that ends with NUL. */
enum sk_err sk_json_add_text(struct sk_buf *out, const char *text)
    __attribute__((warn_unused_result));

#endif
