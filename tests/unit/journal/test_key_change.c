/* The key of a bench gives way to a new one: whoever trusts one can trust the other. And the
 * checkpoints that a bench writes of its own accord. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/checkpoint_file.h"
#include "journal/checkpoint_make.h"
#include "journal/key_change.h"

#include <string.h>

static struct sk_signed_note_key key_now(void) {
    struct sk_signed_note_key key;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_checkpoint_key(journal, &key, NULL), SK_OK);
    sk_journal_destroy(journal);
    return key;
}

static void change_key(void) {
    struct sk_key_change change;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    if (sk_key_change_make(journal, &change, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
    assert_true(change.is_signed_by_both);
}

static size_t trusted_because_of(const struct sk_signed_note_key *key) {
    static struct sk_trusted_keys keys;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    keys = (struct sk_trusted_keys){ .list = { *key }, .count = 1 };
    assert_int_equal(sk_key_change_trust(journal, &keys, NULL), SK_OK);
    sk_journal_destroy(journal);
    return keys.count;
}

static bool is_same(const struct sk_signed_note_key *a, const struct sk_signed_note_key *b) {
    return memcmp(a->public_key, b->public_key, sizeof(a->public_key)) == 0;
}

static void who_trusts_one_key_trusts_those_after_and_before_it(void **state) {
    (void)state;
    struct sk_signed_note_key first = key_now();
    change_key();
    struct sk_signed_note_key second = key_now();
    change_key();
    struct sk_signed_note_key third = key_now();
    assert_false(is_same(&first, &second));
    assert_false(is_same(&second, &third));
    assert_int_equal(trusted_because_of(&first), 3);
    assert_int_equal(trusted_because_of(&second), 3);
    assert_int_equal(trusted_because_of(&third), 3);
    struct sk_signed_note_key other = third;
    other.public_key[0] ^= 1;
    assert_int_equal(trusted_because_of(&other), 1);
    expect_sound();
}

/* Somebody who may write the file, and has not both keys. */
static void a_change_that_one_key_has_not_signed_is_found_and_trusted_by_nobody(void **state) {
    (void)state;
    struct sk_signed_note_key first = key_now();
    change_key();
    struct sk_journal *journal = open_journal();
    struct sk_record forged = { .event = SK_EVENT_KEY, .wall_ms = RECORDS_WALL_MS };
    struct sk_signed_note_key own = first;
    char texts[2][SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    own.public_key[3] ^= 1;
    sk_signed_note_key_write(&first, texts[0]);
    sk_signed_note_key_write(&own, texts[1]);
    (void)snprintf(forged.note, sizeof(forged.note), "%s %s", texts[0], texts[1]);
    (void)snprintf(forged.message, sizeof(forged.message), "AAAA AAAA");
    append(journal, &forged, 1);
    sk_journal_destroy(journal);
    struct findings findings = verify();
    assert_int_equal(findings.count, 2); /* nor is it the key that the bench has */
    assert_non_null(strstr(findings.texts[0], "not signed by both keys"));
    assert_int_equal(trusted_because_of(&first), 2);
}

/* As a power cut leaves it: before the event, and after it. */
static void a_change_that_was_cut_off_is_forgotten_or_finished(void **state) {
    (void)state;
    struct sk_bench_key *next = NULL;
    struct sk_signed_note_key first = key_now();
    char key_file[600];
    char next_file[600];
    (void)snprintf(key_file, sizeof(key_file), "%s", scratch_file("state/journal.db.key"));
    (void)snprintf(next_file, sizeof(next_file), "%s", scratch_file("state/journal.db.key.new"));
    assert_int_equal(sk_bench_key_make_next(&next, journal_path(), NULL), SK_OK);
    sk_bench_key_destroy(next);
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_key_change_finish(journal, NULL), SK_OK);
    sk_journal_destroy(journal);
    assert_int_not_equal(access(next_file, F_OK), 0);
    struct sk_signed_note_key now = key_now();
    assert_true(is_same(&now, &first));

    assert_int_equal(link(key_file, scratch_file("old")), 0);
    change_key();
    struct sk_signed_note_key second = key_now();
    assert_int_equal(rename(key_file, next_file), 0);
    assert_int_equal(rename(scratch_file("old"), key_file), 0);
    journal = open_journal();
    assert_int_equal(sk_key_change_finish(journal, NULL), SK_OK);
    sk_journal_destroy(journal);
    now = key_now();
    assert_true(is_same(&now, &second));
}

/* Somebody removes the key, and a new one is made for the next checkpoint. */
static void a_key_that_was_replaced_without_the_old_one_is_found(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_key_change_begin(journal, NULL), SK_OK);
    assert_int_equal(sk_key_change_begin(journal, NULL), SK_OK); /* at each start; one event */
    sk_journal_destroy(journal);
    expect_sound();
    struct findings findings = verify();
    assert_int_equal(findings.report.events, 1);
    change_key();
    expect_sound();
    assert_int_equal(unlink(scratch_file("state/journal.db.key")), 0);
    (void)key_now();
    findings = verify();
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.texts[0], "replaced without an event"));
    journal = open_journal();
    assert_int_equal(sk_key_change_begin(journal, NULL), SK_OK); /* which does not hide it */
    sk_journal_destroy(journal);
    findings = verify();
    assert_int_equal(findings.count, 1);
}

/* --- of its own accord
 * ---------------------------------------------------------------------------- */

static int whole_ones(const char *text) {
    size_t left = strlen(text);
    int count = 0;
    struct sk_signed_note note;
    struct sk_checkpoint checkpoint;
    while (sk_signed_note_next(&text, &left, &note)) {
        assert_true(sk_checkpoint_read(&note, &checkpoint));
        count++;
    }
    return left == 0 ? count : -1;
}

static void read_checkpoints(char *out, size_t size) {
    FILE *file = fopen(scratch_file("state/journal.db.checkpoints"), "r");
    assert_non_null(file);
    size_t length = fread(out, 1, size - 1, file);
    out[length] = '\0';
    (void)fclose(file);
}

static void write_checkpoint(void) {
    int64_t seq = 0;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = open_journal();
    if (sk_checkpoint_file_append(journal, "Bench 7", RECORDS_WALL_MS, &seq, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    sk_journal_destroy(journal);
}

/* Wherever the power went while the second was written, what follows is whole. */
static void what_a_power_cut_left_half_written_is_taken_off(void **state) {
    (void)state;
    static char one[1024];
    static char two[2048];
    static char text[4096];
    write_checkpoint();
    read_checkpoints(one, sizeof(one));
    assert_int_equal(whole_ones(one), 1);
    write_checkpoint();
    read_checkpoints(two, sizeof(two));
    assert_int_equal(whole_ones(two), 2);
    assert_memory_equal(two, one, strlen(one));
    for (size_t cut = 0; cut <= strlen(two); cut++) {
        assert_int_equal(truncate(scratch_file("state/journal.db.checkpoints"), 0), 0);
        FILE *file = fopen(scratch_file("state/journal.db.checkpoints"), "w");
        assert_non_null(file);
        assert_int_equal(fwrite(two, 1, cut, file), cut);
        assert_int_equal(fclose(file), 0);
        write_checkpoint();
        read_checkpoints(text, sizeof(text));
        int before = cut == strlen(two) ? 2 : cut >= strlen(one) ? 1 : 0;
        assert_int_equal(whole_ones(text), before + 1);
    }
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(who_trusts_one_key_trusts_those_after_and_before_it),
        IN_SCRATCH(a_change_that_one_key_has_not_signed_is_found_and_trusted_by_nobody),
        IN_SCRATCH(a_key_that_was_replaced_without_the_old_one_is_found),
        IN_SCRATCH(a_change_that_was_cut_off_is_forgotten_or_finished),
        IN_SCRATCH(what_a_power_cut_left_half_written_is_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
