/* What a failing disk, a careless user or a kill does to the journal's files, and what the next
 * start says about it. The writer opens them, as in a kiosk. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/head_file.h"
#include "journal/beside.h"
#include "journal/replace.h"
#include "journal/tidy.h"
#include "journal/writer.h"

#include <glob.h>
#include <pthread.h>
#include <time.h>

#define WAITING 50 /* pairs 101 to 150; those before are bound */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heard = PTHREAD_COND_INITIALIZER;
static struct sk_recorder_news last[SK_RECORDER_NOTED + 1];
static int counts[SK_RECORDER_NOTED + 1];

static void listen(void *data, const struct sk_recorder_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    counts[news->type]++;
    last[news->type] = *news;
    pthread_cond_broadcast(&heard);
    pthread_mutex_unlock(&lock);
}

static void await(enum sk_recorder_news_type type) {
    struct timespec until;
    int status = 0;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    pthread_mutex_lock(&lock);
    while (counts[type] == 0 && status == 0) {
        status = pthread_cond_timedwait(&heard, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
    if (status != 0) {
        fail_msg("it does not come, but: %s", last[SK_RECORDER_TROUBLE].text.text);
    }
}

/* One start, up to where the pairs that wait are loaded. */
static void start(void) {
    struct sk_writer *writer = NULL;
    memset(counts, 0, sizeof(counts));
    memset(last, 0, sizeof(last));
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    await(SK_RECORDER_OPENED);
    assert_int_equal(sk_writer_load(writer, 0, 200), SK_OK);
    await(SK_RECORDER_LOAD_END);
    sk_writer_destroy(writer);
}

static void expect_said(enum sk_recorder_news_type type, const char *text) {
    if (counts[type] != 1 || !strstr(last[type].text.text, text)) {
        fail_msg("'%s' was said %d times: %s", text, counts[type], last[type].text.text);
    }
}

static int set_up(void **state) {
    int status = scratch_make(state);
    if (status == 0) {
        struct sk_journal *journal = open_journal();
        write_pairs(journal, 1, 100);
        for (int64_t i = 101; i <= 100 + WAITING; i++) {
            char serial[32];
            (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)i);
            struct sk_record record = intent(i, serial, "sag-waits");
            append(journal, &record, 1);
        }
        sk_journal_destroy(journal);
    }
    return status;
}

static char *beside(const char *tail) {
    static char name[600];
    (void)snprintf(name, sizeof(name), "%s%s", journal_path(), tail);
    return name;
}

static long size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static void copy(const char *from_tail, const char *to_tail) {
    char from[600];
    char command[1400];
    (void)snprintf(from, sizeof(from), "%s", beside(from_tail));
    (void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, beside(to_tail));
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names are the test's own */
}

static void refuses_what_was_bound(void) {
    struct sk_written written;
    struct sk_journal *journal = open_journal();
    struct sk_record again = intent(900, "sage62x0219220007", "sag-2");
    again.check_reuse = true;
    assert_int_equal(sk_journal_append(journal, &again, 1, &written, NULL), SK_OK);
    assert_int_equal(written.result, SK_RESULT_REFUSED);
    assert_int_equal(written.prior.number, 7);
    sk_journal_destroy(journal);
}

/* --- indexes --------------------------------------------------------------------------------- */

/* Takes the entries of pairs out of an index behind SQLite's back, as a flipped bit does. */
static void hide_from_index(const char *index) {
    char sql[600];
    /* An index over no row: its definition is swapped for the moment in which it is made. */
    (void)snprintf(sql, sizeof(sql),
                   "CREATE TEMP TABLE d AS SELECT sql FROM sqlite_schema WHERE name='%s';"
                   "DROP INDEX %s; CREATE INDEX %s ON pair (result) WHERE number<0;"
                   "PRAGMA writable_schema=ON;"
                   "UPDATE sqlite_schema SET sql=(SELECT sql FROM d) WHERE name='%s'",
                   index, index, index, index);
    tamper(journal_path(), sql);
}

static void a_hole_in_an_index_hides_no_waiting_pair(void **state) {
    (void)state;
    hide_from_index("pair_other");
    struct findings findings = verify();
    expect_found(&findings, "pair_other");
    start();
    expect_said(SK_RECORDER_NOTED, "were damaged");
    assert_int_equal(last[SK_RECORDER_OPENED].pending, WAITING);
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
    assert_int_equal(counts[SK_RECORDER_REPLACED], 0);
    expect_sound();
}

static void a_result_that_is_no_word_any_more_hides_no_waiting_pair(void **state) {
    (void)state;
    tamper(journal_path(), "PRAGMA ignore_check_constraints=ON;"
                           "UPDATE pair SET result='pendhng' WHERE number=120");
    hide_from_index("pair_other");
    start();
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
    expect_sound();
}

/* --- replacing ------------------------------------------------------------------------------- */

static void damage(void) {
    tamper(journal_path(), "DELETE FROM head");
}

static void a_replaced_journal_keeps_what_waits_and_what_the_guards_know(void **state) {
    (void)state;
    damage();
    start();
    expect_said(SK_RECORDER_REPLACED, "50 pairs that waited were taken over");
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
    refuses_what_was_bound();
    expect_sound();
}

static void pairs_are_taken_over_by_their_events_where_their_table_is_gone(void **state) {
    (void)state;
    tamper(journal_path(), "DELETE FROM head; PRAGMA writable_schema=ON;"
                           "UPDATE sqlite_schema SET sql='CREATE TABLE pair (x)' WHERE"
                           " name='pair'; DELETE FROM sqlite_schema WHERE name LIKE 'pair_%'");
    start();
    expect_said(SK_RECORDER_REPLACED, "50 pairs that waited were taken over; keep");
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
    assert_true(last[SK_RECORDER_OPENED].next_number > 100 + WAITING);
}

static void what_cannot_be_read_is_not_called_none(void **state) {
    (void)state;
    tamper(journal_path(), "DELETE FROM head; PRAGMA writable_schema=ON;"
                           "UPDATE sqlite_schema SET sql='CREATE TABLE '||name||' (x)' WHERE"
                           " name IN ('pair', 'event'); DELETE FROM sqlite_schema WHERE name LIKE"
                           " 'pair_%' OR name LIKE 'event_%'");
    start();
    expect_said(SK_RECORDER_REPLACED, "the number of those that could not be read is unknown");
}

static void a_head_that_cannot_be_true_gives_no_number_twice(void **state) {
    (void)state;
    static const char *const lies[] = { "pair SET number=9223372036854775807 WHERE number=1",
                                        "head SET next_number=2",
                                        "head SET next_number=0",
                                        "head SET next_number=-9223372036854775808",
                                        "head SET next_number=9223372036854775807",
                                        "head SET seq=3",
                                        "head SET seq=-1",
                                        "head SET seq=9223372036854775807",
                                        "head SET wall_ms=-9223372036854775808",
                                        "head SET mono_ms=9223372036854775807" };
    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
        char sql[100];
        (void)snprintf(sql, sizeof(sql), "UPDATE %s", lies[i]);
        tamper(journal_path(), sql);
        start();
        expect_said(SK_RECORDER_REPLACED, "50 pairs that waited were taken over");
        assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
        assert_true(last[SK_RECORDER_OPENED].next_number >
                    last[SK_RECORDER_LOADED].stored.pair.number);
        refuses_what_was_bound();
        expect_sound();
    }
}

static void numbers_that_cannot_be_true_can_be_counted_on_from(void **state) {
    (void)state;
    static const char *const numbers[] = { "-9223372036854775808", "-1", "2147483647",
                                           "9223372036854775807" };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        char sql[200];
        const struct sk_stored_pair *stored = &last[SK_RECORDER_LOADED].stored;
        (void)snprintf(sql, sizeof(sql),
                       "UPDATE pair SET attempts=%s, scanned_wall_ms=%s WHERE number>100",
                       numbers[i], numbers[i]);
        tamper(journal_path(), sql);
        start();
        assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
        assert_in_range(stored->attempts, 0, INT32_MAX / 2);
        assert_true(stored->pair.serial_facts.wall_ms >= -INT64_MAX / 2);
        assert_true(stored->pair.serial_facts.wall_ms <= INT64_MAX / 2);
    }
}

/* A kill at every rename of a replacement: what is there then, and what the next start makes of it.
 */
static void a_replacement_that_was_cut_off_is_finished(void **state) {
    (void)state;
    char aside[600];
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    damage();
    copy("", ".old");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    (void)snprintf(aside, sizeof(aside), "%s", replaced.name);
    copy("", ".whole"); /* as it was before it had its place */
    for (int moved = 0; moved <= 1; moved++) {
        (void)unlink(aside);
        copy(".whole", ".replacement-20260106T091205");
        assert_int_equal(unlink(journal_path()), 0);
        copy(".old", moved ? ".damaged-20260106T091205" : "");
        start();
        expect_said(SK_RECORDER_LOST, "replacing it was cut off");
        assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
        (void)snprintf(aside, sizeof(aside), "%s", beside(".damaged-20260106T091205"));
        assert_true(size_of(aside) > 0);
        assert_int_equal(size_of(beside(".replacement-20260106T091205")), -1);
        expect_sound();
    }
}

static void a_replacement_that_was_not_whole_is_made_anew(void **state) {
    (void)state;
    damage();
    scratch_write(beside(".building"), "half of it");
    start();
    expect_said(SK_RECORDER_REPLACED, "50 pairs that waited were taken over");
    assert_int_equal(size_of(beside(".building")), -1);
    expect_sound();
}

/* --- gone, empty, short ---------------------------------------------------------------------- */

static void a_journal_that_is_gone_is_not_begun_anew_without_a_word(void **state) {
    (void)state;
    assert_int_equal(unlink(journal_path()), 0);
    start();
    expect_said(SK_RECORDER_REPLACED, "was gone, and a new one was started");
    assert_int_equal(last[SK_RECORDER_OPENED].next_number, 101 + WAITING); /* noted beside it */
    start();
    assert_int_equal(counts[SK_RECORDER_REPLACED] + counts[SK_RECORDER_LOST], 0); /* once */
}

static void an_empty_journal_is_not_begun_anew_without_a_word(void **state) {
    (void)state;
    scratch_write(journal_path(), "");
    start();
    expect_said(SK_RECORDER_REPLACED, "was empty: it is now");
}

static void remove_journal(void) {
    static const char *const tails[] = { "", "-wal", "-shm", ".lock", ".head" };
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        (void)unlink(beside(tails[i]));
    }
}

/* The last is a journal that was set aside: what waits in it is taken over. */
static void each_trace_alone_tells_that_there_was_a_journal(void **state) {
    (void)state;
    static const char *const traces[][2] = { { ".lock", ".kept-lock" },
                                             { ".head", ".kept-head" },
                                             { "", ".version3" },
                                             { "", ".damaged-20260106T091205" } };
    copy(".lock", ".kept-lock");
    copy(".head", ".kept-head");
    copy("", ".kept");
    for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++) {
        bool is_aside = traces[i][0][0] == '\0';
        remove_journal();
        copy(is_aside ? ".kept" : traces[i][1], is_aside ? traces[i][1] : traces[i][0]);
        start();
        expect_said(SK_RECORDER_REPLACED, "was gone, and a new one was started");
        (void)unlink(is_aside ? beside(traces[i][1]) : "");
    }
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING);
    expect_sound();
}

static void a_first_start_has_nothing_to_say(void **state) {
    (void)state;
    char command[600];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'/state", scratch_path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of the test's own */
    start();
    assert_int_equal(
        counts[SK_RECORDER_REPLACED] + counts[SK_RECORDER_LOST] + counts[SK_RECORDER_NOTED], 0);
    assert_int_equal(last[SK_RECORDER_OPENED].next_number, 1);
}

static void what_is_only_in_the_log_of_a_journal_that_is_gone_is_taken_over(void **state) {
    (void)state;
    /* As a kill leaves them before anything was checkpointed. */
    char command[600];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'/state", scratch_path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of the test's own */
    struct sk_journal *journal = open_journal();
    struct sk_record records[] = { intent(1, "sage62x1", "sag-1"), intent(2, "sage62x2", "sag-2") };
    append(journal, records, 2);
    copy("-wal", ".w");
    sk_journal_destroy(journal);
    copy(".w", "-wal");
    assert_int_equal(unlink(journal_path()), 0);
    start();
    expect_said(SK_RECORDER_REPLACED, "was gone, and a new one was started; 2 pairs that waited");
    assert_int_equal(counts[SK_RECORDER_LOADED], 2);
    expect_sound();
}

static void a_short_journal_is_padded_and_what_is_left_is_taken_over(void **state) {
    (void)state;
    long size = size_of(journal_path());
    assert_int_equal(truncate(journal_path(), size - 5000), 0);
    start();
    assert_int_equal(counts[SK_RECORDER_REPLACED], 1);
    assert_non_null(strstr(last[SK_RECORDER_REPLACED].text.text, "damaged"));
    assert_true(counts[SK_RECORDER_LOADED] == WAITING ||
                strstr(last[SK_RECORDER_REPLACED].text.text, "is unknown"));
    assert_true(counts[SK_RECORDER_LOADED] > 0);
    expect_sound();
}

/* --- the note beside it ---------------------------------------------------------------------- */

static void an_end_that_got_lost_is_said_and_its_numbers_are_not_given_again(void **state) {
    (void)state;
    copy("", ".before");
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 151, 3);
    sk_journal_destroy(journal);
    copy(".before", "");
    struct findings findings = verify();
    expect_found(&findings, "was noted beside the journal");
    start();
    expect_said(SK_RECORDER_LOST,
                "the log ends with event 250, but event 256 had been written: 6 are"
                " lost");
    assert_int_equal(last[SK_RECORDER_OPENED].next_number, 154);
    expect_sound(); /* the log has an event about it now */
    start();
    assert_int_equal(counts[SK_RECORDER_LOST], 0);
}

static void another_journal_in_the_place_of_the_last_is_said(void **state) {
    (void)state;
    copy("", ".before");
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 151, 3);
    sk_journal_destroy(journal);
    copy(".head", ".head-kept");
    copy(".before", "");
    (void)unlink(beside(".head"));
    journal = open_journal();
    write_pairs(journal, 161, 5); /* the same numbers of events, another story */
    sk_journal_destroy(journal);
    copy(".head-kept", ".head");
    start();
    expect_said(SK_RECORDER_LOST, "event 256 is not the one that had been written");
}

static void a_torn_note_leaves_the_one_before(void **state) {
    (void)state;
    struct sk_head_file file;
    struct sk_head_note found;
    struct sk_head_note note = { .seq = 7, .next_number = 8 };
    char path[512];
    (void)snprintf(path, sizeof(path), "%s", scratch_file("x.db"));
    memset(note.hash, 'a', sizeof(note.hash) - 1);
    assert_int_equal(sk_head_file_read(path, &found), SK_ERR_NOT_FOUND);
    sk_head_file_open(&file, path);
    sk_head_file_write(&file, &note);
    note.seq = 9;
    sk_head_file_write(&file, &note);
    assert_true(sk_head_file_sync(&file));
    sk_head_file_close(&file);
    assert_int_equal(sk_head_file_read(path, &found), SK_OK);
    assert_int_equal(found.seq, 9);
    for (long at = 0; at < 1024; at += 30) {
        FILE *raw = fopen(scratch_file("x.db.head"), "r+");
        assert_non_null(raw);
        assert_int_equal(fseek(raw, at, SEEK_SET), 0);
        int c = fgetc(raw);
        assert_int_equal(fseek(raw, at, SEEK_SET), 0);
        assert_int_not_equal(fputc(c ^ 1, raw), EOF);
        assert_int_equal(fclose(raw), 0);
        assert_int_equal(sk_head_file_read(path, &found), SK_OK);
        assert_true(found.seq == 7 || found.seq == 9);
        raw = fopen(scratch_file("x.db.head"), "r+");
        assert_non_null(raw);
        assert_int_equal(fseek(raw, at, SEEK_SET), 0);
        assert_int_not_equal(fputc(c, raw), EOF);
        assert_int_equal(fclose(raw), 0);
    }
}

/* --- while it is open ------------------------------------------------------------------------ */

static bool may_go_on(void *data) {
    (void)data;
    return true;
}

static void ignore(void *data, const char *text) {
    (void)data;
    (void)text;
}

static void a_log_that_was_removed_while_it_is_open_loses_nothing(void **state) {
    (void)state;
    struct sk_tidy tidy;
    struct sk_journal *journal = open_journal();
    struct sk_err_info info = { "" };
    struct sk_record record = intent(151, "sage62x7", "sag-7");
    append(journal, &record, 1);
    record = intent(152, "sage62x8", "sag-8");
    append(journal, &record, 1);
    sk_tidy_init(&tidy, sk_clock_system(), may_go_on, ignore, NULL);
    assert_int_equal(sk_tidy_do(&tidy, journal, NULL), SK_OK);
    assert_int_equal(unlink(beside("-wal")), 0);
    record = intent(153, "sage62x9", "sag-9");
    append(journal, &record, 1); /* it goes nowhere yet */
    assert_int_equal(sk_tidy_do(&tidy, journal, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, "what it held was saved"));
    assert_true(sk_journal_must_reopen(journal));
    sk_journal_destroy(journal);
    start();
    assert_int_equal(counts[SK_RECORDER_LOADED], WAITING + 3);
    assert_int_equal(counts[SK_RECORDER_LOST], 0);
    expect_sound();
}

/* As after an update, when root is the first to open it for writing. */
static void the_note_belongs_to_whom_the_journal_belongs(void **state) {
    (void)state;
    struct stat note;
    if (geteuid() != 0) {
        print_message("skipped: only root can make what is somebody else's\n");
        skip();
    }
    (void)unlink(beside(".head"));
    assert_int_equal(chown(journal_path(), 65534, 65533), 0);
    sk_journal_destroy(open_journal());
    assert_int_equal(stat(beside(".head"), &note), 0);
    assert_int_equal(note.st_uid, 65534);
    assert_int_equal(note.st_gid, 65533);
}

/* Replaced by a command of root's, it must be one that the kiosk can open. */
static void a_journal_that_root_replaced_belongs_to_whom_it_belonged(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    struct stat status;
    if (geteuid() != 0) {
        print_message("skipped: only root can make what is somebody else's\n");
        skip();
    }
    assert_int_equal(chown(journal_path(), 65534, 65533), 0);
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(stat(journal_path(), &status), 0);
    assert_int_equal(status.st_uid, 65534);
    assert_int_equal(status.st_gid, 65533);
}

static void after_a_rest_nothing_hangs_on_the_write_ahead_log(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 151, 20);
    assert_int_equal(sk_journal_rest(journal, NULL), SK_OK);
    copy("", ".rested");
    sk_journal_destroy(journal);
    copy(".rested", "");
    start();
    assert_int_equal(counts[SK_RECORDER_LOST], 0);
    assert_int_equal(last[SK_RECORDER_OPENED].next_number, 171);
    expect_sound();
}

#define IN_RECORDS(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(a_hole_in_an_index_hides_no_waiting_pair),
        IN_RECORDS(a_result_that_is_no_word_any_more_hides_no_waiting_pair),
        IN_RECORDS(a_replaced_journal_keeps_what_waits_and_what_the_guards_know),
        IN_RECORDS(pairs_are_taken_over_by_their_events_where_their_table_is_gone),
        IN_RECORDS(what_cannot_be_read_is_not_called_none),
        IN_RECORDS(a_head_that_cannot_be_true_gives_no_number_twice),
        IN_RECORDS(numbers_that_cannot_be_true_can_be_counted_on_from),
        IN_RECORDS(a_replacement_that_was_cut_off_is_finished),
        IN_RECORDS(a_replacement_that_was_not_whole_is_made_anew),
        IN_RECORDS(a_journal_that_is_gone_is_not_begun_anew_without_a_word),
        IN_RECORDS(an_empty_journal_is_not_begun_anew_without_a_word),
        IN_RECORDS(each_trace_alone_tells_that_there_was_a_journal),
        IN_RECORDS(a_first_start_has_nothing_to_say),
        IN_RECORDS(what_is_only_in_the_log_of_a_journal_that_is_gone_is_taken_over),
        IN_RECORDS(a_short_journal_is_padded_and_what_is_left_is_taken_over),
        IN_RECORDS(an_end_that_got_lost_is_said_and_its_numbers_are_not_given_again),
        IN_RECORDS(another_journal_in_the_place_of_the_last_is_said),
        IN_RECORDS(a_torn_note_leaves_the_one_before),
        IN_RECORDS(a_log_that_was_removed_while_it_is_open_loses_nothing),
        IN_RECORDS(the_note_belongs_to_whom_the_journal_belongs),
        IN_RECORDS(a_journal_that_root_replaced_belongs_to_whom_it_belonged),
        IN_RECORDS(after_a_rest_nothing_hangs_on_the_write_ahead_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
