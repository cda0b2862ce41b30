/* actions.h — carries out what a supervisor asks for (action.h), one after the other. Pure, like
 * the outbox: inputs and `now` go in, effects are taken out one by one with sk_actions_next().
 *
 * Whether an action may be done at all is for the journal to say (again.h): first it is looked up,
 * then written, then sent, and its end is told only when that is on the disk. Private to app. */
#ifndef SK_APP_SUPERVISOR_ACTIONS_H
#define SK_APP_SUPERVISOR_ACTIONS_H

#include "app/supervisor/action.h"
#include "sending/undo.h"
#include "journal/writer.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_ACTIONS_MAX 8 /* under way or waiting */

enum sk_actions_state {
    SK_ACTIONS_IDLE,
    SK_ACTIONS_TO_LOOK,
    SK_ACTIONS_LOOKING,
    SK_ACTIONS_TO_SUBMIT, /* RETRY: a new pair is to be made */
    SK_ACTIONS_SUBMITTED, /* and is being written */
    SK_ACTIONS_UNDOING,   /* the machine of the undo has the word */
    SK_ACTIONS_TO_RECORD, /* DEAL, HOLD, RELEASE */
    SK_ACTIONS_SAVING,
    SK_ACTIONS_ENDED,
};

/* The caller's memory; no pointers. */
struct sk_actions {
    struct sk_outbox_rules rules; /* of them the questions count */
    struct sk_action queue[SK_ACTIONS_MAX];
    int32_t count; /* queue[0] is the one that is done */
    enum sk_actions_state state;
    struct sk_undo undo;
    struct sk_action_result result;
};

enum sk_actions_effect_type {
    SK_ACTIONS_LOOK,   /* look, number: sk_writer_look(); then sk_actions_looked() */
    SK_ACTIONS_RECORD, /* record; then sk_actions_saved() */
    SK_ACTIONS_SEND,   /* request, pair; then sk_actions_answer() */
    SK_ACTIONS_SUBMIT, /* pair (labels, operator, refers): then sk_actions_submitted(); it is
                        written and sent like any other, and sk_actions_saved() told */
    SK_ACTIONS_END,    /* result */
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

void sk_actions_init(struct sk_actions *actions, const struct sk_outbox_rules *rules);

bool sk_actions_has_room(const struct sk_actions *actions);

/* There must be room. */
void sk_actions_add(struct sk_actions *actions, const struct sk_action *action);

/* The next effect, if there is one now. Call until false after every input and at the deadline. */
bool sk_actions_next(struct sk_actions *actions, sk_ms now, struct sk_actions_effect *effect);

/* What the journal says to a look. news: SK_RECORDER_LOOKED. facts: of the one who asks, for a new
 * row; *next_number is used, and counted on, if there is one. */
void sk_actions_looked(struct sk_actions *actions, const struct sk_recorder_news *news,
                       const struct sk_scan_facts *facts, int64_t *next_number, sk_ms now);

/* The pair of a retry got this number; 0: there was no room for it. */
void sk_actions_submitted(struct sk_actions *actions, int64_t number);

/* Something is on the disk: number and event as in the news. What is not awaited is ignored. */
void sk_actions_saved(struct sk_actions *actions, int64_t number, enum sk_event event);

/* True if it was the answer of an action. */
bool sk_actions_answer(struct sk_actions *actions, const struct sk_answer *answer, sk_ms now);

/* A SEND that could not be carried out: answered as not sent. */
void sk_actions_unsent(struct sk_actions *actions, sk_ms now);

/* When sk_actions_next() has something without any input; -1: never. */
sk_ms sk_actions_deadline(const struct sk_actions *actions);

#endif
