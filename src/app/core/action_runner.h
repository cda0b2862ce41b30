/* action_runner.h — carries out the effects of the actions' machine (supervisor/actions.h):
 * journal, cloud, new pairs; and reports how each ended to whoever asked: a face, or sag-kioskctl
 * by the control socket. Private to app. Main thread. */
#ifndef SK_APP_CORE_ACTION_RUNNER_H
#define SK_APP_CORE_ACTION_RUNNER_H

#include "app/control/control.h"
#include "app/core/pair_flow.h"
#include "app/supervisor/action.h"
#include "app/supervisor/actions.h"
#include "base/inbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Something that the command line wants to know of the kiosk. */
struct sk_question {
    enum sk_control_question what;
    int fd; /* to answer over */
};

struct sk_action_runner {
    struct sk_pair_flow *flow; /* borrowed */
    struct sk_actions actions;
    struct sk_inbox *asked;     /* struct sk_action, from the control's thread */
    struct sk_inbox *questions; /* struct sk_question, likewise */
    struct sk_control *control; /* NULL: the command line cannot ask */
    /* May the kiosk be stopped, if it has rested for so many seconds? Set by the owner; NULL: no.
     */
    enum sk_err (*may_stop)(void *data, int64_t seconds, struct sk_err_info *info);
    void *may_stop_data;
    bool wants_control; /* this is a kiosk, not a command */
    bool is_on_hold;    /* by a supervisor: no scan is taken */
    char hold_reason[SK_NOTE_SIZE];
    void (*wake)(void *wake_data); /* as for sk_app_create() */
    void *wake_data;
    struct sk_action_result
        results[SK_ACTIONS_MAX]; /* that nobody has taken out yet, oldest first */
    size_t result_count;
};

/* Errors: SK_ERR_NOMEM. After an error, finish is fine. */
enum sk_err sk_action_runner_init(struct sk_action_runner *runner, struct sk_pair_flow *flow,
                                  void (*wake)(void *wake_data), void *wake_data);
void sk_action_runner_stop(struct sk_action_runner *runner); /* the command line may ask no more */
void sk_action_runner_finish(struct sk_action_runner *runner);

/* The journal beside journal_path is ours: from now on the command line may ask, if wants_control.
 */
void sk_action_runner_listen(struct sk_action_runner *runner, const char *journal_path);

/* Begins an action whose id is below SK_CONTROL_ID_FIRST; the next turn is asked for by wake.
 * False: too many are under way. */
bool sk_action_runner_begin(struct sk_action_runner *runner, const struct sk_action *action);

/* Takes up an undo that an earlier run left open, if this is a kiosk: a command takes up its own.
 */
void sk_action_runner_resume(struct sk_action_runner *runner, const struct sk_stored_pair *undo);

/* Takes out the next end of an action with that id (0: of any). False: none yet. */
bool sk_action_runner_result(struct sk_action_runner *runner, uint64_t id,
                             struct sk_action_result *result);

/* What the journal says: SK_RECORDER_SAVED, SK_RECORDER_LOOKED. */
void sk_action_runner_saved(struct sk_action_runner *runner, const struct sk_recorder_news *news);
void sk_action_runner_looked(struct sk_action_runner *runner, const struct sk_recorder_news *news);

/* True: it was the answer to an action. */
bool sk_action_runner_answer(struct sk_action_runner *runner, const struct sk_answer *answer);

/* Takes out the next question; its fd is the caller's. False: there is none. */
bool sk_action_runner_question(struct sk_action_runner *runner, struct sk_question *out);

/* Goes on as far as there is room, and takes in what the command line asked for. */
void sk_action_runner_pump(struct sk_action_runner *runner);

/* When the next effect is due; -1: never. */
sk_ms sk_action_runner_deadline(const struct sk_action_runner *runner, sk_ms now);

/* Whether the bench is on hold, and why ("": not given), as the journal or an action has it. */
void sk_action_runner_hold(struct sk_action_runner *runner, bool is_on_hold, const char *why);

#endif
