/* What runs on monotonic time: setting the wall clock neither signs off nor keeps signed on. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "unit/app/kiosk.h"

#include "base/util.h"

#define YEAR_MS INT64_C(31536000000)
#define SHIFT_MS 1800000

static int make(void **state) {
    if (make_bench(state) != 0) {
        return -1;
    }
    set("operator.badge", "^OP:(.+)$");
    set("operator.timeout_ms", "1800000");
    assert_int_equal(problems.count, 0);
    start();
    push("OP:Li Wei", SK_SOURCE_USB_HID_POS);
    WAIT_FOR(strcmp(model()->operator_name, "Li Wei") == 0);
    return 0;
}

static const int64_t moves[] = {
    YEAR_MS, -YEAR_MS, 70 * YEAR_MS, -50 * YEAR_MS, 3600000, -3600000
};

static void a_clock_that_is_set_signs_nobody_off(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(moves); i++) {
        wall_moved = moves[i];
        pass(SHIFT_MS / 10);
        assert_string_equal(model()->operator_name, "Li Wei");
    }
}

static void nor_does_it_keep_anybody_signed_on(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(moves); i++) {
        wall_moved = moves[i];
        pass(SHIFT_MS);
        assert_string_equal(model()->operator_name, "");
        push("OP:Li Wei", SK_SOURCE_USB_HID_POS);
        WAIT_FOR(strcmp(model()->operator_name, "Li Wei") == 0);
    }
}

static void half_a_pair_waits_as_long_as_it_would(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(moves); i++) {
        push("sage62x0219220001", SK_SOURCE_USB_HID_POS);
        WAIT_FOR(model()->screen == SK_SCREEN_HALF);
        wall_moved = moves[i];
        pass(config.pairing.timeout_ms - 1000);
        assert_int_equal(model()->screen, SK_SCREEN_HALF);
        pass(1000);
        assert_int_equal(model()->notice, SK_NOTICE_HALF_TIMED_OUT);
        pass(config.pairing.notice_ms);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, finish_bench)
    const struct CMUnitTest tests[] = {
        TEST(a_clock_that_is_set_signs_nobody_off),
        TEST(nor_does_it_keep_anybody_signed_on),
        TEST(half_a_pair_waits_as_long_as_it_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
