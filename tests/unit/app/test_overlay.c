/* The settings that are written at the bench: their file, what may be in it, and who wins; and what
 * a scanner's answer makes of them. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/settings/overlay.h"
#include "app/settings/profile.h"
#include "app/settings/options.h"
#include "app/settings/scanner_changes.h"
#include "base/util.h"

#include <string.h>

static struct sk_config config;
static struct sk_config_problems problems;

static int begin(void **state) {
    memset(&problems, 0, sizeof(problems));
    assert_int_equal(sk_config_init(&config), SK_OK);
    int failed = scratch_make(state);
    sk_config_set(&config, "journal.path", scratch_file("journal.db"), "test", &problems);
    return failed;
}

static int end(void **state) {
    sk_config_finish(&config);
    return scratch_remove(state);
}

static void write_file(const char *text) {
    char path[512];
    sk_overlay_path(&config, path, sizeof(path));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void what_was_set_up_is_there_after_a_restart(void **state) {
    (void)state;
    char path[512];
    static struct sk_overlay overlay;
    memset(&overlay, 0, sizeof(overlay));
    struct sk_err_info info = { "" };
    sk_overlay_path(&config, path, sizeof(path));
    assert_string_equal(path + strlen(path) - 19, "journal.db.settings");
    assert_true(sk_overlay_set(&overlay, "usb.layout", "fr"));
    assert_true(sk_overlay_set(&overlay, "usb.prefix", "\\x02 \\\\"));
    assert_true(sk_overlay_set(&overlay, "usb.suffix", ""));
    assert_int_equal(sk_overlay_save(&overlay, path, &info), SK_OK);
    sk_overlay_apply(&config, &problems);
    assert_int_equal(problems.count, 0);
    assert_int_equal(config.usb.layout, SK_LAYOUT_FR);
    assert_string_equal(config.usb.prefix, "\\x02 \\\\");
    assert_string_equal(config.usb.suffix, "");
    assert_string_equal(config.usb.devices, "");
    sk_overlay_apply(&config, &problems); /* its own are no other's */
    assert_true(sk_overlay_set(&overlay, "usb.layout", "de"));
    assert_int_equal(sk_overlay_save(&overlay, path, &info), SK_OK);
    sk_overlay_apply(&config, &problems);
    assert_int_equal(config.usb.layout, SK_LAYOUT_DE);
}

static void the_administrators_settings_win(void **state) {
    (void)state;
    write_file("usb.layout = fr\nusb.prefix = *\n");
    sk_config_set(&config, "usb.layout", "uk", "/etc/sag-kiosk/kiosk.ini:3", &problems);
    sk_overlay_apply(&config, &problems);
    assert_int_equal(config.usb.layout, SK_LAYOUT_UK);
    assert_string_equal(config.usb.prefix, "*");
    assert_true(sk_overlay_is_overruled(&config, "usb.layout"));
    assert_false(sk_overlay_is_overruled(&config, "usb.prefix"));
    assert_false(sk_overlay_is_overruled(&config, "usb.suffix"));
}

static void nothing_but_the_named_settings_is_taken_or_written(void **state) {
    (void)state;
    static struct sk_overlay overlay;
    memset(&overlay, 0, sizeof(overlay));
    char value[SK_OVERLAY_VALUE_SIZE + 1];
    size_t ignored = 0;
    static const char text[] =
        "; a remark\n\nusb.layout=fr\r\ncloud.endpoint = https://evil\n"
        "usb.layout2 = de\nusb.\n[usb]\nlayout = de\n= x\nusb.prefix = a\tb\n"
        "usb.suffix = END";
    sk_overlay_parse(&overlay, text, strlen(text), &ignored);
    assert_int_equal(ignored, 7);
    write_file(text);
    sk_overlay_apply(&config, &problems);
    assert_int_equal(problems.count, 0);
    assert_string_equal(config.cloud.endpoint, "");
    assert_int_equal(config.usb.layout, SK_LAYOUT_FR);
    assert_string_equal(config.usb.suffix, "END");
    assert_string_equal(config.usb.prefix, "");
    assert_false(sk_overlay_set(&overlay, "cloud.endpoint", "https://evil"));
    assert_false(sk_overlay_set(&overlay, "usb.prefix", "a\ncloud.endpoint = x"));
    memset(value, 'a', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    assert_false(sk_overlay_set(&overlay, "usb.prefix", value));
}

static void a_value_that_cannot_be_is_a_problem_with_its_place(void **state) {
    (void)state;
    write_file("usb.layout = klingon\n");
    sk_overlay_apply(&config, &problems);
    assert_int_equal(problems.count, 1);
    assert_non_null(strstr(problems.texts[0], "set up at the bench: usb.layout must be one of"));
}

static void a_full_file_is_as_large_as_it_may_be(void **state) {
    (void)state;
    static struct sk_overlay overlay;
    static struct sk_overlay read;
    static char text[SK_OVERLAY_BYTES_MAX];
    char value[SK_OVERLAY_VALUE_SIZE];
    size_t ignored = 0;
    memset(value, 'x', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        assert_true(sk_overlay_set(&overlay, sk_overlay_name_at(i), value));
    }
    size_t length = sk_overlay_print(&overlay, text);
    assert_int_equal(length, strlen(text));
    sk_overlay_parse(&read, text, length, &ignored);
    assert_int_equal(ignored, 0);
    assert_memory_equal(&read, &overlay, sizeof(read));
}

/* ---- what a scanner needs ---- */

static size_t changes_for(const struct sk_lesson *lesson, bool is_taken, bool is_framed,
                          struct sk_scanner_change *out) {
    const struct sk_scanner_answer answer = {
        .source = is_framed ? SK_SOURCE_USB_HID_POS : SK_SOURCE_USB_HID_KEYBOARD,
        .choice = is_taken ? NULL : "1a2c:0001",
        .lesson = lesson,
    };
    return sk_changes_for_scanner(&config, &answer, out);
}

static void a_scanner_as_the_kiosk_expects_it_needs_nothing(void **state) {
    (void)state;
    struct sk_scanner_change out[SK_SCANNER_CHANGES];
    const struct sk_lesson lesson = {
        .is_typed = true, .layout = SK_LAYOUT_US, .suffix = "\r", .suffix_length = 1
    };
    assert_int_equal(changes_for(&lesson, true, false, out), 0);
    assert_int_equal(changes_for(&lesson, false, false, out), 1);
    assert_string_equal(out[0].name, "usb.devices");
    assert_string_equal(out[0].value, "1a2c:0001");
}

static void what_differs_is_to_be_changed_and_what_it_cannot_tell_is_not(void **state) {
    (void)state;
    struct sk_scanner_change out[SK_SCANNER_CHANGES];
    struct sk_lesson lesson = {
        .is_typed = true, .layout = SK_LAYOUT_DE, .prefix = "*", .prefix_length = 1
    };
    sk_config_set(&config, "usb.devices", "05e0:1200", "kiosk.ini:4", &problems);
    assert_int_equal(changes_for(&lesson, false, false, out), 4);
    assert_string_equal(out[0].value, "05e0:1200, 1a2c:0001");
    assert_true(out[0].is_overruled);
    assert_string_equal(out[1].name, "usb.layout");
    assert_string_equal(out[1].value, "de");
    assert_false(out[1].is_overruled);
    assert_string_equal(out[2].value, "*");
    assert_string_equal(out[3].name, "usb.suffix");
    assert_string_equal(out[3].value, "none");
    lesson.is_typed = false; /* a serial line has no layout */
    assert_int_equal(changes_for(&lesson, true, false, out), 2);
    assert_string_equal(out[0].name, "usb.prefix");
    assert_int_equal(changes_for(&lesson, true, true, out), 0); /* it frames its codes itself */
}

static void a_scanner_of_another_kind_is_set_up_in_its_own_section(void **state) {
    (void)state;
    struct sk_scanner_change out[SK_SCANNER_CHANGES];
    const struct sk_lesson keys = {
        .is_typed = true, .layout = SK_LAYOUT_FR, .suffix = "\t", .suffix_length = 1
    };
    const struct sk_scanner_answer ring = { .source = SK_SOURCE_EVDEV,
                                            .choice = "05e0:2002/bluetooth",
                                            .lesson = &keys };
    assert_int_equal(sk_changes_for_scanner(&config, &ring, out), 2);
    assert_string_equal(out[0].name, "evdev.devices");
    assert_string_equal(out[0].value, "05e0:2002/bluetooth");
    assert_string_equal(out[1].name, "evdev.layout");
    assert_string_equal(out[1].value, "fr");
    const struct sk_lesson text = { .prefix = "~", .prefix_length = 1 };
    const struct sk_scanner_answer line = {
        .source = SK_SOURCE_SERIAL, .choice = "/dev/ttyUSB0", .line = "115200 8N1", .lesson = &text
    };
    sk_config_set(&config, "serial.devices", "/dev/rfcomm0", "kiosk.ini:4", &problems);
    assert_int_equal(sk_changes_for_scanner(&config, &line, out), 4);
    assert_string_equal(out[0].value, "/dev/rfcomm0, /dev/ttyUSB0");
    assert_string_equal(out[1].name, "serial.line");
    assert_string_equal(out[1].value, "115200 8N1");
    assert_string_equal(out[2].name, "serial.prefix");
    assert_string_equal(out[3].value, "none");
}

static void each_name_is_a_setting_and_none_is_a_file_an_address_or_a_key(void **state) {
    (void)state;
    static const char *const parts[] = { "_file",         "folder.path",  "url",
                                         "proxy",         "endpoint",     "profile",
                                         "secret",        "journal",      "loopback",
                                         "replay",        "light.device", "camera.device",
                                         "export_folder", "report.folder" };
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        assert_non_null(sk_option_find(sk_overlay_name_at(i)));
        assert_true(sk_overlay_has(sk_overlay_name_at(i)));
        for (size_t j = 0; j < SK_ARRAY_LEN(parts); j++) {
            assert_null(strstr(sk_overlay_name_at(i), parts[j]));
        }
    }
}

static void a_change_that_cannot_be_is_none_at_all(void **state) {
    (void)state;
    char path[512];
    struct sk_err_info info = { "" };
    static struct sk_overlay overlay;
    const struct sk_overlay_change good[] = { { "usb.layout", "fr" }, { "sound.volume", "5" } };
    const struct sk_overlay_change bad[] = { { "usb.layout", NULL }, { "cloud.endpoint", "x" } };
    sk_overlay_path(&config, path, sizeof(path));
    assert_int_equal(sk_overlay_change(path, good, 2, &info), SK_OK);
    assert_int_equal(sk_overlay_change(path, bad, 2, &info), SK_ERR_INVALID);
    assert_int_equal(sk_overlay_load(&overlay, path, &info), SK_OK);
    assert_string_equal(sk_overlay_value(&overlay, "usb.layout"), "fr");
    assert_int_equal(sk_overlay_change(path, bad, 1, &info), SK_OK);
    assert_int_equal(sk_overlay_load(&overlay, path, &info), SK_OK);
    assert_null(sk_overlay_value(&overlay, "usb.layout"));
    assert_string_equal(sk_overlay_value(&overlay, "sound.volume"), "5");
}

/* Every setting that can be carried, set to its default, comes back as it was. */
static void a_profile_carries_each_setting(void **state) {
    (void)state;
    static struct sk_overlay overlay;
    struct sk_err_info info = { "" };
    struct sk_buf text = SK_BUF_INIT(SK_PROFILE_BYTES_MAX);
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        const char *name = sk_overlay_name_at(i);
        sk_config_set(&config, name, sk_option_find(name)->initial, "test", &problems);
    }
    assert_int_equal(problems.count, 0);
    assert_int_equal(sk_profile_write(&config, true, "2026-01-06T09:12:05Z", &text), SK_OK);
    assert_int_equal(sk_profile_read(text.data, text.length, &overlay, &info), SK_OK);
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        const char *name = sk_overlay_name_at(i);
        assert_string_equal(sk_overlay_value(&overlay, name), sk_option_find(name)->initial);
    }
    assert_non_null(strstr(text.data, "; left out: journal.path\n"));
    sk_buf_clear(&text);
    assert_int_equal(sk_profile_write(&config, false, "2026-01-06T09:12:05Z", &text), SK_OK);
    assert_null(strstr(text.data, "\nkiosk.bench = "));
    sk_buf_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_set_up_is_there_after_a_restart, begin, end),
        cmocka_unit_test_setup_teardown(the_administrators_settings_win, begin, end),
        cmocka_unit_test_setup_teardown(nothing_but_the_named_settings_is_taken_or_written, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_value_that_cannot_be_is_a_problem_with_its_place, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_full_file_is_as_large_as_it_may_be, begin, end),
        cmocka_unit_test_setup_teardown(a_scanner_as_the_kiosk_expects_it_needs_nothing, begin,
                                        end),
        cmocka_unit_test_setup_teardown(
            what_differs_is_to_be_changed_and_what_it_cannot_tell_is_not, begin, end),
        cmocka_unit_test_setup_teardown(a_scanner_of_another_kind_is_set_up_in_its_own_section,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            each_name_is_a_setting_and_none_is_a_file_an_address_or_a_key, begin, end),
        cmocka_unit_test_setup_teardown(a_change_that_cannot_be_is_none_at_all, begin, end),
        cmocka_unit_test_setup_teardown(a_profile_carries_each_setting, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
