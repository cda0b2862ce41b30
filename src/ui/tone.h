/* tone.h — the sounds, computed. Success, warning and failure differ by rhythm alone. Pure. */
#ifndef SK_UI_TONE_H
#define SK_UI_TONE_H

#include "app/model/model.h"

#include <stddef.h>
#include <stdint.h>

/* FIRST one short note, SECOND one longer and higher, BOUND two rising, WARNING two equal and
 * apart, REFUSED three long low ones. */
struct sk_note {
    int32_t hertz;
    int32_t ms;       /* how long it sounds */
    int32_t pause_ms; /* silence behind it */
};

/* The notes of a cue; returns how many there are, 0 for SK_CUE_NONE. Static. */
size_t sk_tone_notes(enum sk_cue cue, const struct sk_note **notes);

/* Samples that the cue needs at `rate` per second. */
size_t sk_tone_length(enum sk_cue cue, int32_t rate);

/* Mono, signed 16 bits. volume 0 to 100. Writes at most capacity samples, returns how many. Notes
 * swell and fade within 4 ms, so that nothing clicks. */
size_t sk_tone_render(enum sk_cue cue, int32_t rate, int32_t volume, int16_t *out, size_t capacity);

#endif
