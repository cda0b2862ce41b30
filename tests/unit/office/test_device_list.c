/* A device list as somebody uploads it. */
#include "check.h"

#include "office/device_list.h"

#include <string.h>

static void a_list_becomes_what_the_database_takes(void **state) {
    (void)state;
    static const char text[] = "Order;S/N;Instance\r\n4711;\"SN\"\"1\";sag-a\r\n;SN2;\r\n\r\n";
    struct sk_buf json;
    struct sk_buf utf8;
    size_t count = 0;
    struct sk_err_info info = { "" };
    assert_int_equal(
        sk_office_device_list_read(text, sizeof(text) - 1, &json, &utf8, &count, &info), SK_OK);
    assert_int_equal(count, 2);
    assert_string_equal(
        json.data, "[{\"serial\":\"SN\\\"1\",\"instance\":\"sag-a\",\"customer_order\":\"4711\"},"
                   "{\"serial\":\"SN2\",\"instance\":\"\",\"customer_order\":\"\"}]");
    assert_string_equal(utf8.data, text);
    sk_buf_finish(&json);
    sk_buf_finish(&utf8);
}

static void a_list_without_headings_or_serial_numbers_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = { "", "SN1,sag-a\n", "serial\nSN1\n",
                                       "serial,instance\n,sag-a\n" };
    struct sk_buf json;
    struct sk_buf utf8;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sk_err_info info = { "" };
        assert_int_equal(
            sk_office_device_list_read(bad[i], strlen(bad[i]), &json, &utf8, &count, &info),
            SK_ERR_INVALID);
        assert_true(info.text[0]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_list_becomes_what_the_database_takes),
        SK_TEST(a_list_without_headings_or_serial_numbers_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
