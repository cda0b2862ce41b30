#include "check.h"

#include "journal/trigrams.h"

#include <string.h>

static void expect_match(struct sk_trigrams *trigrams, const char *wanted) {
    char match[SK_TRIGRAMS_MATCH_SIZE];
    sk_trigrams_match(trigrams, match, sizeof(match));
    assert_string_equal(match, wanted);
}

static void short_long_and_foreign_texts_are_not_asked_for(void **state) {
    (void)state;
    struct sk_trigrams trigrams;
    char text[SK_TRIGRAMS_TEXT_MAX + 2];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_false(sk_trigrams_init(&trigrams, "ab"));
    assert_false(sk_trigrams_init(&trigrams, text));
    assert_false(sk_trigrams_init(&trigrams, "ab\xC3\xA4"));
    text[SK_TRIGRAMS_TEXT_MAX] = '\0';
    assert_true(sk_trigrams_init(&trigrams, text));
}

static void what_stands_in_every_label_is_left_out(void **state) {
    (void)state;
    struct sk_trigrams trigrams;
    assert_true(sk_trigrams_init(&trigrams, "SAGE62X0219228471"));
    for (int i = 0; i < 10; i++) {
        char label[32];
        (void)snprintf(label, sizeof(label), "sage62x021922%04d", i * 7);
        sk_trigrams_look_at(&trigrams, label);
    }
    expect_match(&trigrams, "\"471\" AND \"228\"");
}

static void at_least_one_run_is_asked_for_however_common(void **state) {
    (void)state;
    struct sk_trigrams trigrams;
    assert_true(sk_trigrams_init(&trigrams, "sage"));
    sk_trigrams_look_at(&trigrams, "sage62x0219220001");
    expect_match(&trigrams, "\"age\"");
}

static void runs_are_apart_and_at_most_three(void **state) {
    (void)state;
    struct sk_trigrams trigrams;
    assert_true(sk_trigrams_init(&trigrams, "123456789012"));
    expect_match(&trigrams, "\"012\" AND \"789\" AND \"456\"");
}

static void a_repeat_is_a_run_of_its_own(void **state) {
    (void)state;
    char text[SK_TRIGRAMS_INDEXED_SIZE];
    struct sk_trigrams trigrams;
    char match[SK_TRIGRAMS_MATCH_SIZE];
    sk_trigrams_indexed("sage62x0009999123", text, sizeof(text));
    assert_string_equal(text, "sage62x0009999123\x01"
                              "9%");
    sk_trigrams_indexed("00001111", text, sizeof(text));
    assert_string_equal(text, "00001111\x01"
                              "0%\x01"
                              "1%");
    sk_trigrams_indexed("abc", text, sizeof(text));
    assert_string_equal(text, "abc");
    assert_true(sk_trigrams_init(&trigrams, "x9999999"));
    sk_trigrams_look_at(&trigrams, "sage62x0219220001");
    sk_trigrams_match(&trigrams, match, sizeof(match));
    assert_memory_equal(match,
                        "(\"\x01"
                        "9(\" OR \"\x01"
                        "9)\" OR ",
                        19);
    assert_non_null(strstr(match, "9]\")")); /* up to the longest */
    assert_true(sk_trigrams_init(&trigrams, "0000"));
    for (int i = 0; i < 4; i++) { /* what most labels have does not help */
        sk_trigrams_look_at(&trigrams, "sage62x0000000001");
    }
    expect_match(&trigrams, "\"000\"");
}

static void the_longest_repeat_has_room(void **state) {
    (void)state;
    char label[SK_TRIGRAMS_TEXT_MAX + 1];
    char text[SK_TRIGRAMS_INDEXED_SIZE];
    char match[SK_TRIGRAMS_MATCH_SIZE];
    struct sk_trigrams trigrams;
    for (size_t length = 3; length < sizeof(label); length++) {
        memset(label, '"', length);
        label[length] = '\0';
        sk_trigrams_indexed(label, text, sizeof(text));
        assert_true(strlen(text) < sizeof(text));
        assert_true(sk_trigrams_init(&trigrams, label));
        sk_trigrams_match(&trigrams, match, sizeof(match));
        assert_true(strlen(match) < sizeof(match) - 1);
        assert_int_equal(match[strlen(match) - 1], length < 4 ? '"' : ')');
    }
}

static void quotes_stay_quotes(void **state) {
    (void)state;
    struct sk_trigrams trigrams;
    assert_true(sk_trigrams_init(&trigrams, "a\"b"));
    expect_match(&trigrams, "\"a\"\"b\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(short_long_and_foreign_texts_are_not_asked_for),
        SK_TEST(what_stands_in_every_label_is_left_out),
        SK_TEST(at_least_one_run_is_asked_for_however_common),
        SK_TEST(runs_are_apart_and_at_most_three),
        SK_TEST(a_repeat_is_a_run_of_its_own),
        SK_TEST(the_longest_repeat_has_room),
        SK_TEST(quotes_stay_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
