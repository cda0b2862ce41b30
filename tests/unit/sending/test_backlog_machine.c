/* The backlog against a small world (backlog_world.h). */
#include "check.h"

#include "unit/sending/backlog_world.h"

static void every_short_life_ends_with_nothing_lost(void **state) {
    (void)state;
    enum { DEPTH = 4 };
    for (int64_t life = 0; life <= 7; life++) {
        for (int code = 0; code < OPERATIONS * OPERATIONS * OPERATIONS * OPERATIONS; code++) {
            begin(life % 4, life < 4 ? 1 : ACCOUNTS_MAX);
            for (int i = 0, rest = code; i < DEPTH; i++, rest /= OPERATIONS) {
                operate(rest % OPERATIONS);
            }
            finish();
        }
    }
}

static void no_long_life_loses_a_pair_or_lets_one_overtake(void **state) {
    (void)state;
    uint32_t random = 20261128;
    for (int life = 0; life < 4000; life++) {
        begin(life % 9, 1 + life % ACCOUNTS_MAX);
        int length = 20 + life % 120;
        for (int i = 0; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            operate((int)((random >> 16) % OPERATIONS));
        }
        finish();
    }
}

static void a_pair_behind_the_window_is_taken_back_by_its_last_word(void **state) {
    (void)state;
    begin(0, 1);
    for (int i = 0; i < PLACES + 1; i++) {
        scan(false);
    }
    assert_int_equal(world.backlog.behind, 1);
    withdraw(0);
    assert_int_equal(world.jobs[world.job_count - 1].type, JOB_LAST);
    for (int i = 0; i < PLACES + 2; i++) {
        work(false);
        hear();
    }
    assert_int_equal(world.told[PLACES + 1], SK_VERDICT_WITHDRAWN);
    assert_int_equal(world.tells[PLACES + 1], 1);
    assert_int_equal(world.backlog.behind, 0);
}

static void what_a_load_may_bring_is_taken_back_after_it(void **state) {
    (void)state;
    begin(0, 1);
    for (int i = 0; i < PLACES + 1; i++) {
        scan(false);
    }
    for (int i = 0; i < PLACES + 1; i++) {
        work(false);
        hear();
    }
    settle_oldest();
    settle_oldest(); /* room: the load is asked for */
    assert_int_equal(world.backlog.state, SK_BACKLOG_STATE_LOADING);
    withdraw(0);
    assert_false(world.is_passed_on[PLACES + 1]);
    work(false);
    hear();
    assert_true(world.is_in_outbox[PLACES + 1]);
    hear();
    assert_true(world.is_passed_on[PLACES + 1]);
    assert_int_equal(world.tells[PLACES + 1], 0); /* the outbox reports it */
}

static void a_wrong_count_of_what_is_left_is_put_right_by_a_short_load(void **state) {
    (void)state;
    begin(0, 1);
    sk_backlog_init(&world.backlog, LOAD);
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_OPENED, .count = 7 });
    work(false);
    hear();
    assert_int_equal(world.backlog.behind, 0);
    assert_true(world.backlog.has_loaded);
    scan(false);
    assert_true(world.is_in_outbox[1]);
}

static void a_pair_that_was_scanned_during_an_empty_load_is_not_forgotten(void **state) {
    (void)state;
    begin(0, 1);
    sk_backlog_init(&world.backlog, LOAD);
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_OPENED, .count = 7 });
    world.backlog.has_loaded = true; /* as after a load before */
    scan(false);
    for (int i = 0; i < 6; i++) {
        work(false);
        hear();
    }
    hear();
    assert_true(world.is_in_outbox[1]);
}

static void what_is_loaded_twice_is_rejected(void **state) {
    (void)state;
    begin(1, 1);
    work(false);
    struct sk_pair pair = pair_of(1);
    hear();
    assert_true(world.is_in_outbox[1]);
    struct sk_backlog_effect effect;
    struct sk_backlog_input input = {
        .type = SK_BACKLOG_INPUT_LOADED, .pair = &pair, .is_in_outbox = true, .places = &places
    };
    sk_backlog_step(&world.backlog, &input); /* a load for another account reads it, too */
    assert_false(sk_backlog_next(&world.backlog, &effect));
    input.is_in_outbox = false; /* it was there and is settled */
    sk_backlog_step(&world.backlog, &input);
    assert_true(sk_backlog_next(&world.backlog, &effect));
    assert_int_equal(effect.type, SK_BACKLOG_EFFECT_REJECT);
}

/* Pairs 1, 4, 7, … are of an account that gets no call through. */
static void a_held_account_with_many_pairs_stands_aside_for_others(void **state) {
    (void)state;
    for (int64_t left_over = 0; left_over <= 30; left_over += 30) {
        begin(left_over, ACCOUNTS_MAX);
        hold(0);
        for (int i = 0; i < 10 * PAIRS; i++) {
            scan(false);
            work(false);
            hear();
            settle_oldest();
        }
        for (int64_t i = 1; i <= PAIRS; i++) {
            assert_int_equal(world.fates[i], account_of(i) == 0 ? FATE_UNSETTLED : FATE_SETTLED);
        }
        assert_int_equal(world.backlog.behind + world.in_outbox, (PAIRS + 2) / 3);
        finish(); /* and they go, in order, once it is over */
    }
}

static void the_pairs_of_an_account_that_calls_keep_their_place(void **state) {
    (void)state;
    begin(30, ACCOUNTS_MAX);
    for (int i = 0; i < 10; i++) {
        work(false);
        hear();
    }
    assert_int_equal(world.backlog.aside_count,
                     0); /* else the whole journal would be passed over */
    finish();
}

static void an_account_beside_the_window_does_not_stop_another_ones_scan(void **state) {
    (void)state;
    begin(0, ACCOUNTS_MAX);
    hold(0);
    for (int i = 0; i < 30; i++) {
        scan(false);
        for (int j = 0; j < 4; j++) {
            work(false);
            hear();
        }
        settle_oldest();
    }
    assert_true(world.backlog.behind > 0);
    assert_int_equal(world.backlog.aside_count, 1);
    scan(false);
    assert_false(world.is_in_outbox[31]); /* its own: behind those before it */
    scan(false);
    assert_true(world.is_in_outbox[32]);
    finish();
}

static void what_stands_aside_can_be_taken_back(void **state) {
    (void)state;
    begin(0, ACCOUNTS_MAX);
    hold(0);
    for (int i = 0; i < 31; i++) {
        scan(false);
        for (int j = 0; j < 4; j++) {
            work(false);
            hear();
        }
        settle_oldest();
    }
    int64_t behind = world.backlog.behind;
    withdraw(0); /* pair 31, of the account that is held */
    for (int i = 0; i < 4; i++) {
        work(false);
        hear();
    }
    assert_int_equal(world.told[31], SK_VERDICT_WITHDRAWN);
    assert_int_equal(world.backlog.behind, behind - 1);
    finish();
}

static void beyond_the_places_a_withdrawal_comes_too_late(void **state) {
    (void)state;
    struct sk_backlog *backlog = &world.backlog;
    struct sk_backlog_effect effect;
    begin(0, 1);
    sk_backlog_init(backlog, LOAD);
    for (int64_t i = 1; i <= SK_BACKLOG_WITHDRAWALS + 1; i++) {
        struct sk_pair pair = pair_of(i);
        struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_WITHDRAW, .pair = &pair };
        sk_backlog_step(backlog, &input);
        bool is_told = sk_backlog_next(backlog, &effect);
        assert_int_equal(is_told, i > SK_BACKLOG_WITHDRAWALS);
    }
    assert_int_equal(effect.type, SK_BACKLOG_EFFECT_TELL);
    assert_int_equal(effect.verdict, SK_VERDICT_TOO_LATE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_life_ends_with_nothing_lost),
        cmocka_unit_test(no_long_life_loses_a_pair_or_lets_one_overtake),
        cmocka_unit_test(a_pair_behind_the_window_is_taken_back_by_its_last_word),
        cmocka_unit_test(what_a_load_may_bring_is_taken_back_after_it),
        cmocka_unit_test(a_wrong_count_of_what_is_left_is_put_right_by_a_short_load),
        cmocka_unit_test(a_pair_that_was_scanned_during_an_empty_load_is_not_forgotten),
        cmocka_unit_test(what_is_loaded_twice_is_rejected),
        cmocka_unit_test(a_held_account_with_many_pairs_stands_aside_for_others),
        cmocka_unit_test(the_pairs_of_an_account_that_calls_keep_their_place),
        cmocka_unit_test(an_account_beside_the_window_does_not_stop_another_ones_scan),
        cmocka_unit_test(what_stands_aside_can_be_taken_back),
        cmocka_unit_test(beyond_the_places_a_withdrawal_comes_too_late),
    };
    return cmocka_run_group_tests_name("backlog_machine", tests, NULL, NULL);
}
