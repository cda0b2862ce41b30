/* The camera's picture of a pair: in the chain by its hash, found when it was changed, and gone
 * with its pair. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "exported.h"

#include "journal/purge.h"
#include "journal/replace.h"
#include "journal/still.h"

#include <utime.h>

static const char *still_file(const char *name) {
    char path[64];
    (void)snprintf(path, sizeof(path), "state/journal.db.stills/%s", name);
    return scratch_file(path);
}

static bool is_there(const char *name) {
    return access(still_file(name), F_OK) == 0;
}

/* Long ago, so that nobody is just about to write its event. */
static void leave_behind(const char *name) {
    const struct utimbuf times = { .actime = 1, .modtime = 1 };
    scratch_write(still_file(name), "left");
    assert_int_equal(utime(still_file(name), &times), 0);
}

/* As a kiosk does: the file, then its event. */
static void keep(struct sk_journal *journal, int64_t number, const char *picture) {
    struct sk_record record = { .event = SK_EVENT_STILL,
                                .pair.number = number,
                                .wall_ms = RECORDS_WALL_MS + 2000 + number,
                                .at = 2000 + number };
    struct sk_err_info info = { "" };
    if (sk_still_write(journal_path(), number, picture, strlen(picture), record.still, &info) !=
        SK_OK) {
        fail_msg("%s", info.text);
    }
    append(journal, &record, 1);
}

/* Four pairs; the first three have pictures. */
static int set_up(void **state) {
    int status = scratch_make(state);
    struct sk_journal *journal = status == 0 ? open_journal() : NULL;
    if (journal) {
        write_pairs(journal, 1, 4);
        keep(journal, 1, "one");
        keep(journal, 2, "two");
        keep(journal, 3, "three");
    }
    sk_journal_destroy(journal);
    return status;
}

static void a_picture_is_known_at_its_pair_and_the_pair_stays_as_it_was(void **state) {
    (void)state;
    struct sk_stored_pair pair;
    char *bytes = NULL;
    size_t length = 0;
    struct stat status;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pair(journal, 2, &pair, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(pair.result, SK_RESULT_BOUND);
    assert_int_equal(pair.attempts, 1);
    assert_int_equal(sk_still_read(journal_path(), 2, pair.still, &bytes, &length, NULL), SK_OK);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "two", 3);
    free(bytes);
    assert_int_equal(stat(still_file("2.jpg"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(scratch_file("state/journal.db.stills"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.stills, 3);
}

static void a_changed_or_missing_picture_is_found(void **state) {
    (void)state;
    char *bytes = NULL;
    size_t length = 0;
    struct sk_stored_pair pair;
    struct sk_err_info info = { "" };
    scratch_write(still_file("1.jpg"), "own");
    assert_int_equal(unlink(still_file("3.jpg")), 0);
    struct findings findings = verify();
    assert_int_equal(findings.count, 2);
    expect_found(&findings, "the picture of pair 1 was changed");
    expect_found(&findings, "the picture of pair 3 is missing");
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pair(journal, 1, &pair, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(sk_still_read(journal_path(), 1, pair.still, &bytes, &length, &info),
                     SK_ERR_CORRUPT);
    assert_non_null(strstr(info.text, "was changed"));
}

static void a_picture_with_its_hash_exchanged_at_the_pair_is_found(void **state) {
    (void)state;
    tamper(journal_path(), "UPDATE pair SET still=(SELECT still FROM pair WHERE number=2) WHERE"
                           " number=1");
    struct findings findings = verify();
    expect_found(&findings, "pair 1 was changed: it has another picture than its event");
    tamper(journal_path(), "UPDATE pair SET still='' WHERE number=1");
    findings = verify();
    expect_found(&findings, "pair 1 was changed: it has another picture than its event");
}

static void a_picture_that_no_event_has_is_found(void **state) {
    (void)state;
    leave_behind("4.jpg");
    leave_behind("77.jpg");
    scratch_write(still_file("78.jpg"), "just being written");
    leave_behind("5.jpg.part");
    struct findings findings = verify();
    assert_int_equal(findings.count, 2);
    expect_found(&findings, "the picture of pair 4 is there, but no event says so");
    expect_found(&findings, "the picture of pair 77 is there, but no such pair");
}

static void a_missing_folder_is_told_once(void **state) {
    (void)state;
    assert_int_equal(
        rename(scratch_file("state/journal.db.stills"), scratch_file("state/elsewhere")), 0);
    struct findings findings = verify();
    assert_int_equal(findings.count, 1);
    expect_found(&findings, "the folder with the pictures is missing: 3 pairs have one");
    struct sk_journal *journal = open_journal();
    keep(journal, 4, "four"); /* the bench goes on */
    sk_journal_destroy(journal);
    assert_true(is_there("4.jpg"));
}

static bool always(void *data) {
    (void)data;
    return true;
}

static bool never(void *data) {
    (void)data;
    return false;
}

static void what_a_crash_left_is_tidied_and_nothing_else(void **state) {
    (void)state;
    int64_t removed = 0;
    bool is_over = false;
    leave_behind("4.jpg"); /* without its event */
    leave_behind("4.jpg.part");
    leave_behind("77.jpg"); /* of a later pair, which may be of this run */
    leave_behind("notes.txt");
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_stills_tidy(journal, 5, never, NULL, &is_over, &removed, NULL), SK_OK);
    assert_false(is_over);
    assert_int_equal(removed, 0);
    assert_int_equal(sk_stills_tidy(journal, 5, always, NULL, &is_over, &removed, NULL), SK_OK);
    assert_true(is_over);
    sk_journal_destroy(journal);
    assert_int_equal(removed, 2);
    assert_false(is_there("4.jpg"));
    assert_false(is_there("4.jpg.part"));
    assert_true(is_there("3.jpg"));
    assert_true(is_there("77.jpg"));
    assert_true(is_there("notes.txt"));
}

static void a_purge_takes_the_pictures_with_their_pairs(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_purge what = { .before_ms = INT64_MAX, .operator_name = "mei" };
    int64_t removed = 0;
    bool is_over = false;
    export_all();
    struct sk_journal *journal = open_journal();
    struct sk_record dealt = {
        .event = SK_EVENT_DEALT, .pair.number = 3, .wall_ms = RECORDS_WALL_MS + 90000, .at = 90000
    };
    append(journal, &dealt, 1); /* this one still has an event */
    what.before_ms = RECORDS_WALL_MS + 80000;
    assert_int_equal(sk_journal_purge(journal, &what, &report, NULL), SK_OK);
    assert_int_equal(report.pairs, 3);
    assert_false(is_there("1.jpg"));
    assert_false(is_there("2.jpg"));
    assert_true(is_there("3.jpg"));
    expect_sound();
    leave_behind("2.jpg"); /* as if the power had failed before it was taken away */
    assert_int_equal(sk_stills_tidy(journal, 5, always, NULL, &is_over, &removed, NULL), SK_OK);
    assert_int_equal(removed, 1);
    sk_journal_destroy(journal);
    assert_false(is_there("2.jpg"));
}

static void pictures_are_set_aside_with_a_damaged_journal(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *journal = open_journal();
    struct sk_record waiting = intent(5, "sage62x5", "sag-5");
    char aside[512];
    append(journal, &waiting, 1);
    keep(journal, 5, "five");
    sk_journal_destroy(journal);
    tamper(journal_path(), "DROP INDEX pair_other; DROP TABLE mark; DROP TABLE head;");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    (void)snprintf(aside, sizeof(aside), "%.400s.stills/5.jpg", replaced.name);
    assert_int_equal(access(aside, F_OK), 0);
    assert_false(is_there("5.jpg"));
    assert_int_equal(replaced.taken_over, 1); /* though the event of its picture came last */
    keep(journal, 1, "late");                 /* its pair is in the other one: it makes no event */
    write_pairs(journal, 6, 1);
    keep(journal, 6, "six");
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.stills, 1);
}

static void a_pair_that_waits_is_taken_over_by_its_events_though_a_picture_came_last(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *journal = open_journal();
    struct sk_record waiting = intent(5, "sage62x5", "sag-5");
    append(journal, &waiting, 1);
    keep(journal, 5, "five");
    sk_journal_destroy(journal);
    tamper(journal_path(), "DROP TABLE serial_text; DROP TABLE instance_text; DROP TABLE pair");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(replaced.taken_over, 1);
}

static void a_folder_that_may_not_be_written_is_an_error_with_a_sentence(void **state) {
    (void)state;
    char hash[SK_STILL_HASH_SIZE];
    struct sk_err_info info = { "" };
    assert_int_equal(
        rename(scratch_file("state/journal.db.stills"), scratch_file("state/elsewhere")), 0);
    scratch_write(scratch_file("state/journal.db.stills"), "no folder");
    assert_int_equal(sk_still_write(journal_path(), 4, "x", 1, hash, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "4.jpg' cannot be written: Not a directory"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(a_picture_is_known_at_its_pair_and_the_pair_stays_as_it_was),
        TEST(a_changed_or_missing_picture_is_found),
        TEST(a_picture_with_its_hash_exchanged_at_the_pair_is_found),
        TEST(a_picture_that_no_event_has_is_found),
        TEST(a_missing_folder_is_told_once),
        TEST(what_a_crash_left_is_tidied_and_nothing_else),
        TEST(a_purge_takes_the_pictures_with_their_pairs),
        TEST(pictures_are_set_aside_with_a_damaged_journal),
        TEST(a_pair_that_waits_is_taken_over_by_its_events_though_a_picture_came_last),
        TEST(a_folder_that_may_not_be_written_is_an_error_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
