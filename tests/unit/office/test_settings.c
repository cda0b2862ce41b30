/* How sag-office may be started. */
#define _XOPEN_SOURCE 700 /* nftw() */
#include "check.h"
#include "scratch.h"

#include "office/settings.h"

#include <string.h>

static struct sk_office_settings initial(void) {
    struct sk_office_settings settings;
    sk_office_settings_init(&settings);
    return settings;
}

static void without_a_word_only_this_machine_is_listened_to(void **state) {
    (void)state;
    struct sk_office_settings settings = initial();
    assert_int_equal(sk_office_settings_check(&settings, NULL), SK_OK);
    assert_string_equal(settings.listen, "127.0.0.1");
}

static void the_network_needs_two_words_and_a_cipher(void **state) {
    (void)state;
    struct sk_office_settings settings = initial();
    struct sk_err_info info = { "" };
    assert_int_equal(sk_office_settings_set(&settings, "page.listen", "0.0.0.0", &info), SK_OK);
    assert_int_equal(sk_office_settings_check(&settings, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "page.open_to_network"));
    assert_int_equal(sk_office_settings_set(&settings, "page.open_to_network", "yes", &info),
                     SK_OK);
    assert_int_equal(sk_office_settings_check(&settings, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "page.certificate"));
    assert_int_equal(sk_office_settings_set(&settings, "page.behind_proxy", "yes", &info), SK_OK);
    assert_int_equal(sk_office_settings_check(&settings, &info), SK_OK);
}

static void a_password_in_the_address_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = { "host=a password=x", "postgresql://sag_office:x@a/fleet",
                                       "host" };
    struct sk_err_info info = { "" };
    for (size_t i = 0; i < 3; i++) {
        struct sk_office_settings settings = initial();
        assert_int_equal(sk_office_settings_set(&settings, "database.dsn", bad[i], &info), SK_OK);
        assert_int_equal(sk_office_settings_check(&settings, &info), SK_ERR_INVALID);
        assert_null(strstr(info.text, "=x"));
    }
}

static void values_are_held_against_what_they_can_be(void **state) {
    (void)state;
    struct sk_office_settings settings = initial();
    struct sk_err_info info = { "" };
    assert_int_equal(sk_office_settings_set(&settings, "page.port", "65536", &info),
                     SK_ERR_INVALID);
    assert_int_equal(sk_office_settings_set(&settings, "page.behind_proxy", "perhaps", &info),
                     SK_ERR_INVALID);
    assert_int_equal(sk_office_settings_set(&settings, "page.nothing", "1", &info), SK_ERR_INVALID);
    assert_int_equal(sk_office_settings_set(&settings, "page.key", "k", &info), SK_OK);
    assert_int_equal(sk_office_settings_check(&settings, &info), SK_ERR_INVALID);
}

static void a_file_names_the_line_of_its_mistake(void **state) {
    (void)state;
    struct sk_office_settings settings = initial();
    struct sk_err_info info = { "" };
    const char *path = scratch_file("office.ini");
    scratch_write(path, "[page]\nport = 1234\nlisten = ::1\nidle_minutes = 0\n");
    assert_int_equal(sk_office_settings_read(&settings, path, true, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "line 4"));
    assert_int_equal(settings.port, 1234);
    assert_int_equal(remove(path), 0);
    assert_int_equal(sk_office_settings_read(&settings, path, true, &info), SK_ERR_NOT_FOUND);
    assert_int_equal(sk_office_settings_read(&settings, path, false, &info), SK_OK);
}

static void sizes_of_labels_are_those_of_a_bench(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", " ", "57", "57x32 62x", "57x32;62x29", "19x32", "57x301", "57x32 0057x0032x1"
    };
    struct sk_office_settings settings = initial();
    struct sk_err_info info = { "" };
    char size[16];
    assert_true(sk_office_label_mm_at(&settings, 0, size));
    assert_string_equal(size, "57x32"); /* as a bench has it where nothing is said */
    assert_int_equal(sk_office_settings_set(&settings, "print.label_mm", "100x50,  62x29 ", &info),
                     SK_OK);
    assert_int_equal(sk_office_settings_check(&settings, &info), SK_OK);
    assert_true(sk_office_label_mm_at(&settings, 1, size));
    assert_string_equal(size, "62x29");
    assert_false(sk_office_label_mm_at(&settings, 2, size));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(sk_office_settings_set(&settings, "print.label_mm", bad[i], &info), SK_OK);
        assert_int_equal(sk_office_settings_check(&settings, &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, "print.label_mm"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(without_a_word_only_this_machine_is_listened_to),
        SK_TEST(the_network_needs_two_words_and_a_cipher),
        SK_TEST(a_password_in_the_address_is_refused),
        SK_TEST(values_are_held_against_what_they_can_be),
        SK_TEST(a_file_names_the_line_of_its_mistake),
        SK_TEST(sizes_of_labels_are_those_of_a_bench),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
