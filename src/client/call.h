/* call.h — one call from its submission to its outcome: owns its parameters, its signature and its
 * exchange. Knows no queue; client.c does. */
#ifndef SAG_CALL_H
#define SAG_CALL_H

#include "client/exchange.h"
#include "client/key.h"
#include "client/nonce.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAG_API_VERSION "2018-03-13"

struct sag_call {
    struct sag_call *next; /* client's list, in order of submission */
    uint64_t id;
    sag_done done;
    void *data;
    bool parse_gateways;
    int64_t submitted_at; /* monotonic ms */
    bool flying;
    int restarts;             /* signed anew, as the first one certainly was not sent whole */
    int64_t signed_offset_ms; /* the correction of the clock that its timestamp carries */
    char nonce[SAG_NONCE_SIZE];
    char *action; /* points into the block, as do all names and values */
    struct sag_param *params;
    size_t param_count;
    struct sag_signed signature;
    struct sag_exchange exchange;
};

/* Checks and copies; adds RegionId where there is none.
 * Errors: SAG_ERR_ARGUMENT, SAG_ERR_NOMEM. *out untouched on error. */
enum sag_err sag_call_create(struct sag_call **out, const char *action,
                             const struct sag_param *params, size_t count, const char *region);
/* NULL is fine; not while its exchange runs. */
void sag_call_destroy(struct sag_call *call);

/* Makes it as if it had never been signed; not while its exchange runs. */
void sag_call_unsign(struct sag_call *call);

struct sag_call_signing {
    enum sag_signature signature;
    enum sag_format format;
    const char *host;
    const struct sag_key *key;
    int64_t wall_ms; /* corrected */
};
/* Signs with call->nonce and makes the exchange ready to start.
 * Errors: SAG_ERR_NOMEM; SAG_ERR_SYSTEM: the time has no timestamp. */
enum sag_err sag_call_sign(struct sag_call *call, const struct sag_call_signing *signing);

#endif
