/* delivery.h — what one receiver beside the cloud (a webhook, a watched folder) gets when: letters
 * are read from the journal in its order, delivered one after the other, and acknowledged. Pure:
 * inputs and `now` go in, effects are taken out one by one.
 *
 * The journal is the outbox: the machine holds no more than the numbers of a handful of letters,
 * and begins anew behind what was acknowledged. So a letter may come twice, but none is left out
 * and none overtakes an older one.
 *  - What the receiver did not take for a reason of its own, or of the network, is tried again, for
 *    ever; nothing newer goes before it.
 *  - What it refuses finally is tried a few times more, is then recorded as a dead letter, and the
 *    next one goes. */
#ifndef SK_DELIVERY_DELIVERY_H
#define SK_DELIVERY_DELIVERY_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_DELIVERY_LETTERS 64 /* of one reading */

struct sk_delivery_rules {
    int32_t batch_max;   /* letters of one DELIVER, 1 to SK_DELIVERY_LETTERS */
    int32_t tries_max;   /* refusals of a letter before it is dead; from 1 */
    sk_ms retry_first;   /* pause after the first failure; it doubles with each further one */
    sk_ms retry_cap;     /* the longest, whatever the receiver asks for */
    sk_ms pause;         /* between the end of one reading's letters and the next reading */
    uint32_t randomness; /* of this receiver and run: many benches do not come back together */
};

enum sk_delivery_state {
    SK_DELIVERY_STATE_CLOSED,     /* the journal is not open yet */
    SK_DELIVERY_STATE_TO_READ,    /* the next letters are to be read, in their time */
    SK_DELIVERY_STATE_READING,    /* they are being read */
    SK_DELIVERY_STATE_IDLE,       /* everything was delivered */
    SK_DELIVERY_STATE_TO_DELIVER, /* a letter waits for its time */
    SK_DELIVERY_STATE_DELIVERING, /* it is on its way */
    SK_DELIVERY_STATE_TO_RECORD,  /* "dead letter" is to be recorded, in its time */
    SK_DELIVERY_STATE_SAVING,     /* that is being written */
};
#define SK_DELIVERY_STATES (SK_DELIVERY_STATE_SAVING + 1)
/* "closed", "to-read", …: as in src/README.md. Static. */
const char *sk_delivery_state_name(enum sk_delivery_state state);

/* How the receiver took what it was given. */
enum sk_delivery_end {
    SK_DELIVERY_END_TAKEN,
    SK_DELIVERY_END_REFUSED, /* finally: the letter itself does not suit it */
    SK_DELIVERY_END_TROUBLE, /* it could not be reached, or cannot take anything just now */
};
#define SK_DELIVERY_ENDS (SK_DELIVERY_END_TROUBLE + 1)

/* The event that the letter is about, and its pair. */
struct sk_delivery_letter {
    int64_t seq;
    int64_t pair;
};

/* The caller's memory; no pointers. */
struct sk_delivery {
    struct sk_delivery_rules rules;
    enum sk_delivery_state state;
    int64_t acknowledged; /* up to this event the receiver has everything */
    int64_t told;         /* as the last ACKNOWLEDGE said */
    bool has_news;        /* something was written since the reading began */
    struct sk_delivery_letter letters[SK_DELIVERY_LETTERS]; /* of the last reading */
    int32_t count;
    int32_t first;   /* of those that were not delivered yet */
    int64_t read_to; /* the event up to which the last reading went */
    bool has_more;   /* and there were letters behind it */
    int32_t refusals;
    int32_t failures; /* in a row, refusals too; 0: the receiver took the last letter */
    sk_ms not_before; /* of the states TO_… */
};

enum sk_delivery_input_type {
    SK_DELIVERY_INPUT_OPENED, /* number: acknowledged by the journal; once, first */
    SK_DELIVERY_INPUT_NEWS,   /* something was written into the journal */
    /* letters, count, number: it was read up to this event; has_more: not to the journal's end */
    SK_DELIVERY_INPUT_READ,
    SK_DELIVERY_INPUT_NOT_READ, /* the journal could not be read */
    SK_DELIVERY_INPUT_ANSWER,   /* end, retry_after: of the DELIVER */
    SK_DELIVERY_INPUT_SAVED,    /* the dead letter is in the journal */
    SK_DELIVERY_INPUT_UNSAVED,  /* it could not be handed to the journal */
};

struct sk_delivery_input {
    enum sk_delivery_input_type type;
    int64_t number;
    const struct sk_delivery_letter *letters; /* borrowed during the step */
    int32_t count;                            /* up to SK_DELIVERY_LETTERS */
    bool has_more;
    enum sk_delivery_end end;
    sk_ms retry_after; /* 0: not told */
};

enum sk_delivery_effect_type {
    SK_DELIVERY_EFFECT_READ,        /* number, limit: then READ or NOT_READ */
    SK_DELIVERY_EFFECT_DELIVER,     /* first, count: of the letters that were read; then ANSWER */
    SK_DELIVERY_EFFECT_ACKNOWLEDGE, /* number: may be noted later; until then letters come again */
    SK_DELIVERY_EFFECT_RECORD,      /* letter: it is dead; then SAVED or UNSAVED */
};

struct sk_delivery_effect {
    enum sk_delivery_effect_type type;
    int64_t number;
    int32_t limit;
    int32_t first;
    int32_t count;
    struct sk_delivery_letter letter;
};

void sk_delivery_init(struct sk_delivery *delivery, const struct sk_delivery_rules *rules);

/* Every state takes every input; what it does not wait for changes nothing. */
void sk_delivery_step(struct sk_delivery *delivery, const struct sk_delivery_input *input,
                      sk_ms now);

/* The next effect, if there is one. Call until false after every step and at the deadline. */
bool sk_delivery_next(struct sk_delivery *delivery, sk_ms now, struct sk_delivery_effect *effect);

/* When sk_delivery_next() has something without any input; -1: never. */
sk_ms sk_delivery_deadline(const struct sk_delivery *delivery, sk_ms now);

#endif
