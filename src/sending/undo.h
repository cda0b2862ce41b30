/* undo.h — takes a binding away again: what is sent when, and what is asked. Pure, like the
 * outbox: inputs and `now` go in, effects are taken out one by one.
 *
 * An undo is a pair of its own that refers to the one it takes back; nothing is deleted. Before
 * anything is sent it is in the journal. An unknown outcome is resolved by asking the instance,
 * never by sending again blindly. */
#ifndef SK_SENDING_UNDO_H
#define SK_SENDING_UNDO_H

#include "sending/outbox.h"
#include "sending/record.h"
#include "sending/sender.h"

struct sk_undo_rules {
    int32_t ask_rounds; /* questions that must all say "still bound"; fewer than 1 is 1 */
    sk_ms ask_delay[SK_OUTBOX_ROUNDS_MAX]; /* pause before each of them */
};

enum sk_undo_state {
    SK_UNDO_STATE_IDLE,
    SK_UNDO_STATE_TO_RECORD, /* a record waits to be taken out */
    SK_UNDO_STATE_SAVING,    /* it is being written */
    SK_UNDO_STATE_TO_SEND,
    SK_UNDO_STATE_SENDING,
    SK_UNDO_STATE_TO_ASK, /* a question waits for its time */
    SK_UNDO_STATE_ASKING,
    SK_UNDO_STATE_ENDED, /* how it ended waits to be taken out */
};
#define SK_UNDO_STATES (SK_UNDO_STATE_ENDED + 1)

enum sk_undo_end {
    SK_UNDO_END_UNDONE,
    SK_UNDO_END_REFUSED,  /* by the service, finally */
    SK_UNDO_END_NOT_DONE, /* certainly still bound: not sent, busy, credentials… */
    SK_UNDO_END_UNKNOWN,  /* not known; it stays in the journal, to be taken up again */
};
#define SK_UNDO_ENDS (SK_UNDO_END_UNKNOWN + 1)

/* The caller's memory; no pointers. */
struct sk_undo {
    struct sk_undo_rules rules;
    enum sk_undo_state state;
    enum sk_undo_state after; /* the record is saved */
    struct sk_pair pair;      /* the undo itself; pair.refers is what it takes back */
    struct sk_record record;
    struct sk_answer answer; /* the last */
    enum sk_undo_end end;
    bool has_sent; /* in this run */
    int32_t attempts;
    int32_t round;
    int32_t failures; /* questions in a row that were not answered */
    sk_ms not_before;
    sk_ms sent_at;
};

enum sk_undo_input_type {
    /* pair (number, refers, serial, instance, operator), reason: a new undo; only while IDLE. */
    SK_UNDO_INPUT_BEGIN,
    /* stored: one that an earlier run left open; asks before it sends. Only while IDLE. */
    SK_UNDO_INPUT_RESUME,
    SK_UNDO_INPUT_SAVED,  /* number, event: that record is on the disk */
    SK_UNDO_INPUT_ANSWER, /* answer */
    SK_UNDO_INPUT_UNSENT, /* the SEND could not be carried out: as if answered "not sent" */
};

struct sk_undo_input {
    enum sk_undo_input_type type;
    const struct sk_pair *pair; /* borrowed during the step, like the others */
    const char *reason;         /* cut at SK_NOTE_SIZE */
    const struct sk_stored_pair *stored;
    int64_t number;
    enum sk_event event;
    const struct sk_answer *answer;
};

enum sk_undo_effect_type {
    SK_UNDO_EFFECT_RECORD, /* write record; then INPUT_SAVED */
    SK_UNDO_EFFECT_SEND,   /* request, pair; then INPUT_ANSWER, or INPUT_UNSENT at once */
    SK_UNDO_EFFECT_END,    /* end, answer (the last); the machine is IDLE again */
};

struct sk_undo_effect {
    enum sk_undo_effect_type type;
    enum sk_request request;
    struct sk_pair pair;
    struct sk_record record;
    enum sk_undo_end end;
    struct sk_answer answer;
};

void sk_undo_init(struct sk_undo *undo, const struct sk_undo_rules *rules);

/* Every state takes every input; what it does not wait for changes nothing. */
void sk_undo_step(struct sk_undo *undo, const struct sk_undo_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step and at the deadline. */
bool sk_undo_next(struct sk_undo *undo, sk_ms now, struct sk_undo_effect *effect);

/* When sk_undo_next() has something without any input; -1: never. */
sk_ms sk_undo_deadline(const struct sk_undo *undo, sk_ms now);

/* "idle", "to-record", …: as in src/README.md. Static. */
const char *sk_undo_state_name(enum sk_undo_state state);

#endif
