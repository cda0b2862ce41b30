/* What the log knows of a pair's label, and which pairs need somebody for it. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/label_note.h"
#include "journal/search.h"

#include <string.h>

static void note_as(struct sk_journal *journal, int64_t pair, enum sk_event event,
                    const char *code) {
    const struct sk_label_note what = { .event = event,
                                        .code = code,
                                        .pair = pair,
                                        .note = "P",
                                        .who = "",
                                        .wall_ms = RECORDS_WALL_MS + 9000,
                                        .at = 9000 };
    assert_int_equal(sk_label_note(journal, &what, NULL), SK_OK);
}

static enum sk_label_standing standing(struct sk_journal *journal, int64_t pair) {
    enum sk_label_standing out = SK_LABEL_SETTLED;
    assert_int_equal(sk_label_standing(journal, pair, 2 * pair, &out, NULL), SK_OK);
    return out;
}

static void add_number(void *data, const struct sk_stored_pair *pair) {
    char *text = data;
    size_t length = strlen(text);
    (void)snprintf(text + length, 64 - length, "%d%s ", (int)pair->pair.number,
                   pair->is_unprinted ? "?" : "");
}

static void expect_open(struct sk_journal *journal, const char *numbers) {
    char found[64] = "";
    const struct sk_filter open = { .open = true };
    assert_int_equal(sk_journal_search(journal, &open, 10, add_number, found, NULL), SK_OK);
    assert_string_equal(found, numbers);
}

static void the_last_note_says_how_a_label_stands(void **state) {
    (void)state;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    assert_int_equal(standing(journal, 1), SK_LABEL_NEW);
    note_as(journal, 1, SK_EVENT_LABEL, SK_LABEL_BEGUN);
    note_as(journal, 2, SK_EVENT_LABEL, SK_LABEL_BEGUN);
    assert_int_equal(standing(journal, 1), SK_LABEL_OPEN);
    note_as(journal, 1, SK_EVENT_LABEL, SK_LABEL_PRINTED);
    note_as(journal, 2, SK_EVENT_LABEL, SK_LABEL_NOT_PRINTED);
    assert_int_equal(standing(journal, 1), SK_LABEL_SETTLED);
    assert_int_equal(standing(journal, 2), SK_LABEL_NEW);
    note_as(journal, 3, SK_EVENT_LABEL_DOUBT, "");
    assert_int_equal(standing(journal, 3), SK_LABEL_SETTLED);
    sk_journal_destroy(journal);
    expect_sound();
}

static void a_label_in_doubt_needs_somebody_until_it_is_printed_again(void **state) {
    (void)state;
    bool is_in_doubt = false;
    struct sk_journal *journal = open_journal();
    write_pairs(journal, 1, 3);
    expect_open(journal, "");
    note_as(journal, 2, SK_EVENT_LABEL_DOUBT, "");
    note_as(journal, 3, SK_EVENT_LABEL_DOUBT, "");
    expect_open(journal, "3? 2? ");
    assert_int_equal(sk_label_is_in_doubt(journal, 2, &is_in_doubt, NULL), SK_OK);
    assert_true(is_in_doubt);
    note_as(journal, 2, SK_EVENT_LABEL_AGAIN, "");
    expect_open(journal, "3? ");
    assert_int_equal(sk_label_is_in_doubt(journal, 2, &is_in_doubt, NULL), SK_OK);
    assert_false(is_in_doubt);
    sk_journal_destroy(journal);
    expect_sound();
}

static void notes_go_in_beside_a_kiosk_that_writes(void **state) {
    (void)state;
    struct sk_journal *kiosk = open_journal();
    write_pairs(kiosk, 1, 1);
    struct sk_journal *printer = open_as(SK_JOURNAL_NOTE);
    note_as(printer, 1, SK_EVENT_LABEL, SK_LABEL_BEGUN);
    write_pairs(kiosk, 2, 1);
    note_as(printer, 1, SK_EVENT_LABEL, SK_LABEL_PRINTED);
    sk_journal_destroy(printer);
    sk_journal_destroy(kiosk);
    expect_sound();
}

#define IN_RECORDS(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(the_last_note_says_how_a_label_stands),
        IN_RECORDS(a_label_in_doubt_needs_somebody_until_it_is_printed_again),
        IN_RECORDS(notes_go_in_beside_a_kiosk_that_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
