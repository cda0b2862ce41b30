/* Which page answers which request, and who may. */
#include "check.h"

#include "office/menu.h"
#include "office/router.h"
#include "office/turn.h"

#include <string.h>

static void a_path_is_taken_as_it_came_or_not_at_all(void **state) {
    (void)state;
    static const char *const bad[] = { "",
                                       "//",
                                       "/search/",
                                       "/Search",
                                       "/%73earch",
                                       "/assets/",
                                       "/assets/../office.css",
                                       "/assets/..%2f..%2fetc/passwd",
                                       "/../../etc/passwd",
                                       "/search\t" };
    bool other = true;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_null(sk_office_route_find(SK_OFFICE_GET, bad[i], &other));
        assert_false(other);
    }
    assert_non_null(sk_office_route_find(SK_OFFICE_GET, "/search", &other));
    assert_null(sk_office_route_find(SK_OFFICE_POST, "/search", &other));
    assert_true(other);
    assert_null(sk_office_route_find(SK_OFFICE_OTHER, "/", &other));
    assert_true(other);
}

static void only_the_sign_in_and_files_need_nothing(void **state) {
    (void)state;
    const struct sk_office_route *route;
    for (size_t i = 0; (route = sk_office_route_at(i)); i++) {
        bool is_open = strcmp(route->path, "/sign-in") == 0 ||
                       strcmp(route->path, "/language") == 0 ||
                       strncmp(route->path, "/assets/", 8) == 0;
        assert_int_equal(route->need == SK_OFFICE_NEEDS_NOTHING, is_open);
    }
}

static void whatever_changes_something_is_no_get(void **state) {
    (void)state;
    const struct sk_office_route *route;
    for (size_t i = 0; (route = sk_office_route_at(i)); i++) {
        if (route->need == SK_OFFICE_NEEDS_RIGHT) {
            assert_int_equal(route->method, SK_OFFICE_POST);
        }
        if (strncmp(route->path, "/api/", 5) == 0) {
            assert_int_equal(route->need, route->method == SK_OFFICE_GET
                                              ? SK_OFFICE_NEEDS_TOKEN
                                              : SK_OFFICE_NEEDS_TOKEN_TO_PUBLISH);
        }
        if (route->method == SK_OFFICE_GET) {
            assert_int_not_equal(route->need, SK_OFFICE_NEEDS_RIGHT);
        }
    }
}

static void each_page_of_the_menu_is_there(void **state) {
    (void)state;
    const struct sk_office_menu_entry *entry;
    bool other = false;
    for (size_t i = 0; (entry = sk_office_menu_at(i)); i++) {
        assert_non_null(sk_office_route_find(SK_OFFICE_GET, entry->path, &other));
    }
}

static void a_place_is_never_on_another_site(void **state) {
    (void)state;
    assert_true(sk_office_is_place("/pair?bench=bench-1&number=5"));
    assert_false(sk_office_is_place("//evil.example/"));
    assert_false(sk_office_is_place("/\\evil.example"));
    assert_false(sk_office_is_place("https://evil.example/"));
    assert_false(sk_office_is_place("/a\r\nSet-Cookie: x"));
    assert_false(sk_office_is_place("/a b"));
    assert_false(sk_office_is_place(""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_path_is_taken_as_it_came_or_not_at_all),
        SK_TEST(only_the_sign_in_and_files_need_nothing),
        SK_TEST(whatever_changes_something_is_no_get),
        SK_TEST(each_page_of_the_menu_is_there),
        SK_TEST(a_place_is_never_on_another_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
