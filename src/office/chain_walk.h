/* chain_walk.h — walks a whole log at the server: every event, the head, the checkpoints that the
 * bench signed. Private to this folder. */
#ifndef SK_OFFICE_CHAIN_WALK_H
#define SK_OFFICE_CHAIN_WALK_H

#include "office/chain_check.h"
#include "office/db.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_OFFICE_FINDINGS_MAX 20

enum sk_office_walk_type {
    SK_OFFICE_WALK_GAP,
    SK_OFFICE_WALK_HASH,
    SK_OFFICE_WALK_COLUMNS,
    SK_OFFICE_WALK_CHECKPOINT, /* what the bench signed does not fit */
};
struct sk_office_walk_finding {
    int64_t seq;
    enum sk_office_walk_type type;
};

#define SK_OFFICE_KEYS_MAX 20
/* A key that the bench said it signs with (sag.bench_key), and what it signed. */
struct sk_office_walk_key {
    int64_t first_seen_ms;
    int64_t checkpoints; /* of those that fit */
};

struct sk_office_walk {
    /* What is to be checked; "" and 0: from the first event that is there. */
    const char *bench;
    const char *chain;
    int64_t from_seq;      /* goes on here … */
    const char *from_hash; /* … behind an event with this hash, hexadecimal */
    const char *key;       /* the bench's public key as text (signed_note.h), by which
                              checkpoints must be signed; "": by one of those that the bench
                              named, which is told */
    int64_t most_ms;       /* of time; 0: as long as it takes */
    /* What came out. */
    int64_t first_seq, last_seq; /* of those that were checked */
    int64_t events;
    int64_t lacks;       /* events at the beginning that are not here any more */
    int64_t checkpoints; /* that were met and fit, and are signed by a key where one is known */
    int64_t strangers;   /* that were met and that neither the given nor a known key signed; 0
                            where no key is known */
    int key_count;       /* where no key is given: of those that the bench named, the first first */
    struct sk_office_walk_key keys[SK_OFFICE_KEYS_MAX];
    bool is_whole;  /* up to the head; false: the time was over */
    bool head_fits; /* of a whole one */
    char last_hash[SK_CHAIN_HEX_SIZE];
    int finding_count; /* more than SK_OFFICE_FINDINGS_MAX are counted only */
    struct sk_office_walk_finding findings[SK_OFFICE_FINDINGS_MAX];
};

/* Errors: SK_ERR_NOT_FOUND (no such log), SK_ERR_INVALID (from_hash, key), those of the database.
 */
enum sk_err sk_office_walk(struct sk_office_link *link, struct sk_office_walk *walk,
                           struct sk_err_info *info);

/* Is what was walked as the bench wrote it? Of a walk without an error. A checkpoint that none of
 * the bench's keys signed may be anybody's: then it is not. */
bool sk_office_walk_is_good(const struct sk_office_walk *walk);

#endif
