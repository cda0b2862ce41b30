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
        SK_TEST(quotes_stay_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
