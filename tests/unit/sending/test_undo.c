#include "death.h"

#include "sending/undo.h"

#include <string.h>

struct desk {
    struct sk_undo undo;
    struct sk_undo_effect effect;
    sk_ms now;
};

static const struct sk_undo_rules rules = { .ask_rounds = 3, .ask_delay = { 500, 10000, 20000 } };

static void begin(struct desk *desk) {
    struct sk_pair pair = { .number = 9, .refers = 4 };
    memset(desk, 0, sizeof(*desk));
    desk->now = 1000000;
    (void)snprintf(pair.labels.serial, sizeof(pair.labels.serial), "sage62x0219220001");
    sk_undo_init(&desk->undo, &rules);
    struct sk_undo_input input = { .type = SK_UNDO_INPUT_BEGIN,
                                   .pair = &pair,
                                   .reason = "wrong shelf" };
    sk_undo_step(&desk->undo, &input, desk->now);
}

static bool next(struct desk *desk) {
    return sk_undo_next(&desk->undo, desk->now, &desk->effect);
}

static void expect_record(struct desk *desk, enum sk_event event, enum sk_result result) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_UNDO_EFFECT_RECORD);
    assert_int_equal(desk->effect.record.event, event);
    assert_int_equal(desk->effect.record.result, result);
    assert_int_equal(desk->effect.record.pair.number, 9);
    assert_false(next(desk)); /* nothing goes on before it is on the disk */
    struct sk_undo_input saved = { .type = SK_UNDO_INPUT_SAVED, .number = 9, .event = event };
    sk_undo_step(&desk->undo, &saved, desk->now);
}

static void expect_send(struct desk *desk, enum sk_request request) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_UNDO_EFFECT_SEND);
    assert_int_equal(desk->effect.request, request);
    assert_false(next(desk));
}

static void expect_end(struct desk *desk, enum sk_undo_end end) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_UNDO_EFFECT_END);
    assert_int_equal(desk->effect.end, end);
    assert_false(next(desk)); /* told once */
    assert_int_equal(desk->undo.state, SK_UNDO_STATE_IDLE);
}

static void answer(struct desk *desk, enum sk_request request, enum sk_answer_class cls,
                   enum sk_presence presence) {
    struct sk_answer value = { .number = 9, .request = request, .cls = cls, .presence = presence };
    struct sk_undo_input input = { .type = SK_UNDO_INPUT_ANSWER, .answer = &value };
    sk_undo_step(&desk->undo, &input, desk->now);
}

static void send_first(struct desk *desk) {
    begin(desk);
    expect_record(desk, SK_EVENT_UNDO, SK_RESULT_PENDING);
    expect_send(desk, SK_REQUEST_UNBIND);
}

static void an_undo_is_in_the_journal_with_its_reason_before_it_is_sent(void **state) {
    (void)state;
    struct desk desk;
    begin(&desk);
    expect_record(&desk, SK_EVENT_UNDO, SK_RESULT_PENDING);
    assert_string_equal(desk.effect.record.note, "wrong shelf");
    assert_int_equal(desk.effect.record.pair.refers, 4);
    expect_send(&desk, SK_REQUEST_UNBIND);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_OK, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_UNDONE);
    assert_false(desk.effect.record.already);
    expect_end(&desk, SK_UNDO_END_UNDONE);
}

static void a_refusal_is_final(void **state) {
    (void)state;
    struct desk desk;
    send_first(&desk);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_REFUSED, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_REFUSED);
    expect_end(&desk, SK_UNDO_END_REFUSED);
}

static void what_certainly_was_not_done_leaves_the_pair_bound(void **state) {
    (void)state;
    static const enum sk_answer_class classes[] = { SK_ANSWER_BLOCKED, SK_ANSWER_BUSY,
                                                    SK_ANSWER_THROTTLED, SK_ANSWER_NOT_SENT };
    for (int i = 0; i < 4; i++) {
        struct desk desk;
        send_first(&desk);
        answer(&desk, SK_REQUEST_UNBIND, classes[i], SK_PRESENCE_ABSENT);
        expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_WITHDRAWN);
        expect_end(&desk, SK_UNDO_END_NOT_DONE);
    }
}

static void an_unknown_outcome_is_asked_for_and_never_sent_again(void **state) {
    (void)state;
    struct desk desk;
    send_first(&desk);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_UNKNOWN, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_ANSWER, SK_RESULT_PENDING);
    sk_ms delays[] = { 500, 10000, 20000 };
    for (int round = 0; round < 3; round++) {
        assert_false(next(&desk));
        desk.now += delays[round];
        expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_OK, SK_PRESENCE_HERE);
    }
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_WITHDRAWN);
    expect_end(&desk, SK_UNDO_END_NOT_DONE);
}

static void an_unknown_outcome_that_shows_absent_is_undone(void **state) {
    (void)state;
    struct desk desk;
    send_first(&desk);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_UNKNOWN, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_ANSWER, SK_RESULT_PENDING);
    desk.now += 500;
    expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
    answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_OK, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_UNDONE);
    assert_true(desk.effect.record.already);
    expect_end(&desk, SK_UNDO_END_UNDONE);
}

static void questions_that_fail_leave_it_open(void **state) {
    (void)state;
    struct desk desk;
    send_first(&desk);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_UNKNOWN, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_ANSWER, SK_RESULT_PENDING);
    for (int i = 0; i < 3; i++) {
        desk.now += 1000;
        expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_NOT_SENT, SK_PRESENCE_ABSENT);
    }
    expect_end(&desk, SK_UNDO_END_UNKNOWN);
}

static void one_that_was_left_open_is_asked_for_before_it_is_sent_again(void **state) {
    (void)state;
    struct desk desk = { .now = 5000 };
    struct sk_stored_pair stored = { .pair = { .number = 9, .refers = 4 }, .attempts = 1 };
    struct sk_undo_input resume = { .type = SK_UNDO_INPUT_RESUME, .stored = &stored };
    sk_undo_init(&desk.undo, &rules);
    sk_undo_step(&desk.undo, &resume, desk.now);
    for (int round = 0; round < 3; round++) {
        expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_OK, SK_PRESENCE_HERE);
        desk.now += 30000;
    }
    expect_record(&desk, SK_EVENT_ATTEMPT, SK_RESULT_PENDING);
    assert_int_equal(desk.effect.record.attempts, 2);
    expect_send(&desk, SK_REQUEST_UNBIND);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_OK, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_UNDONE);
    assert_int_equal(desk.effect.record.attempts, 2);
    expect_end(&desk, SK_UNDO_END_UNDONE);
}

static void an_answer_that_nobody_waits_for_changes_nothing(void **state) {
    (void)state;
    struct desk desk;
    send_first(&desk);
    answer(&desk, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_OK, SK_PRESENCE_ABSENT);
    answer(&desk, SK_REQUEST_BIND, SK_ANSWER_OK, SK_PRESENCE_ABSENT);
    struct sk_answer other = { .number = 8, .request = SK_REQUEST_UNBIND };
    struct sk_undo_input input = { .type = SK_UNDO_INPUT_ANSWER, .answer = &other };
    sk_undo_step(&desk.undo, &input, desk.now);
    assert_false(next(&desk));
}

static void a_request_that_finds_no_room_is_as_one_that_was_not_sent(void **state) {
    (void)state;
    struct desk desk;
    struct sk_undo_input unsent = { .type = SK_UNDO_INPUT_UNSENT };
    send_first(&desk);
    sk_undo_step(&desk.undo, &unsent, desk.now);
    expect_record(&desk, SK_EVENT_SETTLED, SK_RESULT_WITHDRAWN);
    expect_end(&desk, SK_UNDO_END_NOT_DONE);
    /* a question is asked again */
    send_first(&desk);
    answer(&desk, SK_REQUEST_UNBIND, SK_ANSWER_UNKNOWN, SK_PRESENCE_ABSENT);
    expect_record(&desk, SK_EVENT_ANSWER, SK_RESULT_PENDING);
    assert_int_equal(sk_undo_deadline(&desk.undo, desk.now), desk.now + 500);
    desk.now += 500;
    expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
    sk_undo_step(&desk.undo, &unsent, desk.now);
    assert_false(next(&desk));
    desk.now = sk_undo_deadline(&desk.undo, desk.now);
    expect_send(&desk, SK_REQUEST_ASK_INSTANCE);
}

static void begin_another_one_meanwhile(void) {
    struct desk desk;
    struct sk_pair pair = { .number = 10, .refers = 5 };
    struct sk_undo_input input = { .type = SK_UNDO_INPUT_BEGIN, .pair = &pair, .reason = "" };
    send_first(&desk);
    sk_undo_step(&desk.undo, &input, desk.now);
}

static void a_second_undo_does_not_take_the_place_of_the_first(void **state) {
    (void)state;
    expect_broken(begin_another_one_meanwhile, "SK_UNDO_STATE_IDLE");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(an_undo_is_in_the_journal_with_its_reason_before_it_is_sent),
        SK_TEST(a_refusal_is_final),
        SK_TEST(what_certainly_was_not_done_leaves_the_pair_bound),
        SK_TEST(an_unknown_outcome_is_asked_for_and_never_sent_again),
        SK_TEST(an_unknown_outcome_that_shows_absent_is_undone),
        SK_TEST(questions_that_fail_leave_it_open),
        SK_TEST(one_that_was_left_open_is_asked_for_before_it_is_sent_again),
        SK_TEST(an_answer_that_nobody_waits_for_changes_nothing),
        SK_TEST(a_request_that_finds_no_room_is_as_one_that_was_not_sent),
        SK_TEST(a_second_undo_does_not_take_the_place_of_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
