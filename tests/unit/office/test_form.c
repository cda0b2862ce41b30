/* Names and values as browsers send them. */
#include "check.h"

#include "office/form.h"

#include <string.h>

static enum sk_err parse(struct sk_office_form *form, const char *text) {
    size_t length = strlen(text);
    char *copy = malloc(length > 0 ? length : 1); /* of the exact size */
    assert_non_null(copy);
    memcpy(copy, text, length);
    enum sk_err err = sk_office_form_parse(form, copy, length);
    free(copy);
    return err;
}

static void values_are_decoded(void **state) {
    (void)state;
    struct sk_office_form form;
    assert_int_equal(parse(&form, "a=1&b=x+y%20z&c=%E4%B8%AD&&d&a=2&%3D=%26"), SK_OK);
    assert_string_equal(sk_office_form_get(&form, "a"), "1");
    assert_string_equal(sk_office_form_get(&form, "b"), "x y z");
    assert_string_equal(sk_office_form_get(&form, "c"), "\xE4\xB8\xAD");
    assert_string_equal(sk_office_form_get(&form, "d"), "");
    assert_string_equal(sk_office_form_get(&form, "="), "&");
    assert_string_equal(sk_office_form_get(&form, "nothing"), "");
    assert_string_equal(sk_office_form_at(&form, "a", 1), "2");
    assert_null(sk_office_form_at(&form, "a", 2));
    sk_office_form_finish(&form);
}

static void what_is_no_form_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = { "a=%",   "a=%4",        "a=%zz",  "a=%00",   "%0g=1",
                                       "a=%C3", "a=%ED%A0%80", "a=\xFF", "a=%C0%80" };
    struct sk_office_form form;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(parse(&form, bad[i]), SK_ERR_INVALID);
        assert_null(form.bytes);
        assert_int_equal(form.count, 0);
    }
    assert_int_equal(sk_office_form_parse(&form, "a\0b", 3), SK_ERR_INVALID);
}

static void there_is_a_limit_to_fields(void **state) {
    (void)state;
    char text[4 * (SK_OFFICE_FIELDS_MAX + 1) + 1];
    struct sk_office_form form;
    text[0] = '\0';
    for (int i = 0; i <= SK_OFFICE_FIELDS_MAX; i++) {
        memcpy(text + (size_t)i * 4, "a=1&", 5);
    }
    assert_int_equal(parse(&form, text), SK_ERR_INVALID);
    text[4 * SK_OFFICE_FIELDS_MAX] = '\0';
    assert_int_equal(parse(&form, text), SK_OK);
    assert_int_equal(form.count, SK_OFFICE_FIELDS_MAX);
    sk_office_form_finish(&form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(values_are_decoded),
        SK_TEST(what_is_no_form_is_refused),
        SK_TEST(there_is_a_limit_to_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
