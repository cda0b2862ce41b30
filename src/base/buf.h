/* buf.h — a growing byte buffer that cannot be made without a ceiling.
 * Low-level: depends on nothing but err.h. Not shared between threads. */
#ifndef SK_BASE_BUF_H
#define SK_BASE_BUF_H

#include "base/err.h"

#include <stddef.h>

struct sk_buf {
    char *data;    /* NUL behind length bytes; NULL while nothing was appended */
    size_t length; /* bytes, without the NUL */
    size_t size;   /* bytes allocated */
    size_t limit;  /* largest length allowed */
};

#define SK_BUF_INIT(limit_bytes)                                                                   \
    { .limit = (limit_bytes) }

/* Appends; on failure (SK_ERR_NOMEM, SK_ERR_FULL over the limit) the buffer is freed and empty,
 * so that error paths need no care. */
enum sk_err sk_buf_add(struct sk_buf *buf, const void *bytes, size_t length)
    __attribute__((warn_unused_result));
enum sk_err sk_buf_addf(struct sk_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* Forgets the content, keeps the memory. */
void sk_buf_clear(struct sk_buf *buf);
/* Frees the memory; the buffer can be used again. */
void sk_buf_finish(struct sk_buf *buf);

#endif
