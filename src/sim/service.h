/* service.h — the actions: what the service does once the gateway has let a request through.
 * The order of the checks is ours; the codes and texts are documented. No I/O but the store's. */
#ifndef SK_SIM_SERVICE_H
#define SK_SIM_SERVICE_H

#include "sim/answer.h"
#include "sim/request.h"
#include "sim/store.h"

/* What a bind of a pair that is bound already is answered: the service does not say. */
enum sk_sim_rebind { SK_SIM_REBIND_CONFLICT, SK_SIM_REBIND_OK, SK_SIM_REBIND_OVERLIMIT };

enum sk_sim_change { SK_SIM_UNCHANGED, SK_SIM_BOUND, SK_SIM_UNBOUND };

struct sk_sim_service {
    struct sk_sim_store *store; /* borrowed */
    const char *region;         /* the one in which every instance lives; borrowed */
    const char *also_region;    /* another, for tests with several; NULL: none */
    enum sk_sim_rebind rebind;
    bool any_instance;   /* take every well-formed instance id, with a limit of 1000 devices */
    sk_ms visible_after; /* how long a bind stays invisible to queries */
};

/* Carries out the action and fills in the answer (release with sk_sim_answer_finish()).
 * wall_ms: since 1970, for the record; now: monotonic. Not thread-safe: under the store's lock. */
enum sk_sim_change sk_sim_service_call(struct sk_sim_service *service, const char *action,
                                       const struct sk_sim_request *request, int64_t wall_ms,
                                       sk_ms now, struct sk_sim_answer *answer);

/* Whether the action exists. */
bool sk_sim_service_knows(const char *action);

/* The host of a region, as the error envelope names it. */
void sk_sim_service_host(const char *region, char *out, size_t out_size);
bool sk_sim_is_region(const char *text);

#endif
