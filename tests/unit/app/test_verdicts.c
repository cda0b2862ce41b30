/* What the screen's list and the counts of this run say about pairs whose binding was taken away.
 */
#include "app/core/verdicts.h"

#include "check.h"

#include <string.h>

static void tell(struct sk_verdicts *verdicts, int64_t number) {
    struct sk_verdict verdict = { .kind = SK_VERDICT_BOUND, .number = number };
    sk_verdicts_take(verdicts, &verdict, 1);
}

static void count_bound(void *data, const struct sk_verdict *verdict) {
    (void)verdict;
    (*(int *)data)++;
}

static void a_pair_that_was_undone_is_bound_neither_in_the_list_nor_in_the_counts(void **state) {
    (void)state;
    struct sk_verdicts verdicts = { .first_number = 5 };
    int bound = 0;
    tell(&verdicts, 5);
    tell(&verdicts, 6);
    sk_verdicts_undo(&verdicts, 5);
    assert_int_equal(verdicts.tally.bound, 1);
    assert_int_equal(verdicts.tally.undone, 1);
    assert_int_equal(verdicts.recent[0].result, SK_RESULT_BOUND);
    assert_int_equal(verdicts.recent[1].pair.number, 5);
    assert_int_equal(verdicts.recent[1].result, SK_RESULT_UNDONE);
    assert_int_not_equal(verdicts.recent[1].screen, SK_SCREEN_BOUND);
    sk_verdicts_each_bound(&verdicts, count_bound, &bound);
    assert_int_equal(bound, 1);
}

static void one_of_an_earlier_run_changes_the_list_alone(void **state) {
    (void)state;
    struct sk_verdicts verdicts = { .first_number = 5 };
    struct sk_stored_pair stored = { .pair.number = 4, .result = SK_RESULT_BOUND };
    sk_verdicts_add_earlier(&verdicts, &stored);
    assert_int_equal(verdicts.recent[0].result, SK_RESULT_BOUND);
    sk_verdicts_undo(&verdicts, 4);
    assert_int_equal(verdicts.tally.bound, 0);
    assert_int_equal(verdicts.tally.undone, 0);
    assert_int_equal(verdicts.recent[0].result, SK_RESULT_UNDONE);
}

static void one_that_was_undone_before_the_start_is_listed_as_undone(void **state) {
    (void)state;
    struct sk_verdicts verdicts = { .first_number = 5 };
    struct sk_stored_pair stored = { .pair.number = 3, .result = SK_RESULT_BOUND, .undone_by = 4 };
    sk_verdicts_add_earlier(&verdicts, &stored);
    assert_int_equal(verdicts.recent[0].result, SK_RESULT_UNDONE);
    assert_int_not_equal(verdicts.recent[0].screen, SK_SCREEN_BOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_pair_that_was_undone_is_bound_neither_in_the_list_nor_in_the_counts),
        SK_TEST(one_of_an_earlier_run_changes_the_list_alone),
        SK_TEST(one_that_was_undone_before_the_start_is_listed_as_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
