#include "check.h"

#include "base/json.h"

#include <string.h>

static void expect(const char *text, size_t length, const char *json) {
    struct sk_buf out = SK_BUF_INIT(1024);
    assert_int_equal(sk_json_add(&out, text, length), SK_OK);
    assert_string_equal(out.data, json);
    sk_buf_finish(&out);
}

static void plain_text_is_only_quoted(void **state) {
    (void)state;
    expect("", 0, "\"\"");
    expect("sag-1 /x", 8, "\"sag-1 /x\"");
}

static void quotes_backslashes_and_controls_are_escaped(void **state) {
    (void)state;
    expect("a\"b\\c\n\x01\x7f", 8, "\"a\\\"b\\\\c\\u000a\\u0001\\u007f\"");
    expect("a\0b", 3, "\"a\\u0000b\"");
}

static void utf8_stays_and_broken_bytes_become_the_replacement(void **state) {
    (void)state;
    expect("\xE7\xBB\x91", 3, "\"\xE7\xBB\x91\"");
    expect("a\xFFz\xE7\xBB", 5, "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(plain_text_is_only_quoted),
        SK_TEST(quotes_backslashes_and_controls_are_escaped),
        SK_TEST(utf8_stays_and_broken_bytes_become_the_replacement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
