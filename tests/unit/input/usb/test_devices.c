#include "check.h"

#include "input/usb/cdc_acm.h"
#include "input/usb/devices.h"

#include <string.h>

static struct sk_usb_selectors none;
static struct sk_usb_selectors some;
static struct sk_err_info info;

static const struct sk_usb_identity office_keyboard = {
    .vendor = 0x046d, .product = 0xc31c, .port = "1-4", .title = "USB Keyboard"
};
static const struct sk_usb_identity zebra = { .vendor = 0x05e0,
                                              .product = 0x1200,
                                              .port = "1-2.3",
                                              .serial = "S/N:123",
                                              .title = "Symbol Bar Code Scanner" };

static void a_plain_keyboard_is_never_taken_by_itself(void **state) {
    (void)state;
    assert_int_equal(sk_usb_judge(&none, &office_keyboard), SK_USB_UNKNOWN);
    assert_int_equal(sk_usb_judge(&none, &zebra), SK_USB_TAKE_KNOWN);
    /* A vendor that makes scanners: openable, but another product is not taken for one. */
    struct sk_usb_identity other = zebra;
    other.product = 0x0001;
    assert_int_equal(sk_usb_judge(&none, &other), SK_USB_UNKNOWN);
}

static void the_settings_name_devices_by_id_serial_and_port(void **state) {
    (void)state;
    assert_int_equal(sk_usb_selectors_parse(&some, "046D:c31c", &info), SK_OK);
    assert_int_equal(sk_usb_judge(&some, &office_keyboard), SK_USB_TAKE_NAMED);
    assert_int_equal(sk_usb_selectors_parse(&some, " port=1-4, serial=none", &info), SK_OK);
    assert_int_equal(some.count, 2);
    assert_int_equal(sk_usb_judge(&some, &office_keyboard), SK_USB_TAKE_NAMED);
    assert_int_equal(sk_usb_selectors_parse(&some, "serial=S/N:123", &info), SK_OK);
    assert_int_equal(sk_usb_judge(&some, &zebra), SK_USB_TAKE_NAMED);
    assert_int_equal(sk_usb_judge(&some, &office_keyboard), SK_USB_UNKNOWN);
    assert_int_equal(sk_usb_selectors_parse(&some, "05e0:1200 !port=1-2.3", &info), SK_OK);
    assert_int_equal(sk_usb_judge(&some, &zebra), SK_USB_REFUSE);
}

static void a_selector_that_is_none_is_quoted_with_the_fix(void **state) {
    (void)state;
    static const char *const wrong[] = { "05e0",      "05e0:120", "05e0:12000",
                                         "05e0-1200", "serial=",  "port=4",
                                         "05g0:1200", "!",        "05e0:1200;" };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(sk_usb_selectors_parse(&some, wrong[i], &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, wrong[i]));
        assert_non_null(strstr(info.text, "05e0:1200, or serial="));
    }
    char many[400] = "";
    for (int i = 0; i <= SK_USB_SELECTORS_MAX; i++) {
        strcat(many, "05e0:1200 ");
    }
    assert_int_equal(sk_usb_selectors_parse(&some, many, &info), SK_ERR_INVALID);
    char longest[300];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_int_equal(sk_usb_selectors_parse(&some, longest, &info), SK_ERR_INVALID);
    assert_int_equal(sk_usb_selectors_parse(&some, "", &info), SK_OK);
    assert_int_equal(some.count, 0);
}

static void every_device_has_a_name(void **state) {
    (void)state;
    char name[SK_USB_TEXT_SIZE];
    sk_usb_name(&zebra, name, sizeof(name));
    assert_string_equal(name, "Zebra Scanner");
    sk_usb_name(&office_keyboard, name, sizeof(name));
    assert_string_equal(name, "USB Keyboard");
    struct sk_usb_identity bare = { .vendor = 0x1234, .product = 0xabcd };
    sk_usb_name(&bare, name, sizeof(name));
    assert_string_equal(name, "USB 1234:abcd");
    assert_true(sk_usb_sounds_like_scanner(&zebra));
    assert_false(sk_usb_sounds_like_scanner(&office_keyboard));
}

static void each_row_of_the_list_stands_once(void **state) {
    (void)state;
    for (size_t i = 0; i < sk_usb_known_count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_false(sk_usb_known[k].vendor == sk_usb_known[i].vendor &&
                         sk_usb_known[k].product == sk_usb_known[i].product);
        }
    }
}

static void devices_of_the_settings_get_a_rule_too(void **state) {
    (void)state;
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_usb_selectors_parse(&some, "046d:c31c !1111:2222 port=1-1", &info), SK_OK);
    assert_int_equal(sk_usb_rules_write(&rules, &some), SK_OK);
    assert_non_null(strstr(rules.data, "ATTR{idVendor}==\"046d\", ATTR{idProduct}==\"c31c\", "));
    assert_null(strstr(rules.data, "1111"));
    sk_buf_finish(&rules);
}

static void a_serial_scanner_hears_its_line_coding(void **state) {
    (void)state;
    uint8_t bytes[SK_CDC_LINE_CODING_BYTES];
    sk_cdc_line_coding(9600, bytes);
    assert_memory_equal(bytes, ((const uint8_t[]){ 0x80, 0x25, 0, 0, 0, 0, 8 }), 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_plain_keyboard_is_never_taken_by_itself),
        SK_TEST(the_settings_name_devices_by_id_serial_and_port),
        SK_TEST(a_selector_that_is_none_is_quoted_with_the_fix),
        SK_TEST(every_device_has_a_name),
        SK_TEST(each_row_of_the_list_stands_once),
        SK_TEST(devices_of_the_settings_get_a_rule_too),
        SK_TEST(a_serial_scanner_hears_its_line_coding),
    };
    return cmocka_run_group_tests_name("usb_devices", tests, NULL, NULL);
}
