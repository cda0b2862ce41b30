/* light.h — when a signal light is opened, what is written to it, and when again, as a pure
 * machine: (state, input, now) → effects. Only the newest wish matters; a light that fails is tried
 * again, with pauses that grow. No clock, no I/O. One thread. */
#ifndef SK_MEDIA_LIGHT_H
#define SK_MEDIA_LIGHT_H

#include "base/clock.h"
#include "media/lamp.h"

#include <stdbool.h>

#define SK_LIGHT_BLINK_MS 250   /* bright, and as long dark: 2 Hz */
#define SK_LIGHT_SETTLE_MS 2000 /* a light that works for so long works again */

struct sk_light_rules {
    bool blinks;         /* false: a call lights all lamps (mechanical relays wear out) */
    bool blinks_itself;  /* it is told of a call, and blinks by itself */
    sk_ms keep;          /* goes dark unless it hears something so often; 0: no */
    sk_ms retry_first;   /* after a failure; doubled with each further one */
    sk_ms retry_longest; /* that pause grows no longer */
};

/* What is to be seen. */
struct sk_light_wish {
    enum sk_lamp lamp;
    bool is_called;
};

enum sk_light_state {
    SK_LIGHT_STATE_ABSENT,  /* it waits for the time of the next try */
    SK_LIGHT_STATE_OPENING, /* a try is under way */
    SK_LIGHT_STATE_THERE,   /* it shows what is wished */
    SK_LIGHT_STATE_CLOSED,  /* the end: it is dark, and nothing is done any more */
};
#define SK_LIGHT_STATES (SK_LIGHT_STATE_CLOSED + 1)

/* Plain value. */
struct sk_light {
    struct sk_light_rules rules;
    enum sk_light_state state;
    struct sk_light_wish wish;
    sk_ms called_since;
    sk_ms pause; /* before the next try; 0: there was no failure yet */
    sk_ms retry_at;
    sk_ms opened_at;
    bool has_shown;
    struct sk_light_wish shown;
    sk_ms shown_at;
    bool has_trouble; /* as it was told */
    bool is_ending;
    bool must_tell;
};

enum sk_light_input_type {
    SK_LIGHT_INPUT_WISH,   /* wish */
    SK_LIGHT_INPUT_OPENED, /* OPEN was done */
    SK_LIGHT_INPUT_FAILED, /* OPEN, SHOW or KEEP was not, or the light went away; it is closed */
    SK_LIGHT_INPUT_END,    /* it goes dark and is closed */
};

struct sk_light_input {
    enum sk_light_input_type type;
    struct sk_light_wish wish;
};

enum sk_light_effect_type {
    SK_LIGHT_EFFECT_OPEN,  /* then INPUT_OPENED or _FAILED */
    SK_LIGHT_EFFECT_SHOW,  /* show: write it; INPUT_FAILED if it cannot be */
    SK_LIGHT_EFFECT_KEEP,  /* write what keeps it alight; likewise */
    SK_LIGHT_EFFECT_TELL,  /* has_trouble: the light cannot be used from now on, or can be again */
    SK_LIGHT_EFFECT_CLOSE, /* the last one */
};

struct sk_light_effect {
    enum sk_light_effect_type type;
    struct sk_light_wish show; /* is_called: only where it blinks itself */
    bool has_trouble;
};

void sk_light_init(struct sk_light *light, const struct sk_light_rules *rules, sk_ms now);

/* Every state takes every input. */
void sk_light_step(struct sk_light *light, const struct sk_light_input *input, sk_ms now);

/* The next effect, if there is one now. Call until false after every step and at the deadline. */
bool sk_light_next(struct sk_light *light, sk_ms now, struct sk_light_effect *effect);

/* When sk_light_next() has something without any input; -1: never. */
sk_ms sk_light_deadline(const struct sk_light *light, sk_ms now);

/* "absent", "opening", …: as in src/README.md. Static. */
const char *sk_light_state_name(enum sk_light_state state);

#endif
