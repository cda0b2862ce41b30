/* state.h — everything that the app owns, in one place. Private to app.c and present.c. */
#ifndef SK_APP_CORE_STATE_H
#define SK_APP_CORE_STATE_H

#include "app/core/app.h"
#include "app/core/cloud_sender.h"
#include "app/settings/config.h"
#include "app/control/control.h"
#include "app/supervisor/actions.h"
#include "app/manifest/guard.h"
#include "app/core/session.h"
#include "base/inbox.h"
#include "sending/outbox.h"
#include "journal/writer.h"
#include "pairing/pairing.h"

#include <pthread.h>

#define SK_APP_VERDICTS 64       /* of this run, remembered for sk_app_verdict() */
#define SK_APP_AGE_STEP_MS 10000 /* the age on the status bar is no clock */

/* What the readers' threads send. */
struct sk_arrival {
    bool is_scan;
    union {
        struct sk_scan scan;
        struct sk_reader_status status;
    } u;
};

struct sk_app {
    const struct sk_config *config;
    struct sk_clock *clock;
    struct sk_scan_sink sink;
    struct sk_inbox *arrivals;
    struct sk_inbox *results;
    struct sk_label_rules *rules;
    struct sk_writer *writer;
    struct sk_cloud_sender *cloud;

    struct sk_pairing pairing;
    struct sk_outbox outbox;
    struct sk_actions actions;
    struct sk_session session;
    struct sk_action_result
        action_results[SK_ACTIONS_MAX]; /* that the face has not taken out yet */
    size_t action_result_count;
    struct sk_guard guard;
    bool is_on_hold; /* by a supervisor: no scan is taken */
    bool wants_control;
    struct sk_control *control; /* NULL: the command line cannot ask */
    struct sk_inbox *asked;     /* struct sk_action, from a face or the control's thread */
    bool is_broken;             /* the configuration has problems; nothing was started */
    bool has_loaded;            /* what was left in the journal */
    bool is_open;               /* that, and the guards know what they must */
    int64_t first_number;       /* of this run */
    int64_t last_in_outbox;     /* highest number that the outbox has had */
    int64_t behind;             /* unsettled pairs that are only in the journal */
    bool is_loading;
    struct sk_pair withdrawing;  /* behind the outbox's window, to be taken back; number 0: none */
    bool is_withdrawal_recorded; /* its last word is on its way to the disk */
    bool is_withdrawal_moot;     /* it was refused in the meantime */
    int64_t oldest_wall_ms;      /* of what was unsettled at the start */
    sk_ms client_retry_at;       /* next try to make the client; -1: none */
    bool journal_trouble;
    bool journal_was_replaced; /* in this run; IT has to hear of it */
    bool journal_has_losses;   /* the same */
    bool is_clock_wrong;       /* by the cloud's; said once */
    bool is_disk_slow;         /* the newest pair is not saved, and the screen says so */
    bool is_disk_stuck;        /* for so long that the kiosk cannot work */
    sk_ms disk_slow_since;
    bool has_kept; /* taken out of arrivals; waits for the disk */
    struct sk_arrival kept;
    bool cloud_trouble;
    struct sk_err_info journal_text;
    struct sk_err_info cloud_text;
    uint32_t ended; /* bit per enum sk_scan_source */

    struct sk_reader_status readers[SK_MODEL_READERS];
    size_t reader_count;
    struct sk_model_recent recent[SK_MODEL_RECENT];
    size_t recent_count;
    struct sk_verdict verdicts[SK_APP_VERDICTS];
    size_t verdict_next;
    bool has_told; /* in this turn */
    struct sk_app_tally tally;

    pthread_mutex_t lock; /* of turned_away */
    uint32_t turned_away; /* scans that found no room; readers' threads */
    uint32_t turned_away_told;

    struct sk_model model;
    struct sk_model next; /* built here and compared */
};

/* Builds the model anew from the state at `now`, and publishes it if anything is different.
 * Main thread. */
void sk_app_present(struct sk_app *app, sk_ms now);

/* The binding of pair `number` was taken away: it counts no longer. Main thread. */
void sk_app_forget_bound(struct sk_app *app, const struct sk_pair *pair, int64_t number);

/* do_actions.c. Takes in what was asked for and goes on with it. Main thread, as the others. */
void sk_app_pump_actions(struct sk_app *app, sk_ms now);
/* Takes up an undo that an earlier run left open, if this is a kiosk: a command takes up its own.
 */
void sk_app_resume_undo(struct sk_app *app, const struct sk_stored_pair *undo);
/* The journal is ours: from now on the command line may ask, if that is wanted. */
void sk_app_start_control(struct sk_app *app);

#endif
