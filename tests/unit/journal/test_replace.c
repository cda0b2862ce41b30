/* A damaged journal does not stop the bench, and what waited in it is not lost. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

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
        IN_SCRATCH(two_in_one_second_get_two_names),
        IN_SCRATCH(a_journal_that_somebody_writes_is_not_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
