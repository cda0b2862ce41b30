/* fleet_state.h — what the bench knows of its fleet just now. Plain value; zeroed: there is none.
 * Private to app. */
#ifndef SK_APP_CORE_FLEET_STATE_H
#define SK_APP_CORE_FLEET_STATE_H

#include "app/model/model.h"

#include <stdint.h>

struct sk_fleet_state {
    enum sk_model_fleet reach;
    int64_t lost_wall_ms;  /* OFFLINE: since when; of a start without the server, the start */
    int64_t known_wall_ms; /* what other benches bound is known up to then; 0: nothing is */
    bool is_refused;       /* its server does not take the log of this bench */
    bool is_shut_out;      /* nor anything else: the bench was revoked */
    int64_t clock_minutes; /* by which this machine's clock is off; 0: it is right */
};

/* Since lost_wall_ms and known_wall_ms; 0 for a clock that was set back, and for 0. Rounded down to
 * steps of ten seconds, from a minute on to minutes, as a face need not be drawn every second. */
int32_t sk_fleet_state_lost_s(const struct sk_fleet_state *fleet, int64_t wall_ms);
int32_t sk_fleet_state_age_s(const struct sk_fleet_state *fleet, int64_t wall_ms);

#endif
