#include "check.h"

#include "base/parse.h"

static void whole_numbers_are_read_to_the_last_digit(void **state) {
    (void)state;
    int64_t value = 7;
    assert_true(sk_parse_int("0", 0, 10, &value));
    assert_int_equal(value, 0);
    assert_true(sk_parse_int("-9223372036854775808", INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MIN);
    assert_true(sk_parse_int("9223372036854775807", INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MAX);
}

static void anything_else_leaves_the_value_alone(void **state) {
    (void)state;
    static const char *const bad[] = { "",   "-",   "+1",  " 1",  "1 ",
                                       "1x", "0x1", "1.0", "--1", "9223372036854775808" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int64_t value = 7;
        assert_false(sk_parse_int(bad[i], INT64_MIN, INT64_MAX, &value));
        assert_int_equal(value, 7);
    }
    int64_t value = 7;
    assert_false(sk_parse_int("11", 0, 10, &value));
    assert_false(sk_parse_int("-1", 0, 10, &value));
    assert_int_equal(value, 7);
}

static void yes_and_no_have_their_usual_spellings(void **state) {
    (void)state;
    bool value = false;
    assert_true(sk_parse_bool("Yes", &value) && value);
    assert_true(sk_parse_bool("off", &value) && !value);
    assert_false(sk_parse_bool("maybe", &value));
    assert_false(sk_parse_bool("", &value));
}

static void a_slip_is_near_and_another_word_is_far(void **state) {
    (void)state;
    assert_int_equal(sk_parse_distance("cloud.region", "cloud.region"), 0);
    assert_int_equal(sk_parse_distance("cloud.region", "cloud.regoin"), 1); /* a swap */
    assert_int_equal(sk_parse_distance("region", "regions"), 1);
    assert_int_equal(sk_parse_distance("", "abc"), 3);
    assert_true(sk_parse_distance("a", "0123456789012345678901234567890123456789012345678901234567"
                                       "8901234567890") == UINT32_MAX);
}

static void four_hexadecimal_digits_are_read_no_fewer(void **state) {
    (void)state;
    uint16_t value = 7;
    assert_true(sk_parse_hex4("05e0:1200", &value));
    assert_int_equal(value, 0x05e0);
    assert_true(sk_parse_hex4("FFff", &value));
    assert_int_equal(value, 0xffff);
    static const char *const wrong[] = { "", "05e", "05eg", " 5e0", "-5e0", "0x5e", "05e:" };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(sk_parse_hex4(wrong[i], &value));
        assert_int_equal(value, 0xffff);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(whole_numbers_are_read_to_the_last_digit),
        SK_TEST(anything_else_leaves_the_value_alone),
        SK_TEST(yes_and_no_have_their_usual_spellings),
        SK_TEST(four_hexadecimal_digits_are_read_no_fewer),
        SK_TEST(a_slip_is_near_and_another_word_is_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
