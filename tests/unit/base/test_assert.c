#include "death.h"

#include "base/assert.h"

static int three = 3;

static void keep(void) {
    SK_ASSERT(three == 3);
    SK_ASSERT(three);
}

enum { BROKEN_AT = __LINE__ + 3 };

static void break_one(void) {
    SK_ASSERT(three < 3);
}

static void leave_a_switch(void) {
    SK_UNREACHABLE("enum of three");
}

static void look_behind_a_table(void) {
    static const char *const words[] = { "none", "one", "two" };
    (void)puts(SK_AT(words, three));
}

static void look_before_a_table(void) {
    static const char *const words[] = { "none", "one" };
    (void)puts(SK_AT(words, three - 4));
}

static void break_a_long_one(void) {
    static char promise[5000];
    memset(promise, 'x', sizeof(promise) - 1);
    sk_assert_failed(promise, "file.c", 1234567);
}

static void a_kept_promise_changes_nothing(void **state) {
    (void)state;
    keep();
}

static void a_broken_promise_says_version_file_line_and_expression_and_aborts(void **state) {
    (void)state;
    char said[2048];
    char expected[256];
    die_in(break_one, said, sizeof(said));
    (void)snprintf(expected, sizeof(expected), "sag-kiosk %s: %s:%d: broken promise: three < 3\n",
                   SK_VERSION, __FILE__, BROKEN_AT);
    assert_string_equal(said, expected);
    expect_broken(leave_a_switch, "no such enum of three");
    expect_broken(look_behind_a_table, "words[three]");
    expect_broken(look_before_a_table, "words[three - 4]");
}

static void a_promise_that_is_too_long_is_cut(void **state) {
    (void)state;
    char said[4096];
    die_in(break_a_long_one, said, sizeof(said));
    assert_non_null(strstr(said, ": file.c:1234567: broken promise: xxx"));
    assert_int_equal(strlen(said), 1024);
    assert_int_equal(said[1023], '\n');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_kept_promise_changes_nothing),
        SK_TEST(a_broken_promise_says_version_file_line_and_expression_and_aborts),
        SK_TEST(a_promise_that_is_too_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
