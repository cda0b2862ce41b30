#include "check.h"

#include "base/util.h"
#include "input/evdev/chosen.h"
#include "input/usb/devices.h"
#include "media/light_try.h"

#include <linux/input.h>
#include <string.h>

static const struct sk_evdev_identity ring = { .bus = BUS_BLUETOOTH,
                                               .vendor = 0x05e0,
                                               .product = 0x2002,
                                               .name = "RS6100 S12345",
                                               .phys = "aa:bb:cc:00:11:22",
                                               .serial = "84:24:8d:01:02:03",
                                               .is_keyboard = true };
static const struct sk_evdev_identity office = { .bus = BUS_USB,
                                                 .vendor = 0x046d,
                                                 .product = 0xc31c,
                                                 .name = "Logitech USB Keyboard",
                                                 .phys = "usb-0000:00:14.0-2/input0",
                                                 .is_keyboard = true };

static struct sk_evdev_choices choices;
static struct sk_err_info info;

static void choose(const char *text) {
    choices.count = 0;
    assert_int_equal(sk_evdev_choices_add(&choices, text, &info), SK_OK);
}

static void nothing_is_taken_that_is_not_chosen(void **state) {
    (void)state;
    choose("");
    assert_false(sk_evdev_is_chosen(&choices, &ring));
    assert_false(sk_evdev_is_chosen(&choices, &office));
    choose(" 05e0:2003, 05e1:2002 ,name=RS6100,path=usb-0000:00:14.0-2");
    assert_int_equal(choices.count, 4);
    assert_false(sk_evdev_is_chosen(&choices, &ring));
    assert_false(sk_evdev_is_chosen(&choices, &office));
}

static void a_device_is_chosen_by_id_serial_number_bus_name_and_path(void **state) {
    (void)state;
    static const char *const texts[] = {
        "05e0:2002",
        "05E0:2002/bluetooth",
        "05e0:2002:84:24:8d:01:02:03",
        "05e0:2002:84:24:8d:01:02:03/bluetooth",
        "name=RS6100 S12345",
        "046d:0001, name=RS6100 S12345 ",
        "path=aa:bb:cc:00:11:22",
        "05e0:2002\n",
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        choose(texts[i]);
        assert_true(sk_evdev_is_chosen(&choices, &ring));
        assert_false(sk_evdev_is_chosen(&choices, &office));
    }
    choose("05e0:2002/usb");
    assert_false(sk_evdev_is_chosen(&choices, &ring));
    choose("05e0:2002:84:24:8d:01:02:04");
    assert_false(sk_evdev_is_chosen(&choices, &ring));
}

static void a_refusal_wins_wherever_it_stands(void **state) {
    (void)state;
    choose("!name=RS6100 S12345, 05e0:2002");
    assert_false(sk_evdev_is_chosen(&choices, &ring));
    choose("05e0:2002, !05e0:2002:84:24:8d:01:02:03");
    assert_false(sk_evdev_is_chosen(&choices, &ring));
}

static void what_cannot_type_digits_is_not_taken(void **state) {
    (void)state;
    struct sk_evdev_identity mouse = ring;
    mouse.is_keyboard = false;
    choose("05e0:2002");
    assert_false(sk_evdev_is_chosen(&choices, &mouse));
}

static void a_choice_that_is_none_is_quoted_with_the_fix(void **state) {
    (void)state;
    static const char *const texts[] = {
        "05e0",       "05e0:12",          "05e0:120g", "05e0:2002x", "name=",
        "05e0:2002:", "05e0:2002/pigeon", "ring",      "!",          "05e0:2002 05e0:2003"
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        choices.count = 0;
        assert_int_equal(sk_evdev_choices_add(&choices, texts[i], &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, texts[i]));
        assert_non_null(strstr(info.text, "evdev.devices"));
    }
    char many[SK_EVDEV_CHOICES_MAX * 10 + 20] = "";
    for (int i = 0; i <= SK_EVDEV_CHOICES_MAX; i++) {
        strcat(many, "05e0:1200,");
    }
    choices.count = 0;
    assert_int_equal(sk_evdev_choices_add(&choices, many, &info), SK_ERR_INVALID);
    char longest[300];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    memcpy(longest, "name=", 5);
    choices.count = 0;
    assert_int_equal(sk_evdev_choices_add(&choices, longest, &info), SK_ERR_INVALID);
}

static void the_choice_that_is_offered_means_that_very_device(void **state) {
    (void)state;
    char text[128];
    assert_true(sk_evdev_choice_print(&ring, text, sizeof(text)));
    assert_string_equal(text, "05e0:2002:84:24:8d:01:02:03/bluetooth");
    choose(text);
    assert_true(sk_evdev_is_chosen(&choices, &ring));
    struct sk_evdev_identity other = ring;
    other.serial[0] = '9';
    assert_false(sk_evdev_is_chosen(&choices, &other));
    struct sk_evdev_identity nameless = { .bus = BUS_HOST, .name = "Gun", .is_keyboard = true };
    assert_true(sk_evdev_choice_print(&nameless, text, sizeof(text)));
    assert_string_equal(text, "name=Gun");
    struct sk_evdev_identity comma = { .name = "Gun, blue", .is_keyboard = true };
    assert_false(sk_evdev_choice_print(&comma, text, sizeof(text)));
}

static void what_is_chosen_by_id_is_not_for_the_usb_reader(void **state) {
    (void)state;
    choose("05e0:2002, 05e0:2002/usb, 05e0:2002/bluetooth, !05e0:2002, name=x");
    static const bool expected[] = { true, true, false, false, false };
    for (size_t i = 0; i < choices.count; i++) {
        assert_int_equal(sk_evdev_choice_is_usb(&choices.list[i]), expected[i]);
    }
}

/* sysfs writes the highest word first and leaves out zeros in front. */
static void keys_are_found_in_what_sysfs_says(void **state) {
    (void)state;
    static const char keyboard[] =
        "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n";
    assert_true(sk_evdev_has_key(keyboard, KEY_1, 64));
    assert_true(sk_evdev_has_key(keyboard, KEY_0, 64));
    assert_false(sk_evdev_has_key(keyboard, KEY_RESERVED, 64));
    assert_false(sk_evdev_has_key(keyboard, BTN_LEFT, 64));
    assert_true(sk_evdev_has_key(keyboard, KEY_KP1, 64));
    static const char mouse[] = "1f0000 0 0 0 0";
    assert_true(sk_evdev_has_key(mouse, BTN_LEFT, 64));
    assert_false(sk_evdev_has_key(mouse, KEY_1, 64));
    assert_false(sk_evdev_has_key("0", KEY_1, 64));
    assert_false(sk_evdev_has_key("", KEY_1, 64));
    assert_false(sk_evdev_has_key(" ", KEY_KP1, 64));
    assert_true(sk_evdev_has_key("ff fffffffe", KEY_1, 32));
    assert_true(sk_evdev_has_key("ff fffffffe", 32 + 7, 32));
    assert_false(sk_evdev_has_key("ff fffffffe", 32 + 8, 32));
}

static void udev_gives_the_makes_on_bluetooth_and_what_is_chosen(void **state) {
    (void)state;
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    choose(
        "046d:c31c, 1111:2222:S\"1/usb, !3333:4444, name=My *Gun\"? \xc3\xbc\xc3\xbc, path=aa:bb");
    assert_int_equal(sk_evdev_rules_write(&rules, &choices), SK_OK);
    assert_non_null(
        strstr(rules.data, "ATTRS{id/bustype}==\"0005\", ATTRS{id/vendor}==\"05e0\", MODE"));
    assert_non_null(
        strstr(rules.data, "ATTRS{id/vendor}==\"046d\", ATTRS{id/product}==\"c31c\", MODE"));
    assert_non_null(strstr(rules.data, "ATTRS{id/product}==\"2222\", ATTRS{id/bustype}==\"0003\", "
                                       "ATTRS{uniq}==\"S?1\", MODE"));
    assert_non_null(strstr(rules.data, "ATTRS{name}==\"My ?Gun?? *\", MODE"));
    assert_non_null(strstr(rules.data, "ATTRS{phys}==\"aa:bb\", MODE"));
    assert_null(strstr(rules.data, "3333"));
    sk_buf_finish(&rules);
    choose("");
    assert_int_equal(sk_evdev_rules_write(&rules, &choices), SK_OK);
    const char *line = rules.data; /* nothing is given without a condition */
    for (const char *give; (give = strstr(line, "MODE=")) != NULL; line = give + 1) {
        const char *start = give;
        while (start[-1] != '\n') {
            start--;
        }
        assert_memory_equal(start, "ATTRS{id/bustype}==\"0005\", ATTRS{id/vendor}==", 45);
    }
    sk_buf_finish(&rules);
}

static void the_shipped_udev_rules_are_those_of_the_list(void **state) {
    (void)state;
    static const struct sk_usb_selectors none;
    static const struct sk_light_choice no_light;
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    choose("");
    assert_int_equal(sk_usb_rules_write(&rules, &none), SK_OK);
    assert_int_equal(sk_evdev_rules_write(&rules, &choices), SK_OK);
    assert_int_equal(sk_light_rules_write(&rules, &no_light), SK_OK);
    FILE *file = fopen(SK_UDEV_RULES, "r");
    assert_non_null(file);
    char *shipped = calloc(1, rules.length + 2);
    assert_non_null(shipped);
    assert_int_equal(fread(shipped, 1, rules.length + 1, file), rules.length);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(shipped, rules.data);
    free(shipped);
    sk_buf_finish(&rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(nothing_is_taken_that_is_not_chosen),
        SK_TEST(a_device_is_chosen_by_id_serial_number_bus_name_and_path),
        SK_TEST(a_refusal_wins_wherever_it_stands),
        SK_TEST(what_cannot_type_digits_is_not_taken),
        SK_TEST(a_choice_that_is_none_is_quoted_with_the_fix),
        SK_TEST(the_choice_that_is_offered_means_that_very_device),
        SK_TEST(what_is_chosen_by_id_is_not_for_the_usb_reader),
        SK_TEST(keys_are_found_in_what_sysfs_says),
        SK_TEST(the_shipped_udev_rules_are_those_of_the_list),
        SK_TEST(udev_gives_the_makes_on_bluetooth_and_what_is_chosen),
    };
    return cmocka_run_group_tests_name("evdev_chosen", tests, NULL, NULL);
}
