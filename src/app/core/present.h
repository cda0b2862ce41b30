/* present.h — from the state of the parts to the model that a face draws. Pure but for the wall
 * clock, which says how old the oldest waiting pair is. Private to app. Main thread. */
#ifndef SK_APP_CORE_PRESENT_H
#define SK_APP_CORE_PRESENT_H

#include "app/core/deliveries.h"
#include "app/core/disk_watch.h"
#include "app/core/intake.h"
#include "app/core/pair_flow.h"
#include "app/core/troubles.h"
#include "app/model/model.h"
#include "app/settings/config.h"
#include "app/supervisor/session.h"

#include <stdbool.h>

#define SK_PRESENT_AGE_STEP_MS 10000 /* the age on the status bar need not tick every second */

/* All borrowed. */
struct sk_present_from {
    const struct sk_config_problems *problems; /* NULL: none; else nothing was started */
    const struct sk_pair_flow *flow;
    const struct sk_intake *intake;
    const struct sk_troubles *troubles;
    const struct sk_disk_watch *disk;
    const struct sk_deliveries *deliveries;
    const struct sk_session *session;
    bool is_ready;   /* the journal is open, and what must be known before a scan is */
    bool is_on_hold; /* by a supervisor */
};

/* Fills all of *model but its revision, padding too. */
void sk_present(const struct sk_present_from *from, sk_ms now, struct sk_model *model);

#endif
