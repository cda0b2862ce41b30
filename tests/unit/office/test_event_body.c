/* What a bench hashed, read back; and in words. */
#include "event_bytes.h"

#include "journal/chain.h"
#include "office/event_body.h"
#include "office/event_words.h"

static struct sk_event_row make_row(void) {
    struct sk_event_row row;
    memset(&row, 0, sizeof(row));
    set_number(&row, SK_COLUMN_SEQ, 42);
    set_number(&row, SK_COLUMN_PAIR, 7);
    set_text(&row, SK_COLUMN_EVENT, "settled");
    set_number(&row, SK_COLUMN_WALL_MS, INT64_C(1767600550000));
    set_number(&row, SK_COLUMN_JUMP_MS, -3600000);
    set_text(&row, SK_COLUMN_RESULT, "bound");
    set_text(&row, SK_COLUMN_NOTE, "");
    set_number(&row, SK_COLUMN_FORM, 2);
    return row;
}

static void an_event_of_either_form_is_read_as_it_was_written(void **state) {
    (void)state;
    struct sk_event_row row = make_row();
    struct sk_event_row got;
    struct event_bytes bytes;
    char text[64];
    for (int form = 1; form <= 2; form++) {
        set_number(&row, SK_COLUMN_FORM, form);
        put_event(&bytes, &row, form == 1 ? SK_COLUMN_FORM : SK_COLUMN_COUNT);
        assert_true(sk_office_event_read(bytes.data, bytes.length, &got));
        assert_int_equal(sk_office_event_number(&got, SK_COLUMN_SEQ), 42);
        assert_int_equal(sk_office_event_number(&got, SK_COLUMN_JUMP_MS), -3600000);
        assert_int_equal(sk_office_event_number(&got, SK_COLUMN_FORM), form);
        assert_string_equal(sk_office_event_text(&got, SK_COLUMN_EVENT, text, sizeof(text)),
                            "settled");
        assert_int_equal(got.values[SK_COLUMN_NOTE].type, SK_VALUE_TEXT);
        assert_int_equal(got.values[SK_COLUMN_OPERATOR].type, SK_VALUE_NULL);
    }
}

/* The encoder above is this test's own: here it is held against the one that hashes. */
static void the_bytes_are_those_that_the_journal_hashes(void **state) {
    (void)state;
    static const uint8_t previous[SK_CHAIN_SIZE] = { 1, 2, 3 };
    struct sk_event_row row = make_row();
    struct event_bytes bytes;
    struct sk_chain *chain = NULL;
    uint8_t by_row[SK_CHAIN_SIZE];
    uint8_t by_bytes[SK_CHAIN_SIZE];
    char both[SK_CHAIN_SIZE + sizeof(bytes.data)];
    put_event(&bytes, &row, SK_COLUMN_COUNT);
    assert_int_equal(sk_chain_create(&chain), SK_OK);
    assert_int_equal(sk_chain_link(chain, previous, &row, by_row), SK_OK);
    memcpy(both, previous, SK_CHAIN_SIZE);
    memcpy(both + SK_CHAIN_SIZE, bytes.data, bytes.length);
    assert_int_equal(sk_chain_text(chain, both, SK_CHAIN_SIZE + bytes.length, by_bytes), SK_OK);
    assert_memory_equal(by_row, by_bytes, SK_CHAIN_SIZE);
    sk_chain_destroy(chain);
}

static void bytes_that_are_cut_or_too_long_are_no_event(void **state) {
    (void)state;
    struct sk_event_row row = make_row();
    struct sk_event_row got;
    struct event_bytes bytes;
    put_event(&bytes, &row, SK_COLUMN_COUNT);
    for (size_t length = 0; length < bytes.length; length++) {
        uint8_t *copy = malloc(length + 1); /* one byte too many is seen */
        assert_non_null(copy);
        memcpy(copy, bytes.data, length);
        size_t of_form_1 = 0;
        struct event_bytes first;
        put_event(&first, &row, SK_COLUMN_FORM);
        of_form_1 = first.length;
        assert_int_equal(sk_office_event_read(copy, length, &got), length == of_form_1);
        free(copy);
    }
    bytes.data[bytes.length++] = 'n';
    assert_false(sk_office_event_read(bytes.data, bytes.length, &got));
    bytes.data[0] = 'x';
    assert_false(sk_office_event_read(bytes.data, bytes.length - 1, &got));
}

static void a_length_beyond_the_end_is_refused(void **state) {
    (void)state;
    static const uint8_t bytes[] = { 't', 0xFF, 0xFF, 0xFF, 0xFF, 'a' };
    struct sk_event_row got;
    assert_false(sk_office_event_read(bytes, sizeof(bytes), &got));
}

static void a_long_text_is_cut_between_characters(void **state) {
    (void)state;
    struct sk_event_row row = make_row();
    char out[6];
    set_text(&row, SK_COLUMN_NOTE, "abc\xC3\xA9\xC3\xA9");
    assert_string_equal(sk_office_event_text(&row, SK_COLUMN_NOTE, out, sizeof(out)),
                        "abc\xC3\xA9");
}

static void events_are_told_in_the_words_of_the_bench(void **state) {
    (void)state;
    struct sk_event_row row = make_row();
    char words[256];
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "The cloud bound it.");
    set_text(&row, SK_COLUMN_EVENT, "intent");
    set_number(&row, SK_COLUMN_PERSON, 123);
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "Scanned by #123.");
    sk_office_event_words(&row, "Li %s %n", words, sizeof(words));
    assert_string_equal(words, "Scanned by Li %s %n.");
    set_text(&row, SK_COLUMN_EVENT, "settled");
    set_text(&row, SK_COLUMN_RESULT, "refused");
    set_text(&row, SK_COLUMN_CODE, "guard.reuse");
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "The kiosk refused it: Bound before");
    set_text(&row, SK_COLUMN_CODE, "");
    set_text(&row, SK_COLUMN_EVENT, "scan");
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "A control card; it was carried out.");
    set_text(&row, SK_COLUMN_EVENT, "wrong-pin");
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "A PIN was wrong.");
    set_text(&row, SK_COLUMN_EVENT, "of-a-later-version");
    sk_office_event_words(&row, "", words, sizeof(words));
    assert_string_equal(words, "Noted in the log.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(an_event_of_either_form_is_read_as_it_was_written),
        SK_TEST(the_bytes_are_those_that_the_journal_hashes),
        SK_TEST(bytes_that_are_cut_or_too_long_are_no_event),
        SK_TEST(a_length_beyond_the_end_is_refused),
        SK_TEST(a_long_text_is_cut_between_characters),
        SK_TEST(events_are_told_in_the_words_of_the_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
