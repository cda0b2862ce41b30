/* When a bench writes a checkpoint of its own accord. */
#include "check.h"

#include "base/util.h"
#include "journal/checkpoint_due.h"

#define HOUR INT64_C(3600000)

static void nothing_new_needs_no_checkpoint(void **state) {
    (void)state;
    struct sk_checkpoint_due due = {
        .rules = { .events = 1, .after = 1, .ends = { 0, 360 }, .end_count = 2 }
    };
    for (int64_t minute = 0; minute < 3000; minute++) {
        assert_false(sk_checkpoint_due_look(&due, 7, minute * 60000, minute));
    }
}

static void so_many_events_make_one_due(void **state) {
    (void)state;
    struct sk_checkpoint_due due = { .rules = { .events = 10 } };
    assert_false(sk_checkpoint_due_look(&due, 100, 0, 0));
    assert_false(sk_checkpoint_due_look(&due, 109, 90 * HOUR, 5400));
    assert_true(sk_checkpoint_due_look(&due, 110, 90 * HOUR, 5400));
    assert_true(sk_checkpoint_due_look(&due, 111, 90 * HOUR, 5400)); /* until it is made */
    sk_checkpoint_due_made(&due, 111, 90 * HOUR);
    assert_false(sk_checkpoint_due_look(&due, 120, 99 * HOUR, 5940));
    assert_true(sk_checkpoint_due_look(&due, 121, 99 * HOUR, 5940));
}

static void so_long_a_time_makes_one_due(void **state) {
    (void)state;
    struct sk_checkpoint_due due = { .rules = { .after = HOUR } };
    assert_false(sk_checkpoint_due_look(&due, 1, 5, 0));
    assert_false(sk_checkpoint_due_look(&due, 2, 4 + HOUR, 59));
    assert_true(sk_checkpoint_due_look(&due, 2, 5 + HOUR, 60));
    sk_checkpoint_due_made(&due, 2, 5 + HOUR);
    assert_false(sk_checkpoint_due_look(&due, 2, 9 * HOUR, 540));
    assert_true(sk_checkpoint_due_look(&due, 3, 9 * HOUR, 540)); /* the first event for long */
}

/* Looked at whenever there is time: each end of a shift with new events gets one. */
static void the_end_of_a_shift_makes_one_due_however_seldom_it_is_looked(void **state) {
    (void)state;
    static const int steps[] = { 1, 7, 59, 240 };
    for (size_t i = 0; i < SK_ARRAY_LEN(steps); i++) {
        struct sk_checkpoint_due due = { .rules = { .ends = { 360, 840, 1320 }, .end_count = 3 } };
        int64_t seq = 0;
        int made = 0;
        for (int64_t minute = 0; minute <= 10 * 1440; minute += steps[i]) {
            if (sk_checkpoint_due_look(&due, ++seq, minute * 60000, minute)) {
                sk_checkpoint_due_made(&due, seq, minute * 60000);
                made++;
            }
        }
        assert_int_equal(made, 30);
    }
}

static void a_shift_without_events_leaves_none_for_the_next(void **state) {
    (void)state;
    struct sk_checkpoint_due due = { .rules = { .ends = { 360 }, .end_count = 1 } };
    assert_false(sk_checkpoint_due_look(&due, 5, 0, 300));
    assert_false(
        sk_checkpoint_due_look(&due, 5, 0, 400)); /* it ended, and nothing was done in it */
    assert_false(sk_checkpoint_due_look(&due, 6, 0, 500));
}

static void a_clock_that_is_moved_far_is_no_matter(void **state) {
    (void)state;
    struct sk_checkpoint_due due = { .rules = { .ends = { 360 }, .end_count = 1 } };
    assert_false(sk_checkpoint_due_look(&due, 5, 0, 300));
    assert_true(sk_checkpoint_due_look(&due, 6, 0, INT64_C(1000000000000)));
    sk_checkpoint_due_made(&due, 6, 0);
    assert_false(sk_checkpoint_due_look(&due, 7, 0, 300)); /* back */
    assert_true(sk_checkpoint_due_look(&due, 8, 0, 400));
}

static void another_journal_begins_anew(void **state) {
    (void)state;
    struct sk_checkpoint_due due = { .rules = { .events = 10 } };
    assert_false(sk_checkpoint_due_look(&due, 1000, 0, 0));
    assert_false(sk_checkpoint_due_look(&due, 3, 0, 0));
    assert_true(sk_checkpoint_due_look(&due, 13, 0, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(nothing_new_needs_no_checkpoint),
        SK_TEST(so_many_events_make_one_due),
        SK_TEST(so_long_a_time_makes_one_due),
        SK_TEST(the_end_of_a_shift_makes_one_due_however_seldom_it_is_looked),
        SK_TEST(a_shift_without_events_leaves_none_for_the_next),
        SK_TEST(a_clock_that_is_moved_far_is_no_matter),
        SK_TEST(another_journal_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
