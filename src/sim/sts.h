/* sts.h — the simulator's STS: AssumeRole (version 2015-04-01) and the temporary keys that it
 * gives. A temporary key says itself which key it was made from and when it ends, and its secret
 * and token follow from that, so that nothing has to be kept. Pure. */
#ifndef SK_SIM_STS_H
#define SK_SIM_STS_H

#include "sim/answer.h"
#include "sim/keys.h"
#include "sim/request.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_SIM_STS_VERSION "2015-04-01"
#define SK_SIM_STS_ACTION "AssumeRole"

struct sk_sim_sts_key {
    char id[SK_SIM_KEY_ID_MAX_BYTES + 1]; /* STS.INDEX.EXPIRES.SALT */
    char secret[65];
    char token[65];
    int64_t expires_s; /* since 1970 */
};

/* True: id is that of a temporary key which could have come from here. */
bool sk_sim_sts_find(struct sk_sim_sts_key *out, const struct sk_sim_keys *keys, const char *id);

/* Answers AssumeRole, signed by key_id. salt: never used before, letters, digits and hyphens. */
void sk_sim_sts_assume(const struct sk_sim_keys *keys, const char *key_id,
                       const struct sk_sim_request *request, int64_t now_s, const char *salt,
                       struct sk_sim_answer *answer);

#endif
