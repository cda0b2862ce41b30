#include "delivery/webhook_secret.h"

#include "base/buf.h"
#include "base/small_file.h"
#include "base/wipe.h"
#include "journal/base64.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PREFIX "whsec_"
#define FILE_MAX 512
#define SIGNED_MAX (1 << 20)

void sk_webhook_secret_wipe(struct sk_webhook_secret *secret) {
    sk_wipe(secret, sizeof(*secret));
}

/* Without the padding, or with it. */
static bool read_key(const char *line, size_t length, uint8_t *key, size_t *key_length) {
    char text[SK_BASE64_SIZE(SK_WEBHOOK_KEY_MAX)];
    size_t prefix = strlen(PREFIX);
    if (length <= prefix || strncmp(line, PREFIX, prefix) != 0 ||
        length - prefix + 3 >= sizeof(text)) {
        return false;
    }
    line += prefix;
    length -= prefix;
    while (length > 0 && line[length - 1] == '=') {
        length--;
    }
    *key_length = length * 3 / 4;
    memcpy(text, line, length);
    while (length % 4 != 0) {
        text[length++] = '=';
    }
    bool is_good = *key_length >= SK_WEBHOOK_KEY_MIN && *key_length <= SK_WEBHOOK_KEY_MAX &&
                   sk_base64_read(text, length, key, *key_length);
    sk_wipe(text, sizeof(text));
    return is_good;
}

static bool read_keys(const char *text, struct sk_webhook_secret *secret) {
    while (*text) {
        size_t length = strcspn(text, "\r\n");
        if (length > 0) {
            if (secret->count == SK_WEBHOOK_KEYS ||
                !read_key(text, length, secret->keys[secret->count].bytes,
                          &secret->keys[secret->count].length)) {
                return false;
            }
            secret->count++;
        }
        text += length;
        text += strspn(text, "\r\n");
    }
    return secret->count > 0;
}

enum sk_err sk_webhook_secret_read(struct sk_webhook_secret *secret, const char *path,
                                   struct sk_err_info *info) {
    char text[FILE_MAX];
    size_t length = 0;
    mode_t mode = 0;
    *secret = (struct sk_webhook_secret){ 0 };
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, &mode, info);
    if (!err && (mode & (S_IRWXG | S_IRWXO)) != 0) {
        err = sk_fail(info, SK_ERR_DENIED,
                      "the webhook's secret in '%.200s' can be read or changed by other users of "
                      "this machine (mode %04o): chmod 600 it, and change the secret if somebody "
                      "may have read it",
                      path, (unsigned)(mode & 07777));
    }
    if (!err && (strlen(text) != length || !read_keys(text, secret))) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "the webhook's secret in '%.200s' cannot be used: one line, or two while it "
                      "is changed, of " PREFIX " and %d to %d bytes in base64",
                      path, SK_WEBHOOK_KEY_MIN, SK_WEBHOOK_KEY_MAX);
    }
    sk_wipe(text, sizeof(text));
    if (err) {
        sk_webhook_secret_wipe(secret);
    }
    return err;
}

enum sk_err sk_webhook_secret_sign(const struct sk_webhook_secret *secret, const char *id,
                                   int64_t timestamp, const char *body, size_t length, char *out) {
    struct sk_buf text = SK_BUF_INIT(SIGNED_MAX);
    size_t used = 0;
    out[0] = '\0';
    enum sk_err err = sk_buf_addf(&text, "%s.%" PRId64 ".", id, timestamp);
    if (!err) {
        err = sk_buf_add(&text, body, length);
    }
    for (size_t i = 0; i < secret->count && !err; i++) {
        unsigned char hash[EVP_MAX_MD_SIZE];
        unsigned hash_length = 0;
        char digest[SK_BASE64_SIZE(32)];
        if (!HMAC(EVP_sha256(), secret->keys[i].bytes, (int)secret->keys[i].length,
                  (const unsigned char *)text.data, text.length, hash, &hash_length)) {
            out[0] = '\0';
            err = SK_ERR_IO;
            break;
        }
        sk_base64_write(hash, hash_length, digest);
        used += (size_t)snprintf(out + used, SK_WEBHOOK_SIGNATURE_SIZE - used, "%sv1,%s",
                                 i > 0 ? " " : "", digest);
    }
    sk_buf_finish(&text);
    return err;
}
