/* webhook_secret.h — what a webhook's requests are signed with, and the signature, in the manner of
 * Standard Webhooks: HMAC-SHA256 over "ID.TIMESTAMP.BODY". */
#ifndef SK_DELIVERY_WEBHOOK_SECRET_H
#define SK_DELIVERY_WEBHOOK_SECRET_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define SK_WEBHOOK_KEYS 2 /* while a secret is changed, the old and the new one sign */
#define SK_WEBHOOK_KEY_MIN 24
#define SK_WEBHOOK_KEY_MAX 64
/* "v1," and 44 characters for each key, blanks between, with NUL. */
#define SK_WEBHOOK_SIGNATURE_SIZE (SK_WEBHOOK_KEYS * 48)

/* Plain value; wiped by whoever has it. */
struct sk_webhook_secret {
    size_t count;
    struct {
        size_t length;
        uint8_t bytes[SK_WEBHOOK_KEY_MAX];
    } keys[SK_WEBHOOK_KEYS];
};

/* Reads a file with one or two lines "whsec_BASE64", of 24 to 64 bytes. Only its owner may have
 * access to it. info never has anything of the secret.
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED (also: others have access), SK_ERR_INVALID, SK_ERR_IO.
 * Blocks on the disk. */
enum sk_err sk_webhook_secret_read(struct sk_webhook_secret *secret, const char *path,
                                   struct sk_err_info *info);
void sk_webhook_secret_wipe(struct sk_webhook_secret *secret);

/* timestamp: seconds since 1970. out has SK_WEBHOOK_SIGNATURE_SIZE bytes.
 * Errors: SK_ERR_NOMEM, SK_ERR_IO (OpenSSL refuses; out is ""). */
enum sk_err sk_webhook_secret_sign(const struct sk_webhook_secret *secret, const char *id,
                                   int64_t timestamp, const char *body, size_t length, char *out);

#endif
