#include "check.h"

#include "app/supervisor/pin_tries.h"

#include <string.h>

#define NOW INT64_C(1795540805000)

static void
four_wrong_tries_are_free_and_the_fifth_locks_for_15_s_doubling_up_to_an_hour(void **state) {
    (void)state;
    static const struct {
        int32_t wrong;
        sk_ms lock;
    } table[] = {
        { 1, 0 },       { 2, 0 },        { 3, 0 },        { 4, 0 },        { 5, 15000 },
        { 6, 30000 },   { 7, 60000 },    { 8, 120000 },   { 9, 240000 },   { 10, 480000 },
        { 11, 960000 }, { 12, 1920000 }, { 13, 3600000 }, { 14, 3600000 }, { 15, 3600000 },
    };
    struct sk_pin_tries tries = { 0 };
    int64_t now = NOW;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        sk_pin_tries_wrong(&tries, now);
        assert_int_equal(tries.wrong, table[i].wrong);
        assert_int_equal(sk_pin_tries_locked(&tries, now), table[i].lock);
        assert_int_equal(sk_pin_tries_left(&tries), table[i].wrong < 5 ? 5 - table[i].wrong : 0);
        now += table[i].lock;
        assert_int_equal(sk_pin_tries_locked(&tries, now), 0);
    }
}

static void a_lock_counts_down_and_its_end_is_told_once(void **state) {
    (void)state;
    struct sk_pin_tries tries = { .wrong = 5, .lock = 15000, .since = NOW };
    assert_int_equal(sk_pin_tries_locked(&tries, NOW + 1), 14999);
    assert_int_equal(sk_pin_tries_locked(&tries, NOW + 14999), 1);
    assert_int_equal(sk_pin_tries_locked(&tries, NOW + 15000), 0);
    assert_int_equal(sk_pin_tries_locked(&tries, INT64_MAX), 0);
    assert_int_equal(sk_pin_tries_locked(&tries, 0), 15000); /* never longer than it is */
    assert_false(sk_pin_tries_end_lock(&tries, NOW + 14999));
    assert_true(sk_pin_tries_end_lock(&tries, NOW + 15000));
    assert_false(sk_pin_tries_end_lock(&tries, NOW + 15000));
    assert_int_equal(tries.wrong, 5);
}

static void the_count_survives_being_written(void **state) {
    (void)state;
    char text[SK_PIN_TRIES_SIZE];
    struct sk_pin_tries tries = { .wrong = 7, .lock = 60000, .since = 77 };
    struct sk_pin_tries again = { 0 };
    sk_pin_tries_format(&tries, text);
    assert_true(sk_pin_tries_parse(text, strlen(text), NOW, &again));
    assert_int_equal(again.wrong, 7);
    assert_int_equal(sk_pin_tries_locked(&again, NOW + 10000), 50000);
}

#define SALT "00112233445566778899aabbccddeeff"

static void a_pin_that_is_set_anew_has_no_tries_and_no_lock(void **state) {
    (void)state;
    char text[SK_PIN_TRIES_SIZE];
    struct sk_pin_tries tries = { .wrong = 7, .lock = 60000, .since = NOW };
    struct sk_pin_tries again = { 0 };
    assert_true(sk_pin_tries_bind(&tries, SALT)); /* of a file of version 2: it counts */
    assert_int_equal(tries.wrong, 7);
    assert_false(sk_pin_tries_bind(&tries, SALT));
    sk_pin_tries_format(&tries, text);
    assert_true(sk_pin_tries_parse(text, strlen(text), NOW, &again));
    assert_string_equal(again.of, SALT);
    assert_int_equal(sk_pin_tries_locked(&again, NOW), 60000);
    assert_true(sk_pin_tries_bind(&again, "ff112233445566778899aabbccddeeff"));
    assert_int_equal(sk_pin_tries_locked(&again, NOW), 0);
    assert_int_equal(sk_pin_tries_left(&again), SK_PIN_TRIES);
}

static void a_damaged_count_is_a_lock_not_a_way_in(void **state) {
    (void)state;
    static const char *const damaged[] = {
        "",
        "\n",
        "sag-kiosk-pin-tries 2 0",
        "sag-kiosk-pin-tries 2 0 0",
        "sag-kiosk-pin-tries 2 -1 0\n",
        "sag-kiosk-pin-tries 2 0 -5\n",
        "sag-kiosk-pin-tries 2 0 0\n\n",
        "sag-kiosk-pin-tries 2 0  0\n",
        "sag-kiosk-pin-tries 1 0 0 0\n",
        "sag-kiosk-pin-tries 3 0 0\n",
        "sag-kiosk-pin-tries 3 0 0 00112233445566778899aabbccddeef\n",
        "sag-kiosk-pin-tries 3 0 0 00112233445566778899aabbccddeeff0\n",
        "sag-kiosk-pin-tries 3 0 0 00112233445566778899AABBCCDDEEFF\n",
        "sag-kiosk-pin-tries 2 0 0 00112233445566778899aabbccddeeff\n",
        "sag-kiosk-pin-tries 4 0 0 00112233445566778899aabbccddeeff\n",
        "sag-kiosk-pin-tries 2 5 999999999\n",
        "sag-kiosk-pin-tries 2 99999999999 0\n",
    };
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        struct sk_pin_tries tries = { 0 };
        assert_false(sk_pin_tries_parse(damaged[i], strlen(damaged[i]), NOW, &tries));
        assert_int_equal(sk_pin_tries_locked(&tries, NOW), 15000);
        assert_int_equal(sk_pin_tries_left(&tries), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            four_wrong_tries_are_free_and_the_fifth_locks_for_15_s_doubling_up_to_an_hour),
        cmocka_unit_test(a_lock_counts_down_and_its_end_is_told_once),
        cmocka_unit_test(the_count_survives_being_written),
        cmocka_unit_test(a_pin_that_is_set_anew_has_no_tries_and_no_lock),
        cmocka_unit_test(a_damaged_count_is_a_lock_not_a_way_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
