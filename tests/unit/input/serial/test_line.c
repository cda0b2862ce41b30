#include "check.h"

#include "base/util.h"
#include "input/serial/serial_reader.h"

#include <string.h>

static void a_line_is_written_as_manuals_do(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *printed; /* NULL: no line */
    } table[] = {
        { "9600 8N1", "9600 8N1" },
        { "9600", "9600 8N1" },
        { "115200  7e1", "115200 7E1" },
        { "2400\t8O2", "2400 8O2" },
        { "9601 8N1", NULL },
        { "9600 9N1", NULL },
        { "9600 8N3", NULL },
        { "9600 8X1", NULL },
        { "9600 8N1 ", NULL },
        { "96008N1", NULL },
        { "", NULL },
        { "fast", NULL },
        { "9600 8N", NULL },
        { "99999999 8N1", NULL },
        { "-9600", NULL },
        { "4294976896 8N1", NULL }, /* 2^32 + 9600 */
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_serial_line line;
        char text[SK_SERIAL_LINE_SIZE];
        assert_int_equal(sk_serial_line_parse(&line, table[i].text), table[i].printed != NULL);
        if (table[i].printed) {
            sk_serial_line_print(&line, text);
            assert_string_equal(text, table[i].printed);
        }
    }
}

static void each_usual_line_is_one_and_stands_once(void **state) {
    (void)state;
    char seen[16][SK_SERIAL_LINE_SIZE];
    size_t count = 0;
    for (const struct sk_serial_line *line; (line = sk_serial_line_usual(count)) != NULL; count++) {
        struct sk_serial_line read;
        assert_in_range(count, 0, 15);
        sk_serial_line_print(line, seen[count]);
        assert_true(sk_serial_line_parse(&read, seen[count]));
        for (size_t i = 0; i < count; i++) {
            assert_string_not_equal(seen[i], seen[count]);
        }
    }
    assert_true(count >= 3);
    assert_string_equal(seen[0], "9600 8N1");
}

static void devices_are_paths(void **state) {
    (void)state;
    struct sk_serial_devices devices;
    struct sk_err_info info;
    assert_int_equal(sk_serial_devices_parse(&devices, "", &info), SK_OK);
    assert_int_equal(devices.count, 0);
    assert_int_equal(
        sk_serial_devices_parse(&devices, " /dev/ttyUSB0 , /dev/serial/by-id/usb-A B-if00", &info),
        SK_OK);
    assert_int_equal(devices.count, 2);
    assert_string_equal(devices.paths[0], "/dev/ttyUSB0");
    assert_string_equal(devices.paths[1], "/dev/serial/by-id/usb-A B-if00");
    static const char *const wrong[] = { "ttyUSB0", "/dev/", "/dev/ttyUSB0, COM1" };
    for (size_t i = 0; i < SK_ARRAY_LEN(wrong); i++) {
        assert_int_equal(sk_serial_devices_parse(&devices, wrong[i], &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, "serial.devices"));
    }
    char many[SK_SERIAL_DEVICES_MAX * 4 + 8] = "";
    for (int i = 0; i <= SK_SERIAL_DEVICES_MAX; i++) {
        strcat(many, "/a,");
    }
    assert_int_equal(sk_serial_devices_parse(&devices, many, &info), SK_ERR_INVALID);
}

static void a_path_has_a_name_for_people(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *title;
    } table[] = {
        { "/dev/ttyUSB0", "ttyUSB0" },
        { "/dev/rfcomm1", "rfcomm1" },
        { "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
          "FTDI_FT232R_USB_UART_A50285BI" },
        { "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial-if00-port0",
          "Prolific_Technology_Inc._USB-Serial" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        char title[64];
        sk_serial_title(table[i].path, title, sizeof(title));
        assert_string_equal(title, table[i].title);
    }
}

static void all_lines_are_tried_the_one_of_the_settings_among_them(void **state) {
    (void)state;
    const struct sk_serial_line set = { 115200, 8, 'N', 1 };
    size_t tried = 0;
    size_t count = 1;
    while (sk_serial_line_next(&set, &tried) != &set) {
        count++;
    }
    assert_int_equal(count, 10); /* as many as are usual */
    assert_int_equal(sk_serial_line_next(&set, &tried)->baud, 9600);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_line_is_written_as_manuals_do),
        SK_TEST(each_usual_line_is_one_and_stands_once),
        SK_TEST(all_lines_are_tried_the_one_of_the_settings_among_them),
        SK_TEST(devices_are_paths),
        SK_TEST(a_path_has_a_name_for_people),
    };
    return cmocka_run_group_tests_name("serial_line", tests, NULL, NULL);
}
