/* The shipping against a small world (ship_world.h), and what it promises one by one. */
#include "check.h"

#include "unit/fleet/ship_world.h"

static void every_short_life_ends_with_everything_shipped(void **state) {
    (void)state;
    enum { DEPTH = 5 };
    int lives = 1;
    for (int i = 0; i < DEPTH; i++) {
        lives *= WORLD_OPERATIONS;
    }
    for (int code = 0; code < lives; code++) {
        world_begin();
        world_write();
        world_up();
        world_answer(false);
        world_write();
        for (int i = 0, rest = code; i < DEPTH; i++, rest /= WORLD_OPERATIONS) {
            world_operate(rest % WORLD_OPERATIONS);
        }
        world_finish();
        assert_true(world_is_whole());
        assert_int_equal(world.acknowledged, world.last);
        assert_int_equal(world.alarms, 0);
    }
}

static void no_long_life_leaves_an_event_out_or_sends_one_twice(void **state) {
    (void)state;
    uint32_t random = 20261130;
    for (int life = 0; life < 2000; life++) {
        world_begin();
        int length = 40 + life % 300;
        for (int i = 0; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            world_operate((int)((random >> 16) % WORLD_OPERATIONS));
        }
        world_finish();
        assert_true(world_is_whole());
        assert_int_equal(world.alarms, 0);
    }
}

static void ship_ten(void) {
    world_begin();
    for (int i = 0; i < 10; i++) {
        world_write();
    }
    world_finish();
    assert_int_equal(world.head, 10);
}

static void a_rewritten_past_is_an_alarm_at_the_next_connection(void **state) {
    (void)state;
    for (int from = 1; from <= 10; from++) {
        ship_ten();
        world_down(false);
        world_rewrite(from);
        world_up();
        world_answer(false);
        assert_int_equal(world.own_alarms, 1);
        assert_int_equal(world.ship.state, SK_SHIP_STATE_ALARMED);
        assert_int_equal(world.head, 10);
        assert_false(world.is_sending);
    }
}

static void a_rewritten_past_is_an_alarm_with_the_next_batch(void **state) {
    (void)state;
    ship_ten();
    world_rewrite(4);
    world_write();
    world_wait(5);
    assert_true(world.is_sending);
    world_answer(false);
    assert_int_equal(world.alarms, 1);
    assert_int_equal(world.own_alarms, 0); /* the server has its own */
    assert_int_equal(world.head, 10);
}

static void a_log_that_is_shorter_than_what_was_shipped_is_an_alarm(void **state) {
    (void)state;
    ship_ten();
    world.last = 7; /* as after an older copy was put back */
    world_down(false);
    world_up();
    world_answer(false);
    assert_int_equal(world.own_alarms, 1);
    world_wait(500);
    assert_false(world.is_asking || world.is_sending);
    world_wait(600); /* perhaps somebody has put it right */
    assert_true(world.is_asking);
}

static void what_is_new_waits_for_more_and_then_goes_together(void **state) {
    (void)state;
    ship_ten();
    world_write();
    world_wait(4);
    world_write();
    assert_false(world.is_sending);
    world_wait(1);
    assert_true(world.is_sending);
    assert_int_equal(world.count, 2);
}

/* One event, taken after `taken`; then how long the next one waits. */
static sk_ms pause_after(sk_ms taken) {
    world_write();
    while (!world.is_sending) {
        world_wait(1);
    }
    world_wait(taken);
    world_answer(false);
    world_write();
    sk_ms waited = 0;
    while (!world.is_sending) {
        world_wait(1);
        waited++;
    }
    world_answer(false);
    return waited;
}

static void the_slower_the_server_the_rarer_and_larger_the_batches(void **state) {
    (void)state;
    ship_ten();
    world.ship.rules.pause_cap = 40;
    assert_int_equal(pause_after(1), 5); /* never less than it is set to */
    assert_int_equal(pause_after(3), 12);
    assert_int_equal(pause_after(9), 36);
    assert_int_equal(pause_after(500), 40); /* but the office does not fall behind for ever */
    assert_int_equal(pause_after(0), 5);    /* and it is quick again at once */
}

static void a_server_in_trouble_is_asked_more_and_more_rarely(void **state) {
    (void)state;
    world_begin();
    world_write();
    world_up();
    sk_ms longest = 0;
    for (int i = 0; i < 20; i++) {
        sk_ms before = world.now;
        world_answer(true);
        while (!world.is_asking) {
            world_wait(1);
        }
        longest = world.now - before > longest ? world.now - before : longest;
    }
    assert_true(longest > 50 && longest <= 100);
}

static void every_state_has_a_name(void **state) {
    (void)state;
    for (int i = 0; i < SK_SHIP_STATES; i++) {
        assert_true(sk_ship_state_name((enum sk_ship_state)i)[0] != '\0');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_life_ends_with_everything_shipped),
        cmocka_unit_test(no_long_life_leaves_an_event_out_or_sends_one_twice),
        cmocka_unit_test(a_rewritten_past_is_an_alarm_at_the_next_connection),
        cmocka_unit_test(a_rewritten_past_is_an_alarm_with_the_next_batch),
        cmocka_unit_test(a_log_that_is_shorter_than_what_was_shipped_is_an_alarm),
        cmocka_unit_test(what_is_new_waits_for_more_and_then_goes_together),
        cmocka_unit_test(the_slower_the_server_the_rarer_and_larger_the_batches),
        cmocka_unit_test(a_server_in_trouble_is_asked_more_and_more_rarely),
        cmocka_unit_test(every_state_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
