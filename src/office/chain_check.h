/* chain_check.h — is a log at the server still what the bench hashed? Each event's hash is computed
 * anew from the one before and its bytes, and what is searched by is held against what is hashed.
 * Pure but for the hashing; one thread. */
#ifndef SK_OFFICE_CHAIN_CHECK_H
#define SK_OFFICE_CHAIN_CHECK_H

#include "base/err.h"
#include "journal/chain.h"

#include <stddef.h>
#include <stdint.h>

enum sk_office_finding {
    SK_OFFICE_CHAIN_GOOD,
    SK_OFFICE_CHAIN_GAP,     /* an event is missing before this one */
    SK_OFFICE_CHAIN_HASH,    /* its hash is not that of what it says */
    SK_OFFICE_CHAIN_COLUMNS, /* what it is found by is not what it says, or it cannot be read */
};

/* An event as the table has it. Borrowed. */
struct sk_office_chain_event {
    int64_t seq, wall_ms, pair;
    const char *event;
    const uint8_t *body;
    size_t body_length;
    const uint8_t *hash; /* of hash_length bytes */
    size_t hash_length;
};

/* Plain value. */
struct sk_office_chain_check {
    int64_t next_seq;
    uint8_t hash[SK_CHAIN_SIZE]; /* of the event before it */
    int64_t events;              /* that were checked */
};

/* first_seq follows an event with the hash `anchor`. */
void sk_office_chain_check_init(struct sk_office_chain_check *check, int64_t first_seq,
                                const uint8_t anchor[SK_CHAIN_SIZE]);

/* What is wrong with it; goes on behind it as the table has it, so that one change is one finding.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_chain_check_step(struct sk_office_chain_check *check,
                                       const struct sk_office_chain_event *event,
                                       enum sk_office_finding *finding);

#endif
