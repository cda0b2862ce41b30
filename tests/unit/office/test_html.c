/* Nothing of a value is markup. */
#include "check.h"

#include "office/html.h"

#include <string.h>

static void expect(const char *text, size_t length, const char *wanted) {
    struct sk_buf out = SK_BUF_INIT(4096);
    assert_int_equal(sk_office_escape(&out, text, length), SK_OK);
    assert_string_equal(out.data ? out.data : "", wanted);
    sk_buf_finish(&out);
}

static void a_text_has_no_markup(void **state) {
    (void)state;
    expect("<script>alert(\"x\")</script>", 27,
           "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect("it's & \xE4\xB8\xAD", 10, "it&#39;s &amp; \xE4\xB8\xAD");
    expect("", 0, "");
}

static void what_is_no_character_is_replaced(void **state) {
    (void)state;
    expect("a\0b", 3,
           "a\xEF\xBF\xBD"
           "b");
    expect("\xFFx", 2, "\xEF\xBF\xBDx");
    expect("\xC3", 1, "\xEF\xBF\xBD");
    expect("a\tb\n\x1B", 5, "a\tb\n\xEF\xBF\xBD");
}

static void values_of_a_format_are_escaped_and_its_letters_are_not(void **state) {
    (void)state;
    struct sk_buf out = SK_BUF_INIT(4096);
    struct sk_office_html html = { .out = &out };
    sk_office_html(&html, "<a href=\"%s\">%s</a> %d %lld %zu 5%%", "\"><b>", "%s<", -1, 7LL,
                   (size_t)8);
    assert_int_equal(html.err, SK_OK);
    assert_string_equal(out.data, "<a href=\"&quot;&gt;&lt;b&gt;\">%s&lt;</a> -1 7 8 5%");
    sk_buf_finish(&out);
}

static void a_part_of_an_address_is_only_that_part(void **state) {
    (void)state;
    struct sk_buf out = SK_BUF_INIT(4096);
    assert_int_equal(sk_office_escape_part(&out, "a&b=c/\"<\xC3\xA9 ~"), SK_OK);
    assert_string_equal(out.data, "a%26b%3Dc%2F%22%3C%C3%A9%20~");
    sk_buf_finish(&out);
}

static void after_a_failure_nothing_is_written(void **state) {
    (void)state;
    struct sk_buf out = SK_BUF_INIT(8);
    struct sk_office_html html = { .out = &out };
    sk_office_html(&html, "%s", "more than eight");
    assert_int_equal(html.err, SK_ERR_FULL);
    sk_office_html(&html, "x");
    assert_int_equal(out.length, 0);
    sk_buf_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_text_has_no_markup),
        SK_TEST(what_is_no_character_is_replaced),
        SK_TEST(values_of_a_format_are_escaped_and_its_letters_are_not),
        SK_TEST(a_part_of_an_address_is_only_that_part),
        SK_TEST(after_a_failure_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
