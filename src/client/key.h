/* key.h — one access key, and the readers of the texts that hold one. Pure but for the two that
 * open a file. Nothing here logs; every error is a sentence in text (SAG_TEXT_SIZE bytes) that
 * names file and line or member and never quotes a value that could be secret. */
#ifndef SAG_KEY_H
#define SAG_KEY_H

#include "client/assumed_role.h"
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

/* What a file or an answer yielded. */
enum sag_found {
    SAG_FOUND_NOTHING, /* no file, or no such profile in it */
    SAG_FOUND_KEY,
    SAG_FOUND_ROLE,         /* ask instance metadata for this role */
    SAG_FOUND_ASSUMED_ROLE, /* the key may ask STS for a key of this role */
};

struct sag_finding {
    enum sag_found found;
    struct sag_key key;
    char role[128]; /* may be "": ask for its name too */
    struct sag_assumed_role assumed;
    char profile[128]; /* the one that was taken */
};
void sag_finding_finish(struct sag_finding *finding);

/* The CLI's config.json, with or without a byte order mark. profile NULL: the member "current".
 * Errors: SAG_ERR_CREDENTIALS, SAG_ERR_NOMEM. */
enum sag_err sag_key_parse_cli(struct sag_finding *out, const char *json, size_t length,
                               const char *path, const char *profile, char *text);
/* The shared INI file, as its README writes it: a value may stand in quotes, and a comment may
 * follow a blank and # or ;. profile NULL: "default". A section with `enable = false` is an error
 * that says so. `type = sts` with security_token is our extension (the vendor's file readers have
 * no form for temporary keys). */
enum sag_err sag_key_parse_ini(struct sag_finding *out, const char *ini, size_t length,
                               const char *path, const char *profile, char *text);
/* What a credentials URI or the metadata service answers. where names it in the text. */
enum sag_err sag_key_parse_answer(struct sag_key *out, const char *json, size_t length,
                                  const char *where, char *text);
/* What STS answers AssumeRole with status. */
enum sag_err sag_key_parse_assumed(struct sag_key *out, int status, const char *json, size_t length,
                                   const char *where, char *text);

/* Tells one version of a file from the next. */
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
