#include "ui/tone.h"

#include "unit/ui/cmocka_all.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000

static int16_t samples[RATE * 2];

/* Hertz of a stretch, from how often the wave passes zero upwards. */
static int32_t pitch(size_t from, size_t length) {
    int32_t passes = 0;
    for (size_t i = from + 1; i < from + length; i++) {
        passes += samples[i - 1] < 0 && samples[i] >= 0;
    }
    return (int32_t)((int64_t)passes * RATE / (int64_t)length);
}

static void every_note_has_its_pitch_and_length(void **state) {
    (void)state;
    for (int cue = SK_CUE_FIRST; cue <= SK_CUE_ALARM; cue++) {
        const struct sk_note *notes = NULL;
        size_t count = sk_tone_notes((enum sk_cue)cue, &notes);
        size_t length = sk_tone_render((enum sk_cue)cue, RATE, 100, samples, RATE * 2);
        assert_true(count > 0);
        assert_int_equal(length, sk_tone_length((enum sk_cue)cue, RATE));
        size_t at = 0;
        for (size_t i = 0; i < count; i++) {
            size_t note = (size_t)notes[i].ms * RATE / 1000;
            assert_in_range(pitch(at, note), notes[i].hertz * 95 / 100, notes[i].hertz * 105 / 100);
            at += note;
            for (size_t end = at + (size_t)notes[i].pause_ms * RATE / 1000; at < end; at++) {
                assert_int_equal(samples[at], 0);
            }
        }
        assert_int_equal(at, length);
    }
}

static void success_rises_warning_is_level_and_failure_is_low(void **state) {
    (void)state;
    const struct sk_note *notes = NULL;
    assert_int_equal(sk_tone_notes(SK_CUE_BOUND, &notes), 2);
    assert_true(notes[1].hertz > notes[0].hertz);
    assert_int_equal(sk_tone_notes(SK_CUE_WARNING, &notes), 2);
    assert_int_equal(notes[1].hertz, notes[0].hertz);
    assert_int_equal(sk_tone_notes(SK_CUE_REFUSED, &notes), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_in_range(notes[i].hertz, 350, 450);
    }
    assert_int_equal(sk_tone_notes(SK_CUE_NONE, &notes), 0);
}

static void no_two_cues_have_the_same_rhythm(void **state) {
    (void)state;
    for (int a = SK_CUE_FIRST; a <= SK_CUE_ALARM; a++) {
        for (int b = SK_CUE_FIRST; b < a; b++) {
            const struct sk_note *one = NULL, *two = NULL;
            size_t ones = sk_tone_notes((enum sk_cue)a, &one);
            size_t twos = sk_tone_notes((enum sk_cue)b, &two);
            bool is_same = ones == twos;
            for (size_t i = 0; is_same && i < ones; i++) {
                is_same =
                    abs(one[i].ms - two[i].ms) < 30 && abs(one[i].pause_ms - two[i].pause_ms) < 30;
            }
            assert_false(is_same);
        }
    }
}

static void volume_scales_and_zero_is_silence(void **state) {
    (void)state;
    int32_t loudest[3] = { 0, 0, 0 };
    static const int32_t volumes[3] = { 0, 50, 100 };
    for (size_t v = 0; v < 3; v++) {
        size_t length = sk_tone_render(SK_CUE_BOUND, RATE, volumes[v], samples, RATE);
        for (size_t i = 0; i < length; i++) {
            loudest[v] = abs(samples[i]) > loudest[v] ? abs(samples[i]) : loudest[v];
        }
    }
    assert_int_equal(loudest[0], 0);
    assert_in_range(loudest[1], loudest[2] * 45 / 100, loudest[2] * 55 / 100);
    assert_in_range(loudest[2], 25000, 32767);
}

static void a_short_buffer_is_not_overrun(void **state) {
    (void)state;
    memset(samples, 0x55, sizeof(samples));
    assert_int_equal(sk_tone_render(SK_CUE_REFUSED, RATE, 100, samples, 10), 10);
    assert_int_equal(samples[10], 0x5555);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_note_has_its_pitch_and_length),
        cmocka_unit_test(success_rises_warning_is_level_and_failure_is_low),
        cmocka_unit_test(no_two_cues_have_the_same_rhythm),
        cmocka_unit_test(volume_scales_and_zero_is_silence),
        cmocka_unit_test(a_short_buffer_is_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
