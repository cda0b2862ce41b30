/* errand_desk.h — carries out the effects of what the office asks (supervisor/errands.h):
 * actions, events, answers. Private to app. Main thread. */
#ifndef SK_APP_CORE_ERRAND_DESK_H
#define SK_APP_CORE_ERRAND_DESK_H

#include "app/core/action_runner.h"
#include "app/core/pair_flow.h"
#include "app/model/model.h"
#include "app/supervisor/errands.h"

#include <stdbool.h>

/* What the office is answered goes through it. */
struct sk_errand_port {
    /* False: not just now; the office asks again. */
    bool (*answer)(void *data, int64_t id, const char *outcome, bool is_end);
    void *data;
};

struct sk_errand_desk {
    struct sk_errands office;
    struct sk_action_runner *actions; /* borrowed, like flow */
    struct sk_pair_flow *flow;
    struct sk_errand_port port;
};

/* trusts: what is about a pair needs no supervisor of the bench. */
void sk_errand_desk_init(struct sk_errand_desk *desk, bool trusts, struct sk_action_runner *actions,
                         struct sk_pair_flow *flow, const struct sk_errand_port *port);

/* The office asks, or asks again. */
void sk_errand_desk_add(struct sk_errand_desk *desk, const struct sk_errand *request);
/* The message on the screen was acknowledged. who: NULL: nobody is signed on. False: there is none.
 */
bool sk_errand_desk_see(struct sk_errand_desk *desk, const struct sk_actor *who);
/* touch: as in struct sk_model_super_office. */
void sk_errand_desk_decide(struct sk_errand_desk *desk, uint64_t touch, bool is_confirmed,
                           const struct sk_actor *who);
/* Takes in how actions ended, and begins what could not begin. */
void sk_errand_desk_turn(struct sk_errand_desk *desk);

/* Fills what the face shows of it; model->supervisor.office_at: which is wished. */
void sk_errand_desk_view(const struct sk_errand_desk *desk, struct sk_model *model);

#endif
