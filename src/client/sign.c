#include "client/sign.h"

#include "client/sized.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool sag_sign_input_take(struct sag_sign_input *out, const struct sag_sign_input *given) {
    size_t least = offsetof(struct sag_sign_input, nonce) + sizeof(out->nonce);
    return sag_sized_take(out, sizeof(*out), least, given);
}

static int by_name(const void *a, const void *b) {
    const struct sag_param *const *left = a;
    const struct sag_param *const *right = b;
    int order = strcmp((*left)->name, (*right)->name); /* compares as unsigned char: bytes */
    if (order == 0) {
        return *left < *right ? -1 : *left > *right; /* their place in the one array */
    }
    return order;
}

bool sag_canonical_query(struct sag_buf *out, const struct sag_param *params, size_t count) {
    if (count == 0) {
        return sag_buf_ok(out);
    }
    if (count > SIZE_MAX / sizeof(struct sag_param *)) {
        return false;
    }
    const struct sag_param **sorted = malloc(count * sizeof(*sorted));
    if (!sorted) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        good = good && params[i].name && params[i].value;
        sorted[i] = &params[i];
    }
    if (good) {
        qsort(sorted, count, sizeof(*sorted), by_name);
        for (size_t i = 0; i < count; i++) {
            sag_buf_puts(out, i ? "&" : "");
            sag_buf_encode(out, sorted[i]->name, strlen(sorted[i]->name));
            sag_buf_puts(out, "=");
            sag_buf_encode(out, sorted[i]->value, strlen(sorted[i]->value));
        }
    }
    free(sorted);
    return good && sag_buf_ok(out);
}

bool sag_sha256(const void *bytes, size_t length, unsigned char out[32]) {
    size_t size = 0;
    return EVP_Q_digest(NULL, "SHA256", NULL, bytes, length, out, &size) == 1 && size == 32;
}

bool sag_hmac(const char *digest, const void *key, size_t key_length, const void *bytes,
              size_t length, unsigned char out[32], size_t *out_length) {
    return EVP_Q_mac(NULL, "HMAC", NULL, digest, NULL, key, key_length, bytes, length, out, 32,
                     out_length) != NULL;
}

static void wipe_text(char **text) {
    if (*text) {
        OPENSSL_cleanse(*text, strlen(*text));
        free(*text);
        *text = NULL;
    }
}

void sag_signed_finish(struct sag_signed *out) {
    /* A canonical text carries the security token, so all of them are wiped. */
    wipe_text(&out->canonical);
    wipe_text(&out->string_to_sign);
    wipe_text(&out->signature);
    wipe_text(&out->authorization);
    wipe_text(&out->payload);
    wipe_text(&out->signed_headers);
}
