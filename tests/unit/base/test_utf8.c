#include "check.h"

#include "base/utf8.h"

#include <string.h>

static void expect_printable(const char *in, size_t length, const char *expected) {
    char out[256];
    bool cut = true;
    size_t written = sk_utf8_printable(in, length, out, sizeof(out), &cut);
    assert_string_equal(out, expected);
    assert_int_equal(written, strlen(expected));
    assert_false(cut);
}

static void what_can_be_printed_stays_as_it_is(void **state) {
    (void)state;
    expect_printable("sage62x0219220001", 17, "sage62x0219220001");
    expect_printable("设备 ü €😀", strlen("设备 ü €😀"), "设备 ü €😀");
}

static void control_characters_become_visible(void **state) {
    (void)state;
    expect_printable("a\x1b[31m\x00z", 8, "a\\x1B[31m\\x00z");
    expect_printable("\x7f", 1, "\\x7F");
    expect_printable("\xc2\x9b", 2, "\\xC2\\x9B"); /* C1: a terminal's CSI */
}

static void a_backslash_is_doubled_so_that_escapes_are_unambiguous(void **state) {
    (void)state;
    expect_printable("\\x00", 4, "\\\\x00");
}

static void invalid_sequences_become_bytes(void **state) {
    (void)state;
    expect_printable("\xff", 1, "\\xFF");
    expect_printable("\xc0\xaf", 2, "\\xC0\\xAF");                   /* over-long */
    expect_printable("\xed\xa0\x80", 3, "\\xED\\xA0\\x80");          /* a surrogate */
    expect_printable("\xf4\x90\x80\x80", 4, "\\xF4\\x90\\x80\\x80"); /* above U+10FFFF */
    expect_printable("a\xe2\x82", 3, "a\\xE2\\x82");                 /* ends too early */
}

static void text_that_reorders_what_is_around_it_is_made_visible(void **state) {
    (void)state;
    expect_printable("a\xe2\x80\xae"
                     "b",
                     5,
                     "a\\xE2\\x80\\xAE"
                     "b"); /* U+202E */
}

static void what_is_not_seen_or_looks_like_ascii_is_shown_by_its_code_in_a_label(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        { "sag\u200be62x", "sag<U+200B>e62x" },
        { "s\u0430ge62", "s<U+0430>ge62" },
        { "sag\u2011demo", "sag<U+2011>demo" },
        { "\uff53ag", "<U+FF53>ag" },
        { "s\U0001d5baz", "s<U+1D5BA>z" },
        { "a\u00a0b", "a<U+00A0>b" },
        { "a\U000e0041", "a<U+E0041>" },
        { "sag\ufeff", "sag<U+FEFF>" },
        { "序列号 Größe é", "序列号 Größe é" },
        { "a\x1b[31m", "a\\x1B[31m" },
        { "sage62x0219220001", "sage62x0219220001" },
        { "<U+200B>", "<U+200B>" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[64];
        bool cut = true;
        size_t written = sk_utf8_label(cases[i][0], strlen(cases[i][0]), out, sizeof(out), &cut);
        assert_string_equal(out, cases[i][1]);
        assert_int_equal(written, strlen(out));
        assert_false(cut);
    }
}

static void what_does_not_fit_is_cut_before_a_sequence(void **state) {
    (void)state;
    char out[4];
    bool cut = false;
    size_t written = sk_utf8_printable("ab\xe2\x82\xac", 5, out, sizeof(out), &cut);
    assert_int_equal(written, 2);
    assert_string_equal(out, "ab");
    assert_true(cut);
}

static void a_cut_never_splits_a_sequence(void **state) {
    (void)state;
    const char *text = "a€b";
    assert_int_equal(sk_utf8_cut(text, 1), 1);
    assert_int_equal(sk_utf8_cut(text, 2), 1);
    assert_int_equal(sk_utf8_cut(text, 3), 1);
    assert_int_equal(sk_utf8_cut(text, 4), 4);
    assert_int_equal(sk_utf8_cut(text, 5), 5);
    assert_int_equal(sk_utf8_cut(text, 0), 0);
}

static void what_is_printable_is_known_without_writing_it(void **state) {
    (void)state;
    assert_true(sk_utf8_is_printable("", 0));
    assert_true(sk_utf8_is_printable("^a\\.b$ \xE7\xBA\xA2", 10));
    assert_false(sk_utf8_is_printable("a\0b", 3));
    assert_false(sk_utf8_is_printable("a\x1B", 2));
    assert_false(sk_utf8_is_printable("a\xFF", 2));
    assert_false(sk_utf8_is_printable("\xE2\x80\xAE", 3)); /* turns the direction */
    assert_false(sk_utf8_is_printable("\xE7\xBA\xA2", 2)); /* half a character */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_can_be_printed_stays_as_it_is),
        SK_TEST(control_characters_become_visible),
        SK_TEST(a_backslash_is_doubled_so_that_escapes_are_unambiguous),
        SK_TEST(invalid_sequences_become_bytes),
        SK_TEST(text_that_reorders_what_is_around_it_is_made_visible),
        SK_TEST(what_is_not_seen_or_looks_like_ascii_is_shown_by_its_code_in_a_label),
        SK_TEST(what_does_not_fit_is_cut_before_a_sequence),
        SK_TEST(a_cut_never_splits_a_sequence),
        SK_TEST(what_is_printable_is_known_without_writing_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
