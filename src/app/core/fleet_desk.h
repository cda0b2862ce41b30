/* fleet_desk.h — the kiosk's side of the fleet (fleet/fleet.h): starts it where the settings want
 * it, asks it for pair_flow.h, and takes what it says. Private to app. Main thread. */
#ifndef SK_APP_CORE_FLEET_DESK_H
#define SK_APP_CORE_FLEET_DESK_H

#include "app/core/action_runner.h"
#include "app/core/deliveries.h"
#include "app/core/fleet_state.h"
#include "app/core/errand_desk.h"
#include "app/core/pair_flow.h"
#include "app/settings/config.h"
#include "fleet/fleet.h"

#include <stdbool.h>

struct sk_fleet_desk {
    const struct sk_config *config; /* borrowed, like the others */
    struct sk_clock *clock;
    struct sk_recorder *recorder;
    struct sk_pair_flow *flow;
    struct sk_action_runner *actions;
    bool (*post)(void *data, const struct sk_fleet_news *news); /* on the fleet's thread */
    void *data;

    struct sk_fleet *fleet; /* owned; NULL: the bench is in none */
    struct sk_fleet_asker asker;
    char bench[SK_FLEET_BENCH_SIZE];
    char list_path[4096];        /* of the fleet's device list; "": it is not wanted */
    struct sk_fleet_state state; /* for a face */
    struct sk_err_info why;      /* of a loss */
    struct sk_err_info trouble;  /* the last that was logged */
    int64_t last_scan_wall_ms;
    struct sk_fleet_status status; /* as it was told last */
    struct sk_errand_desk office;  /* what the office asks */
};

/* Starts the thread where the settings want it. journal_path: of the kiosk's journal, borrowed
 * during the call. The caller hands what was posted to sk_fleet_desk_take(). What keeps it from
 * starting is told as a fleet that cannot be reached: the bench works without. */
void sk_fleet_desk_start(struct sk_fleet_desk *desk, const char *journal_path);
/* Before the recorder's end. What was not started is fine. */
void sk_fleet_desk_stop(struct sk_fleet_desk *desk);

void sk_fleet_desk_take(struct sk_fleet_desk *desk, const struct sk_fleet_news *news);
/* What the journal says. */
void sk_fleet_desk_journal(struct sk_fleet_desk *desk, const struct sk_recorder_news *news);
/* A label was scanned. */
void sk_fleet_desk_scanned(struct sk_fleet_desk *desk);
/* How the bench is, by what is shown. */
void sk_fleet_desk_look(struct sk_fleet_desk *desk, const struct sk_model *model,
                        const struct sk_deliveries *deliveries);
/* Takes how the office's requests ended. Each turn. */
void sk_fleet_desk_turn(struct sk_fleet_desk *desk);

/* The file of the device list: the fleet's where that is wanted, else that of the settings. */
const char *sk_fleet_desk_list(const struct sk_fleet_desk *desk);

#endif
