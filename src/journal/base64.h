/* base64.h — bytes as text (RFC 4648, section 4), with its padding. For the journal and what lies
 * above it. */
#ifndef SK_JOURNAL_BASE64_H
#define SK_JOURNAL_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the text for so many bytes, with NUL. */
#define SK_BASE64_SIZE(bytes) (((bytes) + 2) / 3 * 4 + 1)

/* out has SK_BASE64_SIZE(length) bytes. */
void sk_base64_write(const uint8_t *bytes, size_t length, char *out);

/* Exactly `length` bytes from text_length characters. False: it is anything else, and bits that do
 * not count are not zero, so that there is one text for the bytes; out is undefined then. */
bool sk_base64_read(const char *text, size_t text_length, uint8_t *out, size_t length);

#endif
