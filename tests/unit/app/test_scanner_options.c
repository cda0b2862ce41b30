#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/settings/config.h"
#include "app/settings/evdev_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "base/util.h"

#include <linux/input.h>

static struct sk_config config;
static struct sk_config_problems problems;

static int begin(void **state) {
    memset(&problems, 0, sizeof(problems));
    return scratch_make(state) == 0 && sk_config_init(&config) == SK_OK ? 0 : -1;
}

static int end(void **state) {
    sk_config_finish(&config);
    return scratch_remove(state);
}

static void set(const char *name, const char *value) {
    sk_config_set(&config, name, value, "here", &problems);
    assert_int_equal(problems.count, 0);
}

static const struct sk_usb_identity zebra = {
    .vendor = 0x05e0, .product = 0x1200, .port = "1-2", .serial = "S1"
};

static enum sk_usb_verdict usb_verdict(void) {
    struct sk_usb_options options;
    struct sk_err_info info;
    assert_int_equal(sk_usb_options_from(&config, &options, &info), SK_OK);
    return sk_usb_judge(&options.selectors, &zebra);
}

static void what_is_chosen_by_its_id_is_left_by_the_usb_reader(void **state) {
    (void)state;
    static const struct {
        const char *devices;
        bool is_left;
    } table[] = {
        { "05e0:1200", true },     { "05e0:1200/usb", true }, { "05e0:1200:S1", true },
        { "05e0:1200:S2", false }, { "05e0:1201", false },    { "05e0:1200/bluetooth", false },
        { "!05e0:1200", false },   { "name=Zebra", false },   { "", false },
    };
    assert_int_equal(usb_verdict(), SK_USB_TAKE_KNOWN);
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        set("evdev.devices", table[i].devices);
        assert_int_equal(usb_verdict(), table[i].is_left ? SK_USB_REFUSE : SK_USB_TAKE_KNOWN);
    }
    set("usb.devices", "05e0:1200"); /* named in both: it is that of the kernel */
    set("evdev.devices", "05e0:1200");
    assert_int_equal(usb_verdict(), SK_USB_REFUSE);
}

static void what_was_learned_is_chosen_from_then_on(void **state) {
    (void)state;
    struct sk_evdev_options options;
    struct sk_err_info info;
    const struct sk_evdev_identity ring = {
        .bus = BUS_BLUETOOTH, .vendor = 0x4242, .product = 1, .name = "Ring", .is_keyboard = true
    };
    set("journal.path", scratch_file("new/journal.db")); /* the folder is made */
    assert_int_equal(sk_evdev_options_from(&config, &options, &info), SK_OK);
    assert_string_equal(options.learned_path, scratch_file("new/journal.db.evdev-learned"));
    assert_int_equal(sk_evdev_learned_add(&options.choices, options.learned_path, &info), SK_OK);
    assert_false(sk_evdev_is_chosen(&options.choices, &ring)); /* no file yet */
    assert_int_equal(sk_evdev_learn(options.learned_path, "name=Other", &info), SK_OK);
    assert_int_equal(sk_evdev_learn(options.learned_path, "4242:0001/bluetooth", &info), SK_OK);
    assert_int_equal(sk_evdev_learned_add(&options.choices, options.learned_path, &info), SK_OK);
    assert_int_equal(options.choices.count, 2);
    assert_true(sk_evdev_is_chosen(&options.choices, &ring));
    assert_int_equal(sk_evdev_learn(options.learned_path, "nonsense", &info), SK_ERR_INVALID);
    options.choices.count = 0; /* which has changed nothing */
    assert_int_equal(sk_evdev_learned_add(&options.choices, options.learned_path, &info), SK_OK);
    assert_int_equal(options.choices.count, 2);
    for (size_t i = 2; i < SK_EVDEV_CHOICES_MAX; i++) {
        assert_int_equal(sk_evdev_learn(options.learned_path, "4242:0002", &info), SK_OK);
    }
    assert_int_equal(sk_evdev_learn(options.learned_path, "4242:0003", &info), SK_ERR_INVALID);
}

static void what_was_learned_is_left_by_the_usb_reader_too(void **state) {
    (void)state;
    struct sk_evdev_options options;
    struct sk_err_info info;
    set("journal.path", scratch_file("journal.db"));
    set("evdev.devices", "name=Other");
    assert_int_equal(usb_verdict(), SK_USB_TAKE_KNOWN);
    assert_int_equal(sk_evdev_options_from(&config, &options, &info), SK_OK);
    assert_int_equal(sk_evdev_learn(options.learned_path, "05e0:1200/usb", &info), SK_OK);
    assert_int_equal(usb_verdict(), SK_USB_REFUSE);
}

static void each_mistake_is_told_with_its_setting(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *value;
        const char *usual;
    } table[] = {
        { "evdev.devices", "ring", "" },       { "evdev.suffix", "\\x0", "auto" },
        { "evdev.prefix", "\\q", "" },         { "serial.devices", "COM1", "" },
        { "serial.line", "9600 8M1", "9600" }, { "serial.suffix", "\\xZZ", "auto" },
        { "serial.prefix", "\\", "" },         { "serial.replies", "auto", "off" },
        { "light.device", "lamp", "" },        { "light.device", "usb:lamp", "" },
    };
    set("cloud.region", "cn-hangzhou");
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        memset(&problems, 0, sizeof(problems));
        set(table[i].name, table[i].value);
        sk_config_check(&config, &problems);
        assert_int_equal(problems.count, 1);
        assert_non_null(strstr(problems.texts[0], table[i].name));
        assert_non_null(strstr(problems.texts[0], "here"));
        memset(&problems, 0, sizeof(problems));
        set(table[i].name, table[i].usual);
    }
    sk_config_check(&config, &problems);
    assert_int_equal(problems.count, 0);
}

static void replies_that_are_none_are_told_with_what_there_is(void **state) {
    (void)state;
    set("cloud.region", "cn-hangzhou");
    set("usb.replies", "zebra");
    set("serial.replies", "auto");
    sk_config_check(&config, &problems);
    assert_int_equal(problems.count, 2);
    assert_string_equal(problems.texts[0], "here: usb.replies is 'zebra'; it takes off, auto, "
                                           "honeywell, datalogic, zebra-ssi");
    assert_string_equal(problems.texts[1], "here: serial.replies is 'auto'; it takes off, "
                                           "honeywell, datalogic, zebra-ssi");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(what_is_chosen_by_its_id_is_left_by_the_usb_reader),
        CASE(what_was_learned_is_chosen_from_then_on),
        CASE(what_was_learned_is_left_by_the_usb_reader_too),
        CASE(each_mistake_is_told_with_its_setting),
        CASE(replies_that_are_none_are_told_with_what_there_is),
    };
    return cmocka_run_group_tests_name("scanner_options", tests, NULL, NULL);
}
