/* From when to when a shift is, and how large a label, as the settings say it. */
#define _XOPEN_SOURCE 700 /* setenv(), tzset() */

#include "check.h"

#include "app/settings/print_options.h"
#include "app/settings/shift_options.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* "from to", by the bench's clock. */
static const char *shift_text(const char *ends, int64_t wall_ms, int32_t back) {
    static char text[64];
    char from[SK_CLOCK_TEXT_SIZE];
    char to[SK_CLOCK_TEXT_SIZE];
    struct sk_shift_times times;
    assert_true(sk_shift_ends(ends, &times));
    struct sk_shift_span shift = sk_shift_at(&times, wall_ms, back);
    sk_clock_format(shift.from_ms, from, sizeof(from));
    sk_clock_format(shift.to_ms, to, sizeof(to));
    (void)snprintf(text, sizeof(text), "%.16s %.16s", from, to);
    return text;
}

static int64_t at(int year, int month, int day, int hour, int minute) {
    struct tm tm = { .tm_year = year - 1900,
                     .tm_mon = month - 1,
                     .tm_mday = day,
                     .tm_hour = hour,
                     .tm_min = minute,
                     .tm_isdst = -1 };
    return (int64_t)mktime(&tm) * 1000;
}

static void a_shift_is_from_one_end_to_the_next(void **state) {
    (void)state;
    const char *ends = "14:00, 06:00, 22:00";
    int64_t now = at(2026, 1, 6, 14, 5);
    assert_string_equal(shift_text(ends, now, 0), "2026-01-06T14:00 2026-01-06T14:05");
    assert_string_equal(shift_text(ends, now, 1), "2026-01-06T06:00 2026-01-06T14:00");
    assert_string_equal(shift_text(ends, now, 2), "2026-01-05T22:00 2026-01-06T06:00");
    assert_string_equal(shift_text(ends, now, 3), "2026-01-05T14:00 2026-01-05T22:00");
    /* at the very end it is over */
    assert_string_equal(shift_text(ends, at(2026, 1, 6, 6, 0), 1),
                        "2026-01-05T22:00 2026-01-06T06:00");
}

static void without_ends_it_is_a_day(void **state) {
    (void)state;
    int64_t now = at(2026, 1, 6, 14, 5);
    assert_string_equal(shift_text("", now, 0), "2026-01-06T00:00 2026-01-06T14:05");
    assert_string_equal(shift_text("", now, 1), "2026-01-05T00:00 2026-01-06T00:00");
    assert_string_equal(shift_text("07:30", now, 1), "2026-01-05T07:30 2026-01-06T07:30");
}

static void summer_time_makes_longer_and_shorter_ones(void **state) {
    (void)state;
    const char *ends = "06:00, 22:00";
    assert_string_equal(shift_text(ends, at(2026, 3, 29, 7, 0), 1),
                        "2026-03-28T22:00 2026-03-29T06:00"); /* seven hours */
    assert_string_equal(shift_text(ends, at(2026, 10, 25, 7, 0), 1),
                        "2026-10-24T22:00 2026-10-25T06:00"); /* nine */
}

static void a_label_has_two_sides(void **state) {
    (void)state;
    static const char *const wrong[] = { "",        "57",    "57x",    "x32",   "57x32x1",
                                         "57 x 32", "19x32", "57x301", "57,32", "123456789x32" };
    struct sk_label_size size = { 0, 0 };
    assert_true(sk_label_mm("57x32", &size));
    assert_int_equal(size.width, 57);
    assert_int_equal(size.height, 32);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(sk_label_mm(wrong[i], &size));
        assert_int_equal(size.width, 57);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shift_is_from_one_end_to_the_next),
        cmocka_unit_test(without_ends_it_is_a_day),
        cmocka_unit_test(summer_time_makes_longer_and_shorter_ones),
        cmocka_unit_test(a_label_has_two_sides),
    };
    (void)setenv("TZ", "Europe/Berlin", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
