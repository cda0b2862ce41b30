/* Which line of the status bar a reader's state goes to. */
#include "check.h"

#include "app/model/status_bar.h"

#include <string.h>

static struct sk_reader_status lines[SK_MODEL_READERS];
static size_t count;

static int begin(void **state) {
    (void)state;
    memset(lines, 0, sizeof(lines));
    count = 0;
    return 0;
}

/* Tells as the app does; returns the line, SK_MODEL_READERS where there is no room. */
static size_t tell(enum sk_scan_source source, enum sk_reader_health health, const char *device) {
    struct sk_reader_status status = { .source = source, .health = health };
    snprintf(status.device, sizeof(status.device), "%s", device);
    size_t at = sk_status_bar_line_of(lines, count, &status);
    if (at < SK_MODEL_READERS) {
        lines[at] = status;
        count += at == count;
    }
    return at;
}

static void a_camera_keeps_its_line_when_its_name_becomes_known(void **state) {
    (void)state;
    tell(SK_SOURCE_USB_HID_POS, SK_READER_READY, "Scanner");
    assert_int_equal(tell(SK_SOURCE_CAMERA, SK_READER_TROUBLE, "/dev/video0"), 1); /* busy */
    assert_int_equal(tell(SK_SOURCE_CAMERA, SK_READER_READY, "HD Webcam"), 1);
    assert_int_equal(tell(SK_SOURCE_CAMERA, SK_READER_ABSENT, "auto"), 1);
    assert_int_equal(count, 2);
}

static void each_scanner_has_a_line_and_the_first_takes_that_of_none(void **state) {
    (void)state;
    assert_int_equal(tell(SK_SOURCE_USB_HID_KEYBOARD, SK_READER_ABSENT, ""), 0);
    assert_int_equal(tell(SK_SOURCE_USB_HID_POS, SK_READER_READY, "One"), 0);
    assert_int_equal(tell(SK_SOURCE_USB_HID_POS, SK_READER_READY, "Two"), 1);
    assert_int_equal(tell(SK_SOURCE_USB_HID_POS, SK_READER_ABSENT, "One"), 0);
    assert_int_equal(count, 2);
}

static void a_scanner_that_is_not_on_usb_takes_the_line_of_none_too(void **state) {
    (void)state;
    static const enum sk_scan_source sources[] = { SK_SOURCE_EVDEV, SK_SOURCE_SERIAL };
    for (size_t i = 0; i < 2; i++) {
        (void)begin(NULL);
        assert_int_equal(tell(SK_SOURCE_USB_HID_KEYBOARD, SK_READER_ABSENT, ""), 0);
        assert_int_equal(tell(sources[i], SK_READER_READY, "Ring"), 0);
        assert_int_equal(count, 1);
    }
}

static void a_full_bar_gives_up_what_is_absent_and_nothing_else(void **state) {
    (void)state;
    for (int i = 0; i < SK_MODEL_READERS; i++) {
        char name[8];
        snprintf(name, sizeof(name), "%d", i);
        tell(SK_SOURCE_USB_CDC, SK_READER_READY, name);
    }
    assert_int_equal(tell(SK_SOURCE_USB_CDC, SK_READER_READY, "new"), SK_MODEL_READERS);
    tell(SK_SOURCE_USB_CDC, SK_READER_ABSENT, "1");
    assert_int_equal(tell(SK_SOURCE_USB_CDC, SK_READER_READY, "new"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_camera_keeps_its_line_when_its_name_becomes_known, begin),
        cmocka_unit_test_setup(each_scanner_has_a_line_and_the_first_takes_that_of_none, begin),
        cmocka_unit_test_setup(a_scanner_that_is_not_on_usb_takes_the_line_of_none_too, begin),
        cmocka_unit_test_setup(a_full_bar_gives_up_what_is_absent_and_nothing_else, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
