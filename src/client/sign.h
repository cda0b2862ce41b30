/* sign.h — what both signatures share. Pure: bytes in, bytes out. */
#ifndef SAG_SIGN_H
#define SAG_SIGN_H

#include "client/buf.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>

/* Most bytes of any intermediate text. Twice encoded, 64 KiB of parameters stay far below. */
#define SAG_SIGN_MAX ((size_t)1 << 20)

/* Copies what the caller has of its input. False: an impossible size, or a member that this version
 * does not know. */
bool sag_sign_input_take(struct sag_sign_input *out, const struct sag_sign_input *given);

/* Appends name=value joined by '&', sorted by the bytes of the unencoded name; equal names keep
 * their order. False: no memory or a NULL name or value. */
bool sag_canonical_query(struct sag_buf *out, const struct sag_param *params, size_t count);

/* The raw 32 bytes. False: OpenSSL has no memory. */
bool sag_sha256(const void *bytes, size_t length, unsigned char out[32]);
/* digest is "SHA1" or "SHA256"; *out_length is set to 20 or 32. */
bool sag_hmac(const char *digest, const void *key, size_t key_length, const void *bytes,
              size_t length, unsigned char out[32], size_t *out_length);

#endif
