/* Cookies, languages, tokens and origins out of header lines. */
#include "check.h"

#include "office/headers.h"

#include <string.h>

static void a_cookie_is_found_whole_or_not_at_all(void **state) {
    (void)state;
    char out[8] = "?";
    assert_true(sk_office_cookie("a=1; sag=abc;b=2", "sag", out, sizeof(out)));
    assert_string_equal(out, "abc");
    assert_true(sk_office_cookie("sag=", "sag", out, sizeof(out)));
    assert_string_equal(out, "");
    assert_false(sk_office_cookie("xsag=1; sagx=2; x=sag=3", "sag", out, sizeof(out)));
    assert_false(sk_office_cookie("sag=12345678", "sag", out, sizeof(out)));
    assert_false(sk_office_cookie("", "sag", out, sizeof(out)));
}

static void a_cookie_that_is_there_twice_is_nobodys(void **state) {
    (void)state;
    char out[8];
    assert_false(sk_office_cookie("sag=a; sag=b", "sag", out, sizeof(out)));
}

static void the_language_that_is_liked_best_is_taken(void **state) {
    (void)state;
    assert_string_equal(sk_office_accept("zh-CN,zh;q=0.9,en;q=0.8"), "zh_CN");
    assert_string_equal(sk_office_accept("fr, de-AT;q=0.5, en;q=0.4"), "de");
    assert_string_equal(sk_office_accept("en;q=0.1 , ja ; q=0.25"), "ja");
    assert_string_equal(sk_office_accept("es;q=0, en;q=0.001"), "en");
    assert_null(sk_office_accept("fr"));
    assert_null(sk_office_accept(""));
    assert_null(sk_office_accept("de;q=0"));
    assert_null(sk_office_accept("C"));
    assert_null(sk_office_accept(";;;,,,q=1"));
}

static void a_token_needs_its_scheme(void **state) {
    (void)state;
    assert_string_equal(sk_office_bearer("Bearer abc"), "abc");
    assert_string_equal(sk_office_bearer("bearer   abc"), "abc");
    assert_null(sk_office_bearer("Basic abc"));
    assert_null(sk_office_bearer(""));
}

static void an_origin_is_ours_by_its_whole_host(void **state) {
    (void)state;
    assert_true(sk_office_is_own_origin("https://office.example:8470", "office.example:8470"));
    assert_false(sk_office_is_own_origin("https://office.example", "office.example:8470"));
    assert_false(sk_office_is_own_origin("https://evil.example", "office.example"));
    assert_false(sk_office_is_own_origin("https://office.example.evil.example", "office.example"));
    assert_false(sk_office_is_own_origin("null", "office.example"));
    assert_false(sk_office_is_own_origin("https://", ""));
}

static void behind_a_proxy_the_last_address_counts(void **state) {
    (void)state;
    char out[64];
    sk_office_forwarded("1.2.3.4, 10.0.0.7", out, sizeof(out));
    assert_string_equal(out, "10.0.0.7");
    sk_office_forwarded("2001:db8::1", out, sizeof(out));
    assert_string_equal(out, "2001:db8::1");
    sk_office_forwarded("1.1.1.1, <script>", out, sizeof(out));
    assert_string_equal(out, "");
    sk_office_forwarded("", out, sizeof(out));
    assert_string_equal(out, "");
}

static void an_address_is_counted_by_whose_it_is(void **state) {
    (void)state;
    static const struct {
        const char *address, *network;
    } rows[] = {
        { "10.0.0.7", "10.0.0.7" },
        { "10.0.0.7:4711", "10.0.0.7" },
        { "::ffff:10.0.0.7", "10.0.0.7" },
        { "2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64" },
        { "2001:db8:0:7:ffff::", "2001:db8:0:7::/64" },
        { "2001:db8:0:8::1", "2001:db8:0:8::/64" },
        { "[2001:db8:0:7::1]:4711", "2001:db8:0:7::/64" },
        { "[2001:db8:0:7::1]", "2001:db8:0:7::/64" },
        { "::1", "::/64" },
        { "", "" },
        { "[", "[" },
        { "[]", "[]" },
        { "1:2:3", "1:2:3" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[64];
        sk_office_network(rows[i].address, out, sizeof(out));
        assert_string_equal(out, rows[i].network);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_cookie_is_found_whole_or_not_at_all),
        SK_TEST(a_cookie_that_is_there_twice_is_nobodys),
        SK_TEST(the_language_that_is_liked_best_is_taken),
        SK_TEST(a_token_needs_its_scheme),
        SK_TEST(an_origin_is_ours_by_its_whole_host),
        SK_TEST(behind_a_proxy_the_last_address_counts),
        SK_TEST(an_address_is_counted_by_whose_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
