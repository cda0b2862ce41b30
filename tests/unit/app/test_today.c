/* The figure of the day: what counts, when it begins anew, and that no pair counts for another day.
 */
#include "app/core/today.h"

#include "base/clock.h"
#include "check.h"

#define NOON 1767787200000 /* 2026-01-07T12:00:00Z */

static void what_is_bound_counts_and_what_is_undone_counts_no_more(void **state) {
    (void)state;
    struct sk_today today;
    sk_today_begin(&today, NOON, 10, 3);
    sk_today_bound(&today, 14);
    assert_int_equal(today.bound, 4);
    sk_today_undone(&today, 11);
    assert_int_equal(today.bound, 3);
    sk_today_bound(&today, 9); /* scanned yesterday, bound today */
    sk_today_undone(&today, 9);
    assert_int_equal(today.bound, 3);
}

static void a_new_day_begins_at_midnight_with_the_next_pair(void **state) {
    (void)state;
    struct sk_today today;
    sk_today_begin(&today, NOON, 10, 3);
    int64_t end = today.end_ms;
    assert_int_equal(end, sk_clock_midnight(NOON, 1));
    sk_today_pass(&today, end - 1, 20);
    assert_int_equal(today.bound, 3);
    sk_today_pass(&today, end, 20);
    assert_int_equal(today.bound, 0);
    sk_today_bound(&today, 19); /* of the day before */
    assert_int_equal(today.bound, 0);
    sk_today_bound(&today, 20);
    assert_int_equal(today.bound, 1);
    assert_int_equal(today.end_ms, sk_clock_midnight(NOON, 2));
}

static void the_figure_stays_within_its_bounds(void **state) {
    (void)state;
    struct sk_today today;
    sk_today_begin(&today, NOON, 1, (int64_t)INT32_MAX + 5);
    assert_int_equal(today.bound, INT32_MAX);
    sk_today_bound(&today, 2);
    assert_int_equal(today.bound, INT32_MAX);
    sk_today_begin(&today, NOON, 1, 0);
    sk_today_undone(&today, 2);
    assert_int_equal(today.bound, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_is_bound_counts_and_what_is_undone_counts_no_more),
        SK_TEST(a_new_day_begins_at_midnight_with_the_next_pair),
        SK_TEST(the_figure_stays_within_its_bounds),
    };
    return cmocka_run_group_tests_name("today", tests, NULL, NULL);
}
