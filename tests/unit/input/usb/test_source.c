/* Framing, HID POS and the whole way from reports to scans. */
#include "check.h"

#include "base/util.h"
#include "input/usb/source.h"
#include "vectors/usb/real_scanners.h"

#include <string.h>

#define KEPT 8

static struct {
    struct sk_usb_source source;
    struct sk_framing_rules rules;
    size_t count;
    struct sk_scan got[KEPT];
} bench;

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    if (bench.count < KEPT) {
        bench.got[bench.count] = *scan;
    }
    bench.count++;
}

static void set_up(enum sk_suffix suffix) {
    memset(&bench, 0, sizeof(bench));
    bench.rules.suffix = suffix;
    bench.rules.gap = 100;
    sk_usb_source_init(&bench.source, &bench.rules, on_scan, NULL);
}

static enum sk_err begin(const uint8_t *bytes, size_t length) {
    struct sk_hid_descriptor descriptor;
    sk_hid_descriptor_parse(&descriptor, bytes, length);
    return sk_usb_source_begin_hid(&bench.source, &descriptor, SK_LAYOUT_US);
}

static void send(const char *text, sk_ms at) {
    sk_usb_source_take(&bench.source, (const uint8_t *)text, strlen(text), at);
}

/* A scan of its own: nothing follows it at once. */
static void send_one(const char *text, sk_ms at) {
    send(text, at);
    (void)sk_usb_source_tick(&bench.source, at + SK_BURST_MS);
}

/* --- serial and framing ------------------------------------------------------------------- */

static void a_suffix_of_any_kind_ends_a_barcode(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    send_one("one\r\n", 5);
    send_one("two\n", 105);
    send("thr", 205);
    send_one("ee\t", 206);
    assert_int_equal(bench.count, 3);
    assert_string_equal(bench.got[0].text, "one");
    assert_string_equal(bench.got[2].text, "three");
    assert_int_equal(bench.got[2].at, 206);
    assert_int_equal(bench.got[2].source, SK_SOURCE_USB_CDC);
}

static void several_texts_at_once_are_one_code(void **state) {
    (void)state;
    static const char *const codes[] = { "one\rSAGK:ACK\r", "one\r\ntwo\r\n", "one\ttwo" };
    for (size_t i = 0; i < SK_ARRAY_LEN(codes); i++) {
        for (size_t whole = 0; whole < 2; whole++) {
            set_up(SK_SUFFIX_AUTO);
            sk_usb_source_begin_serial(&bench.source);
            if (whole) {
                send(codes[i], 0);
            }
            for (size_t k = 0; k < strlen(codes[i]) && !whole; k++) {
                char byte[2] = { codes[i][k], '\0' };
                send(byte, (sk_ms)k * 20);
                (void)sk_usb_source_tick(&bench.source, (sk_ms)k * 20);
            }
            for (sk_ms due; (due = sk_usb_source_due(&bench.source)) >= 0;) {
                (void)sk_usb_source_tick(&bench.source, due);
            }
            assert_int_equal(bench.count, 1);
            assert_true(bench.got[0].is_joined);
        }
    }
}

/* The scanner itself says where its codes begin and end: they are scans, however fast. */
static void what_stands_between_stx_and_etx_is_a_scan_of_its_own(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    send("\x02one\r\x03\x02two\x03\x02\x03\x02th\rree\x03", 0);
    assert_int_equal(bench.count, 3);
    assert_string_equal(bench.got[0].text, "one");
    assert_string_equal(bench.got[1].text, "two");
    assert_string_equal(bench.got[2].text, "th\rree");
    assert_false(bench.got[0].is_joined || bench.got[1].is_joined || bench.got[2].is_joined);
    send("\x02sage62x02", 1000); /* and no ETX: no label, whatever it is the beginning of */
    (void)sk_usb_source_tick(&bench.source, 1100);
    assert_int_equal(bench.count, 4);
    assert_string_equal(bench.got[3].text, "\x02sage62x02");
}

/* A code may hold STX and ETX as well as CR. */
static void a_frame_within_a_code_makes_no_scan_of_its_own(void **state) {
    (void)state;
    static const char *const codes[] = { "one\r\x02SAGK:ACK\x03\r", "one\r\x02SAGK:ACK\x03",
                                         "\x02one\x03SAGK:ACK\r", "\x02one\x03\rSAGK:ACK\r" };
    for (size_t i = 0; i < SK_ARRAY_LEN(codes); i++) {
        for (size_t whole = 0; whole < 2; whole++) {
            set_up(SK_SUFFIX_AUTO);
            sk_usb_source_begin_serial(&bench.source);
            if (whole) {
                send(codes[i], 0);
            }
            for (size_t k = 0; k < strlen(codes[i]) && !whole; k++) {
                char byte[2] = { codes[i][k], '\0' };
                send(byte, (sk_ms)k * 20);
                (void)sk_usb_source_tick(&bench.source, (sk_ms)k * 20);
            }
            for (sk_ms due; (due = sk_usb_source_due(&bench.source)) >= 0;) {
                (void)sk_usb_source_tick(&bench.source, due);
            }
            assert_true(bench.count >= 1);
            for (size_t k = 0; k < bench.count; k++) {
                assert_true(bench.got[k].is_joined || strstr(bench.got[k].text, "SAGK") == NULL);
            }
        }
    }
    set_up(SK_SUFFIX_AUTO); /* but a scanner that frames all of them makes as many scans */
    sk_usb_source_begin_serial(&bench.source);
    static const char framed[] = "\x02one\x03\r\n\x02two\x03\r\n";
    for (size_t k = 0; k < strlen(framed); k++) {
        char byte[2] = { framed[k], '\0' };
        send(byte, (sk_ms)k);
        (void)sk_usb_source_tick(&bench.source, (sk_ms)k);
    }
    assert_int_equal(bench.count, 2);
    assert_false(bench.got[0].is_joined || bench.got[1].is_joined);
}

static void a_scanner_that_goes_away_hands_on_what_was_whole(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    send("whole\r", 0);
    assert_false(sk_usb_source_is_reading(&bench.source));
    assert_int_equal(bench.count, 0);
    assert_int_equal(sk_usb_source_drop(&bench.source), 0);
    assert_int_equal(bench.count, 1);
    assert_false(bench.got[0].is_joined);
}

static void where_none_is_declared_silence_ends_it(void **state) {
    (void)state;
    set_up(SK_SUFFIX_NONE);
    sk_usb_source_begin_serial(&bench.source);
    assert_int_equal(sk_usb_source_due(&bench.source), -1);
    send("abc", 1000);
    send("def", 1090);
    assert_int_equal(sk_usb_source_due(&bench.source), 1190);
    assert_int_equal(sk_usb_source_tick(&bench.source, 1189), 0);
    assert_int_equal(bench.count, 0);
    assert_int_equal(sk_usb_source_tick(&bench.source, 1190), 0);
    assert_int_equal(bench.count, 1);
    assert_string_equal(bench.got[0].text, "abcdef");
    assert_int_equal(bench.got[0].at, 1090);
    assert_int_equal(sk_usb_source_due(&bench.source), -1);
}

static void where_only_silence_ends_a_line_break_is_data(void **state) {
    (void)state;
    set_up(SK_SUFFIX_NONE);
    sk_usb_source_begin_serial(&bench.source);
    send("a\r\nb\r", 0);
    (void)sk_usb_source_tick(&bench.source, 100);
    assert_int_equal(bench.count, 1);
    assert_string_equal(bench.got[0].text, "a\r\nb");
}

static void a_fixed_suffix_that_never_comes_is_asked_for_again(void **state) {
    (void)state;
    set_up(SK_SUFFIX_CR);
    sk_usb_source_begin_serial(&bench.source);
    send("a\tb\n", 0);
    assert_int_equal(sk_usb_source_tick(&bench.source, 99), 0);
    assert_int_equal(sk_usb_source_tick(&bench.source, 100), 4);
    assert_int_equal(bench.count, 1);
    assert_true(bench.got[0].is_part);
    send_one("whole\r\n", 9000); /* the LF belongs to neither */
    send_one("next\r", 9100);
    assert_int_equal(bench.count, 3);
    assert_string_equal(bench.got[1].text, "whole");
    assert_string_equal(bench.got[2].text, "next");
    assert_false(bench.got[1].is_part || bench.got[2].is_part);
}

static void a_prefix_is_taken_off_where_it_stands(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_true(sk_framing_rules_set_prefix(&bench.rules, "\\x02S:"));
    sk_usb_source_begin_serial(&bench.source);
    send_one("\x02S:code\r", 0);
    send_one("code\r", 100);
    send_one("\x02S:\r", 200);
    assert_int_equal(bench.count, 2);
    assert_string_equal(bench.got[0].text, "code");
    assert_string_equal(bench.got[1].text, "code");
    assert_false(sk_framing_rules_set_prefix(&bench.rules, "\\q"));
    assert_false(sk_framing_rules_set_prefix(&bench.rules, "\\x0"));
    assert_false(
        sk_framing_rules_set_prefix(&bench.rules, "0123456789012345678901234567890123456789"));
}

static void an_unplugged_scanner_leaves_no_half_barcode(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    send("half", 0);
    assert_int_equal(sk_usb_source_drop(&bench.source), 4);
    send_one("whole\r", 10);
    assert_int_equal(bench.count, 1);
    assert_string_equal(bench.got[0].text, "whole");
}

static void an_aim_identifier_in_front_names_the_symbology(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    send_one("]C1010123\r", 0);
    send_one("4006381333931\r", 100);
    assert_string_equal(bench.got[0].text, "010123");
    assert_int_equal(bench.got[0].symbology, SK_SYMBOLOGY_GS1_128);
    assert_int_equal(bench.got[1].symbology, SK_SYMBOLOGY_UNKNOWN);
}

static void a_hundred_kilobytes_are_one_cut_scan(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_serial(&bench.source);
    for (int i = 0; i < 100000; i++) {
        send("x", i / 10);
    }
    send_one("\r", 10001);
    send_one("next\r", 10101);
    assert_int_equal(bench.count, 2);
    assert_true(bench.got[0].cut);
    assert_int_equal(bench.got[0].length, SK_SCAN_TEXT_MAX);
    assert_string_equal(bench.got[1].text, "next");
    assert_false(bench.got[1].cut);
}

/* --- HID POS ------------------------------------------------------------------------------ */

static void a_real_scanner_s_six_reports_are_one_text(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_with_count, sizeof(pos_with_count)), SK_OK);
    for (int i = 0; i < 7; i++) {
        sk_usb_source_take(&bench.source, honeywell_1602g[i], 64, i);
    }
    assert_int_equal(bench.count, 2);
    assert_int_equal(bench.got[0].length, 5 * 56 + 9 - 2); /* the last CR LF is not content */
    assert_memory_equal(bench.got[0].text, "Product Name: Voyager 1602g\r\n", 29);
    assert_non_null(strstr(bench.got[0].text, "Serial Number: 15232B1F0C\r\n"));
    assert_int_equal(bench.got[0].symbology, SK_SYMBOLOGY_UNKNOWN); /* ]X0: "other" */
    assert_int_equal(bench.got[0].source, SK_SOURCE_USB_HID_POS);
    assert_string_equal(bench.got[1].text, "REVINF\x06.");
}

static void a_count_keeps_nuls_and_limits_itself_to_the_report(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_with_count, sizeof(pos_with_count)), SK_OK);
    uint8_t bytes[64] = { 2, 4, ']', 'd', '2', 'a', 0, 0x1d, 'b' };
    sk_usb_source_take(&bench.source, bytes, sizeof(bytes), 0);
    assert_int_equal(bench.got[0].length, 4);
    assert_memory_equal(bench.got[0].text,
                        "a\0\x1d"
                        "b",
                        5);
    assert_int_equal(bench.got[0].symbology, SK_SYMBOLOGY_DATA_MATRIX);
    memset(bytes + 5, 'z', 56);
    bytes[1] = 255;
    sk_usb_source_take(&bench.source, bytes, sizeof(bytes), 1);
    assert_int_equal(bench.got[1].length, 56);
    sk_usb_source_take(&bench.source, bytes, 10, 2); /* short on the wire */
    assert_int_equal(bench.got[2].length, 5);
}

static void without_a_count_padding_is_taken_off(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_without_count, sizeof(pos_without_count)), SK_OK);
    uint8_t bytes[32] = { 1, ']', 'Q', '1', [4] = 'a' };
    memset(bytes + 4, 'a', 28);
    sk_usb_source_take(&bench.source, bytes, sizeof(bytes), 0);
    assert_int_equal(bench.count, 0);
    uint8_t last[32] = { 0, ']', 'Q', '1', 'e', 'n', 'd' };
    sk_usb_source_take(&bench.source, last, sizeof(last), 1);
    assert_int_equal(bench.count, 1);
    assert_int_equal(bench.got[0].length, 31);
    assert_string_equal(bench.got[0].text + 26, "aaend");
    assert_int_equal(bench.got[0].symbology, SK_SYMBOLOGY_QR);
}

static void identifiers_and_data_are_found_where_the_scanner_really_puts_them(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_opaque, sizeof(pos_opaque)), SK_OK);
    const uint8_t as_manual[64] = { 2, 3, ']', 'E', '0', '1', '2', '3' };
    const uint8_t a_byte_late[64] = { 2, 3, 0x7f, ']', 'E', '0', '4', '5', '6' };
    const uint8_t no_identifier[64] = { 2, 3, '7', '8', '9', [62] = 'd' };
    sk_usb_source_take(&bench.source, as_manual, 64, 0);
    sk_usb_source_take(&bench.source, a_byte_late, 64, 0);
    sk_usb_source_take(&bench.source, no_identifier, 64, 0);
    assert_int_equal(bench.count, 3);
    assert_string_equal(bench.got[0].text, "123");
    assert_int_equal(bench.got[0].symbology, SK_SYMBOLOGY_EAN_UPC);
    assert_string_equal(bench.got[1].text, "456");
    assert_int_equal(bench.got[1].symbology, SK_SYMBOLOGY_EAN_UPC);
    assert_string_equal(bench.got[2].text, "789");
    assert_int_equal(bench.got[2].symbology, SK_SYMBOLOGY_UNKNOWN);
}

static void a_barcode_that_never_ends_is_cut_and_given_up(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_with_count, sizeof(pos_with_count)), SK_OK);
    uint8_t bytes[64] = { 2, 56, ']', 'C', '0', [63] = 1 };
    memset(bytes + 5, 'x', 56);
    for (int i = 0; i < 10000; i++) {
        sk_usb_source_take(&bench.source, bytes, sizeof(bytes), i);
    }
    assert_int_equal(bench.count, 0);
    assert_int_equal(sk_usb_source_tick(&bench.source, 10000), 0);
    assert_int_equal(sk_usb_source_tick(&bench.source, 9999 + 1000), SK_SCAN_TEXT_MAX);
    uint8_t next[64] = { 2, 4, ']', 'C', '0', 'n', 'e', 'x', 't' };
    sk_usb_source_take(&bench.source, next, sizeof(next), 20000);
    assert_int_equal(bench.count, 2);
    assert_true(bench.got[0].is_part);
    assert_string_equal(bench.got[1].text, "next");
    assert_false(bench.got[1].cut || bench.got[1].is_part);
}

static void reports_of_another_id_are_not_data(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(pos_with_count, sizeof(pos_with_count)), SK_OK);
    const uint8_t other[64] = { 3, 4, ']', 'C', '0', 'n', 'o' };
    sk_usb_source_take(&bench.source, other, sizeof(other), 0);
    sk_usb_source_take(&bench.source, other, 0, 0);
    assert_int_equal(bench.count, 0);
}

static void a_symbol_scanner_in_simple_com_mode_is_read(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    sk_usb_source_begin_symbol(&bench.source);
    const uint8_t bytes[64] = { 12, '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '5' };
    sk_usb_source_take(&bench.source, bytes, sizeof(bytes), 0);
    assert_string_equal(bench.got[0].text, "012345678905");
}

/* --- keyboard ----------------------------------------------------------------------------- */

static void a_keyboard_scanner_s_barcode_becomes_a_scan(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    assert_int_equal(begin(datalogic_gd4400, sizeof(datalogic_gd4400)), SK_OK);
    for (size_t i = 0; i < SK_ARRAY_LEN(opticon_m10); i++) {
        sk_usb_source_take(&bench.source, opticon_m10[i], 8, (sk_ms)i);
    }
    (void)sk_usb_source_tick(&bench.source, 1000);
    assert_int_equal(bench.count, 1);
    assert_string_equal(bench.got[0].text, "150501");
    assert_int_equal(bench.got[0].source, SK_SOURCE_USB_HID_KEYBOARD);
    assert_false(bench.got[0].by_hand);
}

static void a_mouse_is_neither(void **state) {
    (void)state;
    set_up(SK_SUFFIX_AUTO);
    static const uint8_t mouse[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x05, 0x09,
                                     0x19, 0x01, 0x29, 0x03, 0x15, 0x00, 0x25, 0x01,
                                     0x75, 0x01, 0x95, 0x03, 0x81, 0x02, 0xc0 };
    assert_int_equal(begin(mouse, sizeof(mouse)), SK_ERR_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_suffix_of_any_kind_ends_a_barcode),
        SK_TEST(several_texts_at_once_are_one_code),
        SK_TEST(what_stands_between_stx_and_etx_is_a_scan_of_its_own),
        SK_TEST(a_frame_within_a_code_makes_no_scan_of_its_own),
        SK_TEST(a_scanner_that_goes_away_hands_on_what_was_whole),
        SK_TEST(where_none_is_declared_silence_ends_it),
        SK_TEST(where_only_silence_ends_a_line_break_is_data),
        SK_TEST(a_fixed_suffix_that_never_comes_is_asked_for_again),
        SK_TEST(a_prefix_is_taken_off_where_it_stands),
        SK_TEST(an_unplugged_scanner_leaves_no_half_barcode),
        SK_TEST(an_aim_identifier_in_front_names_the_symbology),
        SK_TEST(a_hundred_kilobytes_are_one_cut_scan),
        SK_TEST(a_real_scanner_s_six_reports_are_one_text),
        SK_TEST(a_count_keeps_nuls_and_limits_itself_to_the_report),
        SK_TEST(without_a_count_padding_is_taken_off),
        SK_TEST(identifiers_and_data_are_found_where_the_scanner_really_puts_them),
        SK_TEST(a_barcode_that_never_ends_is_cut_and_given_up),
        SK_TEST(reports_of_another_id_are_not_data),
        SK_TEST(a_symbol_scanner_in_simple_com_mode_is_read),
        SK_TEST(a_keyboard_scanner_s_barcode_becomes_a_scan),
        SK_TEST(a_mouse_is_neither),
    };
    return cmocka_run_group_tests_name("usb_source", tests, NULL, NULL);
}
