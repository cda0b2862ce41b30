/* The delivery against a small world (delivery_world.h), and what it promises one by one. */
#include "check.h"

#include "unit/delivery/delivery_world.h"

static void every_short_life_ends_with_everything_delivered(void **state) {
    (void)state;
    enum { DEPTH = 5 };
    int lives = 1;
    for (int i = 0; i < DEPTH; i++) {
        lives *= OPERATIONS;
    }
    for (int code = 0; code < lives; code++) {
        begin(1 + code % 2);
        write_event(true); /* so that no operation is idle at first */
        answer_reading(true);
        write_event(true);
        for (int i = 0, rest = code; i < DEPTH; i++, rest /= OPERATIONS) {
            operate(rest % OPERATIONS);
        }
        answer_unasked();
        if (code % 16 == 0) { /* the end is long */
            finish();
        }
    }
}

static void no_long_life_leaves_a_letter_out_or_lets_one_overtake(void **state) {
    (void)state;
    uint32_t random = 20261129;
    for (int life = 0; life < 4000; life++) {
        begin(1 + life % 3);
        int length = 40 + life % 200;
        for (int i = 0; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            operate((int)((random >> 16) % OPERATIONS));
        }
        finish();
    }
}

static void
a_receiver_that_is_away_holds_everything_and_is_asked_more_and_more_rarely(void **state) {
    (void)state;
    begin(1);
    write_event(true);
    write_event(true);
    answer_reading(true);
    sk_ms longest = 0;
    for (int i = 0; i < 20; i++) {
        sk_ms before = world.now;
        answer_delivery(SK_DELIVERY_END_TROUBLE, false, 0);
        assert_false(world.is_delivering);
        while (!world.is_delivering) {
            pass_time(1);
        }
        longest = world.now - before > longest ? world.now - before : longest;
        assert_true(world.now - before <= CAP);
        assert_int_equal(world.letters[world.first].seq, 1); /* nothing newer goes before it */
    }
    assert_true(longest > CAP / 2);
    assert_int_equal(world.acknowledged, 0);
    answer_delivery(SK_DELIVERY_END_TAKEN, true, 0);
    assert_true(world.is_delivering); /* the next goes at once */
    answer_delivery(SK_DELIVERY_END_TROUBLE, false, 0);
    pass_time(2); /* and what was before does not count for it */
    assert_true(world.is_delivering);
}

static void a_pause_that_the_receiver_asks_for_is_kept_up_to_the_cap(void **state) {
    (void)state;
    begin(1);
    write_event(true);
    answer_reading(true);
    answer_delivery(SK_DELIVERY_END_TROUBLE, false, CAP / 2);
    pass_time(CAP / 2 - 1);
    assert_false(world.is_delivering);
    pass_time(1);
    assert_true(world.is_delivering);
    answer_delivery(SK_DELIVERY_END_TROUBLE, false, 3600000);
    pass_time(CAP);
    assert_true(world.is_delivering);
}

static void a_letter_that_is_refused_often_enough_is_dead_and_the_next_one_goes(void **state) {
    (void)state;
    begin(1);
    write_event(true);
    write_event(true);
    answer_reading(true);
    for (int i = 0; i < TRIES; i++) {
        assert_false(world.is_recording);
        pass_time(CAP);
        answer_delivery(SK_DELIVERY_END_REFUSED, false, 0);
    }
    assert_true(world.is_recording);
    assert_int_equal(world.acknowledged, 0); /* not before that is on the disk */
    answer_record(true);
    answer_reading(true);
    assert_true(world.is_delivering);
    assert_int_equal(world.letters[world.first].seq, 2);
    assert_int_equal(world.acknowledged, 1);
}

static void trouble_between_two_refusals_makes_no_letter_dead_sooner(void **state) {
    (void)state;
    begin(1);
    write_event(true);
    answer_reading(true);
    answer_delivery(SK_DELIVERY_END_REFUSED, false, 0);
    for (int i = 0; i < 10; i++) {
        pass_time(CAP);
        answer_delivery(SK_DELIVERY_END_TROUBLE, false, 0);
        assert_false(world.is_recording);
    }
}

static void what_is_written_during_a_reading_is_read_after_it(void **state) {
    (void)state;
    begin(1);
    answer_reading(true);
    write_event(false);
    assert_true(world.is_reading);
    world.written++; /* written after the reading has looked */
    world.is_letter[world.written] = true;
    int64_t written = world.written;
    world.written = 1;
    answer_reading(true);
    world.written = written;
    assert_int_equal(world.delivery.state, SK_DELIVERY_STATE_IDLE);
    step((struct sk_delivery_input){ .type = SK_DELIVERY_INPUT_NEWS });
    world.read_after = 0;
    step((struct sk_delivery_input){ .type = SK_DELIVERY_INPUT_NEWS });
    world.written = 1;
    answer_reading(true); /* saw nothing of it, but was told of it meanwhile */
    world.written = written;
    assert_true(world.is_reading);
    finish();
}

static void many_benches_do_not_come_back_at_the_same_moment(void **state) {
    (void)state;
    bool has[CAP * 100] = { false };
    int different = 0;
    for (uint32_t bench = 0; bench < 40; bench++) {
        struct sk_delivery_rules rules = { .batch_max = 1,
                                           .tries_max = 5,
                                           .retry_first = 1000,
                                           .retry_cap = CAP * 100,
                                           .randomness = bench };
        struct sk_delivery delivery;
        struct sk_delivery_effect effect;
        struct sk_delivery_letter letter = { 1, 1 };
        sk_delivery_init(&delivery, &rules);
        struct sk_delivery_input inputs[] = {
            { .type = SK_DELIVERY_INPUT_OPENED },
            { .type = SK_DELIVERY_INPUT_READ, .letters = &letter, .count = 1, .number = 1 },
            { .type = SK_DELIVERY_INPUT_ANSWER, .end = SK_DELIVERY_END_TROUBLE },
        };
        for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
            sk_delivery_step(&delivery, &inputs[i], 0);
            (void)sk_delivery_next(&delivery, 0, &effect);
        }
        sk_ms at = sk_delivery_deadline(&delivery, 0);
        assert_in_range(at, 500, 1000);
        different += !has[at];
        has[at] = true;
    }
    assert_true(different > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_life_ends_with_everything_delivered),
        cmocka_unit_test(no_long_life_leaves_a_letter_out_or_lets_one_overtake),
        cmocka_unit_test(
            a_receiver_that_is_away_holds_everything_and_is_asked_more_and_more_rarely),
        cmocka_unit_test(a_pause_that_the_receiver_asks_for_is_kept_up_to_the_cap),
        cmocka_unit_test(a_letter_that_is_refused_often_enough_is_dead_and_the_next_one_goes),
        cmocka_unit_test(trouble_between_two_refusals_makes_no_letter_dead_sooner),
        cmocka_unit_test(what_is_written_during_a_reading_is_read_after_it),
        cmocka_unit_test(many_benches_do_not_come_back_at_the_same_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
