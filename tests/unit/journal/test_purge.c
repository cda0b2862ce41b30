/* What may be purged, what stays, and that the log can be verified afterwards. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "exported.h"

#include "journal/preconditions.h"
#include "journal/bound.h"
#include "journal/purge.h"
#include "journal/scans.h"
#include "journal/search.h"
#include "journal/unexported.h"
#include "journal/writer.h"

#include <pthread.h>
#include <time.h>

#define PAIRS 300 /* events 1 to 600; pair n is scanned n ms after RECORDS_WALL_MS */

static int set_up(void **state) {
    int status = scratch_make(state);
    struct sk_journal *journal = status == 0 ? open_journal() : NULL;
    for (int64_t i = 1; i <= PAIRS && status == 0; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)i);
        struct sk_record records[] = { intent(i, serial, "sag-1"),
                                       settled(i, SK_RESULT_BOUND, "") };
        records[0].wall_ms = records[1].wall_ms = RECORDS_WALL_MS + i;
        records[0].at = records[1].at = i;
        append(journal, records, 2);
    }
    sk_journal_destroy(journal);
    return status;
}

static enum sk_err purge(int64_t before_ms, struct sk_purge_report *report,
                         struct sk_err_info *info) {
    struct sk_purge what = { .before_ms = before_ms, .operator_name = "mei" };
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    enum sk_err err = sk_journal_purge(journal, &what, report, info);
    sk_journal_destroy(journal);
    return err;
}

static void count_pair(void *data, const struct sk_stored_pair *pair) {
    (void)pair;
    (*(int *)data)++;
}

static int pairs_left(void) {
    int count = 0;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pairs(journal, count_pair, &count, NULL), SK_OK);
    sk_journal_destroy(journal);
    return count;
}

static struct sk_unexported unexported(void) {
    struct sk_unexported out = { -1, -1 };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_unexported_read(journal, &out, NULL), SK_OK);
    sk_journal_destroy(journal);
    return out;
}

static void pairs_that_no_export_has_are_counted(void **state) {
    (void)state;
    struct sk_purge_report report;
    assert_int_equal(unexported().pairs, PAIRS);
    assert_int_equal(unexported().exported, 0);
    export_all();
    assert_int_equal(unexported().pairs, 0);
    assert_int_equal(unexported().exported, PAIRS);
    struct sk_journal *journal = open_journal();
    write_pairs(journal, PAIRS + 1, 3);
    sk_journal_destroy(journal);
    assert_int_equal(unexported().pairs, 3);
    /* What a purge took out takes nothing of what is known. */
    assert_int_equal(purge(RECORDS_WALL_MS + 101, &report, NULL), SK_OK);
    assert_int_equal(unexported().pairs, 3);
    /* Whoever sets the mark makes nothing exported. */
    tamper(journal_path(), "UPDATE mark SET exported_number = 303");
    assert_int_equal(unexported().pairs, 3);
}

static void what_was_not_exported_stays(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_err_info info = { "" };
    assert_int_equal(purge(RECORDS_WALL_MS + 101, &report, &info), SK_ERR_DENIED);
    assert_non_null(strstr(info.text, "pairs 1 to 100 were not exported"));
    assert_int_equal(pairs_left(), PAIRS);
    expect_sound();
}

static void what_was_exported_goes_and_the_rest_can_be_verified(void **state) {
    (void)state;
    struct sk_purge_report report;
    export_all();
    assert_int_equal(purge(RECORDS_WALL_MS + 251, &report, NULL), SK_OK);
    assert_int_equal(report.up_to_seq, 500);
    assert_int_equal(report.events, 500);
    assert_int_equal(report.pairs, 250);
    assert_false(report.more);
    assert_int_equal(pairs_left(), PAIRS - 250);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.purged_seq, 500);
    assert_int_equal(findings.report.events, 100 + 2);                    /* "exported", "purged" */
    assert_int_equal(purge(RECORDS_WALL_MS + 251, &report, NULL), SK_OK); /* nothing more */
    assert_int_equal(report.events, 0);
    struct sk_journal *journal = open_journal();
    int64_t next = 0;
    assert_int_equal(sk_journal_next_number(journal, &next, NULL), SK_OK);
    assert_int_equal(next, PAIRS + 1); /* numbers are never given twice */
    write_pairs(journal, next, 2);
    sk_journal_destroy(journal);
    expect_sound();
}

static void a_purge_to_the_last_event_leaves_a_log_that_goes_on(void **state) {
    (void)state;
    struct sk_purge_report report;
    export_all();
    assert_int_equal(purge(INT64_MAX, &report, NULL), SK_OK);
    assert_int_equal(pairs_left(), 0);
    struct sk_journal *journal = open_journal();
    write_pairs(journal, PAIRS + 1, 2);
    sk_journal_destroy(journal);
    assert_int_equal(verify().report.events, 1 + 4); /* the event about the purge */
    expect_sound();
}

static void a_change_behind_the_purge_is_still_found(void **state) {
    (void)state;
    struct sk_purge_report report;
    export_all();
    assert_int_equal(purge(RECORDS_WALL_MS + 101, &report, NULL), SK_OK);
    tamper(journal_path(), "DROP TRIGGER event_keep_update; DROP TRIGGER event_keep_delete;"
                           "DELETE FROM event WHERE seq = 201; UPDATE event SET code='x' WHERE"
                           " seq = 301");
    struct findings findings = verify();
    expect_found(&findings, "event 201 is missing");
    expect_found(&findings, "event 301 was changed");
    tamper(journal_path(), "UPDATE mark SET purged_hash = zeroblob(32)");
    findings = verify();
    expect_found(&findings, "but the log says that those up to 200 were purged");
}

static void nothing_of_a_pair_that_waits_is_purged(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_journal *journal = open_journal();
    struct sk_record waiting = intent(PAIRS + 1, "waits", "sag-x");
    append(journal, &waiting, 1);
    write_pairs(journal, PAIRS + 2, 3);
    sk_journal_destroy(journal);
    export_all();
    assert_int_equal(purge(INT64_MAX, &report, NULL), SK_OK);
    assert_int_equal(report.pairs, PAIRS);
    assert_int_equal(pairs_left(), 4);
    expect_sound();
}

static void a_pair_whose_last_word_came_later_keeps_its_summary(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_journal *journal = open_journal();
    struct sk_record first = intent(PAIRS + 1, "offline", "sag-x");
    struct sk_record last = settled(PAIRS + 1, SK_RESULT_BOUND, "");
    first.wall_ms = RECORDS_WALL_MS + 1000;
    last.wall_ms = RECORDS_WALL_MS + 86400000; /* the next day */
    append(journal, &first, 1);
    append(journal, &last, 1);
    sk_journal_destroy(journal);
    export_all();
    assert_int_equal(purge(RECORDS_WALL_MS + 80000000, &report, NULL), SK_OK);
    assert_int_equal(report.events, 2 * PAIRS + 1);
    assert_int_equal(pairs_left(), 1);
    expect_sound();
}

static bool one_handful(void *data) {
    int *calls = data;
    return (*calls)++ < 1;
}

static void a_pair_that_was_seen_to_later_and_a_hold_outlive_the_purge(void **state) {
    (void)state;
    struct sk_purge_report report;
    bool is_on_hold = false;
    struct sk_journal *journal = open_journal();
    struct sk_record before[] = { intent(301, "sage62xrefused", "sag-1"),
                                  settled(301, SK_RESULT_REFUSED, "SAG.SnConflict"),
                                  { .event = SK_EVENT_HOLD, .wall_ms = RECORDS_WALL_MS + 400 } };
    append(journal, before, 3);
    struct sk_record dealt = { .event = SK_EVENT_DEALT,
                               .wall_ms = RECORDS_WALL_MS + 900000,
                               .pair.number = 301 };
    append(journal, &dealt, 1);
    sk_journal_destroy(journal);
    export_all();
    assert_int_equal(purge(RECORDS_WALL_MS + 800000, &report, NULL), SK_OK);
    assert_int_equal(pairs_left(), 1);
    journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, NULL, NULL, NULL), SK_OK);
    assert_true(is_on_hold);
    sk_journal_destroy(journal);
    expect_sound();
}

static void a_purge_that_is_cut_off_is_finished_by_the_next(void **state) {
    (void)state;
    struct sk_purge_report report;
    int calls = 0;
    struct sk_purge what = { .before_ms = RECORDS_WALL_MS + 291,
                             .operator_name = "",
                             .go_on = one_handful,
                             .data = &calls };
    export_all();
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_purge(journal, &what, &report, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_true(report.more);
    assert_true(report.events > 0 && report.events < 580);
    expect_sound(); /* what is left over does no harm */
    assert_int_equal(purge(RECORDS_WALL_MS + 1, &report, NULL), SK_OK);
    assert_int_equal(pairs_left(), 10);
    expect_sound();
}

static void a_bounded_purge_says_that_there_is_more(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_purge what = { .before_ms = INT64_MAX, .operator_name = "", .max_events = 200 };
    export_all();
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_purge(journal, &what, &report, NULL), SK_OK);
    assert_int_equal(report.events, 200);
    assert_true(report.more);
    sk_journal_destroy(journal);
    expect_sound();
}

static void what_is_purged_is_not_found_and_what_stays_is(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_filter filter = { .serial = "00000" };
    bool more = false;
    int count = 0;
    export_all();
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_index_texts(journal, 1, 1000, &more, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(purge(RECORDS_WALL_MS + 201, &report, NULL), SK_OK);
    journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_search(journal, &filter, 1000, count_pair, &count, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(count, PAIRS - 200);
}

static bool is_bound(const char *serial, const char *instance) {
    struct sk_bound *bound = NULL;
    bool is_bound = false;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_bound_create(&bound, journal, NULL), SK_OK);
    assert_int_equal(sk_bound_ask(bound, serial, instance, &is_bound, NULL), SK_OK);
    sk_bound_destroy(bound);
    sk_journal_destroy(journal);
    return is_bound;
}

static void what_is_purged_stays_known_to_the_guards_and_the_orders(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_written written;
    export_all();
    assert_int_equal(purge(INT64_MAX, &report, NULL), SK_OK);
    assert_int_equal(pairs_left(), 0);
    struct sk_journal *journal = open_journal();
    struct sk_record again = intent(PAIRS + 1, "SAGE62X0000000007", "sag-2");
    again.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_REFUSED);
    assert_int_equal(written.prior.number, 7);
    assert_true(written.has_history); /* asked for before it is sent, where that is allowed */
    again = intent(PAIRS + 2, "sage62x0000009999", "sag-2");
    again.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_PENDING);
    assert_false(written.has_history);
    again = intent(PAIRS + 3, "sage62x0000009998", "sag-1"); /* which all the purged ones have */
    again.instance_limit = 2;
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_REFUSED);
    assert_string_equal(written.guard, SK_GUARD_IN_USE);
    sk_journal_destroy(journal);
    assert_true(is_bound("sage62x0000000007", "sag-1"));
    assert_true(is_bound("SAGE62X0000000007", "SAG-1"));
    assert_false(is_bound("sage62x0000000007", "sag-2"));
    assert_false(is_bound("sage62x0000009999", "sag-2"));
    expect_sound();
}

static void a_pair_that_is_undone_after_its_purge_may_be_bound_again(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_written written;
    struct sk_journal *journal = open_journal();
    struct sk_record undo = intent(PAIRS + 1, "sage62x0000000007", "sag-1");
    undo.event = SK_EVENT_UNDO;
    undo.pair.refers = 7;
    append(journal, &undo, 1); /* still open while its pair is purged */
    sk_journal_destroy(journal);
    export_all();
    assert_int_equal(purge(RECORDS_WALL_MS + 251, &report, NULL), SK_OK);
    journal = open_journal();
    struct sk_record end = settled(PAIRS + 1, SK_RESULT_UNDONE, "");
    end.pair.refers = 7;
    append(journal, &end, 1);
    struct sk_record again = intent(PAIRS + 2, "sage62x0000000007", "sag-2");
    again.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_PENDING);
    assert_true(written.has_history);
    sk_journal_destroy(journal);
    assert_false(is_bound("sage62x0000000007", "sag-1"));
}

/* --- what happens beside pairs --------------------------------------------------------------- */

static void keep_row(void *data, const struct sk_scans_row *row) {
    int64_t *last = data;
    *last = row->seq;
}

/* The number of the oldest scan that is left; 0: none is. */
static int64_t oldest_scan(void) {
    int64_t seq = 0;
    struct sk_filter all = { 0 };
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_scans_read(journal, &all, true, 0, keep_row, &seq, NULL), SK_OK);
    sk_journal_destroy(journal);
    return seq;
}

/* Scan n is scanned n ms after RECORDS_WALL_MS. */
static void write_scans(int64_t first, int64_t count) {
    struct sk_journal *journal = open_journal();
    for (int64_t i = first; i < first + count; i++) {
        struct sk_record record = scan_of("not-a-label", "4006381333931");
        record.wall_ms = RECORDS_WALL_MS + i;
        record.at = i;
        append(journal, &record, 1);
    }
    sk_journal_destroy(journal);
}

static void scans_go_by_their_age_with_the_pairs_around_them(void **state) {
    (void)state;
    struct sk_purge_report report;
    write_scans(PAIRS + 1, 100); /* events 601 to 700 */
    export_all();
    assert_int_equal(oldest_scan(), 2 * PAIRS + 1);
    assert_int_equal(purge(RECORDS_WALL_MS + PAIRS + 61, &report, NULL), SK_OK);
    assert_int_equal(report.events, 2 * PAIRS + 60);
    assert_int_equal(report.pairs, PAIRS);
    assert_int_equal(oldest_scan(), 2 * PAIRS + 61);
    expect_sound();
}

static void scans_behind_a_pair_that_was_not_exported_stay(void **state) {
    (void)state;
    struct sk_purge_report report;
    write_scans(PAIRS + 1, 10);
    assert_int_equal(purge(INT64_MAX, &report, NULL), SK_ERR_DENIED);
    assert_int_equal(oldest_scan(), 2 * PAIRS + 1);
}

static void a_bench_without_pairs_purges_its_scans_without_an_export(void **state) {
    (void)state;
    struct sk_purge_report report;
    struct sk_purge kept = { .before_ms = RECORDS_WALL_MS + 71, .exported_only = true };
    write_scans(1, 100);
    assert_int_equal(purge(RECORDS_WALL_MS + 41, &report, NULL), SK_OK);
    assert_int_equal(report.events, 40);
    assert_int_equal(oldest_scan(), 41);
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE); /* as a kiosk does by itself */
    assert_int_equal(sk_journal_purge(journal, &kept, &report, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(oldest_scan(), 71);
    expect_sound();
}

/* --- the kiosk's own ------------------------------------------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int saved;

static void listen(void *data, const struct sk_recorder_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    saved += news->type == SK_RECORDER_SAVED;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void a_kiosk_purges_what_is_older_than_it_is_told_to_keep(void **state) {
    (void)state;
    struct sk_writer *writer = NULL;
    export_all();
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    sk_writer_keep(writer, 1, false); /* all of it is older */
    sk_writer_clock_known(writer, true);
    for (int64_t i = 1; i <= 2; i++) {
        struct sk_record record = intent(PAIRS + i, "fresh", "sag-x");
        assert_int_equal(sk_writer_save(writer, &record), SK_OK);
    }
    pthread_mutex_lock(&lock);
    while (saved < 2) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    int left = -1;
    for (int tries = 0; tries < 100 && left != 2; tries++) {
        struct timespec pause = { .tv_nsec = 20000000 };
        left = pairs_left();
        if (left != 2) {
            (void)nanosleep(&pause, NULL); /* it does so when it has nothing else to do */
        }
    }
    sk_writer_destroy(writer);
    assert_int_equal(left, 2);
    expect_sound();
}

/* --- undo and retry -------------------------------------------------------------------------- */

static void an_undo_marks_the_pair_and_cannot_be_done_twice(void **state) {
    (void)state;
    struct sk_stored_pair pair;
    struct sk_err_info info = { "" };
    int64_t open_undo = -1;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_may_undo(journal, 7, &pair, &open_undo, NULL), SK_OK);
    assert_int_equal(open_undo, 0);
    struct sk_record begin = intent(PAIRS + 1, pair.pair.labels.serial, pair.pair.labels.instance);
    struct sk_record end = settled(PAIRS + 1, SK_RESULT_UNDONE, "");
    begin.event = SK_EVENT_UNDO;
    begin.pair.refers = end.pair.refers = 7;
    (void)snprintf(begin.note, sizeof(begin.note), "wrong shelf");
    append(journal, &begin, 1);
    assert_int_equal(sk_journal_may_undo(journal, 7, &pair, &open_undo, NULL), SK_OK);
    assert_int_equal(open_undo, PAIRS + 1);
    int pending = 0;
    assert_int_equal(sk_journal_pending(journal, 0, 8, count_pair, &pending, NULL), SK_OK);
    assert_int_equal(pending, 0); /* no outbox may bind it */
    append(journal, &end, 1);
    assert_int_equal(sk_journal_may_undo(journal, 7, &pair, &open_undo, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "undone already, by 301"));
    assert_int_equal(sk_journal_may_undo(journal, PAIRS + 1, &pair, &open_undo, NULL),
                     SK_ERR_INVALID);
    sk_journal_destroy(journal);
    expect_sound();
}

static void only_the_latest_binding_of_a_device_can_be_undone(void **state) {
    (void)state;
    struct sk_stored_pair pair;
    struct sk_err_info info = { "" };
    int64_t open_undo = 0;
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(PAIRS + 1, "sage62x0000000007", "sag-2"),
                                   settled(PAIRS + 1, SK_RESULT_BOUND, "") };
    append(journal, records, 2);
    assert_int_equal(sk_journal_may_undo(journal, 7, &pair, &open_undo, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "pair 301"));
    assert_int_equal(sk_journal_may_undo(journal, PAIRS + 1, &pair, &open_undo, NULL), SK_OK);
    sk_journal_destroy(journal);
}

static void a_refused_pair_is_taken_up_once(void **state) {
    (void)state;
    struct sk_stored_pair pair;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(PAIRS + 1, "sage62x9", "sag-2"),
                                   settled(PAIRS + 1, SK_RESULT_REFUSED, "SAG.SnOverLimit"),
                                   intent(PAIRS + 2, "sage62x9", "sag-2") };
    append(journal, records, 2);
    assert_int_equal(sk_journal_may_retry(journal, 7, &pair, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "was not refused"));
    assert_int_equal(sk_journal_may_retry(journal, PAIRS + 1, &pair, NULL), SK_OK);
    records[2].pair.refers = PAIRS + 1;
    append(journal, &records[2], 1);
    assert_int_equal(sk_journal_may_retry(journal, PAIRS + 1, &pair, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "already, by 302"));
    sk_journal_destroy(journal);
    expect_sound();
}

#define IN_RECORDS(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(pairs_that_no_export_has_are_counted),
        IN_RECORDS(what_was_not_exported_stays),
        IN_RECORDS(what_was_exported_goes_and_the_rest_can_be_verified),
        IN_RECORDS(a_purge_to_the_last_event_leaves_a_log_that_goes_on),
        IN_RECORDS(a_change_behind_the_purge_is_still_found),
        IN_RECORDS(nothing_of_a_pair_that_waits_is_purged),
        IN_RECORDS(a_pair_whose_last_word_came_later_keeps_its_summary),
        IN_RECORDS(a_pair_that_was_seen_to_later_and_a_hold_outlive_the_purge),
        IN_RECORDS(a_purge_that_is_cut_off_is_finished_by_the_next),
        IN_RECORDS(a_bounded_purge_says_that_there_is_more),
        IN_RECORDS(what_is_purged_is_not_found_and_what_stays_is),
        IN_RECORDS(what_is_purged_stays_known_to_the_guards_and_the_orders),
        IN_RECORDS(a_pair_that_is_undone_after_its_purge_may_be_bound_again),
        IN_RECORDS(scans_go_by_their_age_with_the_pairs_around_them),
        IN_RECORDS(scans_behind_a_pair_that_was_not_exported_stay),
        cmocka_unit_test_setup_teardown(a_bench_without_pairs_purges_its_scans_without_an_export,
                                        scratch_make, scratch_remove),
        IN_RECORDS(a_kiosk_purges_what_is_older_than_it_is_told_to_keep),
        IN_RECORDS(an_undo_marks_the_pair_and_cannot_be_done_twice),
        IN_RECORDS(only_the_latest_binding_of_a_device_can_be_undone),
        IN_RECORDS(a_refused_pair_is_taken_up_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
