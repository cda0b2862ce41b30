/* present_from.h — the parts whose state makes the model. Private to app. Main thread. */
#ifndef SK_APP_CORE_PRESENT_FROM_H
#define SK_APP_CORE_PRESENT_FROM_H

#include "app/core/deliveries.h"
#include "app/core/disk_watch.h"
#include "app/core/fleet_state.h"
#include "app/core/hearing.h"
#include "app/core/intake.h"
#include "app/core/link_watch.h"
#include "app/core/errand_desk.h"
#include "app/core/pair_flow.h"
#include "app/core/scanner_watch.h"
#include "app/core/troubles.h"
#include "app/core/keyed_label.h"
#include "app/settings/config.h"
#include "app/supervisor/session.h"

#include <stdbool.h>

/* All borrowed. */
struct sk_present_from {
    const struct sk_config_problems *problems; /* NULL: none; else nothing was started */
    const struct sk_pair_flow *flow;
    const struct sk_intake *intake;
    const struct sk_troubles *troubles;
    const struct sk_disk_watch *disk;
    const struct sk_deliveries *deliveries;
    const struct sk_session *session;
    const struct sk_scanner_watch *scanners;
    const struct sk_link_watch *reach;
    const struct sk_fleet_state *fleet;
    const struct sk_errand_desk *office;
    const char *typed;
    const struct sk_keyed_label *keyed_label;
    const struct sk_hearing *hearing;
    const struct sk_model_sound *sound;
    uint64_t own_cues; /* the app's own, so far; those of pairing are counted beside them */
    enum sk_cue own_cue;
    bool is_own_cue_newest;
    bool is_choosing_language;
    bool is_ready;           /* the journal is open, and what must be known before a scan is */
    bool is_on_hold;         /* by a supervisor */
    const char *hold_reason; /* "": none was given */
};

#endif
