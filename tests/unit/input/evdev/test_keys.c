#include "unit/input/stream_desk.h"

#include "base/util.h"
#include "input/evdev/keys.h"

#include <linux/input.h>

static struct sk_evdev_keys keys;
static uint16_t held; /* what the kernel says is down; 0: nothing */

static void open_desk(enum sk_layout layout) {
    desk_open(SK_SOURCE_EVDEV);
    sk_evdev_keys_init(&keys, &desk.stream, layout);
    held = 0;
}

static void event(uint16_t code, int32_t value) {
    sk_evdev_keys_take(&keys, EV_KEY, code, value, desk.now);
    sk_evdev_keys_take(&keys, EV_SYN, SYN_REPORT, 0, desk.now);
    desk.now += 2;
}

static void press(uint16_t code) {
    event(code, 1);
    event(code, 0);
}

static void press_all(const uint16_t *codes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        press(codes[i]);
    }
}

static void expect(const char *text) {
    press(KEY_ENTER);
    desk_pass(1000);
    assert_int_equal(desk.count, 1);
    assert_string_equal(desk.got[0].text, text);
    assert_int_equal(desk.got[0].source, SK_SOURCE_EVDEV);
    assert_false(desk.got[0].is_part);
    desk.count = 0;
}

static bool is_down(void *data, uint16_t code) {
    (void)data;
    return code == held;
}

static void keys_become_text_with_shift_and_doubled_characters(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    static const uint16_t codes[] = { KEY_S, KEY_A, KEY_G, KEY_E, KEY_0, KEY_0, KEY_0, KEY_1 };
    press_all(codes, SK_ARRAY_LEN(codes));
    expect("sage0001");
    event(KEY_LEFTSHIFT, 1);
    press(KEY_S);
    press(KEY_N);
    press(KEY_SEMICOLON);
    event(KEY_LEFTSHIFT, 0);
    press(KEY_KP7);
    press(KEY_7);
    expect("SN:77");
}

static void a_key_that_is_held_is_typed_once(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    event(KEY_A, 1);
    event(KEY_A, 2);
    event(KEY_A, 2);
    event(KEY_A, 0);
    press(KEY_B);
    event(KEY_LEFTSHIFT, 1);
    event(KEY_LEFTSHIFT, 2);
    press(KEY_C);
    event(KEY_LEFTSHIFT, 0);
    expect("abC");
}

static void what_is_no_key_of_a_text_changes_nothing(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    press(KEY_A);
    sk_evdev_keys_take(&keys, EV_LED, LED_CAPSL, 1, desk.now);
    sk_evdev_keys_take(&keys, EV_REP, REP_DELAY, 250, desk.now);
    sk_evdev_keys_take(&keys, EV_REL, REL_X, 1, desk.now);
    press(KEY_VOLUMEUP);
    press(KEY_POWER);
    press(KEY_F11);
    press(BTN_LEFT);
    press(KEY_MAX);
    press(KEY_B);
    expect("ab");
}

static void caps_lock_of_the_scanner_is_undone(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    press(KEY_CAPSLOCK);
    assert_true(sk_evdev_keys_has_caps(&keys));
    press(KEY_A);
    press(KEY_1);
    press(KEY_CAPSLOCK);
    assert_false(sk_evdev_keys_has_caps(&keys));
    press(KEY_A);
    expect("A1a");
}

static void the_keymap_is_that_of_the_settings(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_DE);
    press(KEY_Y);
    press(KEY_Z);
    event(KEY_RIGHTALT, 1);
    press(KEY_Q);
    event(KEY_RIGHTALT, 0);
    expect("zy@");
}

static void characters_by_their_code_on_the_keypad_arrive(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    event(KEY_LEFTALT, 1);
    press(KEY_KP0);
    press(KEY_KP0);
    press(KEY_KP6);
    press(KEY_KP5);
    event(KEY_LEFTALT, 0);
    expect("A");
}

/* The kernel's times count: this thread may have slept between two scans. */
static void a_reader_that_comes_late_reads_the_same(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    press(KEY_A);
    press(KEY_B);
    desk.now += GAP; /* a silence that nobody looked at */
    press(KEY_C);
    press(KEY_ENTER);
    desk_pass(1000);
    assert_int_equal(desk.count, 2);
    assert_string_equal(desk.got[0].text, "ab");
    assert_true(desk.got[0].is_part);
    assert_true(desk.got[1].is_part); /* its rest */
    desk.count = 0;
    press(KEY_A);
    press(KEY_B);
    press(KEY_ENTER);
    desk.now += SK_BURST_MS;
    press(KEY_A);
    press(KEY_B);
    press(KEY_ENTER);
    desk_pass(1000);
    assert_int_equal(desk.count, 2);
    assert_false(desk.got[0].is_joined || desk.got[1].is_joined);
}

static void times_that_go_back_are_taken_as_equal(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    desk.now = 5000;
    press(KEY_A);
    desk.now = 1000;
    press(KEY_B);
    desk.now = 5000;
    expect("ab");
}

static void events_that_were_lost_make_a_part_of_what_was_in_progress(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    press(KEY_A);
    press(KEY_B);
    assert_true(sk_evdev_keys_lose(&keys, desk.now, is_down, NULL));
    press(KEY_C);
    press(KEY_ENTER);
    desk_pass(1000);
    assert_true(desk.count >= 1);
    for (int i = 0; i < desk.count; i++) {
        assert_true(desk.got[i].is_part || desk.got[i].is_joined);
    }
    desk.count = 0;
    press(KEY_A);
    press(KEY_B);
    press(KEY_C);
    expect("abc");
    assert_false(sk_evdev_keys_lose(&keys, desk.now, is_down, NULL)); /* whole ones, perhaps */
}

static void modifiers_are_right_after_events_were_lost(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    event(KEY_LEFTSHIFT, 1);
    (void)sk_evdev_keys_lose(&keys, desk.now, is_down, NULL); /* shift went up meanwhile */
    desk_pass(1000);
    press(KEY_A);
    expect("a");
    held = KEY_RIGHTSHIFT;
    (void)sk_evdev_keys_lose(&keys, desk.now, is_down, NULL);
    desk_pass(1000);
    press(KEY_A);
    expect("A");
}

static void a_caps_lock_whose_end_was_lost_is_off_after_silence(void **state) {
    (void)state;
    open_desk(SK_LAYOUT_US);
    press(KEY_CAPSLOCK);
    press(KEY_A);
    (void)sk_evdev_keys_lose(&keys, desk.now, is_down, NULL);
    desk_pass(1000);
    desk.count = 0;
    press(KEY_A);
    press(KEY_B);
    press(KEY_ENTER);
    desk_pass(1000);
    assert_string_equal(desk.got[0].text, "ab");
}

static void each_key_of_the_keymap_has_one_code(void **state) {
    (void)state;
    int seen[256] = { 0 };
    for (uint32_t code = 0; code <= 0xffff; code++) {
        seen[sk_evdev_keys_usage((uint16_t)code)]++;
    }
    for (int usage = 1; usage < 256; usage++) {
        assert_in_range(seen[usage], 0, 1);
    }
    for (uint8_t usage = 0x04; usage <= 0x38; usage++) {
        assert_int_equal(seen[usage],
                         usage == 0x32 ? 0 : 1); /* two usages, one code: KEY_BACKSLASH */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(keys_become_text_with_shift_and_doubled_characters),
        SK_TEST(a_key_that_is_held_is_typed_once),
        SK_TEST(what_is_no_key_of_a_text_changes_nothing),
        SK_TEST(caps_lock_of_the_scanner_is_undone),
        SK_TEST(the_keymap_is_that_of_the_settings),
        SK_TEST(characters_by_their_code_on_the_keypad_arrive),
        SK_TEST(a_reader_that_comes_late_reads_the_same),
        SK_TEST(times_that_go_back_are_taken_as_equal),
        SK_TEST(events_that_were_lost_make_a_part_of_what_was_in_progress),
        SK_TEST(modifiers_are_right_after_events_were_lost),
        SK_TEST(a_caps_lock_whose_end_was_lost_is_off_after_silence),
        SK_TEST(each_key_of_the_keymap_has_one_code),
    };
    return cmocka_run_group_tests_name("evdev_keys", tests, NULL, NULL);
}
