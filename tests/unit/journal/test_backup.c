/* Copies of a journal, and what becomes of pairs and numbers when one is put back. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/backup.h"

static char aside[SK_BACKUP_PATH_SIZE];
static struct sk_verify_report report;

static void back_up(const char *name) {
    struct sk_err_info info = { "" };
    if (sk_backup_make(journal_path(), scratch_file(name), false, &report, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
}

static void restore(const char *name) {
    struct sk_err_info info = { "" };
    if (sk_backup_restore(scratch_file(name), journal_path(), aside, &report, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
}

static void keep(void *data, const struct sk_stored_pair *pair) {
    *(struct sk_stored_pair *)data = *pair;
}

static void print(void *data, const char *text) {
    (void)data;
    printf("%s\n", text);
}

static void a_pair_that_waited_in_the_copy_is_in_doubt_and_the_chain_whole(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_stored_pair pair = { .attempts = -1 };
    struct sk_record record = intent(3, "sage62x0219220003", "sag-demo0000000000ok03");
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 2);
    record.phase = SK_PHASE_WAITING; /* certainly not sent, when the copy is made */
    append(journal, &record, 1);
    back_up("copy.db");
    assert_int_equal(report.pairs, 3);
    record = settled(3, SK_RESULT_BOUND, "");
    append(journal, &record, 1); /* and bound afterwards */
    write_pairs(journal, 4, 3);
    assert_int_equal(
        sk_backup_restore(scratch_file("copy.db"), journal_path(), aside, &report, &info),
        SK_ERR_BUSY);
    sk_journal_destroy(journal);
    restore("copy.db");
    assert_true(access(aside, F_OK) == 0);
    journal = open_journal();
    assert_int_equal(sk_journal_pending(journal, 0, 1, keep, &pair, &info), SK_OK);
    assert_int_equal(pair.pair.number, 3);
    assert_int_equal(pair.phase, SK_PHASE_OPEN);
    int64_t number = 0;
    assert_int_equal(sk_journal_next_number(journal, &number, &info), SK_OK);
    assert_int_equal(number, 7); /* 4 to 6 were given, and are on devices */
    assert_int_equal(sk_journal_verify(journal, NULL, 0, print, NULL, &report, &info), SK_OK);
    assert_int_equal(report.problems, 0);
    sk_journal_destroy(journal);
}

static void a_copy_of_a_version_before_is_brought_up_to_date(void **state) {
    (void)state;
    FILE *file = fopen(SK_VERSION5_SQL, "r");
    static char sql[1 << 20];
    assert_non_null(file);
    assert_true(fread(sql, 1, sizeof(sql) - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    tamper(scratch_file("old.db"), sql);
    restore("old.db");
    assert_string_equal(aside, "");
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_verify(journal, NULL, 0, print, NULL, &report, &info), SK_OK);
    assert_int_equal(report.problems, 0);
    assert_true(report.pairs > 0);
    sk_journal_destroy(journal);
}

static void a_copy_that_was_changed_is_refused_and_nothing_happens(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 2);
    back_up("copy.db");
    sk_journal_destroy(journal);
    tamper(scratch_file("copy.db"), "UPDATE pair SET instance='sag-other' WHERE number=1");
    assert_int_equal(sk_backup_verify(scratch_file("copy.db"), &report, &info), SK_ERR_CORRUPT);
    assert_int_equal(
        sk_backup_restore(scratch_file("copy.db"), journal_path(), aside, &report, &info),
        SK_ERR_CORRUPT);
    assert_non_null(strstr(info.text, "not as it was written"));
    journal = open_journal(); /* which would tell a loss */
    bool has_losses = true;
    assert_string_equal(sk_journal_notice(journal, &has_losses), "");
    sk_journal_destroy(journal);
}

static void a_damaged_journal_is_not_copied(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 2);
    sk_journal_destroy(journal);
    tamper(journal_path(), "UPDATE pair SET instance='sag-other' WHERE number=1");
    assert_int_equal(sk_backup_make(journal_path(), scratch_file("copy.db"), false, &report, &info),
                     SK_ERR_CORRUPT);
    assert_int_not_equal(access(scratch_file("copy.db"), F_OK), 0);
    assert_int_not_equal(access(scratch_file("copy.db.partial"), F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_pair_that_waited_in_the_copy_is_in_doubt_and_the_chain_whole, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(a_copy_of_a_version_before_is_brought_up_to_date,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_copy_that_was_changed_is_refused_and_nothing_happens,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_damaged_journal_is_not_copied, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
