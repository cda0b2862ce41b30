/* keeping.h — which of the camera's pictures is kept with which pair, and when, as a pure machine:
 * (state, input, now) → effects. No clock, no I/O, no pixels: a picture is its number.
 *
 * The label that completes a pair decides: the picture in which it was read, or, where another
 * scanner read it, the newest one at that moment. It is taken out at once, as the camera has more
 * to show; but it is written in a quiet moment, so that neither the pair's commit nor its verdict
 * waits for a disk that is busy with a picture. Of more pairs than there is room for, the oldest
 * whose picture is not being written yet goes without. */
#ifndef SK_SENDING_KEEPING_H
#define SK_SENDING_KEEPING_H

#include "base/clock.h"
#include "pairing/pair.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_KEEPING_SIZE 8 /* pictures that are held at once */

enum sk_keeping_state {
    SK_KEEPING_STATE_FREE,      /* the place is not in use */
    SK_KEEPING_STATE_HELD,      /* its pair is not in the journal yet */
    SK_KEEPING_STATE_WAITING,   /* it is; a quiet moment is awaited */
    SK_KEEPING_STATE_WRITING,   /* the picture's file is being written */
    SK_KEEPING_STATE_TO_RECORD, /* it is there; the event waits to be taken out */
    SK_KEEPING_STATE_SAVING,    /* the event is being written */
};
#define SK_KEEPING_STATES (SK_KEEPING_STATE_SAVING + 1)

/* "free", "held", …: as in src/README.md. Static. */
const char *sk_keeping_state_name(enum sk_keeping_state state);

struct sk_keeping_rules {
    sk_ms quiet;   /* nothing has happened at the bench for this long, and the pair has a verdict */
    sk_ms longest; /* however busy it is, so long after the pair is in the journal */
};

struct sk_keeping_place {
    enum sk_keeping_state state;
    int64_t number;   /* of the pair */
    bool has_verdict; /* something was told of it */
    sk_ms saved_at;   /* from WAITING on */
    uint64_t picture; /* until it is taken out of the album; 0: the newest */
    bool must_take;   /* that is to be done */
    char hash[SK_STILL_HASH_SIZE];
};

/* Plain value. */
struct sk_keeping {
    struct sk_keeping_rules rules;
    struct sk_keeping_place places[SK_KEEPING_SIZE];
    sk_ms stirred_at; /* when something happened last */
    bool hurries;
    int64_t gone_without; /* pairs, for want of room */
    int64_t let_go;       /* number of one that gave way and is to be let go; 0: none */
};

enum sk_keeping_input_type {
    SK_KEEPING_INPUT_PAIR,     /* pair: number and facts; it is complete now */
    SK_KEEPING_INPUT_NONE,     /* number: there was no picture to be taken */
    SK_KEEPING_INPUT_SAVED,    /* number: its intent is in the journal */
    SK_KEEPING_INPUT_TOLD,     /* number: it has a verdict */
    SK_KEEPING_INPUT_STIRRED,  /* something else happened at the bench */
    SK_KEEPING_INPUT_WRITTEN,  /* number, hash: its file is there */
    SK_KEEPING_INPUT_FAILED,   /* number: it is not, and will not be */
    SK_KEEPING_INPUT_RECORDED, /* number: the event is in the journal */
    SK_KEEPING_INPUT_HURRY,    /* the bench is shut down: no more waiting */
};

struct sk_keeping_input {
    enum sk_keeping_input_type type;
    const struct sk_pair *pair; /* borrowed during the step, like the next one */
    const char *hash;
    int64_t number;
};

enum sk_keeping_effect_type {
    SK_KEEPING_EFFECT_TAKE,   /* take picture (0: the newest) out for pair number, or NONE */
    SK_KEEPING_EFFECT_LET_GO, /* the picture of pair number is not needed any more */
    SK_KEEPING_EFFECT_WRITE,  /* write it; WRITTEN or FAILED follows */
    SK_KEEPING_EFFECT_RECORD, /* the event about it, with hash; RECORDED follows */
};

struct sk_keeping_effect {
    enum sk_keeping_effect_type type;
    int64_t number;
    uint64_t picture;
    char hash[SK_STILL_HASH_SIZE];
};

void sk_keeping_init(struct sk_keeping *keeping, const struct sk_keeping_rules *rules, sk_ms now);

/* Every state takes every input. */
void sk_keeping_step(struct sk_keeping *keeping, const struct sk_keeping_input *input, sk_ms now);

/* The next effect, if there is one. Call until false after every step, and at the deadline.
 * may_record: the recorder has room. */
bool sk_keeping_next(struct sk_keeping *keeping, sk_ms now, bool may_record,
                     struct sk_keeping_effect *effect);

/* When the next effect is due by time alone; -1: never. */
sk_ms sk_keeping_deadline(const struct sk_keeping *keeping, sk_ms now);

/* No picture is held, written or noted. */
bool sk_keeping_is_idle(const struct sk_keeping *keeping);

#endif
