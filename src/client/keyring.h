/* keyring.h — the access key in use, and when it must be renewed. key_chain.h decides which source
 * it comes from.
 *
 * Reads files itself; does no HTTP: it says what to fetch and is given the answer. */
#ifndef SAG_KEYRING_H
#define SAG_KEYRING_H

#include "client/key.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sag_keyring;

/* Reads the sources that are not on the network. Strings of config are copied. text (SAG_TEXT_SIZE
 * bytes, never NULL) receives a sentence with the fix on error.
 * Errors: SAG_ERR_CONFIG, SAG_ERR_CREDENTIALS, SAG_ERR_NOMEM. */
enum sag_err sag_keyring_create(struct sag_keyring **out, const struct sag_config *config,
                                char *text);
void sag_keyring_destroy(struct sag_keyring *ring);

enum sag_keyring_state {
    SAG_KEYRING_READY, /* sag_keyring_key() may sign */
    SAG_KEYRING_WAIT,  /* a fetch is under way; ask again after its answer */
    SAG_KEYRING_FAILED /* sag_keyring_failure() says why */
};

/* To be called before each signing: looks whether the file has changed and whether a temporary
 * key is near its end. wall_ms is the corrected time, monotonic_ms paces the tries. */
enum sag_keyring_state sag_keyring_prepare(struct sag_keyring *ring, int64_t wall_ms,
                                           int64_t monotonic_ms);

/* The key in use; borrowed until the next prepare, answer or expired. NULL: none yet. */
const struct sag_key *sag_keyring_key(const struct sag_keyring *ring);
/* Where the key in use came from; "" if there is none yet. Borrowed until the next call. */
const char *sag_keyring_source(struct sag_keyring *ring);
/* The source that is or would be used and the end of its key's id, in text (SAG_TEXT_SIZE bytes).
 */
void sag_keyring_describe(const struct sag_keyring *ring, char *text);
const char *sag_keyring_failure(const struct sag_keyring *ring);

/* The service said that the temporary key has expired. True: another will be sought before the
 * next signing, so that it is worth trying; false: the same key was said to be expired before, or
 * there is nowhere to get another. */
bool sag_keyring_expired(struct sag_keyring *ring);

struct sag_fetch {
    const char *method; /* "GET", "PUT" (with an empty body) or "POST" */
    const char *url;
    const char *header_name;  /* NULL: none */
    const char *header_value; /* may be a secret */
    const char *body;         /* of POST; else NULL */
    bool is_service;          /* one of the vendor's, as the API: by its proxy, with its CA file */
    int64_t connect_timeout_ms;
    int64_t total_timeout_ms;
};
/* True: *out is to be sent now, and its answer given to sag_keyring_answer() once. Borrowed until
 * then. False: there is nothing to send. */
bool sag_keyring_next_fetch(struct sag_keyring *ring, struct sag_fetch *out);
/* status 0: no answer, problem says why. body is read during the call; the caller wipes it. */
void sag_keyring_answer(struct sag_keyring *ring, int status, const char *body, size_t length,
                        const char *problem, int64_t wall_ms, int64_t monotonic_ms);

#endif
