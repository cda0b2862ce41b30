#include "journal/bench_key.h"

#include "base/small_file.h"
#include "base/wipe.h"
#include "journal/files.h"
#include "journal/owner.h"
#include "journal/sync.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY ".key"
#define NEXT ".key.new"
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

static enum sk_err name_file(const char *journal_path, const char *tail,
                             char path[SK_FILES_PATH_SIZE], struct sk_err_info *info) {
    int length = snprintf(path, SK_FILES_PATH_SIZE, "%s%s", journal_path, tail);
    return length > 0 && length < SK_FILES_PATH_SIZE
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
}

static enum sk_err fail_change(const char *path, struct sk_err_info *info) {
    int error = errno;
    return sk_fail(info, sk_files_err(error), "the bench's key '%.300s' cannot be changed: %s; %s",
                   path, strerror(error), sk_files_fix(error));
}

/* Moves `made` to path if nothing is there. False: there is, and `made` is gone. */
static bool place_first(const char *made, const char *path) {
    bool is_first = link(made, path) == 0;
    if (!is_first && errno != EEXIST) { /* a file system without links */
        return access(path, F_OK) != 0 && rename(made, path) == 0;
    }
    (void)unlink(made); /* the other name is the one that counts */
    return is_first;
}

/* The kiosk's threads and sag-kioskctl may all want the first key at once: what one has made is
 * theirs. */
static enum sk_err make_first(struct sk_bench_key *key, const char *path, const char *owner_path,
                              struct sk_err_info *info) {
    static atomic_uint number;
    char made[SK_FILES_PATH_SIZE + 32];
    (void)snprintf(made, sizeof(made), "%s.%ld-%u", path, (long)getpid(),
                   atomic_fetch_add(&number, 1));
    if (!take(key, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"))) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    }
    enum sk_err err = write_file(key, made, owner_path, info);
    if (!err && place_first(made, path)) {
        return sk_sync_directory_of(path) == 0 ? SK_OK : fail_change(path, info);
    }
    (void)unlink(made); /* where it could not be placed */
    EVP_PKEY_free(key->pair);
    key->pair = NULL;
    return err ? err : read_file(key, path, info);
}

enum make { MAKE_NEVER, MAKE_IF_MISSING, MAKE_ANEW };

/* path: of the key; owner_path: whose owner gets a new one. */
static enum sk_err open_at(struct sk_bench_key **out, const char *path, const char *owner_path,
                           enum make make, struct sk_err_info *info) {
    struct sk_bench_key *key = calloc(1, sizeof(*key));
    if (!key) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    }
    enum sk_err err = SK_OK;
    if (make != MAKE_ANEW) {
        err = read_file(key, path, info);
        if (err == SK_ERR_NOT_FOUND && make == MAKE_IF_MISSING) {
            err = make_first(key, path, owner_path, info);
        }
    } else {
        err = take(key, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"))
                  ? write_file(key, path, owner_path, info)
                  : sk_fail(info, SK_ERR_NOMEM, "no memory for the bench's key");
    }
    if (err) {
        sk_bench_key_destroy(key);
        return err;
    }
    *out = key;
    return SK_OK;
}

/* tail: behind the path of the journal. */
static enum sk_err open_file(struct sk_bench_key **out, const char *journal_path, const char *tail,
                             enum make make, struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    enum sk_err err = name_file(journal_path, tail, path, info);
    return err ? err : open_at(out, path, journal_path, make, info);
}

enum sk_err sk_bench_key_open_file(struct sk_bench_key **out, const char *path, bool make_new,
                                   struct sk_err_info *info) {
    if (make_new && access(path, F_OK) == 0) {
        return sk_fail(info, SK_ERR_BUSY, "'%.300s' is there already; a key is never written over",
                       path);
    }
    return open_at(out, path, path, make_new ? MAKE_ANEW : MAKE_NEVER, info);
}

enum sk_err sk_bench_key_open(struct sk_bench_key **out, const char *journal_path, bool is_maker,
                              struct sk_err_info *info) {
    return open_file(out, journal_path, KEY, is_maker ? MAKE_IF_MISSING : MAKE_NEVER, info);
}

enum sk_err sk_bench_key_make_next(struct sk_bench_key **out, const char *journal_path,
                                   struct sk_err_info *info) {
    return open_file(out, journal_path, NEXT, MAKE_ANEW, info);
}

enum sk_err sk_bench_key_open_next(struct sk_bench_key **out, const char *journal_path,
                                   struct sk_err_info *info) {
    return open_file(out, journal_path, NEXT, MAKE_NEVER, info);
}

enum sk_err sk_bench_key_take_next(const char *journal_path, struct sk_err_info *info) {
    char next[SK_FILES_PATH_SIZE];
    char path[SK_FILES_PATH_SIZE];
    enum sk_err err = name_file(journal_path, NEXT, next, info);
    if (!err) {
        err = name_file(journal_path, KEY, path, info);
    }
    if (!err && (rename(next, path) != 0 || sk_sync_directory_of(path) != 0)) {
        err = fail_change(path, info);
    }
    return err;
}

enum sk_err sk_bench_key_forget_next(const char *journal_path, struct sk_err_info *info) {
    char next[SK_FILES_PATH_SIZE];
    enum sk_err err = name_file(journal_path, NEXT, next, info);
    return !err && unlink(next) != 0 && errno != ENOENT ? fail_change(next, info) : err;
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
