/* When the screen becomes darker, and when it is bright again. */
#include "ui/dimmer.h"

#include "check.h"

enum { NOON = 12 * 60 };

static struct sk_dimmer dimmer;

static void begin(sk_ms dim, sk_ms off) {
    const struct sk_dimmer_rules rules = { .dim = dim, .off = off };
    sk_dimmer_init(&dimmer, &rules, 1000);
}

static void it_becomes_darker_then_dark_and_bright_again_at_once(void **state) {
    (void)state;
    begin(100, 300);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1000, NOON), 1100);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1099, NOON), SK_BRIGHT);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1100, NOON), SK_DIM);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1100, NOON), 1300);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1300, NOON), SK_DARK);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1300, NOON), -1); /* nothing more to wait for */
    sk_dimmer_stir(&dimmer, 5000);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 5000, NOON), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 5000, NOON), 5100);
}

static void each_of_the_two_can_be_alone_or_neither(void **state) {
    (void)state;
    begin(100, 0);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1000000, NOON), SK_DIM);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1100, NOON), -1);
    begin(0, 300);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1299, NOON), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1000, NOON), 1300);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1300, NOON), SK_DARK);
    begin(0, 0);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1000000, NOON), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1000, NOON), -1);
    begin(300, 100); /* off before dim */
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1100, NOON), SK_DARK);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 1000, NOON), 1100);
}

static void at_night_it_is_dark_soon_and_in_the_morning_as_by_day(void **state) {
    (void)state;
    enum { EVENING = 22 * 60, MORNING = 6 * 60, MINUTE = 60000 };
    const struct sk_dimmer_rules rules = { .dim = 20 * MINUTE,
                                           .night_from = EVENING,
                                           .night_to = MORNING };
    sk_dimmer_init(&dimmer, &rules, 0);
    sk_ms idle = SK_DIMMER_NIGHT_MS;
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, EVENING - 1), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, idle, EVENING - 1), idle + MINUTE); /* it begins */
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, EVENING), SK_DARK);
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle - 1, EVENING), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 0, 0), idle);
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, 0), SK_DARK);
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, MORNING - 1), SK_DARK);
    assert_int_equal(sk_dimmer_deadline(&dimmer, idle, MORNING - 1), idle + MINUTE); /* it ends */
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, MORNING), SK_BRIGHT);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 20 * MINUTE, MORNING), SK_DIM);
    sk_dimmer_stir(&dimmer, idle); /* a touch at night */
    assert_int_equal(sk_dimmer_brightness(&dimmer, idle, 0), SK_BRIGHT);
}

static void a_night_within_a_day_and_a_quicker_rule_are_kept(void **state) {
    (void)state;
    const struct sk_dimmer_rules rules = { .off = 1000, .night_from = 60, .night_to = 120 };
    sk_dimmer_init(&dimmer, &rules, 0);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 1000, 90), SK_DARK);
    assert_int_equal(sk_dimmer_brightness(&dimmer, 999, 90), SK_BRIGHT);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 2000, 59), 2000 + 60000);
    assert_int_equal(sk_dimmer_deadline(&dimmer, 2000, 60), 2000 + 60 * 60000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(it_becomes_darker_then_dark_and_bright_again_at_once),
        SK_TEST(each_of_the_two_can_be_alone_or_neither),
        SK_TEST(at_night_it_is_dark_soon_and_in_the_morning_as_by_day),
        SK_TEST(a_night_within_a_day_and_a_quicker_rule_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
