/* Journals that older versions wrote (version1.sql to version5.sql), opened by today's program; and
 * one that a later version wrote. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/chain.h"
#include "journal/people.h"
#include "journal/preconditions.h"
#include "journal/waiting.h"

#include <glob.h>
#include <sys/statvfs.h>

static int64_t free_bytes;

/* In the place of the system's: a disk that has as much room as a test says. */
int statvfs(const char *path, struct statvfs *out) {
    (void)path;
    *out = (struct statvfs){ .f_frsize = 4096, .f_bavail = (fsblkcnt_t)(free_bytes / 4096) };
    return 0;
}

static char *read_file(const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size > 0);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

static int set_up_with(void **state, const char *path) {
    int status = scratch_make(state);
    free_bytes = INT64_C(1) << 40;
    if (status == 0) {
        char *sql = read_file(path);
        assert_int_equal(mkdir(scratch_file("state"), 0700), 0);
        tamper(journal_path(), "PRAGMA journal_mode=WAL");
        tamper(journal_path(), sql);
        free(sql);
    }
    return status;
}

static int set_up(void **state) {
    return set_up_with(state, SK_VERSION1_SQL);
}

static int set_up_2(void **state) {
    return set_up_with(state, SK_VERSION2_SQL);
}

static int set_up_3(void **state) {
    return set_up_with(state, SK_VERSION3_SQL);
}

static int set_up_4(void **state) {
    return set_up_with(state, SK_VERSION4_SQL);
}

static int set_up_5(void **state) {
    return set_up_with(state, SK_VERSION5_SQL);
}

static int64_t number_in(const char *path, const char *sql) {
    return strtoll(text_in(path, sql), NULL, 10);
}

static int copies(int version, glob_t *found) {
    char pattern[512];
    (void)snprintf(pattern, sizeof(pattern), "%s.version%d-*", journal_path(), version);
    return glob(pattern, 0, NULL, found) == 0 ? (int)found->gl_pathc : 0;
}

struct seen {
    int count;
    struct sk_stored_pair pairs[8];
};

static void see(void *data, const struct sk_stored_pair *pair) {
    struct seen *seen = data;
    assert_true(seen->count < 8);
    seen->pairs[seen->count++] = *pair;
}

static void a_journal_of_version_1_keeps_every_pair_and_gets_a_chain(void **state) {
    (void)state;
    struct seen all = { 0 };
    struct seen pending = { 0 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_pairs(journal, see, &all, NULL), SK_OK);
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &pending, NULL), SK_OK);
    assert_int_equal(all.count, 5);
    assert_string_equal(all.pairs[0].pair.labels.serial, "sage62x0219220001");
    assert_int_equal(all.pairs[0].result, SK_RESULT_BOUND);
    assert_true(all.pairs[0].request_id[0] != '\0');
    assert_int_equal(all.pairs[1].result, SK_RESULT_REFUSED);
    assert_string_equal(all.pairs[1].code, "SAG.SnOverLimit");
    assert_true(all.pairs[3].has_history);
    assert_int_equal(pending.count, 1);
    assert_int_equal(pending.pairs[0].pair.number, 5);
    assert_int_equal(pending.pairs[0].attempts, 2);
    assert_int_equal(pending.pairs[0].phase, SK_PHASE_WAITING);
    int64_t next = 0;
    assert_int_equal(sk_journal_next_number(journal, &next, NULL), SK_OK);
    assert_int_equal(next, 6);
    struct sk_record last = settled(5, SK_RESULT_WITHDRAWN, "");
    append(journal, &last, 1);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 13 + 1 + 1);
}

static void a_copy_is_made_before_anything_is_changed(void **state) {
    (void)state;
    glob_t found = { 0 };
    sk_journal_destroy(open_journal());
    assert_int_equal(copies(1, &found), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "PRAGMA user_version"), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "SELECT count(*) FROM event"), 13);
    assert_null(strstr(found.gl_pathv[0], "partial"));
    struct stat status;
    assert_int_equal(stat(found.gl_pathv[0], &status), 0);
    assert_int_equal(status.st_mode & 0077, 0); /* the owner's alone, like the journal */
    globfree(&found);
    sk_journal_destroy(open_journal()); /* and only once */
    assert_int_equal(copies(1, &found), 1);
    globfree(&found);
}

static void what_interrupted_tries_left_is_removed_at_the_next(void **state) {
    static const struct {
        const char *name;
        bool stays;
    } files[] = {
        { "state/journal.db.version4-20250101T000000.partial", false },
        { "state/journal.db.version4-20250101T000000.partial-journal", false },
        { "state/journal.db.version3-20240101T000000.partial-wal", false },
        { "state/journal.db.version3-20240101T000000", true },
        { "state/journal.db.damaged-20240101T000000", true },
        { "state/other.db.version4-20250101T000000.partial", true },
    };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(files); i++) {
        scratch_write(scratch_file(files[i].name), "half");
    }
    sk_journal_destroy(open_journal());
    for (size_t i = 0; i < SK_ARRAY_LEN(files); i++) {
        if ((access(scratch_file(files[i].name), F_OK) == 0) != files[i].stays) {
            fail_msg("%s", files[i].name);
        }
    }
}

/* All of it is there, with small pages and a log. */
static void expect_small(void) {
    assert_int_equal(number_in(journal_path(), "PRAGMA page_size"), 1024);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 18 + 1);
    assert_int_equal(
        number_in(journal_path(), "SELECT journal_mode='wal' FROM pragma_journal_mode"), 1);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
}

static void pages_that_a_reader_kept_large_become_small_at_a_later_start(void **state) {
    (void)state;
    sqlite3 *reader = NULL;
    assert_int_equal(sqlite3_open(journal_path(), &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM event", NULL, NULL, NULL),
                     SQLITE_OK);
    sk_journal_destroy(open_journal());
    assert_int_equal(number_in(journal_path(), "PRAGMA page_size"), 4096);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 6);
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    sk_journal_destroy(open_journal());
    expect_small();
}

static void pages_stay_large_while_the_disk_has_no_room_for_two_more(void **state) {
    (void)state;
    free_bytes = 0;
    sk_journal_destroy(open_journal());
    assert_int_equal(number_in(journal_path(), "PRAGMA page_size"), 4096);
    int64_t size = number_in(journal_path(), "PRAGMA page_count") * 4096;
    free_bytes = 2 * size - 4096;
    sk_journal_destroy(open_journal());
    assert_int_equal(number_in(journal_path(), "PRAGMA page_size"), 4096);
    free_bytes = 2 * size;
    sk_journal_destroy(open_journal());
    expect_small();
}

static void a_reader_does_not_bring_it_up_to_date(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_READ, &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "start the kiosk once"));
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 1);
}

static void what_cannot_be_brought_up_to_date_stays_as_it_was(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    tamper(journal_path(), "ALTER TABLE pair RENAME COLUMN phase TO faze");
    assert_int_not_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info),
                         SK_OK);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 1);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 13);
    assert_int_equal(number_in(journal_path(), "SELECT count(faze) FROM pair"), 5);
}

static void a_journal_of_version_2_keeps_every_pair_and_its_chain(void **state) {
    (void)state;
    glob_t found = { 0 };
    struct seen all = { 0 };
    struct sk_stored_pair refused;
    bool is_on_hold = true;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_pairs(journal, see, &all, NULL), SK_OK);
    assert_int_equal(all.count, 5);
    assert_int_equal(all.pairs[1].result, SK_RESULT_REFUSED);
    assert_int_equal(all.pairs[1].dealt_wall_ms, 0);
    assert_int_equal(all.pairs[4].result, SK_RESULT_PENDING);
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, NULL, NULL, NULL), SK_OK);
    assert_false(is_on_hold);
    assert_int_equal(sk_journal_may_deal(journal, 2, &refused, NULL), SK_OK);
    struct sk_record dealt = { .event = SK_EVENT_DEALT,
                               .pair.number = 2,
                               .wall_ms = RECORDS_WALL_MS };
    append(journal, &dealt, 1);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 11 + 1 + 1);

    assert_int_equal(copies(2, &found), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "PRAGMA user_version"), 2);
    assert_int_equal(number_in(found.gl_pathv[0], "SELECT count(*) FROM event"), 11);
    globfree(&found);
    sk_journal_destroy(open_journal()); /* and only once */
    assert_int_equal(copies(2, &found), 1);
    globfree(&found);
}

static void a_version_2_that_cannot_be_brought_up_to_date_stays_as_it_was(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    tamper(journal_path(), "CREATE TABLE hold (x)");
    assert_int_not_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                         SK_OK);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 2);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 11);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM pragma_table_info('pair')"
                                               " WHERE name='dealt_wall_ms'"),
                     0);
}

static void a_journal_of_version_3_keeps_every_pair_and_its_chain(void **state) {
    (void)state;
    glob_t found = { 0 };
    struct seen all = { 0 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_pairs(journal, see, &all, NULL), SK_OK);
    assert_int_equal(all.count, 5);
    assert_true(all.pairs[1].dealt_wall_ms > 0);
    assert_int_equal(all.pairs[4].result, SK_RESULT_PENDING);
    struct sk_record again = intent(6, "sage62x0219220001", "sag-demo0000000000ok09");
    again.check_reuse = true;
    append(journal, &again, 1);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 13 + 1 + 1);
    assert_int_equal(copies(3, &found), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "PRAGMA user_version"), 3);
    assert_int_equal(number_in(found.gl_pathv[0], "SELECT count(*) FROM event"), 13);
    globfree(&found);
    sk_journal_destroy(open_journal()); /* and only once */
    assert_int_equal(copies(3, &found), 1);
    globfree(&found);
}

static void a_version_3_that_cannot_be_brought_up_to_date_stays_as_it_was(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    tamper(journal_path(), "CREATE TABLE known (x)");
    assert_int_not_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                         SK_OK);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 3);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 13);
}

static void a_journal_of_version_4_keeps_every_pair_and_its_chain(void **state) {
    (void)state;
    glob_t found = { 0 };
    struct seen all = { 0 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_pairs(journal, see, &all, NULL), SK_OK);
    assert_int_equal(all.count, 5);
    assert_int_equal(all.pairs[0].pair.person, 0);
    assert_string_equal(all.pairs[0].pair.account.region, "");
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 18 + 1);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event WHERE form=1"), 18);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM pair WHERE"
                                               " instance_source='command-line'"),
                     5);
    assert_int_equal(number_in(journal_path(), "SELECT length(id) FROM bench"), 16);
    assert_int_equal(copies(4, &found), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "PRAGMA user_version"), 4);
    globfree(&found);
    sk_journal_destroy(open_journal()); /* and only once */
    assert_int_equal(copies(4, &found), 1);
    globfree(&found);
}

static void a_version_4_that_cannot_be_brought_up_to_date_stays_as_it_was(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    tamper(journal_path(), "CREATE TABLE receiver (x)");
    assert_int_not_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                         SK_OK);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 4);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 18);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM pragma_table_info('event')"),
                     32);
}

static void a_journal_of_version_5_keeps_its_people_who_speak_what_the_bench_speaks(void **state) {
    (void)state;
    glob_t found = { 0 };
    struct seen all = { 0 };
    struct sk_people *people = NULL;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_pairs(journal, see, &all, NULL), SK_OK);
    assert_int_equal(all.count, 3);
    assert_int_equal(sk_people_read(journal, &people, NULL), SK_OK);
    assert_int_equal(sk_people_count(people), 3);
    assert_string_equal(sk_people_named(people, "Li Wei")->language, "");
    assert_int_equal(sk_people_named(people, "Ada")->role, SK_ROLE_IT);
    sk_people_destroy(people);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings.report.events, 13 + 1);
    assert_int_equal(number_in(journal_path(), "SELECT oldest FROM format"), 5);
    assert_int_equal(copies(5, &found), 1);
    assert_int_equal(number_in(found.gl_pathv[0], "PRAGMA user_version"), 5);
    globfree(&found);
}

static void a_version_5_that_cannot_be_brought_up_to_date_stays_as_it_was(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    tamper(journal_path(), "ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT 'x'");
    assert_int_not_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                         SK_OK);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 5);
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event"), 13);
}

/* The rows of version 4 have a hash that knows nothing of the columns that came later. */
static void nothing_can_be_put_into_a_row_that_was_hashed_without_it(void **state) {
    (void)state;
    static const char *const columns[] = { "person=7", "region='eu'", "customer_order='A'",
                                           "serial_by_hand=1", "more='x'" };
    sk_journal_destroy(open_journal());
    for (size_t i = 0; i < SK_ARRAY_LEN(columns); i++) {
        char sql[256];
        (void)snprintf(sql, sizeof(sql),
                       "DROP TRIGGER IF EXISTS event_keep_update; UPDATE event SET person=0,"
                       " region='', customer_order='', serial_by_hand=NULL, more='' WHERE form=1;"
                       " UPDATE event SET %s WHERE seq=3",
                       columns[i]);
        tamper(journal_path(), sql);
        struct findings findings = verify();
        assert_true(findings.count > 0);
        assert_non_null(strstr(findings.texts[0], "event 3 was changed"));
    }
}

/* What a later version does: columns at the end with a default, a form of its own, and in `more` a
 * digest of what this program does not know. */
#define LATER                                                                                      \
    "ALTER TABLE event ADD COLUMN lane TEXT NOT NULL DEFAULT '';"                                  \
    "ALTER TABLE pair ADD COLUMN lane TEXT NOT NULL DEFAULT '';"                                   \
    "CREATE TABLE belt (speed INTEGER); PRAGMA user_version=7;"
#define LANE "'belt 4'"

static void run_with_hash(sqlite3 *db, const char *sql, const uint8_t hash[SK_CHAIN_SIZE],
                          int64_t seq) {
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    (void)sqlite3_bind_blob(statement, 1, hash, SK_CHAIN_SIZE, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 2, seq);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
}

/* Writes the last event, `seq`, anew as a later version would have: form 3, with a lane. */
static void write_as_form_3(int64_t seq) {
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    struct sk_chain *chain = NULL;
    struct sk_event_row row;
    uint8_t hash[SK_CHAIN_SIZE];
    assert_int_equal(sqlite3_open(journal_path(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT " SK_EVENT_COLUMNS
                                        ", (SELECT hash FROM event WHERE seq=?1-1)"
                                        " FROM event WHERE seq=?1",
                                        -1, &select, NULL),
                     SQLITE_OK);
    (void)sqlite3_bind_int64(select, 1, seq);
    assert_int_equal(sqlite3_step(select), SQLITE_ROW);
    sk_event_row_read(&row, select);
    sk_event_row_int(&row, SK_COLUMN_FORM, 3);
    sk_event_row_text(&row, SK_COLUMN_MORE, "digest of the lane");
    assert_int_equal(sk_chain_create(&chain), SK_OK);
    assert_int_equal(sk_chain_link(chain, sqlite3_column_blob(select, SK_COLUMN_COUNT), &row, hash),
                     SK_OK);
    sqlite3_finalize(select);
    assert_int_equal(sqlite3_exec(db, "DROP TRIGGER event_keep_update", NULL, NULL, NULL),
                     SQLITE_OK);
    run_with_hash(db,
                  "UPDATE event SET form=3, lane=" LANE ", more='digest of the lane', hash=?1"
                  " WHERE seq=?2",
                  hash, seq);
    run_with_hash(db, "UPDATE head SET hash=?1 WHERE seq=?2", hash, seq);
    sk_chain_destroy(chain);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void refuse_unfit(void *data, const struct sk_stored_pair *pair, const char *text) {
    (void)data;
    fail_msg("pair %lld is not taken: %s", (long long)pair->pair.number, text);
}

static void what_a_later_version_wrote_is_opened_checked_and_sent(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    struct sk_record last = intent(6, "sage62x0219220006", "sag-demo0000000000ok06");
    append(journal, &last, 1);
    sk_journal_destroy(journal);
    assert_int_equal(unlink(scratch_file("state/journal.db.head")), 0); /* of this one's hash */
    tamper(journal_path(), LATER);
    write_as_form_3(20);
    struct findings findings = verify();
    assert_int_equal(findings.count, 0);

    struct seen waiting = { 0 };
    const struct sk_waiting_ear ear = { see, refuse_unfit, &waiting };
    journal = open_journal();
    assert_int_equal(sk_waiting_load(journal, 5, 8, &ear, NULL), SK_OK);
    assert_int_equal(waiting.count, 1);
    assert_string_equal(waiting.pairs[0].pair.labels.serial, "sage62x0219220006");
    struct sk_record bound = settled(6, SK_RESULT_BOUND, "");
    append(journal, &bound, 1);
    sk_journal_destroy(journal);
    findings = verify();
    assert_int_equal(findings.count, 0);
    assert_int_equal(number_in(journal_path(), "PRAGMA user_version"), 7); /* as it was */
    assert_int_equal(number_in(journal_path(), "SELECT count(*) FROM event WHERE lane=" LANE), 1);
    tamper(journal_path(), "UPDATE event SET more='x' WHERE seq=20");
    findings = verify();
    assert_true(findings.count > 0);
    assert_non_null(strstr(findings.texts[0], "event 20 was changed"));
}

static void a_later_version_can_say_that_it_is_not_for_this_program(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    sk_journal_destroy(open_journal());
    tamper(journal_path(), LATER "UPDATE format SET oldest=7");
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "install the newer sag-kiosk"));
    tamper(journal_path(), "DROP TABLE format");
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, &info),
                     SK_ERR_UNSUPPORTED); /* and is never set aside as damaged */
    assert_non_null(strstr(info.text, "install the newer sag-kiosk"));
}

#define ON_5(function) cmocka_unit_test_setup_teardown(function, set_up_5, scratch_remove)
#define ON_4(function) cmocka_unit_test_setup_teardown(function, set_up_4, scratch_remove)
#define ON_3(function) cmocka_unit_test_setup_teardown(function, set_up_3, scratch_remove)
#define ON_2(function) cmocka_unit_test_setup_teardown(function, set_up_2, scratch_remove)
#define ON_OLD(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_OLD(a_journal_of_version_1_keeps_every_pair_and_gets_a_chain),
        ON_OLD(a_copy_is_made_before_anything_is_changed),
        ON_OLD(a_reader_does_not_bring_it_up_to_date),
        ON_OLD(what_cannot_be_brought_up_to_date_stays_as_it_was),
        ON_2(a_journal_of_version_2_keeps_every_pair_and_its_chain),
        ON_2(a_version_2_that_cannot_be_brought_up_to_date_stays_as_it_was),
        ON_3(a_journal_of_version_3_keeps_every_pair_and_its_chain),
        ON_3(a_version_3_that_cannot_be_brought_up_to_date_stays_as_it_was),
        ON_4(a_journal_of_version_4_keeps_every_pair_and_its_chain),
        ON_4(a_version_4_that_cannot_be_brought_up_to_date_stays_as_it_was),
        ON_4(what_interrupted_tries_left_is_removed_at_the_next),
        ON_4(pages_that_a_reader_kept_large_become_small_at_a_later_start),
        ON_4(pages_stay_large_while_the_disk_has_no_room_for_two_more),
        ON_4(nothing_can_be_put_into_a_row_that_was_hashed_without_it),
        ON_5(a_journal_of_version_5_keeps_its_people_who_speak_what_the_bench_speaks),
        ON_5(a_version_5_that_cannot_be_brought_up_to_date_stays_as_it_was),
        ON_4(what_a_later_version_wrote_is_opened_checked_and_sent),
        ON_4(a_later_version_can_say_that_it_is_not_for_this_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
