/* actions.h — carries out what a supervisor asks for (action.h), one after the other. Pure, like
 * the outbox: inputs and `now` go in, effects are taken out one by one.
 *
 * The journal decides whether an action may be done (preconditions.h): first it is looked up, then
 * recorded, then sent, and its end is reported only when that is on the disk. Private to app. */
#ifndef SK_APP_SUPERVISOR_ACTIONS_H
#define SK_APP_SUPERVISOR_ACTIONS_H

#include "app/supervisor/action.h"
#include "sending/recorder.h"
#include "sending/undo.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_ACTIONS_MAX 8 /* under way or waiting */

struct sk_actions_rules {
    struct sk_undo_rules undo;
};

/* Of the action whose turn it is. */
enum sk_actions_state {
    SK_ACTIONS_STATE_IDLE,
    SK_ACTIONS_STATE_TO_LOOK,
    SK_ACTIONS_STATE_LOOKING,
    SK_ACTIONS_STATE_TO_SUBMIT,  /* RETRY: a new pair is to be made */
    SK_ACTIONS_STATE_SUBMITTING, /* it is being made */
    SK_ACTIONS_STATE_SUBMITTED,  /* and is being written */
    SK_ACTIONS_STATE_UNDOING,    /* the undo machine is at work */
    SK_ACTIONS_STATE_TO_RECORD,  /* DEAL, HOLD, RELEASE */
    SK_ACTIONS_STATE_SAVING,     /* that is being written */
    SK_ACTIONS_STATE_ENDED,      /* the result waits to be taken out */
};
#define SK_ACTIONS_STATES (SK_ACTIONS_STATE_ENDED + 1)

/* The caller's memory; no pointers. */
struct sk_actions {
    struct sk_action queue[SK_ACTIONS_MAX];
    int32_t count; /* queue[0] is the one whose turn it is */
    enum sk_actions_state state;
    struct sk_undo undo;
    struct sk_action_result result;
};

enum sk_actions_input_type {
    SK_ACTIONS_INPUT_ADD, /* action; there must be room */
    /* news (SK_RECORDER_LOOKED): what the journal says to a look. number, facts: of a new row, if
     * one is made; sk_actions_has() of that number says so afterwards. */
    SK_ACTIONS_INPUT_LOOKED,
    SK_ACTIONS_INPUT_SUBMITTED, /* number that the pair of a retry got; 0: there was no room for it
                                 */
    SK_ACTIONS_INPUT_SAVED,     /* number, event: as in the news; of whatever is on the disk */
    SK_ACTIONS_INPUT_ANSWER,    /* answer; of whatever was sent */
    SK_ACTIONS_INPUT_UNSENT,    /* the SEND could not be carried out: as if answered "not sent" */
};

struct sk_actions_input {
    enum sk_actions_input_type type;
    const struct sk_action *action; /* borrowed during the step, like the others */
    const struct sk_recorder_news *news;
    const struct sk_scan_facts *facts;
    int64_t number;
    enum sk_event event;
    const struct sk_answer *answer;
};

enum sk_actions_effect_type {
    SK_ACTIONS_EFFECT_LOOK,   /* look, number: ask the recorder; then INPUT_LOOKED */
    SK_ACTIONS_EFFECT_RECORD, /* write record; then INPUT_SAVED */
    SK_ACTIONS_EFFECT_SEND,   /* request, pair; then INPUT_ANSWER, or INPUT_UNSENT at once */
    SK_ACTIONS_EFFECT_SUBMIT, /* pair (labels, operator, refers): then INPUT_SUBMITTED; it is
                                 written and sent like any other, and INPUT_SAVED follows */
    SK_ACTIONS_EFFECT_END,    /* result */
};

struct sk_actions_effect {
    enum sk_actions_effect_type type;
    enum sk_recorder_look look;
    int64_t number;
    enum sk_request request;
    struct sk_pair pair;
    struct sk_record record;
    struct sk_action_result result;
};

void sk_actions_init(struct sk_actions *actions, const struct sk_actions_rules *rules);

/* Every state takes every input; what it does not wait for changes nothing. */
void sk_actions_step(struct sk_actions *actions, const struct sk_actions_input *input, sk_ms now);

/* The next effect, if there is one now. Call until false after every step and at the deadline. */
bool sk_actions_next(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect);

/* When sk_actions_next() has something without any input; -1: never. */
sk_ms sk_actions_deadline(const struct sk_actions *actions, sk_ms now);

/* "idle", "to-look", …: as in src/README.md. Static. */
const char *sk_actions_state_name(enum sk_actions_state state);

bool sk_actions_has_room(const struct sk_actions *actions);

/* True if the row of that number is the undo that is under way: its answers are an action's. */
bool sk_actions_has(const struct sk_actions *actions, int64_t number);

#endif
