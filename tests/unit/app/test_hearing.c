/* "Did you hear it?": when it is asked, and that it is never in the way. The machine alone, then
 * the app in virtual time. */
#include "unit/app/bench.h"

#include "app/core/hearing.h"
#include "base/language.h"

#define NOON INT64_C(1767787200000) /* 2026-01-07T12:00:00Z */
#define MINUTE_MS 60000

static struct sk_hearing test;
static sk_ms now;

/* Minutes of the local day, as the settings have them. */
static int32_t minutes_of(int64_t wall_ms) {
    return (int32_t)((wall_ms - sk_clock_midnight(wall_ms, 0)) / MINUTE_MS);
}

static struct sk_hearing_input input(enum sk_hearing_input_type type, int64_t wall_ms) {
    return (struct sk_hearing_input){ .type = type, .wall_ms = wall_ms, .is_free = true };
}

static void put(enum sk_hearing_input_type type, int64_t wall_ms) {
    struct sk_hearing_input what = input(type, wall_ms);
    sk_hearing_step(&test, &what, now);
}

static void opened(int64_t tested_wall_ms) {
    struct sk_hearing_input what = input(SK_HEARING_INPUT_OPENED, NOON);
    what.tested_wall_ms = tested_wall_ms;
    sk_hearing_step(&test, &what, now);
}

static void expect_play(enum sk_cue cue) {
    struct sk_hearing_effect effect;
    assert_true(sk_hearing_next(&test, &effect));
    assert_int_equal(effect.type, SK_HEARING_EFFECT_PLAY);
    assert_int_equal(effect.cue, cue);
}

static void expect_note(const char *text) {
    struct sk_hearing_effect effect;
    assert_true(sk_hearing_next(&test, &effect));
    assert_int_equal(effect.type, SK_HEARING_EFFECT_NOTE);
    assert_string_equal(effect.text, text);
    assert_false(sk_hearing_next(&test, &effect));
}

static void expect_nothing(void) {
    struct sk_hearing_effect effect;
    assert_false(sk_hearing_next(&test, &effect));
    assert_int_equal(test.page, SK_HEARING_CLOSED);
}

/* Shifts end two hours before NOON, and eight after it. */
static int make(void **state) {
    (void)state;
    const struct sk_shift_times ends = { .minutes = { minutes_of(NOON - INT64_C(7200000)),
                                                      minutes_of(NOON + INT64_C(28800000)) },
                                         .count = 2 };
    now = 1000;
    sk_hearing_init(&test, &ends);
    return 0;
}

static void the_first_start_after_the_end_of_a_shift_asks(void **state) {
    (void)state;
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_nothing(); /* it is not known yet when it was asked */
    opened(NOON - INT64_C(7300000));
    put(SK_HEARING_INPUT_TICK, NOON);
    assert_int_equal(test.page, SK_HEARING_ASK);
    expect_play(SK_CUE_BOUND);
    assert_int_equal(sk_hearing_deadline(&test), now + SK_HEARING_BAD_MS);
    now += SK_HEARING_BAD_MS;
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_play(SK_CUE_REFUSED);
    put(SK_HEARING_INPUT_HEARD, NOON);
    expect_note("heard");
    assert_false(test.has_trouble);
    put(SK_HEARING_INPUT_STIRRED, NOON + MINUTE_MS);
    put(SK_HEARING_INPUT_TICK, NOON + MINUTE_MS);
    expect_nothing();
}

static void a_start_within_a_shift_that_was_asked_does_not(void **state) {
    (void)state;
    opened(NOON - INT64_C(7100000));
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_nothing();
}

/* Nobody is there at the end itself; whoever comes then is asked. */
static void at_a_bench_that_runs_on_it_waits_for_somebody(void **state) {
    (void)state;
    int64_t evening = NOON + INT64_C(28800000);
    opened(NOON);
    put(SK_HEARING_INPUT_TICK, NOON);
    put(SK_HEARING_INPUT_STIRRED, evening - MINUTE_MS); /* of the old shift */
    put(SK_HEARING_INPUT_TICK, evening - MINUTE_MS);
    put(SK_HEARING_INPUT_TICK, evening + MINUTE_MS);
    expect_nothing();
    put(SK_HEARING_INPUT_SCANNED, evening + 5 * MINUTE_MS);
    struct sk_hearing_input busy = input(SK_HEARING_INPUT_TICK, evening + 5 * MINUTE_MS);
    busy.is_free = false; /* a pair is under way */
    sk_hearing_step(&test, &busy, now);
    expect_nothing();
    put(SK_HEARING_INPUT_TICK, evening + 6 * MINUTE_MS);
    assert_int_equal(test.page, SK_HEARING_ASK);
}

static void without_ends_or_sound_nothing_is_asked(void **state) {
    (void)state;
    const struct sk_shift_times none = { .count = 0 };
    opened(0);
    struct sk_hearing_input mute = input(SK_HEARING_INPUT_TICK, NOON);
    mute.is_silent = true;
    sk_hearing_step(&test, &mute, now);
    expect_nothing();
    sk_hearing_init(&test, &none);
    opened(0);
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_nothing();
    mute.type = SK_HEARING_INPUT_ASKED_FOR;
    sk_hearing_step(&test, &mute, now);
    expect_nothing();
    put(SK_HEARING_INPUT_ASKED_FOR, NOON); /* a supervisor may at any time */
    assert_int_equal(test.page, SK_HEARING_ASK);
    assert_true(test.is_asked_for);
}

static void a_scan_or_a_minute_puts_it_away_unanswered(void **state) {
    (void)state;
    opened(0);
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_play(SK_CUE_BOUND);
    put(SK_HEARING_INPUT_SCANNED, NOON);
    expect_note("not answered");
    put(SK_HEARING_INPUT_TICK, NOON + MINUTE_MS);
    expect_nothing(); /* and does not come again in this shift */
    put(SK_HEARING_INPUT_ASKED_FOR, NOON);
    expect_play(SK_CUE_BOUND);
    now += SK_HEARING_IDLE_MS;
    put(SK_HEARING_INPUT_TICK, NOON + MINUTE_MS);
    expect_play(SK_CUE_REFUSED); /* of a turn that came late */
    expect_note("not answered");
    assert_int_equal(test.page, SK_HEARING_CLOSED);
}

static void no_says_what_to_do_until_a_yes(void **state) {
    (void)state;
    opened(0);
    put(SK_HEARING_INPUT_TICK, NOON);
    expect_play(SK_CUE_BOUND);
    put(SK_HEARING_INPUT_NOT_HEARD, NOON);
    expect_note("not heard");
    assert_int_equal(test.page, SK_HEARING_NOT_HEARD);
    assert_true(test.has_trouble);
    put(SK_HEARING_INPUT_CLOSE, NOON);
    expect_nothing();
    assert_true(test.has_trouble);
    put(SK_HEARING_INPUT_ASKED_FOR, NOON);
    expect_play(SK_CUE_BOUND);
    put(SK_HEARING_INPUT_HEARD, NOON);
    expect_note("heard");
    assert_false(test.has_trouble);
    assert_int_equal(sk_hearing_deadline(&test), -1);
}

/* ---- in the app ---- */

static bool has_saved(const char *text) {
    bool has = false;
    calm_down();
    for (int i = 0; i < bench.beside_count; i++) {
        has = has || strcmp(bench.beside[i], text) == 0;
    }
    return has;
}

static void the_bench_asks_at_its_start_and_a_scan_goes_before(void **state) {
    (void)state;
    set("shift.ends", "06:00, 14:00, 22:00");
    power_on();
    pass(10);
    assert_int_equal(model()->screen, SK_SCREEN_SOUND);
    assert_int_equal(model()->hearing_page, SK_HEARING_ASK);
    assert_int_equal(model()->cue, SK_CUE_BOUND);
    uint64_t cues = model()->cue_number;
    pass(SK_HEARING_BAD_MS);
    assert_int_equal(model()->cue_number, cues + 1);
    assert_int_equal(model()->cue, SK_CUE_REFUSED);
    scan_serial(1); /* is taken */
    assert_int_equal(model()->screen, SK_SCREEN_HALF);
    scan_instance(1);
    calm_down();
    assert_int_equal(bench.rows[1].result, SK_RESULT_BOUND);
    assert_true(has_saved("sound-test not answered"));
    power_off();
}

static void what_was_answered_is_in_the_log_and_no_is_a_banner(void **state) {
    (void)state;
    set("shift.ends", "06:00, 14:00, 22:00");
    power_on();
    pass(10);
    sk_app_act(bench.app, SK_BUTTON_NOT_HEARD);
    assert_int_equal(model()->hearing_page, SK_HEARING_NOT_HEARD);
    sk_app_act(bench.app, SK_BUTTON_ACKNOWLEDGE);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    assert_true(model()->banner);
    assert_string_equal(model()->banner_what, "The sound of this bench is not heard.");
    assert_true(has_saved("sound-test not heard"));
    power_off();
}

static void nothing_is_asked_where_the_sound_is_off_or_no_shift_ends(void **state) {
    (void)state;
    set("shift.ends", "06:00");
    set("sound.volume", "0");
    power_on();
    pass(10);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    power_off();
    set("shift.ends", "");
    set("sound.volume", "80");
    power_on();
    pass(10);
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    sk_app_act(bench.app, SK_BUTTON_HEARD); /* to no question */
    assert_int_equal(model()->screen, SK_SCREEN_READY);
    power_off();
}

#define MACHINE(name) cmocka_unit_test_setup(name, make)
#define APP(name) cmocka_unit_test_setup_teardown(name, make_bench, clear_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        MACHINE(the_first_start_after_the_end_of_a_shift_asks),
        MACHINE(a_start_within_a_shift_that_was_asked_does_not),
        MACHINE(at_a_bench_that_runs_on_it_waits_for_somebody),
        MACHINE(without_ends_or_sound_nothing_is_asked),
        MACHINE(a_scan_or_a_minute_puts_it_away_unanswered),
        MACHINE(no_says_what_to_do_until_a_yes),
        APP(the_bench_asks_at_its_start_and_a_scan_goes_before),
        APP(what_was_answered_is_in_the_log_and_no_is_a_banner),
        APP(nothing_is_asked_where_the_sound_is_off_or_no_shift_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
