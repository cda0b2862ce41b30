#include "office/secret.h"

#include "base/parse.h"
#include "journal/chain.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SALT_SIZE 16
#define COST_LOG2 15
#define COST_LOG2_MAX 20
#define BLOCK 8
#define LANES 1
#define AT_ONCE 2 /* 64 MB; a flood of sign-ins shall not take the machine's memory */

/* Plain value. */
struct stored {
    int64_t log2_n, r, p;
    uint8_t salt[SALT_SIZE];
    uint8_t hash[SK_OFFICE_HASH_SIZE];
};

static void put_hex(const uint8_t *bytes, size_t size, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

/* False: not size bytes in hexadecimal up to the end or a '$'. */
static bool read_hex(const char *text, uint8_t *out, size_t size) {
    static const char digits[] = "0123456789abcdef";
    if (strspn(text, digits) != 2 * size || (text[2 * size] != '\0' && text[2 * size] != '$')) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)((strchr(digits, text[2 * i]) - digits) << 4 |
                           (strchr(digits, text[2 * i + 1]) - digits));
    }
    return true;
}

/* A decimal number between two '$'. Moves *at behind the second. */
static bool take_number(const char **at, int64_t max, int64_t *out) {
    char digits[8];
    size_t length = strcspn(*at, "$");
    if (length >= sizeof(digits) || (*at)[length] != '$') {
        return false;
    }
    memcpy(digits, *at, length);
    digits[length] = '\0';
    *at += length + 1;
    return sk_parse_int(digits, 1, max, out);
}

static bool read_stored(const char *text, struct stored *out) {
    static const char scheme[] = "scrypt$";
    if (strncmp(text, scheme, sizeof(scheme) - 1) != 0) {
        return false;
    }
    const char *at = text + sizeof(scheme) - 1;
    if (!take_number(&at, COST_LOG2_MAX, &out->log2_n) || !take_number(&at, 16, &out->r) ||
        !take_number(&at, 4, &out->p) || !read_hex(at, out->salt, SALT_SIZE)) {
        return false;
    }
    at += 2 * SALT_SIZE;
    return *at == '$' && read_hex(at + 1, out->hash, SK_OFFICE_HASH_SIZE) &&
           at[1 + 2 * SK_OFFICE_HASH_SIZE] == '\0';
}

/* How many are at it; a flood of sign-ins waits here. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int count;
} at_work = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };

static void begin_work(void) {
    pthread_mutex_lock(&at_work.mutex);
    while (at_work.count == AT_ONCE) {
        pthread_cond_wait(&at_work.changed, &at_work.mutex);
    }
    at_work.count++;
    pthread_mutex_unlock(&at_work.mutex);
}

static void end_work(void) {
    pthread_mutex_lock(&at_work.mutex);
    at_work.count--;
    pthread_cond_signal(&at_work.changed);
    pthread_mutex_unlock(&at_work.mutex);
}

static bool stretch(const struct stored *with, const char *password,
                    uint8_t out[SK_OFFICE_HASH_SIZE]) {
    begin_work();
    uint64_t n = UINT64_C(1) << with->log2_n;
    uint64_t memory = 128 * n * (uint64_t)with->r + (1 << 20);
    bool good =
        EVP_PBE_scrypt(password, strlen(password), with->salt, SALT_SIZE, n, (uint64_t)with->r,
                       (uint64_t)with->p, memory, out, SK_OFFICE_HASH_SIZE) == 1;
    end_work();
    return good;
}

enum sk_err sk_office_password_store(const char *password, char out[SK_OFFICE_STORED_SIZE],
                                     struct sk_err_info *info) {
    struct stored made = { .log2_n = COST_LOG2, .r = BLOCK, .p = LANES };
    char salt[2 * SALT_SIZE + 1];
    char hash[2 * SK_OFFICE_HASH_SIZE + 1];
    size_t length = strlen(password);
    if (length < SK_OFFICE_PASSWORD_MIN || length > SK_OFFICE_PASSWORD_MAX) {
        return sk_fail(info, SK_ERR_INVALID, "a password has %d to %d bytes",
                       SK_OFFICE_PASSWORD_MIN, SK_OFFICE_PASSWORD_MAX);
    }
    if (RAND_bytes(made.salt, SALT_SIZE) != 1 || !stretch(&made, password, made.hash)) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory or random numbers for a password");
    }
    put_hex(made.salt, SALT_SIZE, salt);
    put_hex(made.hash, SK_OFFICE_HASH_SIZE, hash);
    (void)snprintf(out, SK_OFFICE_STORED_SIZE, "scrypt$%d$%d$%d$%s$%s", COST_LOG2, BLOCK, LANES,
                   salt, hash);
    return SK_OK;
}

bool sk_office_password_is(const char *stored, const char *password) {
    struct stored is = { .log2_n = COST_LOG2, .r = BLOCK, .p = LANES };
    uint8_t hash[SK_OFFICE_HASH_SIZE];
    bool is_one = read_stored(stored, &is);
    if (!is_one) { /* the same work for nothing: the time tells nobody which accounts there are */
        is = (struct stored){ .log2_n = COST_LOG2, .r = BLOCK, .p = LANES };
    }
    bool good = strlen(password) <= SK_OFFICE_PASSWORD_MAX && stretch(&is, password, hash) &&
                CRYPTO_memcmp(hash, is.hash, sizeof(hash)) == 0;
    OPENSSL_cleanse(hash, sizeof(hash));
    return good && is_one;
}

enum sk_err sk_office_token_make(char out[SK_OFFICE_TOKEN_SIZE], struct sk_err_info *info) {
    uint8_t bytes[SK_OFFICE_HASH_SIZE];
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
        return sk_fail(info, SK_ERR_NOMEM, "no random numbers");
    }
    put_hex(bytes, sizeof(bytes), out);
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return SK_OK;
}

bool sk_office_token_is(const char *text) {
    return strlen(text) == SK_OFFICE_TOKEN_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == SK_OFFICE_TOKEN_SIZE - 1;
}

static void put_bytes(const uint8_t bytes[SK_OFFICE_HASH_SIZE], char out[SK_OFFICE_HASH_HEX_SIZE]) {
    out[0] = '\\';
    out[1] = 'x';
    put_hex(bytes, SK_OFFICE_HASH_SIZE, out + 2);
}

enum sk_err sk_office_token_hash(const char *token, char out[SK_OFFICE_HASH_HEX_SIZE]) {
    uint8_t hash[SK_OFFICE_HASH_SIZE];
    size_t length = 0;
    if (EVP_Q_digest(NULL, "SHA256", NULL, token, strlen(token), hash, &length) != 1) {
        return SK_ERR_NOMEM;
    }
    put_bytes(hash, out);
    return SK_OK;
}

static enum sk_err hmac(const void *key, size_t key_size, const char *text, size_t length,
                        uint8_t out[SK_OFFICE_HASH_SIZE]) {
    size_t written = 0;
    return EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, key_size, (const unsigned char *)text,
                     length, out, SK_OFFICE_HASH_SIZE, &written)
               ? SK_OK
               : SK_ERR_NOMEM;
}

enum sk_err sk_office_csrf_make(const char *token, char out[SK_OFFICE_TOKEN_SIZE]) {
    static const char purpose[] = "form";
    uint8_t code[SK_OFFICE_HASH_SIZE];
    enum sk_err err = hmac(token, strlen(token), purpose, sizeof(purpose) - 1, code);
    if (!err) {
        put_hex(code, sizeof(code), out);
    }
    return err;
}

bool sk_office_is_same(const char *a, const char *b) {
    size_t length = strlen(a);
    return length == strlen(b) && length > 0 && CRYPTO_memcmp(a, b, length) == 0;
}

enum sk_err sk_office_badge(const char *key_hex, const char *text, size_t length,
                            char out[SK_OFFICE_HASH_HEX_SIZE]) {
    uint8_t key[SK_CHAIN_SIZE];
    uint8_t code[SK_OFFICE_HASH_SIZE];
    if (!sk_chain_parse_hex(key_hex, key)) {
        return SK_ERR_INVALID;
    }
    enum sk_err err = hmac(key, sizeof(key), text, length, code);
    OPENSSL_cleanse(key, sizeof(key));
    if (!err) {
        put_bytes(code, out);
    }
    return err;
}
