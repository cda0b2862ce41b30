#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/clock.h"
#include "journal/preconditions.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

struct seen {
    int count;
    struct sk_stored_pair pairs[8];
};

static void see(void *data, const struct sk_stored_pair *pair) {
    struct seen *seen = data;
    assert_true(seen->count < 8);
    seen->pairs[seen->count++] = *pair;
}

static void what_was_written_is_there_after_reopening(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_written written[2];
    int64_t number = 0;
    assert_int_equal(sk_journal_next_number(journal, &number, NULL), SK_OK);
    assert_int_equal(number, 1);
    struct sk_record records[] = { intent(1, "sage62x0219220001", "sag-demo0000000000ok01"),
                                   intent(2, "sage62x0219220001", "sag-demo0000000000ok02") };
    assert_int_equal(sk_journal_append(journal, records, 2, written, NULL), SK_OK);
    assert_false(written[0].has_history);
    assert_true(written[1].has_history); /* the same serial number, within one transaction */
    sk_journal_destroy(journal);

    journal = open_journal();
    struct seen seen = { 0 };
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &seen, NULL), SK_OK);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.pairs[0].pair.labels.serial, "sage62x0219220001");
    assert_string_equal(seen.pairs[1].pair.labels.instance, "sag-demo0000000000ok02");
    assert_int_equal(seen.pairs[0].phase, SK_PHASE_OPEN);
    assert_false(seen.pairs[0].has_history);
    assert_true(seen.pairs[1].has_history);
    int64_t count = 0;
    int64_t oldest = 0;
    assert_int_equal(sk_journal_count_pending(journal, &count, &oldest, NULL), SK_OK);
    assert_int_equal(count, 2);
    assert_int_equal(oldest, 1767600550001);
    assert_int_equal(sk_journal_next_number(journal, &number, NULL), SK_OK);
    assert_int_equal(number, 3);
    sk_journal_destroy(journal);
}

static void a_settled_pair_is_pending_no_more_and_cannot_be_settled_again(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(1, "a", "b"), settled(1, SK_RESULT_BOUND, ""),
                                   settled(1, SK_RESULT_REFUSED, "SAG.SnConflict") };
    assert_int_equal(sk_journal_append(journal, records, 3, NULL, NULL), SK_OK);
    struct seen pending = { 0 };
    struct seen recent = { 0 };
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &pending, NULL), SK_OK);
    assert_int_equal(pending.count, 0);
    assert_int_equal(sk_journal_recent(journal, 8, see, &recent, NULL), SK_OK);
    assert_int_equal(recent.count, 1);
    assert_int_equal(recent.pairs[0].result, SK_RESULT_BOUND);
    sk_journal_destroy(journal);
}

static void a_pair_that_is_refused_before_the_call_is_settled_in_one_event(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(1, "sage62x0219220001", "sag-demo0000000000ok01");
    record.result = SK_RESULT_REFUSED;
    (void)snprintf(record.code, sizeof(record.code), "guard.reuse");
    (void)snprintf(record.note, sizeof(record.note), "was bound as 7");
    (void)snprintf(record.prior.bench, sizeof(record.prior.bench), "Bench 7");
    struct sk_written written;
    assert_int_equal(sk_journal_append(journal, &record, 1, &written, NULL), SK_OK);
    assert_string_equal(written.prior.bench, "Bench 7"); /* why, for whoever tells it */
    struct seen pending = { 0 };
    struct sk_stored_pair pair;
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &pending, NULL), SK_OK);
    assert_int_equal(pending.count, 0);
    assert_int_equal(sk_journal_may_retry(journal, 1, &pair, NULL), SK_OK);
    assert_int_equal(pair.result, SK_RESULT_REFUSED);
    assert_int_equal(pair.attempts, 0);
    assert_string_equal(pair.code, "guard.reuse");
    sk_journal_destroy(journal);
    expect_sound();
}

static struct sk_written append_guarded(struct sk_journal *journal, struct sk_record record) {
    struct sk_written written;
    record.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &record, 1, &written, NULL), SK_OK);
    return written;
}

static void a_device_that_is_bound_is_refused_in_the_event_that_begins_the_pair(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record first[] = { intent(1, "sage62x0219220001", "sag-1"),
                                 settled(1, SK_RESULT_REFUSED, "SAG.SnConflict"),
                                 intent(2, "sage62x0219220001", "sag-2") };
    (void)snprintf(first[2].pair.operator_name, SK_OPERATOR_SIZE, "Li");
    append(journal, first, 3);
    /* Neither refused nor still to come is bound. */
    struct sk_written written = append_guarded(journal, intent(3, "sage62x0219220001", "sag-3"));
    assert_int_equal(written.result, SK_RESULT_PENDING);
    assert_true(written.has_history);
    struct sk_record bound = settled(2, SK_RESULT_BOUND, "");
    append(journal, &bound, 1);
    written = append_guarded(journal, intent(4, "SAGE62X0219220001", "sag-2"));
    assert_int_equal(written.result, SK_RESULT_REFUSED);
    assert_int_equal(written.prior.number, 2);
    assert_string_equal(written.prior.labels.instance, "sag-2");
    assert_string_equal(written.prior.operator_name, "Li");
    assert_int_equal(written.prior.wall_ms, bound.wall_ms);

    struct sk_record again = intent(5, "sage62x0219220001", "sag-2");
    again.pair.refers = 4; /* meant */
    assert_int_equal(append_guarded(journal, again).result, SK_RESULT_PENDING);
    struct sk_stored_pair pair;
    assert_int_equal(sk_journal_pair(journal, 4, &pair, NULL), SK_OK);
    assert_string_equal(pair.code, "guard.reuse");
    assert_int_equal(pair.retried_by, 5);

    struct sk_record undo[] = { intent(6, "sage62x0219220001", "sag-2"),
                                settled(6, SK_RESULT_UNDONE, "") };
    undo[0].event = SK_EVENT_UNDO;
    undo[0].pair.refers = 2;
    append(journal, undo, 2);
    assert_int_equal(append_guarded(journal, intent(7, "sage62x0219220001", "sag-2")).result,
                     SK_RESULT_PENDING);
    sk_journal_destroy(journal);
    expect_sound();
}

static void what_was_seen_to_leaves_the_list_and_keeps_its_result(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_stored_pair pair;
    struct sk_err_info info = { "" };
    struct sk_record records[] = { intent(1, "a", "b"),
                                   settled(1, SK_RESULT_CHECK, "Forbidden.RAM"),
                                   intent(2, "c", "d"), settled(2, SK_RESULT_BOUND, "") };
    append(journal, records, 4);
    assert_int_equal(sk_journal_may_retry(journal, 1, &pair, NULL), SK_OK);
    assert_int_equal(sk_journal_may_deal(journal, 2, &pair, &info), SK_ERR_INVALID);
    assert_int_equal(sk_journal_may_deal(journal, 1, &pair, NULL), SK_OK);
    assert_int_equal(pair.result, SK_RESULT_CHECK);
    struct sk_written written;
    struct sk_record later = intent(3, "a", "b");
    assert_int_equal(sk_journal_append(journal, &later, 1, &written, NULL), SK_OK);
    assert_true(written.has_doubt); /* 1 may have bound it */
    struct sk_record dealt = { .event = SK_EVENT_DEALT,
                               .wall_ms = RECORDS_WALL_MS + 5000,
                               .pair = { .number = 1, .operator_name = "Chen" },
                               .note = "was on the shelf" };
    append(journal, &dealt, 1);
    later.pair.number = 4;
    assert_int_equal(sk_journal_append(journal, &later, 1, &written, NULL), SK_OK);
    assert_true(written.has_history && !written.has_doubt); /* somebody has looked */
    assert_int_equal(sk_journal_may_deal(journal, 1, &pair, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "seen to already"));
    assert_int_equal(pair.result, SK_RESULT_CHECK);
    assert_int_equal(pair.dealt_wall_ms, RECORDS_WALL_MS + 5000);
    dealt.wall_ms += 1000;
    append(journal, &dealt, 1); /* the first time counts */
    assert_int_equal(sk_journal_pair(journal, 1, &pair, NULL), SK_OK);
    assert_int_equal(pair.dealt_wall_ms, RECORDS_WALL_MS + 5000);
    sk_journal_destroy(journal);
    expect_sound();
    tamper(journal_path(), "UPDATE pair SET dealt_wall_ms=7 WHERE number=2");
    struct findings findings = verify();
    expect_found(&findings, "no event says when it was seen to");
}

static void a_hold_lasts_until_it_is_released(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    char who[SK_OPERATOR_SIZE];
    char why[SK_NOTE_SIZE];
    bool is_on_hold = true;
    struct sk_record record = { .event = SK_EVENT_HOLD,
                                .wall_ms = RECORDS_WALL_MS,
                                .pair.operator_name = "Chen",
                                .note = "wrong account" };
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, who, why, NULL), SK_OK);
    assert_false(is_on_hold);
    append(journal, &record, 1);
    sk_journal_destroy(journal);
    journal = open_journal();
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, who, why, NULL), SK_OK);
    assert_true(is_on_hold);
    assert_string_equal(who, "Chen");
    assert_string_equal(why, "wrong account");
    record.event = SK_EVENT_RELEASE;
    append(journal, &record, 1);
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, NULL, NULL, NULL), SK_OK);
    assert_false(is_on_hold);
    sk_journal_destroy(journal);
    expect_sound();
}

static bool count_event(void *data, const struct sk_logged_event *event) {
    int *count = data;
    (*count)++;
    assert_true(event->seq > 0);
    return true;
}

static void events_cannot_be_changed_or_removed(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(1, "a", "b"), settled(1, SK_RESULT_BOUND, "") };
    assert_int_equal(sk_journal_append(journal, records, 2, NULL, NULL), SK_OK);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(scratch_file("state/journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE event SET code='x'", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM event", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
    int count = 0;
    assert_int_equal(sk_journal_events(journal, 0, count_event, &count, NULL), SK_OK);
    assert_int_equal(count, 2);
    sk_journal_destroy(journal);
}

static void a_batch_is_written_whole_or_not_at_all(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(1, "a", "b"), intent(2, "c", "d"),
                                   intent(1, "e", "f") }; /* a number twice cannot be */
    struct sk_err_info info = { "" };
    assert_int_not_equal(sk_journal_append(journal, records, 3, NULL, &info), SK_OK);
    assert_true(strlen(info.text) > 0);
    int count = 0;
    assert_int_equal(sk_journal_events(journal, 0, count_event, &count, NULL), SK_OK);
    assert_int_equal(count, 0);
    assert_int_equal(sk_journal_append(journal, records, 2, NULL, NULL), SK_OK); /* goes on */
    sk_journal_destroy(journal);
}

static void two_writers_cannot_have_one_journal(void **state) {
    (void)state;
    struct sk_journal *first = open_journal();
    struct sk_journal *second = NULL;
    struct sk_err_info info;
    assert_int_equal(
        sk_journal_create(&second, scratch_file("state/journal.db"), SK_JOURNAL_WRITE, &info),
        SK_ERR_BUSY);
    assert_non_null(strstr(info.text, "another sag-kiosk"));
    assert_null(second);
    /* but a reader can look */
    assert_int_equal(
        sk_journal_create(&second, scratch_file("state/journal.db"), SK_JOURNAL_READ, &info),
        SK_OK);
    sk_journal_destroy(second);
    sk_journal_destroy(first);
}

static void a_journal_that_was_removed_takes_nothing_more(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(1, "sage62x0219220001", "sag-demo0000000000ok01");
    struct sk_err_info info = { "" };
    assert_int_equal(sk_journal_append(journal, &record, 1, NULL, &info), SK_OK);
    assert_int_equal(unlink(journal_path()), 0);
    record.pair.number = 2;
    assert_int_equal(sk_journal_append(journal, &record, 1, NULL, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "was removed"));
    sk_journal_destroy(journal);
}

static void a_journal_that_is_not_there_cannot_be_read(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    struct sk_err_info info;
    assert_int_equal(sk_journal_create(&journal, scratch_file("none.db"), SK_JOURNAL_READ, &info),
                     SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "none.db"));
}

static void refuse(const char *text, const char *expected) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    const char *path = scratch_file("odd.db");
    scratch_write(path, text);
    assert_int_equal(sk_journal_create(&journal, path, SK_JOURNAL_WRITE, &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, expected));
    char back[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t got = fread(back, 1, sizeof(back) - 1, file);
    (void)fclose(file);
    assert_int_equal(got, strlen(text) < 63 ? strlen(text) : 63);
    assert_memory_equal(back, text, got); /* left as it was */
}

static void a_file_that_is_no_journal_is_refused_and_left_as_it_is(void **state) {
    (void)state;
    refuse("this is a letter to my aunt, long enough to be a header of something else ......."
           "...............................",
           "is no journal; move it away");
}

static void another_database_or_a_newer_version_is_refused(void **state) {
    (void)state;
    sqlite3 *db = NULL;
    struct sk_journal *journal = NULL;
    struct sk_err_info info;
    const char *path = scratch_file("other.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(sk_journal_create(&journal, path, SK_JOURNAL_WRITE, &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "not a journal"));

    sk_journal_destroy(open_journal());
    path = scratch_file("state/journal.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA user_version=99; UPDATE format SET oldest=99", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(sk_journal_create(&journal, path, SK_JOURNAL_WRITE, &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "version 99"));
}

static void a_place_that_may_not_be_written_is_said_with_the_fix(void **state) {
    (void)state;
    struct sk_err_info info;
    struct sk_journal *journal = NULL;
    scratch_write(scratch_file("file"), "x");
    assert_int_not_equal(
        sk_journal_create(&journal, scratch_file("file/journal.db"), SK_JOURNAL_WRITE, &info),
        SK_OK);
    assert_non_null(strstr(info.text, "journal.path"));
    /* Permissions mean nothing to root, so another user tries. */
    assert_int_equal(chmod(scratch_path, 0755), 0);
    assert_int_equal(mkdir(scratch_file("locked"), 0555), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool is_other = getuid() != 0 || setuid(65534) == 0;
        enum sk_err err =
            sk_journal_create(&journal, scratch_file("locked/journal.db"), SK_JOURNAL_WRITE, &info);
        _exit(is_other && err == SK_ERR_DENIED && strstr(info.text, "write access") ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void the_journal_is_its_owners_alone(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record record = intent(1, "a", "b");
    assert_int_equal(sk_journal_append(journal, &record, 1, NULL, NULL), SK_OK);
    static const char *const names[] = { "state/journal.db", "state/journal.db-wal",
                                         "state/journal.db-shm", "state/journal.db.lock" };
    for (size_t i = 0; i < 4; i++) {
        struct stat status;
        assert_int_equal(stat(scratch_file(names[i]), &status), 0);
        assert_int_equal(status.st_mode & 0077, 0);
    }
    sk_journal_destroy(journal);
}

static void a_process_that_is_killed_loses_nothing_that_was_reported_written(void **state) {
    (void)state;
    int pipes[2];
    for (int life = 0; life < 20; life++) {
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct sk_journal *journal = open_journal();
            int64_t number = 0;
            (void)sk_journal_next_number(journal, &number, NULL);
            for (;; number++) {
                struct sk_record record = intent(number, "sn", "inst");
                if (sk_journal_append(journal, &record, 1, NULL, NULL) != SK_OK ||
                    write(pipes[1], &number, sizeof(number)) != sizeof(number)) {
                    _exit(1);
                }
            }
        }
        (void)close(pipes[1]);
        int64_t last = 0;
        int64_t number = 0;
        for (int i = 0; i < 1 + life; i++) {
            assert_int_equal(read(pipes[0], &number, sizeof(number)), sizeof(number));
            last = number;
        }
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
        while (read(pipes[0], &number, sizeof(number)) == sizeof(number)) {
            last = number;
        }
        (void)close(pipes[0]);
        struct sk_journal *journal = open_journal();
        int64_t next = 0;
        assert_int_equal(sk_journal_next_number(journal, &next, NULL), SK_OK);
        assert_true(next > last);
        sk_journal_destroy(journal);
    }
}

static bool keep_text(void *data, const struct sk_logged_event *event) {
    struct sk_record *kept = data;
    (void)snprintf(kept->pair.operator_name, sizeof(kept->pair.operator_name), "%s",
                   event->operator_name);
    (void)snprintf(kept->note, sizeof(kept->note), "%s", event->note);
    (void)snprintf(kept->message, sizeof(kept->message), "%s", event->message);
    return true;
}

static void what_is_no_text_is_written_as_text(void **state) {
    (void)state;
    struct sk_record kept = { .note = "" };
    struct sk_record record = { .event = SK_EVENT_HOLD, .wall_ms = RECORDS_WALL_MS };
    char who[SK_OPERATOR_SIZE] = "";
    bool is_on_hold = false;
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "Mei\x1B[2J");
    (void)snprintf(record.note, sizeof(record.note), "a \xE8\xB4\xA7\xFF b\n");
    memset(record.message, '\xFF', sizeof(record.message)); /* not even an end */
    struct sk_journal *journal = open_journal();
    append(journal, &record, 1);
    assert_int_equal(sk_journal_events(journal, 0, keep_text, &kept, NULL), SK_OK);
    assert_string_equal(kept.pair.operator_name, "Mei\\x1B[2J");
    assert_string_equal(kept.note, "a \xE8\xB4\xA7\\xFF b\\x0A");
    assert_int_equal(strlen(kept.message), (SK_ANSWER_MESSAGE_SIZE - 1) / 4 * 4);
    assert_int_equal(strspn(kept.message, "\\xF"), strlen(kept.message));
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, who, NULL, NULL), SK_OK);
    assert_string_equal(who, "Mei\\x1B[2J"); /* there, too */
    sk_journal_destroy(journal);
    expect_sound();
}

static void a_scanner_that_worked_is_known_by_whatever_it_was_read(void **state) {
    for (int s = 0; s <= SK_SOURCE_LAST; s++) {
        enum sk_scan_source source = (enum sk_scan_source)s;
        struct sk_record records[] = { { .event = SK_EVENT_READER_GONE, .note = "usb-cdc gone" },
                                       { .event = SK_EVENT_READER_BACK } };
        struct sk_err_info info = { "" };
        bool had_scanner = true;
        (void)snprintf(records[1].note, sizeof(records[1].note), "%s A device",
                       sk_scan_source_name(source));
        assert_int_equal(scratch_make(state), 0);
        struct sk_journal *journal = open_journal();
        append(journal, records, 1);
        assert_int_equal(sk_journal_had_scanner(journal, &had_scanner, &info), SK_OK);
        assert_false(had_scanner);
        append(journal, &records[1], 1);
        assert_int_equal(sk_journal_had_scanner(journal, &had_scanner, &info), SK_OK);
        assert_int_equal(had_scanner, sk_scan_source_is_scanner(source));
        sk_journal_destroy(journal);
        assert_int_equal(scratch_remove(state), 0);
    }
}

static struct sk_record scanned(int64_t number, const char *serial, int64_t wall_ms) {
    struct sk_record record = intent(number, serial, "sag-demo0000000000ok01");
    record.pair.serial_facts.wall_ms = record.pair.instance_facts.wall_ms = wall_ms;
    return record;
}

static void what_was_bound_of_todays_scans_is_counted(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    int64_t first = -1, bound = -1;
    assert_int_equal(sk_journal_count_since(journal, 5000, &first, &bound, NULL), SK_OK);
    assert_int_equal(first, 1); /* of the next pair */
    assert_int_equal(bound, 0);
    struct sk_record records[] = { scanned(1, "a", 4999), settled(1, SK_RESULT_BOUND, ""),
                                   scanned(2, "b", 5000), settled(2, SK_RESULT_BOUND, ""),
                                   scanned(3, "c", 6000), settled(3, SK_RESULT_REFUSED, "x"),
                                   scanned(4, "d", 7000), settled(4, SK_RESULT_BOUND, ""),
                                   scanned(5, "e", 8000) };
    append(journal, records, 9);
    assert_int_equal(sk_journal_count_since(journal, 5000, &first, &bound, NULL), SK_OK);
    assert_int_equal(first, 2);
    assert_int_equal(bound, 2);
    assert_int_equal(sk_journal_count_since(journal, 9000, &first, &bound, NULL), SK_OK);
    assert_int_equal(first, 6);
    assert_int_equal(bound, 0);
    sk_journal_destroy(journal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_written_is_there_after_reopening, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(what_was_bound_of_todays_scans_is_counted, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(
            a_settled_pair_is_pending_no_more_and_cannot_be_settled_again, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(
            a_pair_that_is_refused_before_the_call_is_settled_in_one_event, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(
            a_device_that_is_bound_is_refused_in_the_event_that_begins_the_pair, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(what_was_seen_to_leaves_the_list_and_keeps_its_result,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_hold_lasts_until_it_is_released, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(events_cannot_be_changed_or_removed, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_batch_is_written_whole_or_not_at_all, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(two_writers_cannot_have_one_journal, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_journal_that_was_removed_takes_nothing_more, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_journal_that_is_not_there_cannot_be_read, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_journal_is_refused_and_left_as_it_is,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(another_database_or_a_newer_version_is_refused,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_place_that_may_not_be_written_is_said_with_the_fix,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(the_journal_is_its_owners_alone, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(
            a_process_that_is_killed_loses_nothing_that_was_reported_written, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_written_as_text, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(a_scanner_that_worked_is_known_by_whatever_it_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
