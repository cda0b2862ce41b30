#include "unit/input/stream_desk.h"

static void send(const char *text) {
    sk_stream_add(&desk.stream, text, strlen(text), desk.now);
}

static void a_text_in_which_something_was_lost_is_a_part_and_its_rest_too(void **state) {
    (void)state;
    desk_open(SK_SOURCE_EVDEV);
    send("sage62x02");
    assert_true(sk_stream_break(&desk.stream, desk.now));
    send("20001\r");
    desk_pass(500);
    assert_true(desk.count >= 1);
    for (int i = 0; i < desk.count; i++) {
        assert_true(desk.got[i].is_part || desk.got[i].is_joined);
    }
    int before = desk.count;
    send("sage62x0219220001\r");
    desk_pass(500);
    assert_int_equal(desk.count, before + 1);
    assert_false(desk.got[before].is_part);
}

static void a_text_that_lost_its_beginning_is_a_part(void **state) {
    (void)state;
    desk_open(SK_SOURCE_EVDEV);
    assert_false(sk_stream_break(&desk.stream, desk.now));
    desk_pass(GAP - 1);
    send("19220001");
    desk_pass(GAP - 1);
    send("\r"); /* it goes on as long as there is no silence */
    desk_pass(500);
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_part);
}

static void after_silence_nothing_is_lost_any_more(void **state) {
    (void)state;
    desk_open(SK_SOURCE_EVDEV);
    assert_false(sk_stream_break(&desk.stream, desk.now));
    desk_pass(GAP);
    send("sage62x0219220001\r");
    desk_pass(500);
    assert_int_equal(desk.count, 1);
    assert_false(desk.got[0].is_part);
}

static void after_the_end_of_what_was_broken_the_next_code_is_whole(void **state) {
    (void)state;
    desk_open(SK_SOURCE_EVDEV);
    assert_false(sk_stream_break(&desk.stream, desk.now));
    send("19220001\r");
    desk_pass(SK_BURST_MS - 1);
    send("19220002\r"); /* of the same code still */
    desk_pass(SK_BURST_MS);
    send("sage62x0219220001\r");
    desk_pass(500);
    assert_int_equal(desk.count, 2);
    assert_true(desk.got[0].is_part || desk.got[0].is_joined);
    assert_false(desk.got[1].is_part || desk.got[1].is_joined);
}

/* Its end may have been a character within the code. */
static void a_text_that_had_just_ended_is_a_part_if_what_followed_was_lost(void **state) {
    (void)state;
    desk_open(SK_SOURCE_EVDEV);
    send("sage62x0219220001\r");
    desk.now += SK_BURST_MS - 1;
    assert_true(sk_stream_break(&desk.stream, desk.now));
    desk_pass(500);
    assert_int_equal(desk.count, 1);
    assert_true(desk.got[0].is_part);
    send("sage62x0219220001\r");
    desk.now += SK_BURST_MS;
    assert_false(sk_stream_break(&desk.stream, desk.now));
    desk_pass(500);
    assert_int_equal(desk.count, 2);
    assert_false(desk.got[1].is_part);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_text_in_which_something_was_lost_is_a_part_and_its_rest_too),
        SK_TEST(a_text_that_lost_its_beginning_is_a_part),
        SK_TEST(after_silence_nothing_is_lost_any_more),
        SK_TEST(after_the_end_of_what_was_broken_the_next_code_is_whole),
        SK_TEST(a_text_that_had_just_ended_is_a_part_if_what_followed_was_lost),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
