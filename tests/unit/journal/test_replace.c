/* A damaged journal does not stop the bench, and what waited in it is not lost. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "base/util.h"
#include "journal/acknowledged.h"
#include "journal/replace.h"

#include <fcntl.h>

static void overwrite(const char *path, long from, long to) {
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, from, SEEK_SET), 0);
    for (long i = from; i < to; i++) {
        assert_int_not_equal(fputc('#', file), EOF);
    }
    assert_int_equal(fclose(file), 0);
}

static long size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

/* Twenty bound, then three that wait. */
static void write_records(void) {
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 20);
    struct sk_record records[] = { intent(21, "sage62x1", "sag-1"), intent(22, "sage62x2", "sag-2"),
                                   intent(23, "sage62x3", "sag-3") };
    records[1].pair.serial_facts.source = SK_SOURCE_CAMERA;
    records[1].pair.serial_facts.symbology = SK_SYMBOLOGY_QR;
    append(journal, records, 3);
    sk_journal_destroy(journal);
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

static void what_waited_is_taken_over_as_perhaps_sent(void **state) {
    (void)state;
    write_records();
    tamper(journal_path(), "DROP INDEX pair_other; DROP TABLE mark; DROP TABLE head;"
                           "UPDATE hold SET is_held=1, operator='Chen'");
    bool is_on_hold = false;
    char who[SK_OPERATOR_SIZE];
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    struct seen seen = { 0 };
    int64_t next = 0;
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    assert_true(size_of(replaced.name) > 0);
    assert_int_equal(replaced.taken_over, 3);
    assert_int_equal(replaced.not_readable, 0);
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &seen, NULL), SK_OK);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.pairs[0].pair.number, 21);
    assert_string_equal(seen.pairs[1].pair.labels.serial, "sage62x2");
    assert_int_equal(seen.pairs[2].phase, SK_PHASE_OPEN);
    assert_int_equal(sk_journal_next_number(journal, &next, NULL), SK_OK);
    assert_int_equal(next, 24);
    assert_int_equal(sk_journal_is_on_hold(journal, &is_on_hold, who, NULL, NULL), SK_OK);
    assert_true(is_on_hold); /* nor is what was on hold sent because a disk failed */
    assert_string_equal(who, "Chen");
    sk_journal_destroy(journal);
    expect_sound();
}

static void a_pair_that_the_chain_does_not_vouch_for_is_not_taken_over(void **state) {
    (void)state;
    write_records();
    tamper(journal_path(), "DROP TRIGGER event_keep_update;"
                           "UPDATE event SET serial='sage62x9' WHERE pair=22;");
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    struct seen seen = { 0 };
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    assert_int_equal(replaced.taken_over, 2);
    assert_int_equal(replaced.not_readable, 1);
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &seen, NULL), SK_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.pairs[0].pair.number, 21);
    assert_int_equal(seen.pairs[1].pair.number, 23);
    sk_journal_destroy(journal);
}

static void a_file_of_which_nothing_is_left_gives_a_new_journal_with_higher_numbers(void **state) {
    (void)state;
    write_records();
    long size = size_of(journal_path());
    overwrite(journal_path(), 0, size);
    struct sk_journal *journal = NULL;
    struct sk_replaced replaced;
    int64_t next = 0;
    assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                     SK_ERR_CORRUPT);
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 77, &replaced, NULL), SK_OK);
    assert_int_equal(size_of(replaced.name), size); /* kept as it was */
    assert_int_equal(sk_journal_next_number(journal, &next, NULL), SK_OK);
    assert_int_equal(next, 77);
    write_pairs(journal, 77, 2);
    sk_journal_destroy(journal);
    expect_sound();
}

/* Whatever the size of its pages: those of a journal that an older version began may be large. */
static void name_and_page_size_of_the_file_are_not_needed(void **state) {
    (void)state;
    static const char *const sizes[] = { "1024", "4096" };
    for (size_t i = 0; i < SK_ARRAY_LEN(sizes); i++) {
        char sql[160];
        struct sk_journal *journal = NULL;
        struct sk_replaced replaced;
        write_records();
        (void)snprintf(sql, sizeof(sql),
                       "PRAGMA journal_mode=DELETE; PRAGMA page_size=%s; VACUUM;"
                       " PRAGMA journal_mode=WAL",
                       sizes[i]);
        tamper(journal_path(), sql);
        overwrite(journal_path(), 0, 24);
        assert_int_equal(sk_journal_create(&journal, journal_path(), SK_JOURNAL_WRITE, NULL),
                         SK_ERR_CORRUPT);
        assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
        assert_int_equal(replaced.taken_over, 3);
        assert_int_equal(replaced.not_readable, 0);
        sk_journal_destroy(journal);
        expect_sound();
        assert_int_equal(unlink(journal_path()), 0);
        assert_int_equal(unlink(scratch_file("state/journal.db.head")), 0);
        assert_int_equal(unlink(scratch_file("state/journal.db.lock")), 0);
        assert_int_equal(unlink(replaced.name), 0);
    }
}

static void the_bench_stays_the_same_and_people_keep_their_names(void **state) {
    (void)state;
    struct sk_journal *journal = NULL;
    struct sk_replaced replaced;
    write_records();
    tamper(journal_path(), "DROP INDEX pair_other; DROP TABLE head;"
                           "UPDATE bench SET id='0123456789abcdef';"
                           "INSERT INTO person VALUES (4711, 'Mei', 'worker', x'01',"
                           " zeroblob(16), 5, 'ja')");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_string_equal(text_in(journal_path(), "SELECT id FROM bench"), "0123456789abcdef");
    assert_string_equal(
        text_in(journal_path(), "SELECT name || language FROM person WHERE number=4711"), "Meija");
    expect_sound();
}

static const struct sk_acknowledged receivers[] = { { "webhook", 0 }, { "folder", 0 } };

/* Twenty bound, of which the webhook has eight, then three that wait. */
static void write_records_for_receivers(void) {
    struct sk_acknowledged webhook = { "webhook", 16 };
    struct sk_acknowledged folder = { "folder", 43 };
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_acknowledged_enroll(journal, receivers, 2, NULL), SK_OK);
    sk_journal_destroy(journal);
    write_records();
    journal = open_journal();
    assert_int_equal(sk_acknowledged_write(journal, &webhook, 1, NULL), SK_OK);
    assert_int_equal(sk_acknowledged_write(journal, &folder, 1, NULL), SK_OK);
    sk_journal_destroy(journal);
}

static void what_was_not_delivered_is_said_and_receivers_get_all_of_the_new_one(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    char text[SK_NOTE_SIZE];
    write_records_for_receivers();
    tamper(journal_path(), "DROP INDEX pair_other; DROP TABLE head");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    assert_false(replaced.undelivered.is_unknown);
    sk_acknowledged_say_undelivered(&replaced.undelivered, text, sizeof(text));
    assert_string_equal(text, "; 12 events were not delivered to webhook yet; they are in the file "
                              "that was set aside");
    struct sk_record bound = settled(21, SK_RESULT_BOUND, "");
    append(journal, &bound, 1);
    assert_int_equal(sk_acknowledged_enroll(journal, receivers, 2, NULL), SK_OK); /* known */
    for (size_t i = 0; i < SK_ARRAY_LEN(receivers); i++) {
        struct sk_acknowledged receiver = receivers[i];
        receiver.seq = -1;
        assert_int_equal(sk_acknowledged_read(journal, &receiver, NULL), SK_OK);
        assert_int_equal(receiver.seq, 0);
    }
    sk_journal_destroy(journal);
    const char *note = text_in(journal_path(), "SELECT note FROM event WHERE event='begun'");
    assert_non_null(strstr(note, "in the place of the damaged 'journal.db.damaged-"));
    assert_non_null(strstr(note, text));
    expect_sound();
}

/* Rows that cannot be read may be letters, too. */
static void what_cannot_be_counted_is_said(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *journal = NULL;
    char text[SK_NOTE_SIZE];
    write_records_for_receivers();
    tamper(journal_path(), "DROP TABLE event");
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    sk_acknowledged_say_undelivered(&replaced.undelivered, text, sizeof(text));
    assert_non_null(strstr(text, "it is not known how many events were not delivered to webhook"));
    assert_int_equal(unlink(scratch_file("state/journal.db.head")), 0);
    overwrite(journal_path(), 0, size_of(journal_path()));
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_true(replaced.undelivered.is_unknown);
    assert_int_equal(replaced.undelivered.count, 0);
}

/* Damaged before this program had opened it once. */
static void what_waited_in_a_journal_of_version_4_is_taken_over(void **state) {
    (void)state;
    char command[1024];
    struct sk_journal *journal = NULL;
    struct sk_replaced replaced;
    struct seen seen = { 0 };
    assert_int_equal(mkdir(scratch_file("state"), 0700), 0);
    (void)snprintf(command, sizeof(command), "sqlite3 '%s' '.read %s' 'DROP TABLE head'",
                   journal_path(), SK_VERSION4_SQL);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names are the test's own */
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &replaced, NULL), SK_OK);
    assert_int_equal(replaced.taken_over, 1);
    assert_int_equal(sk_journal_pending(journal, 0, 8, see, &seen, NULL), SK_OK);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.pairs[0].pair.labels.serial, "sage62x0219220005");
    sk_journal_destroy(journal);
}

static void two_in_one_second_get_two_names(void **state) {
    (void)state;
    struct sk_replaced first;
    struct sk_replaced second;
    struct sk_journal *journal = NULL;
    write_records();
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &first, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_equal(sk_journal_replace(&journal, journal_path(), 1, &second, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_string_not_equal(first.name, second.name);
    assert_true(size_of(first.name) > 0 && size_of(second.name) > 0);
}

static void a_journal_that_somebody_writes_is_not_set_aside(void **state) {
    (void)state;
    struct sk_replaced replaced;
    struct sk_journal *second = NULL;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_replace(&second, journal_path(), 1, &replaced, NULL), SK_ERR_BUSY);
    assert_true(size_of(journal_path()) >= 0);
    sk_journal_destroy(journal);
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(what_waited_is_taken_over_as_perhaps_sent),
        IN_SCRATCH(a_pair_that_the_chain_does_not_vouch_for_is_not_taken_over),
        IN_SCRATCH(a_file_of_which_nothing_is_left_gives_a_new_journal_with_higher_numbers),
        IN_SCRATCH(name_and_page_size_of_the_file_are_not_needed),
        IN_SCRATCH(the_bench_stays_the_same_and_people_keep_their_names),
        IN_SCRATCH(what_was_not_delivered_is_said_and_receivers_get_all_of_the_new_one),
        IN_SCRATCH(what_cannot_be_counted_is_said),
        IN_SCRATCH(what_waited_in_a_journal_of_version_4_is_taken_over),
        IN_SCRATCH(two_in_one_second_get_two_names),
        IN_SCRATCH(a_journal_that_somebody_writes_is_not_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
