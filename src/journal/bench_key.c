#include "journal/bench_key.h"

#include "base/small_file.h"
#include "base/wipe.h"
#include "journal/files.h"
#include "journal/owner.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEM_SIZE 512 /* an Ed25519 key has 119 bytes */

struct sk_bench_key {
    EVP_PKEY *pair;
    uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE];
};

/* Takes `pair`. False: it is no Ed25519 key. */
static bool take(struct sk_bench_key *key, EVP_PKEY *pair) {
    size_t size = sizeof(key->public_key);
    key->pair = pair;
    return pair && EVP_PKEY_is_a(pair, "ED25519") &&
           EVP_PKEY_get_raw_public_key(pair, key->public_key, &size) == 1 &&
           size == sizeof(key->public_key);
}

/* Nobody is asked for a password: a key that has one is none of ours. */
static int no_password(char *out, int size, int is_writing, void *data) {
    (void)out;
    (void)size;
    (void)is_writing;
    (void)data;
    return -1;
}

static enum sk_err read_file(struct sk_bench_key *key, const char *path, struct sk_err_info *info) {
    char text[PEM_SIZE];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err) {
        return err;
    }
    BIO *bio = BIO_new_mem_buf(text, (int)length);
    bool is_key = bio && take(key, PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL));
    BIO_free(bio);
    sk_wipe(text, sizeof(text));
    return is_key ? SK_OK
                  : sk_fail(info, SK_ERR_CORRUPT,
                            "the file '%.300s' holds no key of a bench; put it back from a copy, "
                            "or move it away and a new key is made",
                            path);
}

static enum sk_err write_file(const struct sk_bench_key *key, const char *path,
                              const char *journal_path, struct sk_err_info *info) {
    char text[PEM_SIZE] = "";
    BIO *bio = BIO_new(BIO_s_secmem());
    int length = 0;
    if (bio && PEM_write_bio_PKCS8PrivateKey(bio, key->pair, NULL, NULL, 0, NULL, NULL) == 1) {
        length = BIO_read(bio, text, sizeof(text) - 1);
    }
    BIO_free(bio);
    enum sk_err err = length > 0 ? sk_small_file_write(path, text, info)
                                 : sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    sk_wipe(text, sizeof(text));
    if (!err) {
        sk_owner_share(journal_path, path);
    }
    return err;
}

enum sk_err sk_bench_key_open(struct sk_bench_key **out, const char *journal_path, bool is_maker,
                              struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s.key", journal_path);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    struct sk_bench_key *key = calloc(1, sizeof(*key));
    if (!key) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    }
    enum sk_err err = read_file(key, path, info);
    if (err == SK_ERR_NOT_FOUND && is_maker) {
        err = take(key, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"))
                  ? write_file(key, path, journal_path, info)
                  : sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    }
    if (err) {
        sk_bench_key_destroy(key);
        return err;
    }
    *out = key;
    return SK_OK;
}

void sk_bench_key_destroy(struct sk_bench_key *key) {
    if (key) {
        EVP_PKEY_free(key->pair); /* which wipes it */
        free(key);
    }
}

void sk_bench_key_public(const struct sk_bench_key *key, uint8_t out[SK_BENCH_KEY_PUBLIC_SIZE]) {
    memcpy(out, key->public_key, SK_BENCH_KEY_PUBLIC_SIZE);
}

enum sk_err sk_bench_key_sign(const struct sk_bench_key *key, const void *bytes, size_t length,
                              uint8_t out[SK_BENCH_KEY_SIGNATURE_SIZE]) {
    size_t size = SK_BENCH_KEY_SIGNATURE_SIZE;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_signed = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1 &&
                     EVP_DigestSign(context, out, &size, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    return is_signed ? SK_OK : SK_ERR_NOMEM;
}

bool sk_bench_key_verify(const uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE], const void *bytes,
                         size_t length, const uint8_t signature[SK_BENCH_KEY_SIGNATURE_SIZE]) {
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, public_key, SK_BENCH_KEY_PUBLIC_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_good =
        key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, SK_BENCH_KEY_SIGNATURE_SIZE, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return is_good;
}
