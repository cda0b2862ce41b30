/* buf.h — a byte buffer that grows up to a ceiling and is wiped when freed. Depends on secret.h
 * only. Failure is sticky: after a failed append the buffer is empty, further appends do nothing,
 * and sag_buf_ok() is false. So a text is built without checking each step, and checked once. */
#ifndef SAG_BUF_H
#define SAG_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct sag_buf {
    char *data; /* NUL behind the last byte once something was added; else NULL */
    size_t length;
    size_t capacity;
    size_t max; /* bytes without the NUL */
    bool secret;
    bool failed;
    bool too_large; /* failed, and the ceiling was why */
};

void sag_buf_init(struct sag_buf *buf, size_t max);
/* The bytes live in memory from sag_secret_alloc(). */
void sag_buf_init_secret(struct sag_buf *buf, size_t max);
/* Wipes and frees; usable again afterwards. A zeroed struct is fine. */
void sag_buf_finish(struct sag_buf *buf);

void sag_buf_add(struct sag_buf *buf, const void *bytes, size_t length);
void sag_buf_puts(struct sag_buf *buf, const char *text);
void sag_buf_printf(struct sag_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* RFC 3986 percent-encoding: A-Z a-z 0-9 - _ . ~ stay, all else becomes %XX (README.md,
 * "Percent-encoding"). */
void sag_buf_encode(struct sag_buf *buf, const char *bytes, size_t length);
/* Lower-case hexadecimal. */
void sag_buf_hex(struct sag_buf *buf, const unsigned char *bytes, size_t length);

bool sag_buf_ok(const struct sag_buf *buf);
/* "" while empty. Borrowed. */
const char *sag_buf_text(const struct sag_buf *buf);
/* Hands the bytes over, to be wiped and freed by the caller. An empty buffer gives "".
 * NULL: the buffer had failed or there is no memory. Not for secret buffers. */
char *sag_buf_take(struct sag_buf *buf);

#endif
