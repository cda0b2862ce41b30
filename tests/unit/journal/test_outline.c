/* The log in a few figures. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/outline.h"

#include <string.h>

static void the_end_what_waits_and_what_became_of_the_pairs(void **state) {
    (void)state;
    static const enum sk_result ends[] = { SK_RESULT_BOUND, SK_RESULT_BOUND, SK_RESULT_REFUSED,
                                           SK_RESULT_CHECK, SK_RESULT_WITHDRAWN };
    struct sk_outline outline;
    struct sk_verify_report report;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    for (int64_t i = 0; i < 7; i++) {
        struct sk_record records[] = { intent(i + 1, "sage62x0219220001", "sag-demo000000000001"),
                                       settled(i + 1, i < 5 ? ends[i] : SK_RESULT_PENDING, "") };
        records[0].pair.serial_facts.wall_ms = i == 0 ? 500 : 1000 + i;
        records[0].pair.instance_facts.wall_ms = records[0].pair.serial_facts.wall_ms;
        append(journal, records, i < 5 ? 2 : 1);
    }
    assert_int_equal(sk_journal_outline(journal, 1000, &outline, &info), SK_OK);
    assert_int_equal(outline.by_result[SK_TALLY_BOUND], 1); /* the other one was before */
    assert_int_equal(outline.by_result[SK_TALLY_REFUSED], 1);
    assert_int_equal(outline.by_result[SK_TALLY_CHECK], 1);
    assert_int_equal(outline.by_result[SK_TALLY_WITHDRAWN], 1);
    assert_int_equal(outline.by_result[SK_TALLY_PENDING], 2);
    assert_int_equal(outline.by_result[SK_TALLY_UNDONE], 0);
    assert_int_equal(outline.pending, 2);
    assert_int_equal(outline.oldest_wall_ms, 1005);
    assert_int_equal(sk_journal_verify(journal, NULL, 0, NULL, NULL, &report, &info), SK_OK);
    assert_int_equal(outline.head_seq, report.head_seq);
    assert_string_equal(outline.head_hash, report.head_hash);
    sk_journal_destroy(journal);
}

static void an_empty_log_has_none(void **state) {
    (void)state;
    struct sk_outline outline;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_outline(journal, 0, &outline, &info), SK_OK);
    assert_int_equal(outline.pending, 0);
    assert_int_equal(outline.by_result[SK_TALLY_BOUND], 0);
    assert_int_equal(outline.oldest_wall_ms, 0);
    sk_journal_destroy(journal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_end_what_waits_and_what_became_of_the_pairs,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(an_empty_log_has_none, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
