/* A device list as somebody uploads it. */
#include "check.h"

#include "office/device_list.h"

#include <string.h>

static void a_list_becomes_what_the_database_takes(void **state) {
    (void)state;
    static const char text[] = "Order;S/N;Instance\r\n4711;SN1\xC2\xA0\t;sag-a\r\n;'0815;sag-b\r\n"
                               ";'0815;sag-b\r\n\r\n";
    struct sk_buf json;
    struct sk_buf utf8;
    size_t count = 0;
    struct sk_err_info info = { "" };
    assert_int_equal(
        sk_office_device_list_read(text, sizeof(text) - 1, &json, &utf8, &count, &info), SK_OK);
    assert_int_equal(count, 2);
    assert_string_equal(json.data,
                        "[{\"serial\":\"SN1\",\"instance\":\"sag-a\",\"customer_order\":\"4711\"},"
                        "{\"serial\":\"0815\",\"instance\":\"sag-b\",\"customer_order\":\"\"}]");
    assert_string_equal(utf8.data, text);
    sk_buf_finish(&json);
    sk_buf_finish(&utf8);
}

static void a_list_with_a_mistake_is_refused_with_its_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *told;
    } bad[] = {
        { "", "no device" },
        { "SN1,sag-a\n", "column" },
        { "serial\nSN1\n", "instance" },
        { "serial,instance\n,sag-a\n", "line 2" },
        { "serial,instance\nSN1,sag-a\nSN2,\n", "line 3" },
        { "serial,instance\nSN1,sag-a\nsn1,sag-b\n", "line 3" },
        { "serial,instance\nSN1,sag-a\nSN2,\"sag-b\n", "line 3" },
    };
    struct sk_buf json;
    struct sk_buf utf8;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sk_err_info info = { "" };
        assert_int_equal(sk_office_device_list_read(bad[i].text, strlen(bad[i].text), &json, &utf8,
                                                    &count, &info),
                         SK_ERR_INVALID);
        if (!strstr(info.text, bad[i].told)) {
            fail_msg("%s: %s", bad[i].text, info.text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_list_becomes_what_the_database_takes),
        SK_TEST(a_list_with_a_mistake_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
