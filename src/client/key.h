/* key.h — one access key, and the file it is read from. Pure but for the two functions that open a
 * file. Nothing here logs; every error is a sentence in text (SAG_TEXT_SIZE bytes) that names file
 * and line or member and never quotes a value that could be secret. */
#ifndef SAG_KEY_H
#define SAG_KEY_H

#include "client/buf.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* All three live in one block of secret memory. */
struct sag_key {
    char *id;
    char *secret;
    char *token;        /* "" for a long-lived key */
    int64_t expires_ms; /* since 1970; 0: does not expire */
};

/* Copies. Errors: SAG_ERR_NOMEM; SAG_ERR_CREDENTIALS if one is empty or could not stand in a
 * header (text says which; where names the source). *key untouched on error. */
enum sag_err sag_key_make(struct sag_key *key, const char *id, const char *secret,
                          const char *token, const char *where, char *text);
void sag_key_finish(struct sag_key *key);
bool sag_key_equal(const struct sag_key *a, const struct sag_key *b);
/* What may be shown of a key: "…" and the last four characters of its id; only "…" where that would
 * be all of it. */
#define SAG_KEY_HINT_SIZE 8
void sag_key_hint(const struct sag_key *key, char out[SAG_KEY_HINT_SIZE]);

/* Identifies one version of a file. */
struct sag_stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed_at;
    mode_t mode;
    bool exists;
};
void sag_stamp_read(struct sag_stamp *out, const char *path);
bool sag_stamp_equal(const struct sag_stamp *a, const struct sag_stamp *b);

/* Reads a whole file (at most 256 KiB) into *out, which is secret memory and the caller's.
 * *exists false with SAG_OK: there is none. */
enum sag_err sag_key_read_file(struct sag_buf *out, const char *path, struct sag_stamp *stamp,
                               bool *exists, char *text);

/* A role's name goes into a URL: letters, digits and . _ - only; text without control characters.
 */
bool sag_role_valid(const char *role);

#endif
