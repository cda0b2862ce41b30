/* undo.h — takes a binding away again: what is sent when, and what is asked. Pure, like the
 * outbox: inputs and `now` go in, effects are taken out one by one with sk_undo_next().
 *
 * An undo is a pair of its own that refers to the one it takes back; nothing is deleted. Before
 * anything is sent it is in the journal. An unknown outcome is resolved by asking the instance,
 * never by sending again blindly. */
#ifndef SK_SENDING_UNDO_H
#define SK_SENDING_UNDO_H

#include "sending/outbox.h"
#include "sending/record.h"
#include "sending/sender.h"

enum sk_undo_state {
    SK_UNDO_TO_RECORD, /* record waits to be taken out */
    SK_UNDO_SAVING,
    SK_UNDO_TO_SEND,
    SK_UNDO_SENDING,
    SK_UNDO_TO_ASK,
    SK_UNDO_ASKING,
    SK_UNDO_DONE,
};

enum sk_undo_end {
    SK_UNDO_END_UNDONE,
    SK_UNDO_END_REFUSED,  /* by the service, finally */
    SK_UNDO_END_NOT_DONE, /* certainly still bound: not sent, busy, credentials… */
    SK_UNDO_END_UNKNOWN,  /* not known; it stays in the journal, to be taken up again */
};

/* The caller's memory; no pointers. */
struct sk_undo {
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
    int32_t ask_rounds;
    sk_ms ask_delay[SK_OUTBOX_ROUNDS_MAX];
    sk_ms not_before;
    sk_ms sent_at;
};

/* A new undo. pair: number, refers, serial, instance, operator; reason: cut at SK_NOTE_SIZE.
 * Of rules the questions count. */
void sk_undo_begin(struct sk_undo *undo, const struct sk_pair *pair, const char *reason,
                   const struct sk_outbox_rules *rules);
/* One that an earlier run left open: asks before it sends. */
void sk_undo_resume(struct sk_undo *undo, const struct sk_stored_pair *stored,
                    const struct sk_outbox_rules *rules, sk_ms now);

enum sk_undo_effect_type {
    SK_UNDO_EFFECT_RECORD, /* write undo->record; then sk_undo_saved() */
    SK_UNDO_EFFECT_SEND,   /* request, undo->pair; then sk_undo_answer() */
    SK_UNDO_EFFECT_END,    /* undo->end, undo->answer */
};
struct sk_undo_effect {
    enum sk_undo_effect_type type;
    enum sk_request request;
};

/* The next effect, if there is one now. */
bool sk_undo_next(struct sk_undo *undo, sk_ms now, struct sk_undo_effect *effect);
void sk_undo_saved(struct sk_undo *undo);
void sk_undo_answer(struct sk_undo *undo, const struct sk_answer *answer, sk_ms now);
/* When sk_undo_next() has something without any input; -1: never. */
sk_ms sk_undo_deadline(const struct sk_undo *undo);

#endif
