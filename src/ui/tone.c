#include "ui/tone.h"

#include "base/util.h"

#include <math.h>

#define FADE_MS 4
#define LOUDEST 29000.0
#define PI 3.14159265358979

static const struct sk_note first[] = { { 1200, 50, 0 } };
static const struct sk_note second[] = { { 1600, 110, 0 } };
static const struct sk_note bound[] = { { 1800, 80, 0 }, { 2600, 80, 0 } };
static const struct sk_note warning[] = { { 1000, 120, 120 }, { 1000, 120, 0 } };
static const struct sk_note refused[] = { { 450, 240, 100 }, { 400, 240, 100 }, { 350, 240, 0 } };
static const struct sk_note alarm[] = { { 1400, 150, 0 }, { 900, 150, 60 }, { 1400, 150, 0 },
                                        { 900, 150, 60 }, { 1400, 150, 0 }, { 900, 150, 0 } };

size_t sk_tone_notes(enum sk_cue cue, const struct sk_note **notes) {
    switch (cue) {
    case SK_CUE_FIRST:
        *notes = first;
        return SK_ARRAY_LEN(first);
    case SK_CUE_SECOND:
        *notes = second;
        return SK_ARRAY_LEN(second);
    case SK_CUE_BOUND:
        *notes = bound;
        return SK_ARRAY_LEN(bound);
    case SK_CUE_WARNING:
        *notes = warning;
        return SK_ARRAY_LEN(warning);
    case SK_CUE_REFUSED:
        *notes = refused;
        return SK_ARRAY_LEN(refused);
    case SK_CUE_ALARM:
        *notes = alarm;
        return SK_ARRAY_LEN(alarm);
    case SK_CUE_NONE:
        break;
    }
    *notes = NULL;
    return 0;
}

static size_t samples(int32_t ms, int32_t rate) {
    return (size_t)((int64_t)ms * rate / 1000);
}

size_t sk_tone_length(enum sk_cue cue, int32_t rate) {
    const struct sk_note *notes = NULL;
    size_t count = sk_tone_notes(cue, &notes), total = 0;
    for (size_t i = 0; i < count; i++) {
        total += samples(notes[i].ms, rate) + samples(notes[i].pause_ms, rate);
    }
    return total;
}

static int16_t sample_at(const struct sk_note *note, size_t at, size_t length, int32_t rate,
                         int32_t volume) {
    double fade = (double)samples(FADE_MS, rate);
    double from_edge = (double)(at < length - at ? at : length - at);
    double swell = fade > 0 && from_edge < fade ? from_edge / fade : 1.0;
    double angle = 2 * PI * note->hertz * (double)at / rate;
    return (int16_t)lrint(sin(angle) * swell * LOUDEST * volume / 100);
}

size_t sk_tone_render(enum sk_cue cue, int32_t rate, int32_t volume, int16_t *out,
                      size_t capacity) {
    const struct sk_note *notes = NULL;
    size_t count = sk_tone_notes(cue, &notes), written = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = samples(notes[i].ms, rate);
        size_t silence = samples(notes[i].pause_ms, rate);
        for (size_t at = 0; at < length && written < capacity; at++) {
            out[written++] = sample_at(&notes[i], at, length, rate, volume);
        }
        for (size_t at = 0; at < silence && written < capacity; at++) {
            out[written++] = 0;
        }
    }
    return written;
}
