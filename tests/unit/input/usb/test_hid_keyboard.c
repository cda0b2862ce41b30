#include "check.h"

#include "base/util.h"
#include "input/usb/hid_keyboard.h"
#include "input/keymap.h"
#include "vectors/usb/real_scanners.h"

#include <string.h>

/* A keyboard, a typist behind it, and what came out. */
struct desk {
    struct sk_hid_keyboard keyboard;
    struct sk_typist typist;
    char text[256];
    size_t length;
};

static struct desk desk;

static void on_key(void *data, uint8_t usage, bool is_down) {
    struct desk *self = data;
    char out[SK_TYPIST_TEXT_MAX];
    size_t length = sk_typist_key(&self->typist, usage, is_down, out);
    assert_true(self->length + length < sizeof(self->text));
    memcpy(self->text + self->length, out, length);
    self->length += length;
    self->text[self->length] = '\0';
}

static void sit_down(enum sk_layout layout) {
    memset(&desk, 0, sizeof(desk));
    sk_hid_keyboard_init_boot(&desk.keyboard);
    sk_typist_init(&desk.typist, layout);
}

static void report(uint8_t modifiers, uint8_t a, uint8_t b) {
    const uint8_t bytes[8] = { modifiers, 0, a, b };
    sk_hid_keyboard_report(&desk.keyboard, bytes, sizeof(bytes), on_key, &desk);
}

static void press(uint8_t modifiers, uint8_t usage) {
    report(modifiers, usage, 0);
    report(0, 0, 0);
}

static void keys_of_a_real_scanner_are_its_barcode(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    struct sk_hid_descriptor descriptor;
    sk_hid_descriptor_parse(&descriptor, datalogic_gd4400, sizeof(datalogic_gd4400));
    assert_int_equal(sk_hid_keyboard_init(&desk.keyboard, &descriptor), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(opticon_m10); i++) {
        sk_hid_keyboard_report(&desk.keyboard, opticon_m10[i], 8, on_key, &desk);
    }
    assert_string_equal(desk.text, "150501\r");
}

static void several_keys_in_one_report_keep_their_order(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    report(0, 0x06, 0x04); /* c, a */
    report(0, 0x04, 0x05); /* a is held, b is new */
    report(0, 0x05, 0x05);
    report(0, 0, 0);
    assert_string_equal(desk.text, "cab");
}

static void the_same_key_twice_needs_a_release(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    report(0, 0x1e, 0);
    report(0, 0x1e, 0); /* the report is repeated (idle rate): not a second key */
    press(0, 0x1e);
    press(0, 0x1e);
    assert_string_equal(desk.text, "11");
}

static void shift_of_the_same_report_counts(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    report(0x02, 0x04, 0);
    report(0x00, 0x05, 0); /* shift let go and b down at once */
    report(0x20, 0x06, 0); /* the right one */
    assert_string_equal(desk.text, "AbC");
}

static void too_many_keys_change_nothing(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    report(0, 0x04, 0);
    const uint8_t error[8] = { 0, 0, 1, 1, 1, 1, 1, 1 };
    sk_hid_keyboard_report(&desk.keyboard, error, sizeof(error), on_key, &desk);
    report(0, 0x04, 0x05);
    assert_string_equal(desk.text, "ab");
}

static void a_keyboard_of_bits_types_too(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    struct sk_hid_descriptor descriptor;
    sk_hid_descriptor_parse(&descriptor, keyboard_of_bits, sizeof(keyboard_of_bits));
    assert_int_equal(sk_hid_keyboard_init(&desk.keyboard, &descriptor), SK_OK);
    const uint8_t shift_a[] = { 1, 0x02, 0x10 };
    const uint8_t media[] = { 2, 0xe9, 0x00 };
    const uint8_t none[] = { 1, 0, 0 };
    sk_hid_keyboard_report(&desk.keyboard, shift_a, sizeof(shift_a), on_key, &desk);
    sk_hid_keyboard_report(&desk.keyboard, media, sizeof(media), on_key, &desk);
    sk_hid_keyboard_report(&desk.keyboard, none, sizeof(none), on_key, &desk);
    sk_hid_keyboard_report(&desk.keyboard, shift_a, sizeof(shift_a), on_key, &desk);
    assert_string_equal(desk.text, "AA");
}

static void a_bar_code_scanner_is_no_keyboard(void **state) {
    (void)state;
    struct sk_hid_descriptor descriptor;
    sk_hid_descriptor_parse(&descriptor, pos_with_count, sizeof(pos_with_count));
    assert_int_equal(sk_hid_keyboard_init(&desk.keyboard, &descriptor), SK_ERR_NOT_FOUND);
}

static void short_and_long_reports_do_no_harm(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    uint8_t bytes[64];
    memset(bytes, 0x04, sizeof(bytes));
    for (size_t length = 0; length <= sizeof(bytes); length++) {
        sk_hid_keyboard_report(&desk.keyboard, bytes, length, on_key, &desk);
    }
    /* 0x04 as modifiers is Alt: nothing is typed, and nothing broke. */
    assert_string_equal(desk.text, "");
}

/* Every printable character of ASCII, on the key and modifiers where that layout has it. */
static void each_layout_can_type_all_of_ascii(void **state) {
    (void)state;
    static const uint8_t modifiers[] = { 0x00, 0x02, 0x40 };
    for (enum sk_layout layout = SK_LAYOUT_US; layout <= SK_LAYOUT_JP; layout++) {
        for (int c = ' '; c <= '~'; c++) {
            bool is_typed = false;
            for (size_t m = 0; m < SK_ARRAY_LEN(modifiers) && !is_typed; m++) {
                for (uint8_t usage = 0x04; usage < 0x90 && !is_typed; usage++) {
                    sit_down(layout);
                    press(modifiers[m], usage);
                    press(0, 0x2c); /* a dead key comes out with a space */
                    is_typed = desk.text[0] == (char)c;
                }
            }
            if (!is_typed) {
                fail_msg("layout %d cannot type '%c'", (int)layout, c);
            }
        }
    }
}

static void a_german_scanner_types_german(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_DE);
    press(0, 0x1d);    /* y where z is in the US */
    press(0, 0x38);    /* - */
    press(0x02, 0x38); /* _ */
    press(0x40, 0x14); /* AltGr q */
    press(0x05, 0x24); /* Ctrl Alt 7 is AltGr 7 */
    press(0, 0x33);    /* ö */
    press(0, 0x2e);    /* dead ´ */
    press(0, 0x08);    /* e */
    press(0, 0x35);    /* dead ^ */
    press(0, 0x2c);    /* space: the accent itself */
    press(0, 0x35);
    press(0, 0x1b); /* x has no ^ */
    assert_string_equal(desk.text, "y-_@{öé^^x");
}

static void a_french_scanner_needs_shift_for_digits(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_FR);
    press(0x02, 0x1e); /* 1 */
    press(0, 0x1e);    /* & */
    press(0, 0x04);    /* q */
    press(0, 0x33);    /* m */
    press(0, 0x23);    /* - */
    press(0, 0x39);    /* Caps Lock */
    press(0, 0x1f);    /* now 2 */
    press(0, 0x14);    /* and A */
    press(0, 0x39);
    press(0, 0x1f); /* é again */
    assert_string_equal(desk.text, "1&qm-2Aé");
}

static void caps_lock_is_for_letters(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    press(0, 0x39);
    press(0, 0x04);
    press(0x02, 0x04); /* shift turns it back */
    press(0, 0x1e);
    press(0, 0x2d);
    press(0, 0x39);
    press(0, 0x04);
    assert_string_equal(desk.text, "Aa1-a");
}

static void alt_and_the_keypad_type_foreign_characters(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    static const char *const codes[] = { "0233", "130", "029", "0128", "8364", "65", "99999999" };
    for (size_t i = 0; i < SK_ARRAY_LEN(codes); i++) {
        report(0x04, 0, 0);
        for (const char *c = codes[i]; *c; c++) {
            report(0x04, (uint8_t)(*c == '0' ? 0x62 : 0x59 + *c - '1'), 0);
            report(0x04, 0, 0);
        }
        report(0, 0, 0);
    }
    /* Windows-1252 é, code page 437 é, GS, €, € by number, A, and a number that is none. */
    assert_string_equal(desk.text, "éé\x1d€€A");
}

static void ctrl_types_control_characters(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_US);
    press(0x01, 0x30); /* Ctrl ] is GS */
    press(0x01, 0x07); /* Ctrl d is EOT */
    press(0x01, 0x1e); /* Ctrl 1 is nothing */
    press(0x04, 0x04); /* Alt a is nothing */
    assert_string_equal(desk.text, "\x1d\x04");
}

static void keypad_and_ends(void **state) {
    (void)state;
    sit_down(SK_LAYOUT_DE);
    press(0, 0x59);
    press(0, 0x62);
    press(0, 0x56);
    press(0, 0x2b);
    press(0, 0x58);
    assert_string_equal(desk.text, "10-\t\r");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(keys_of_a_real_scanner_are_its_barcode),
        SK_TEST(several_keys_in_one_report_keep_their_order),
        SK_TEST(the_same_key_twice_needs_a_release),
        SK_TEST(shift_of_the_same_report_counts),
        SK_TEST(too_many_keys_change_nothing),
        SK_TEST(a_keyboard_of_bits_types_too),
        SK_TEST(a_bar_code_scanner_is_no_keyboard),
        SK_TEST(short_and_long_reports_do_no_harm),
        SK_TEST(each_layout_can_type_all_of_ascii),
        SK_TEST(a_german_scanner_types_german),
        SK_TEST(a_french_scanner_needs_shift_for_digits),
        SK_TEST(caps_lock_is_for_letters),
        SK_TEST(alt_and_the_keypad_type_foreign_characters),
        SK_TEST(ctrl_types_control_characters),
        SK_TEST(keypad_and_ends),
    };
    return cmocka_run_group_tests_name("hid_keyboard", tests, NULL, NULL);
}
