/* The kiosk's release build, with scanners that umockdev shows it. argv[1]: the program. */
#include "check.h"

#include "mock.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define SERIAL "sag32a30121"
#define INSTANCE "sag-demo0000000000ok01"
#define LIMIT_S 30

/* A kiosk under way, and what it has printed. */
struct kiosk {
    struct mock *mock;
    GMainContext *context;
    GPid pid;
    int status;
    bool has_ended;
    int out;
    int err;
    GString *printed; /* standard output and error */
    size_t seen;      /* bytes of it that an expectation has used up */
};

static const char *program;
static struct kiosk kiosk;

static gboolean on_output(gint fd, GIOCondition condition, gpointer data) {
    char bytes[4096];
    (void)condition;
    (void)data;
    ssize_t length = read(fd, bytes, sizeof(bytes));
    if (length <= 0) {
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(kiosk.printed, bytes, length);
    return G_SOURCE_CONTINUE;
}

static void on_end(GPid pid, gint status, gpointer data) {
    (void)pid;
    (void)data;
    kiosk.status = status;
    kiosk.has_ended = true;
}

static int set_up(void **state) {
    (void)state;
    memset(&kiosk, 0, sizeof(kiosk));
    kiosk.printed = g_string_new(NULL);
    kiosk.mock = mock_new();
    return 0;
}

static void start_program(const char *const *argv) {
    GError *error = NULL;
    if (!g_spawn_async_with_pipes(NULL, (gchar **)(uintptr_t)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                  NULL, NULL, &kiosk.pid, NULL, &kiosk.out, &kiosk.err, &error)) {
        fail_msg("cannot start the kiosk: %s", error->message);
    }
    (void)g_unix_fd_add(kiosk.out, G_IO_IN | G_IO_HUP, on_output, NULL);
    (void)g_unix_fd_add(kiosk.err, G_IO_IN | G_IO_HUP, on_output, NULL);
    (void)g_child_watch_add(kiosk.pid, on_end, NULL);
}

static void start(const char *const *more) {
    const char *argv[16] = { program, "--demo", "--offscreen", "--input.stdin", "no" };
    for (size_t count = 5; more && *more; more++) {
        argv[count++] = *more;
    }
    start_program(argv);
}

static void start_doctor(const char *option, const char *value) {
    char *control = g_strdup_printf("%sctl", program);
    const char *const argv[] = { control, "doctor", "--config", "/dev/null", option, value, NULL };
    start_program(argv);
    g_free(control);
}

static gboolean on_time_up(gpointer data) {
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

/* Answers for the devices until is_true(data), or fails the test after a while. */
static void await(bool (*is_true)(const void *data), const void *data, const char *what) {
    bool is_time_up = false;
    guint timer = g_timeout_add_seconds(LIMIT_S, on_time_up, &is_time_up);
    while (!is_true(data) && !is_time_up) {
        (void)g_main_context_iteration(NULL, TRUE);
    }
    if (is_time_up) {
        fail_msg("waited in vain for: %s\n%s", what, kiosk.printed->str);
    }
    (void)g_source_remove(timer);
}

static bool is_printed(const void *data) {
    return strstr(kiosk.printed->str + kiosk.seen, data) != NULL;
}

/* Waits for the text behind what was expected before. */
static void expect(const char *text) {
    await(is_printed, text, text);
    const char *at = strstr(kiosk.printed->str + kiosk.seen, text);
    kiosk.seen = (size_t)(at - kiosk.printed->str) + strlen(text);
}

static bool is_reading(const void *data) {
    return mock_is_reading(data);
}

static bool has_ended(const void *data) {
    (void)data;
    return kiosk.has_ended;
}

static struct mock_device *plug(enum mock_kind kind, const char *port, uint8_t address,
                                uint16_t vendor, uint16_t product, bool has_kernel_copy) {
    const struct mock_spec spec = { kind, port, address, vendor, product, has_kernel_copy };
    return mock_plug(kiosk.mock, &spec);
}

static void await_reading(struct mock_device *device) {
    await(is_reading, device, "the scanner is read");
}

static int tear_down(void **state) {
    (void)state;
    if (kiosk.pid && !kiosk.has_ended) {
        (void)kill(kiosk.pid, SIGTERM);
        await(has_ended, NULL, "the end of the kiosk");
    }
    (void)g_string_free(kiosk.printed, TRUE);
    mock_free(kiosk.mock);
    return 0;
}

/* --- the tests ---------------------------------------------------------------------------- */

static void a_keyboard_scanner_of_the_list_binds_a_pair(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    start(NULL);
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    mock_scan(scanner, INSTANCE, SIZE_MAX);
    expect("BOUND #1 " SERIAL " -> " INSTANCE);
}

static void a_bar_code_scanner_that_nobody_listed_is_taken_by_its_descriptor(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_POS, "1-1", 2, 0x1234, 0x5678, true);
    start(NULL);
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    mock_scan(scanner, INSTANCE, SIZE_MAX);
    expect("BOUND #1 " SERIAL " -> " INSTANCE);
}

static void a_serial_scanner_gets_its_line_coding_and_is_read(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_SERIAL, "1-1", 2, 0x05e0, 0x1701, false);
    start(NULL);
    await_reading(scanner);
    assert_true(mock_has_line_coding(scanner));
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL); /* two at once would be one code */
    mock_scan(scanner, INSTANCE, SIZE_MAX);
    expect("BOUND #1 " SERIAL " -> " INSTANCE);
}

static void two_texts_of_a_serial_scanner_at_once_are_one_code(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_SERIAL, "1-1", 2, 0x05e0, 0x1701, false);
    start(NULL);
    await_reading(scanner);
    mock_send(scanner, SERIAL "\r" INSTANCE "\r", sizeof(SERIAL "\r" INSTANCE "\r") - 1);
    expect("NOTICE several-in-one");
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
}

static void an_office_keyboard_is_not_even_opened(void **state) {
    (void)state;
    struct mock_device *keyboard = plug(MOCK_KEYBOARD, "1-1", 2, 0x046d, 0xc31c, true);
    struct mock_device *scanner = plug(MOCK_POS, "1-2", 3, 0x1234, 0x5678, true);
    start(NULL);
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    assert_false(mock_is_opened(keyboard));
}

static void a_keyboard_that_the_settings_name_is_taken(void **state) {
    (void)state;
    static const char *const more[] = { "--usb.devices", "serial=M002", NULL };
    struct mock_device *keyboard = plug(MOCK_KEYBOARD, "1-1", 2, 0x046d, 0xc31c, false);
    struct mock_device *other = plug(MOCK_KEYBOARD, "1-2", 3, 0x046d, 0xc31c, false);
    start(more);
    await_reading(keyboard);
    mock_scan(keyboard, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    assert_false(mock_is_opened(other));
}

static void a_scanner_that_the_settings_refuse_is_left_alone(void **state) {
    (void)state;
    static const char *const more[] = { "--usb.devices", "!05e0:1200", NULL };
    struct mock_device *refused = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    struct mock_device *scanner = plug(MOCK_SERIAL, "1-2", 3, 0x05e0, 0x1701, false);
    start(more);
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    assert_false(mock_is_opened(refused));
}

static void half_a_barcode_is_thrown_away_with_its_scanner_and_another_port_goes_on(void **state) {
    (void)state;
    start(NULL);
    expect("READY");
    struct mock_device *scanner = plug(MOCK_POS, "1-1", 2, 0x0c2e, 0x0b81, false);
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    mock_scan(scanner, INSTANCE, 9);
    await_reading(scanner);
    mock_unplug(scanner);
    expect("Honeywell Voyager 1400g': It was unplugged in the middle of a barcode; its first 9 "
           "characters were thrown away.");
    gint64 plugged_at = g_get_monotonic_time();
    scanner = plug(MOCK_POS, "1-3", 3, 0x0c2e, 0x0b81, false);
    await_reading(scanner);
    assert_true(g_get_monotonic_time() - plugged_at < G_USEC_PER_SEC);
    mock_scan(scanner, INSTANCE, SIZE_MAX);
    expect("BOUND #1 " SERIAL " -> " INSTANCE);
}

static void three_scanners_of_three_kinds_work_side_by_side(void **state) {
    (void)state;
    struct mock_device *keyboard = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    struct mock_device *pos = plug(MOCK_POS, "1-2", 3, 0x0c2e, 0x0b81, false);
    struct mock_device *serial = plug(MOCK_SERIAL, "1-3", 4, 0x05e0, 0x1701, false);
    start(NULL);
    await_reading(keyboard);
    await_reading(pos);
    await_reading(serial);
    mock_scan(keyboard, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
    mock_scan(pos, INSTANCE, SIZE_MAX);
    expect("BOUND #1");
    mock_scan(serial, "sag32a9034958a", SIZE_MAX);
    expect("HALF device=sag32a9034958a");
    mock_unplug(pos); /* does not disturb the others */
    mock_scan(keyboard, "sag-demo0000000000ok02", SIZE_MAX);
    expect("BOUND #2");
}

static void stalls_and_babble_are_fixed(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    start(NULL);
    await_reading(scanner);
    for (int i = 0; i < 3; i++) {
        mock_fail(scanner, i == 1 ? -EOVERFLOW : -EPIPE);
        await_reading(scanner);
    }
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
}

static void a_device_that_only_stalls_is_opened_anew_and_named(void **state) {
    (void)state;
    struct mock_device *scanner = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    start(NULL);
    for (int i = 0; i < 12; i++) {
        await_reading(scanner);
        mock_fail(scanner, -EPIPE);
    }
    await_reading(scanner);
    mock_scan(scanner, SERIAL, SIZE_MAX);
    expect("HALF device=" SERIAL);
}

static void a_scanner_in_a_mode_that_cannot_be_read_is_named_with_the_fix(void **state) {
    (void)state;
    (void)plug(MOCK_OPAQUE, "1-1", 2, 0x05e0, 0x1200, false);
    start(NULL);
    expect("reader 'Zebra Scanner': This scanner's output mode cannot be read "
           "here. Scan 'USB keyboard' in its manual.");
}

static void doctor_names_what_is_plugged_in_and_lets_it_be(void **state) {
    (void)state;
    (void)plug(MOCK_KEYBOARD, "1-1", 2, 0x046d, 0xc31c, true);
    (void)plug(MOCK_POS, "1-2", 3, 0x1234, 0x5678, true);
    (void)plug(MOCK_SERIAL, "1-3", 4, 0x05e0, 0x1701, false);
    start_doctor("--only", "usb,scanner");
    await(has_ended, NULL, "the end of doctor");
    assert_true(WIFEXITED(kiosk.status) && WEXITSTATUS(kiosk.status) == 0);
    static const char *const lines[] = {
        "OK   usb: Mock device (046d:c31c, port 1-1, serial M002, keyboard): left alone;",
        "OK   usb: Mock device (1234:5678, port 1-2, serial M003, bar code scanner): is read by the "
        "kiosk (its descriptor says scanner)",
        "OK   usb: Zebra Scanner (serial) (05e0:1701, port 1-3, serial M004, serial): is read by the "
        "kiosk (known scanner)",
    };
    for (size_t i = 0; i < 3; i++) {
        assert_true(is_printed(lines[i]));
    }
}

static void doctor_has_a_fix_where_no_scanner_is(void **state) {
    (void)state;
    (void)plug(MOCK_KEYBOARD, "1-1", 2, 0x046d, 0xc31c, true);
    start_doctor("--only", "usb,scanner");
    await(has_ended, NULL, "the end of doctor");
    assert_true(WIFEXITED(kiosk.status) && WEXITSTATUS(kiosk.status) == 1);
    assert_true(is_printed("WARN scanner: none of these is read as a scanner"));
    assert_true(is_printed("sag-kioskctl doctor --learn"));
}

static void doctor_learns_which_device_reads_the_barcode_it_shows(void **state) {
    (void)state;
    struct mock_device *other = plug(MOCK_KEYBOARD, "1-1", 2, 0x046d, 0xc31c, false);
    struct mock_device *scanner = plug(MOCK_KEYBOARD, "1-2", 3, 0x1a2c, 0x0001, false);
    start_doctor("--learn", NULL);
    expect("Scan this barcode (");
    char sent[32] = "*";
    expect(")");
    memcpy(sent + 1, kiosk.printed->str + kiosk.seen - 10, 9);
    await_reading(other);
    await_reading(scanner);
    mock_scan(other, "hello", SIZE_MAX);
    expect("The device on port 1-1 sent 'hello");
    mock_scan(scanner, sent, SIZE_MAX); /* with a prefix */
    expect("It was Mock device (1a2c:0001) on port 1-2.");
    expect("Put this into them, under [usb]:");
    expect("  prefix = *");
    expect("  devices = 1a2c:0001");
    expect("  devices = serial=M003");
    expect("  devices = port=1-2");
    await(has_ended, NULL, "the end of doctor");
    assert_true(WIFEXITED(kiosk.status) && WEXITSTATUS(kiosk.status) == 0);
}

static gboolean scan_once_more(gpointer device) {
    mock_send(device, "\x02" SERIAL "\x03", sizeof("\x02" SERIAL "\x03") - 1);
    return G_SOURCE_CONTINUE;
}

static void noise_of_every_length_does_no_harm(void **state) {
    (void)state;
    struct mock_device *keyboard = plug(MOCK_KEYBOARD, "1-1", 2, 0x05e0, 0x1200, false);
    struct mock_device *pos = plug(MOCK_POS, "1-2", 3, 0x0c2e, 0x0b81, false);
    struct mock_device *serial = plug(MOCK_SERIAL, "1-3", 4, 0x05e0, 0x1701, false);
    struct mock_device *all[] = { keyboard, pos, serial };
    GRand *random = g_rand_new_with_seed(20261124);
    start(NULL);
    for (size_t i = 0; i < 3; i++) {
        await_reading(all[i]);
    }
    for (int i = 0; i < 600; i++) {
        guint8 bytes[64];
        size_t length = (size_t)g_rand_int_range(random, 0, (gint32)sizeof(bytes) + 1);
        for (size_t k = 0; k < length; k++) {
            bytes[k] = (guint8)g_rand_int(random);
        }
        mock_send(all[i % 3], bytes, length);
    }
    g_rand_free(random);
    const guint8 none[64] = { 0 };
    const guint8 end[64] = { 2 };
    mock_send(keyboard, none, 8);
    mock_send(pos, end, sizeof(end));
    mock_send(serial, "\x03\r", 2);
    for (size_t i = 0; i < 3; i++) {
        await_reading(all[i]);
    }
    /* As a hand does that was not answered: what comes within SK_BURST_MS of the noise, by the
     * clock of the kiosk, is of the same code, and a busy machine reads both at once. */
    guint again = g_timeout_add(200, scan_once_more, serial);
    expect("device=" SERIAL);
    (void)g_source_remove(again);
    assert_false(kiosk.has_ended);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        SK_SKIP("needs the release build of sag-kiosk as argument (use ./dev test)");
    }
    program = argv[1];
    if (argc > 2) {
        cmocka_set_test_filter(argv[2]); /* "*half*": to try one alone */
    }
    if (!getenv("UMOCKDEV_DIR") && !getenv("LD_PRELOAD")) {
        SK_SKIP("umockdev-wrapper is missing (apt-get install umockdev)");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_keyboard_scanner_of_the_list_binds_a_pair, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_bar_code_scanner_that_nobody_listed_is_taken_by_its_descriptor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_serial_scanner_gets_its_line_coding_and_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(two_texts_of_a_serial_scanner_at_once_are_one_code, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_office_keyboard_is_not_even_opened, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_keyboard_that_the_settings_name_is_taken, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_scanner_that_the_settings_refuse_is_left_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            half_a_barcode_is_thrown_away_with_its_scanner_and_another_port_goes_on, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(three_scanners_of_three_kinds_work_side_by_side, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(stalls_and_babble_are_fixed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_device_that_only_stalls_is_opened_anew_and_named, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_scanner_in_a_mode_that_cannot_be_read_is_named_with_the_fix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doctor_names_what_is_plugged_in_and_lets_it_be, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(doctor_has_a_fix_where_no_scanner_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doctor_learns_which_device_reads_the_barcode_it_shows,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(noise_of_every_length_does_no_harm, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("usb_reader", tests, NULL, NULL);
}
