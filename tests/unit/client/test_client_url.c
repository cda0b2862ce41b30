/* What may stand in a URL, and what is cut out of one before anybody reads it. */
#include "client/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void expect_proxy(const char *proxy, const char *words) {
    char text[SAG_TEXT_SIZE] = "";
    enum sag_err err = sag_proxy_check(proxy, text);
    assert_int_equal(err, words ? SAG_ERR_CONFIG : SAG_OK);
    if (words && !strstr(text, words)) {
        print_error("'%s': %s\n", proxy, text);
    }
    assert_true(!words || strstr(text, words));
    assert_null(strstr(text, "zap"));
    assert_null(strstr(text, "wink"));
    assert_null(strstr(text, "user:"));
}

static void a_password_that_ends_elsewhere_is_refused_with_the_way_to_write_it(void **state) {
    (void)state;
    expect_proxy("http://user:zap@wink@127.0.0.1:9", "write @ as %40");
    expect_proxy("http://user:zap#wink@127.0.0.1:9", "write # as %23");
    expect_proxy("http://user:zap/wink@127.0.0.1:9", "write / as %2F");
    expect_proxy("http://user:zap?wink@127.0.0.1:9", "write ? as %3F");
    expect_proxy("socks5h://user:zap[wink@127.0.0.1:9", "write [ as %5B");
    expect_proxy("http://user:zap wink@127.0.0.1:9", "as %20");
    expect_proxy("http://user:zap%wink@127.0.0.1:9", "write % as %25");
    expect_proxy("http://user:z\xC3\xA4p@127.0.0.1:9", "as %C3");
    expect_proxy("http://user:zap%40wink@127.0.0.1:9", NULL);
    expect_proxy("http://user:pa:ss@[::1]:9", NULL);
    expect_proxy("http://127.0.0.1", NULL);
    expect_proxy("", NULL);
}

static void a_port_or_host_that_cannot_be_is_refused(void **state) {
    (void)state;
    expect_proxy("http://user:zap@127.0.0.1:99999", "port from 1 to 65535");
    expect_proxy("http://user:zap@127.0.0.1:0", "port from 1 to 65535");
    expect_proxy("http://user:zap@127.0.0.1:", "port from 1 to 65535");
    expect_proxy("http://user:zap@::1:9", "holds no host name");
    expect_proxy("http://user:zap@", "holds no host name");
    expect_proxy("http://:9", "holds no host name");
    expect_proxy("ftp://user:zap@127.0.0.1", "begins with http://");
    expect_proxy("user:zap@127.0.0.1:9", "begins with http://");
}

static void the_proxy_of_the_environment_is_looked_at_too(void **state) {
    (void)state;
    unsetenv("https_proxy");
    unsetenv("HTTPS_PROXY");
    unsetenv("all_proxy");
    unsetenv("ALL_PROXY");
    expect_proxy("env", NULL);
    setenv("https_proxy", "http://user:zap@wink@127.0.0.1:9", 1);
    expect_proxy("env", "https_proxy: ");
    expect_proxy("env", "write @ as %40");
    setenv("https_proxy", "user:zap#wink@127.0.0.1:9", 1);
    expect_proxy("env", "write # as %23");
    setenv("https_proxy", "127.0.0.1:9", 1);
    expect_proxy("env", NULL);
    unsetenv("https_proxy");
}

static void user_password_and_query_are_cut_out_of_every_url(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        { "no url: at all @ here?", "no url: at all @ here?" },
        { "http://u:p@h:1/x?y=z#f", "http://h:1/x" },
        { "'http://u:p@q@h' and \"https://h/?a\" too", "'http://h' and \"https://h/\" too" },
        { "a socks5://u:p/x?@h b http://h/p b", "a socks5://h b http://h/p b" },
        { "://", "://" },
        { "x://@", "x://" },
        { "x://a@b://c@d?e", "x://d" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[128];
        strcpy(text, cases[i][0]);
        sag_url_cut_all(text);
        assert_string_equal(text, cases[i][1]);
    }
}

static void of_a_url_only_what_is_no_secret_is_shown(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        { "https://host:8443/path", "https://host:8443/path" },
        { "https://host/?token=secret", "https://host/" },
        { "https://host/#secret", "https://host/" },
        { "http://user:secret@host", "http://***" },
        { "http://user:p@secret@host/", "http://***" },
        { "http://user:p/secret@host/", "http://***" },
        { "https://host/?a=b@secret", "https://***" },
        { "user:secret@host", "***" },
        { "user:secret@http://host", "***" },
        { "", "" },
    };
    char out[64];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        sag_url_clean(out, sizeof(out), cases[i][0]);
        assert_string_equal(out, cases[i][1]);
        assert_null(strstr(out, "secret"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_that_ends_elsewhere_is_refused_with_the_way_to_write_it),
        cmocka_unit_test(a_port_or_host_that_cannot_be_is_refused),
        cmocka_unit_test(the_proxy_of_the_environment_is_looked_at_too),
        cmocka_unit_test(user_password_and_query_are_cut_out_of_every_url),
        cmocka_unit_test(of_a_url_only_what_is_no_secret_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
