/* hearing.h — "did you hear it?", as a pure machine: at the first sign-on, scan, touch or start
 * after each end of a shift the bench plays its good and its bad sound and asks; a supervisor can
 * ask for it at any time.
 *
 * It only covers a bench at rest, and is never in the way: a scan puts it away and is taken, and
 * nobody's answer is one, too. No clock, no I/O. One thread. Private to app. */
#ifndef SK_APP_CORE_HEARING_H
#define SK_APP_CORE_HEARING_H

#include "app/model/model_sound.h"
#include "app/settings/shift_options.h"
#include "base/clock.h"
#include "pairing/view.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_HEARING_BAD_MS 1500   /* from the good sound to the bad one */
#define SK_HEARING_IDLE_MS 60000 /* without an answer */

enum sk_hearing_input_type {
    SK_HEARING_INPUT_OPENED,    /* the journal is; tested_wall_ms */
    SK_HEARING_INPUT_STIRRED,   /* somebody is there: a sign-on, a scan, a touch */
    SK_HEARING_INPUT_ASKED_FOR, /* by a supervisor */
    SK_HEARING_INPUT_SCANNED,
    SK_HEARING_INPUT_HEARD,
    SK_HEARING_INPUT_NOT_HEARD,
    SK_HEARING_INPUT_CLOSE,
    SK_HEARING_INPUT_TICK,
};

struct sk_hearing_input {
    enum sk_hearing_input_type type;
    int64_t wall_ms;
    int64_t tested_wall_ms; /* OPENED: when it was tested last; 0: never */
    bool is_free;           /* the bench is at rest, and whoever has to sign on has */
    bool is_silent;         /* the sound is off: nothing to be tested */
};

enum sk_hearing_effect_type {
    SK_HEARING_EFFECT_PLAY, /* cue */
    SK_HEARING_EFFECT_NOTE, /* text, for the log: "heard", "not heard", "not answered" */
};

struct sk_hearing_effect {
    enum sk_hearing_effect_type type;
    enum sk_cue cue;
    const char *text; /* static */
};

/* Plain value. */
struct sk_hearing {
    struct sk_shift_times ends;
    enum sk_hearing_page page; /* the state */
    bool is_open;              /* the journal: it is known when it was tested */
    bool is_stirred;           /* somebody was there since */
    bool is_asked_for;         /* by a supervisor, whose page it covers */
    bool has_trouble;          /* it was not heard, the last time */
    int64_t tested_wall_ms;
    sk_ms shown_at;
    bool has_bad; /* the bad sound is still to be played */
    struct sk_hearing_effect effects[3];
    int32_t effect_count;
};

/* ends: none where it is only asked for. */
void sk_hearing_init(struct sk_hearing *test, const struct sk_shift_times *ends);
void sk_hearing_step(struct sk_hearing *test, const struct sk_hearing_input *input, sk_ms now);
bool sk_hearing_next(struct sk_hearing *test, struct sk_hearing_effect *effect);
/* -1: never. */
sk_ms sk_hearing_deadline(const struct sk_hearing *test);

#endif
