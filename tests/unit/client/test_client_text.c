#include "client/redact.h"
#include "client/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void utf8_is_valid_only_in_its_shortest_form(void **state) {
    (void)state;
    static const char *const good[] = { "",
                                        "a",
                                        "\xC2\x80",
                                        "\xE5\xBA\x8F",
                                        "\xF0\x9F\x93\xA6",
                                        "\xED\x9F\xBF",
                                        "\xEE\x80\x80",
                                        "\xF4\x8F\xBF\xBF" };
    static const char *const bad[] = { "\x80",
                                       "\xC0\x80",
                                       "\xC1\xBF",
                                       "\xE0\x80\x80",
                                       "\xED\xA0\x80",
                                       "\xF0\x80\x80\x80",
                                       "\xF5\x80\x80\x80",
                                       "\xF4\x90\x80\x80",
                                       "\xE5\xBA",
                                       "\xC2",
                                       "a\xFF",
                                       "\xE5\x41\x8F" };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(sag_utf8_valid(good[i], strlen(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(sag_utf8_valid(bad[i], strlen(bad[i])));
    }
}

static void a_text_is_cleaned_and_cut_at_a_character(void **state) {
    (void)state;
    char out[8];
    sag_text_clean(out, sizeof(out), "a\x1b\x7f\xFF", 4);
    assert_string_equal(out, "a  ?");
    sag_text_clean(out, sizeof(out), "abcdef\xE5\xBA\x8F", 9);
    assert_string_equal(out, "abcdef");
    sag_text_clean(out, sizeof(out), "abcd\xE5\xBA\x8F", 7);
    assert_string_equal(out, "abcd\xE5\xBA\x8F");
    sag_text_clean(out, 1, "abc", 3);
    assert_string_equal(out, "");
}

static void times_are_written_and_read_back(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T00:00:00Z" },
        { 951782400000, "2000-02-29T00:00:00Z" },
        { 1767600550000, "2026-01-05T08:09:10Z" },
        { 4107542399000, "2100-02-28T23:59:59Z" },
        { 253402300799000, "9999-12-31T23:59:59Z" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[SAG_TIME_SIZE];
        int64_t ms = -1;
        assert_true(sag_time_format(cases[i].ms + 999, text));
        assert_string_equal(text, cases[i].text);
        assert_true(sag_time_parse(text, &ms));
        assert_true(ms == cases[i].ms);
    }
    char text[SAG_TIME_SIZE];
    assert_false(sag_time_format(-1, text));
    assert_false(sag_time_format(253402300800000, text));
}

static void a_time_of_another_form_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-01-05T08:09:10",
        "2026-01-05 08:09:10Z",
        "2026-13-05T08:09:10Z",
        "2026-00-05T08:09:10Z",
        "2026-02-29T08:09:10Z",
        "2100-02-29T08:09:10Z",
        "2026-01-05T24:09:10Z",
        "2026-01-05T08:60:10Z",
        "2026-01-05T08:09:61Z",
        "1969-12-31T23:59:59Z",
        "2026-01-05T08:09:1+Z",
        "2026-01-05T08:09:10Z ",
    };
    int64_t ms = 42;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(sag_time_parse(bad[i], &ms));
    }
    assert_int_equal(ms, 42);
}

static bool http_date(const char *text, int64_t *out) {
    return sag_http_date_parse(text, strlen(text), out);
}

static void an_http_date_is_read_strictly(void **state) {
    (void)state;
    int64_t ms = 0;
    assert_true(http_date("Sun, 06 Nov 1994 08:49:37 GMT", &ms));
    assert_true(ms == 784111777000);
    assert_true(http_date("Mon, 05 Jan 2026 08:09:10 GMT", &ms));
    assert_true(ms == 1767600550000);
    static const char *const bad[] = {
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "",
        "Sun, 06 Nov -994 08:49:37 GMT",
    };
    ms = 42;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(http_date(bad[i], &ms));
    }
    assert_int_equal(ms, 42);
}

static void numbers_stop_at_their_limit(void **state) {
    (void)state;
    int64_t out = -1;
    assert_true(sag_number_parse("9223372036854775807", 19, INT64_MAX, &out));
    assert_true(out == INT64_MAX);
    assert_false(sag_number_parse("9223372036854775808", 19, INT64_MAX, &out));
    assert_true(sag_number_parse("0", 1, 0, &out));
    assert_int_equal(out, 0);
    assert_false(sag_number_parse("1", 1, 0, &out));
    assert_false(sag_number_parse("", 0, 10, &out));
    assert_false(sag_number_parse("-1", 2, 10, &out));
    assert_false(sag_number_parse("1 ", 2, 10, &out));
    assert_int_equal(out, 0);
}

/* --- redaction ---------------------------------------------------------------------------- */

static const char *const names[] = { "SecretKey", "token", NULL };

static void redact(const char *json, struct sag_buf *out) {
    sag_buf_init(out, 4096);
    assert_true(sag_redact(out, json, strlen(json), names));
}

static void secrets_are_replaced_by_their_place(void **state) {
    (void)state;
    const char *json = "{\"a\":\"keep\",\"SecretKey\" : \"hide\\n\",\"b\":\"SecretKey\"}";
    struct sag_buf out, value;
    redact(json, &out);
    assert_string_equal(sag_buf_text(&out),
                        "{\"a\":\"keep\",\"SecretKey\" : \"@27+6\",\"b\":\"SecretKey\"}");
    sag_buf_init_secret(&value, 100);
    assert_true(sag_redact_resolve(&value, json, strlen(json), "@27+6"));
    assert_string_equal(sag_buf_text(&value), "hide\n");
    sag_buf_finish(&value);
    sag_buf_finish(&out);
}

static void a_secret_cannot_hide_in_spelling_or_nesting(void **state) {
    (void)state;
    static const char *const cases[] = {
        "{\"Secret\\u004bey\":\"hidden\"}",
        "{\"SECRETKEY\":\"hidden\"}",
        "{\"SecretKey\":[\"hidden\",{\"x\":[\"hidden\"]},\"hidden\"],\"b\":\"seen\"}",
        "{\"SecretKey\":{\"x\":{\"y\":\"hidden\"},\"z\":\"hidden\"},\"b\":\"seen\"}",
        "{\"o\":{\"SecretKey\":\"hidden\"},\"b\":\"seen\"}",
        "[{\"token\":\"hidden\"},\"seen\"]",
        "{\"token\":\"hidden",
        "{\"token\"\n:\t\"hidden\\\"hidden\"}",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sag_buf out;
        redact(cases[i], &out);
        assert_null(strstr(sag_buf_text(&out), "hidden"));
        if (strstr(cases[i], "seen")) {
            assert_non_null(strstr(sag_buf_text(&out), "\"seen\""));
        }
        sag_buf_finish(&out);
    }
}

static void escapes_are_undone_as_json_says(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *text;
    } good[] = {
        { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
        { "\\u0041\\u00e9\\u5e8f\\ud83d\\udce6", "A\xC3\xA9\xE5\xBA\x8F\xF0\x9F\x93\xA6" },
        { "", "" },
    };
    static const char *const bad[] = { "\\",      "\\x",     "\\u12",    "\\u000",
                                       "\\u0000", "\\ud83d", "\\ud83dx", "\\ud83d\\u0041",
                                       "\\udce6", "\\u00g0" };
    struct sag_buf out;
    char reference[32];
    sag_buf_init(&out, 100);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        snprintf(reference, sizeof(reference), "@0+%zu", strlen(good[i].raw));
        assert_true(sag_redact_resolve(&out, good[i].raw, strlen(good[i].raw), reference));
        assert_string_equal(sag_buf_text(&out), good[i].text);
        sag_buf_finish(&out);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(reference, sizeof(reference), "@0+%zu", strlen(bad[i]));
        assert_false(sag_redact_resolve(&out, bad[i], strlen(bad[i]), reference));
        sag_buf_finish(&out);
    }
    static const char *const none[] = { "",     "plain", "@",    "@1",   "@1+",
                                        "@0+6", "@6+0",  "@1+5", "@-1+1" };
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        assert_false(sag_redact_resolve(&out, "12345", 5, none[i]));
        sag_buf_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_valid_only_in_its_shortest_form),
        cmocka_unit_test(a_text_is_cleaned_and_cut_at_a_character),
        cmocka_unit_test(times_are_written_and_read_back),
        cmocka_unit_test(a_time_of_another_form_is_refused),
        cmocka_unit_test(an_http_date_is_read_strictly),
        cmocka_unit_test(numbers_stop_at_their_limit),
        cmocka_unit_test(secrets_are_replaced_by_their_place),
        cmocka_unit_test(a_secret_cannot_hide_in_spelling_or_nesting),
        cmocka_unit_test(escapes_are_undone_as_json_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
