/* actions.h — carries out what a supervisor asks for (deed.h), one after the other. Pure, like the
 * outbox: inputs and `now` go in, effects are taken out one by one with sk_deeds_next().
 *
 * Whether a deed may be done at all is for the journal to say (again.h): first it is looked up,
 * then written, then sent, and its end is told only when that is on the disk. Private to app. */
#ifndef SK_APP_SUPERVISOR_ACTIONS_H
#define SK_APP_SUPERVISOR_ACTIONS_H

#include "app/supervisor/action.h"
#include "sending/undo.h"
#include "journal/writer.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_DEEDS_MAX 8 /* under way or waiting */

enum sk_deeds_state {
    SK_DEEDS_IDLE,
    SK_DEEDS_TO_LOOK,
    SK_DEEDS_LOOKING,
    SK_DEEDS_TO_SUBMIT, /* RETRY: a new pair is to be made */
    SK_DEEDS_SUBMITTED, /* and is being written */
    SK_DEEDS_UNDOING,   /* the machine of the undo has the word */
    SK_DEEDS_TO_RECORD, /* DEAL, HOLD, RELEASE */
    SK_DEEDS_SAVING,
    SK_DEEDS_ENDED,
};

/* The caller's memory; no pointers. */
struct sk_deeds {
    struct sk_outbox_rules rules; /* of them the questions count */
    struct sk_deed queue[SK_DEEDS_MAX];
    int32_t count; /* queue[0] is the one that is done */
    enum sk_deeds_state state;
    struct sk_undo undo;
    struct sk_deed_result result;
};

enum sk_deeds_effect_type {
    SK_DEEDS_LOOK,   /* look, number: sk_writer_look(); then sk_deeds_looked() */
    SK_DEEDS_RECORD, /* record; then sk_deeds_saved() */
    SK_DEEDS_SEND,   /* request, pair; then sk_deeds_answer() */
    SK_DEEDS_SUBMIT, /* pair (labels, operator, refers): then sk_deeds_submitted(); it is written
                        and sent like any other, and sk_deeds_saved() told */
    SK_DEEDS_END,    /* result */
};

struct sk_deeds_effect {
    enum sk_deeds_effect_type type;
    enum sk_writer_look look;
    int64_t number;
    enum sk_request request;
    struct sk_pair pair;
    struct sk_record record;
    struct sk_deed_result result;
};

void sk_deeds_init(struct sk_deeds *deeds, const struct sk_outbox_rules *rules);

bool sk_deeds_has_room(const struct sk_deeds *deeds);

/* There must be room. */
void sk_deeds_add(struct sk_deeds *deeds, const struct sk_deed *deed);

/* The next effect, if there is one now. Call until false after every input and at the deadline. */
bool sk_deeds_next(struct sk_deeds *deeds, sk_ms now, struct sk_deeds_effect *effect);

/* What the journal says to a look. news: SK_WRITER_LOOKED. facts: of the one who asks, for a new
 * row; *next_number is used, and counted on, if there is one. */
void sk_deeds_looked(struct sk_deeds *deeds, const struct sk_writer_news *news,
                     const struct sk_scan_facts *facts, int64_t *next_number, sk_ms now);

/* The pair of a retry got this number; 0: there was no room for it. */
void sk_deeds_submitted(struct sk_deeds *deeds, int64_t number);

/* Something is on the disk: number and event as in the news. What is not awaited is ignored. */
void sk_deeds_saved(struct sk_deeds *deeds, int64_t number, enum sk_event event);

/* True if it was the answer of a deed. */
bool sk_deeds_answer(struct sk_deeds *deeds, const struct sk_answer *answer, sk_ms now);

/* A SEND that could not be carried out: answered as not sent. */
void sk_deeds_unsent(struct sk_deeds *deeds, sk_ms now);

/* When sk_deeds_next() has something without any input; -1: never. */
sk_ms sk_deeds_deadline(const struct sk_deeds *deeds);

#endif
