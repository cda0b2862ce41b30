/* When the system's watchdog is fed, and that a frozen screen is not hidden from it. */
#include "kiosk/watchdog.h"

#include "check.h"

enum { LIMIT = 20000, PART = LIMIT / 4 };

static struct sk_watchdog dog;

static void it_is_fed_at_once_and_then_four_times_within_the_limit(void **state) {
    (void)state;
    sk_watchdog_init(&dog, LIMIT);
    assert_true(sk_watchdog_turn(&dog, 1000, true));
    assert_int_equal(sk_watchdog_deadline(&dog), 1000 + PART);
    assert_false(sk_watchdog_turn(&dog, 1000 + PART - 1, true));
    assert_int_equal(sk_watchdog_deadline(&dog), 1000 + PART);
    assert_true(sk_watchdog_turn(&dog, 1000 + PART, true));
    assert_int_equal(sk_watchdog_deadline(&dog), 1000 + 2 * PART);
}

static void nobody_is_fed_where_nobody_watches(void **state) {
    (void)state;
    sk_watchdog_init(&dog, 0);
    assert_false(sk_watchdog_turn(&dog, 1000, true));
    assert_int_equal(sk_watchdog_deadline(&dog), -1);
}

/* A window between two sizes misses a picture or two; a screen that takes none for ten seconds
 * shows the worker something that is not true any more. */
static void a_screen_that_takes_no_picture_is_given_up_after_a_while(void **state) {
    (void)state;
    sk_watchdog_init(&dog, LIMIT);
    assert_true(sk_watchdog_turn(&dog, 0, true));
    sk_ms fed_at = 0;
    for (sk_ms now = 100; now <= 120000; now += 100) {
        if (sk_watchdog_turn(&dog, now, false)) {
            fed_at = now;
        }
        assert_true(sk_watchdog_deadline(&dog) > now); /* the loop never spins */
    }
    assert_int_equal(fed_at, SK_WATCHDOG_FROZEN_MS);   /* since 100: it was not frozen yet */
    assert_true(sk_watchdog_turn(&dog, 120100, true)); /* it came back in time after all */
    assert_false(sk_watchdog_turn(&dog, 120200, false));
    assert_true(sk_watchdog_turn(&dog, 120100 + PART, false));
}

/* However often and however late the loop turns: while the screen is shown, the pause between two
 * meals is never longer than a part of the limit and the loop's own pause. */
static void a_healthy_loop_never_starves_it(void **state) {
    (void)state;
    for (sk_ms pause = 1; pause < PART; pause += 37) {
        sk_watchdog_init(&dog, LIMIT);
        sk_ms fed_at = 0;
        for (sk_ms now = 0; now < 10 * LIMIT; now += pause) {
            if (sk_watchdog_turn(&dog, now, true)) {
                assert_true(now - fed_at <= PART + pause);
                fed_at = now;
            }
        }
        assert_true(fed_at > 9 * LIMIT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_fed_at_once_and_then_four_times_within_the_limit),
        cmocka_unit_test(nobody_is_fed_where_nobody_watches),
        cmocka_unit_test(a_screen_that_takes_no_picture_is_given_up_after_a_while),
        cmocka_unit_test(a_healthy_loop_never_starves_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
