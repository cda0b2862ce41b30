/* nonces.h — which nonces have been used. Remembers each for at least the time in which its
 * timestamp is acceptable, in memory that is bounded: a flood makes it forget the oldest half.
 * Not shared between threads without a lock. */
#ifndef SK_SIM_NONCES_H
#define SK_SIM_NONCES_H

#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_sim_nonce_id {
    uint64_t words[2];
};

struct sk_sim_nonces {
    struct sk_sim_nonce_table {
        struct sk_sim_nonce_id
            *slots;  /* open addressing; words[1] of an id is odd, 0 marks an empty slot */
        size_t size; /* a power of two */
        size_t count;
    } young, old;
    sk_ms turned_at; /* when young became old the last time */
    uint64_t salt[2];
};

/* Takes random salt, so that nobody can aim for collisions. Errors: SK_ERR_IO. */
enum sk_err sk_sim_nonces_init(struct sk_sim_nonces *nonces, sk_ms now);
void sk_sim_nonces_finish(struct sk_sim_nonces *nonces);

/* Sets *is_new and remembers the pair of key and nonce. Errors: SK_ERR_NOMEM. */
enum sk_err sk_sim_nonces_use(struct sk_sim_nonces *nonces, const char *key_id, const char *nonce,
                              sk_ms now, bool *is_new);

#endif
