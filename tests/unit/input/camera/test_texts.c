/* The parts that know nothing of pictures: alphabets, check characters, error correction, votes. */
#include "check.h"
#include "draw.h"

#include "base/barcode.h"
#include "input/camera/code128_text.h"
#include "input/camera/linear.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_text.h"
#include "input/camera/reed_solomon.h"
#include "input/camera/votes.h"

#include <string.h>

static enum sk_symbol_use use; /* of what was played last */

/* Appends check character and stop, then plays. */
static enum sk_err play(const int *values, int count, char *out, size_t *length, bool *gs1) {
    int code[64];
    long sum = values[0];
    memcpy(code, values, (size_t)count * sizeof(*values));
    for (int i = 1; i < count; i++) {
        sum += (long)i * values[i];
    }
    code[count] = (int)(sum % 103);
    code[count + 1] = 106;
    return sk_code128_text(code, count + 2, out, 64, length, gs1, &use);
}

static void
every_code128_character_has_eleven_modules_and_an_even_number_of_dark_ones(void **state) {
    (void)state;
    for (int value = 0; value < 106; value++) {
        const char *widths = sk_barcode_widths(value);
        int sum = 0;
        int dark = 0;
        for (int i = 0; i < 6; i++) {
            sum += widths[i] - '0';
            dark += i % 2 == 0 ? widths[i] - '0' : 0;
        }
        assert_int_equal(sum, 11);
        assert_int_equal(dark % 2, 0);
        for (int other = 0; other < value; other++) {
            assert_string_not_equal(widths, sk_barcode_widths(other));
        }
    }
    assert_null(sk_barcode_widths(107));
    assert_null(sk_barcode_widths(-1));
}

static void every_code39_character_has_three_wide_elements_of_nine(void **state) {
    (void)state;
    static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
    for (size_t i = 0; all[i]; i++) {
        int wide = 0;
        for (int bit = 0; bit < 9; bit++) {
            wide += sk_code39_bits(all[i]) >> bit & 1;
        }
        assert_int_equal(wide, 3);
    }
    assert_int_equal(sk_code39_bits('a'), -1);
    assert_int_equal(sk_code39_bits('\0'), -1);
}

static void code128_changes_between_its_sets(void **state) {
    (void)state;
    /* Start B, "sag", to C, "0123", to A, "A", one of B: "b". */
    const int values[] = { 104, 83, 65, 71, 99, 1, 23, 101, 33, 98, 66 };
    char text[64];
    size_t length = 0;
    bool gs1 = true;
    assert_int_equal(play(values, 11, text, &length, &gs1), SK_OK);
    assert_string_equal(text, "sag0123Ab");
    assert_int_equal(length, 9);
    assert_false(gs1);
}

static void fnc4_makes_latin_letters_as_utf8(void **state) {
    (void)state;
    /* FNC4 'i' is e9, an e with an acute accent; two FNC4 latch, one more undoes it once. */
    const int values[] = { 104, 100, 73, 100, 100, 73, 100, 73, 73 };
    char text[64];
    size_t length = 0;
    bool gs1 = false;
    assert_int_equal(play(values, 9, text, &length, &gs1), SK_OK);
    assert_string_equal(text, "\xc3\xa9\xc3\xa9i\xc3\xa9");
}

static void fnc1_first_means_gs1_and_later_a_separator(void **state) {
    (void)state;
    const int values[] = { 105, 102, 10, 20, 102, 30 };
    char text[64];
    size_t length = 0;
    bool gs1 = false;
    assert_int_equal(play(values, 6, text, &length, &gs1), SK_OK);
    assert_true(gs1);
    assert_string_equal(text, "1020\x1d"
                              "30");
}

static void fnc2_and_fnc3_say_that_the_text_is_not_to_be_taken(void **state) {
    (void)state;
    const int plain[] = { 104, 83, 65, 71 };
    const int append[] = { 104, 97, 83, 65, 71 };
    const int program[] = { 104, 83, 65, 71, 96, 97 };
    char text[64];
    size_t length = 0;
    bool gs1 = false;
    assert_int_equal(play(program, 6, text, &length, &gs1), SK_OK);
    assert_int_equal(use, SK_SYMBOL_PROGRAM);
    assert_int_equal(play(append, 5, text, &length, &gs1), SK_OK);
    assert_int_equal(use, SK_SYMBOL_APPEND);
    assert_string_equal(text, "sag");
    assert_int_equal(play(plain, 4, text, &length, &gs1), SK_OK);
    assert_int_equal(use, SK_SYMBOL_TEXT);
}

static void a_wrong_check_character_is_refused(void **state) {
    (void)state;
    int code[] = { 104, 33, 34, 35, 0, 106 };
    char text[64];
    size_t length = 77;
    bool gs1 = false;
    int accepted = 0;
    for (code[4] = 0; code[4] < 103; code[4]++) {
        accepted += sk_code128_text(code, 6, text, sizeof(text), &length, &gs1, &use) == SK_OK;
    }
    assert_int_equal(accepted, 1);
}

static void code128_text_that_does_not_fit_is_an_error(void **state) {
    (void)state;
    const int code[] = { 104, 33, 34, 35, (104 + 33 + 68 + 105) % 103, 106 };
    char text[3];
    size_t length = 77;
    bool gs1 = false;
    assert_int_equal(sk_code128_text(code, 6, text, sizeof(text), &length, &gs1, &use),
                     SK_ERR_FULL);
    assert_int_equal(length, 77);
}

static void reed_solomon_corrects_as_many_errors_as_allowed_and_no_more(void **state) {
    (void)state;
    /* From the drawing of "sag": 16 bytes and 10 check bytes, found by reading it back. */
    struct draw_modules modules;
    static struct sk_qr_grid grid;
    static struct sk_symbol symbol;
    draw_qr("sag-kiosk", &modules);
    for (int wrong = 0; wrong < 12; wrong++) {
        grid.side = 21;
        memcpy(grid.dark, modules.dark, 21 * 21);
        /* One module in each of the last codewords: they lie in the two columns at the right. */
        for (int i = 0; i < wrong; i++) {
            int at = (20 - 4 * (i % 3)) * 21 + 20 - 2 * (i / 3);
            grid.dark[at] ^= 1;
        }
        enum sk_err err = sk_qr_read(&grid, SK_CHARSET_LATIN1, &symbol);
        if (wrong <= 4) {
            assert_int_equal(err, SK_OK);
            assert_string_equal(symbol.text, "sag-kiosk");
        } else {
            assert_int_not_equal(err, SK_OK);
        }
    }
}

static void reed_solomon_leaves_the_bytes_alone_when_it_gives_up(void **state) {
    (void)state;
    uint8_t bytes[26];
    uint8_t before[26];
    for (int i = 0; i < 26; i++) {
        bytes[i] = before[i] = (uint8_t)(i * 37 + 11);
    }
    assert_int_equal(sk_rs_correct(SK_RS_QR, bytes, 26, 10, 5), -1);
    assert_memory_equal(bytes, before, 26);
    assert_int_equal(sk_rs_correct(SK_RS_QR, bytes, 26, 1, 1), -1);
    assert_int_equal(sk_rs_correct(SK_RS_QR, bytes, 5, 10, 1), -1);
}

static void a_format_with_three_wrong_bits_is_still_known(void **state) {
    (void)state;
    struct draw_modules modules;
    static struct sk_qr_grid grid;
    static struct sk_symbol symbol;
    draw_qr("a", &modules);
    grid.side = 21;
    memcpy(grid.dark, modules.dark, 21 * 21);
    for (int i = 0; i < 3; i++) {
        grid.dark[8 * 21 + i] ^= 1;
    }
    assert_int_equal(sk_qr_read(&grid, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_string_equal(symbol.text, "a");
}

static void a_grid_of_a_side_that_no_version_has_is_refused(void **state) {
    (void)state;
    static struct sk_qr_grid grid;
    static struct sk_symbol symbol;
    for (int side = 0; side <= SK_QR_SIDE_MAX; side++) {
        grid.side = side;
        memset(grid.dark, 1, sizeof(grid.dark));
        assert_int_not_equal(sk_qr_read(&grid, SK_CHARSET_LATIN1, &symbol), SK_OK);
    }
}

static void versions_are_known_by_their_eighteen_bits(void **state) {
    (void)state;
    /* ISO/IEC 18004, table D.1: version 7 is 07C94, version 40 is 28C69. */
    assert_int_equal(sk_qr_version_of(0x07c94), 7);
    assert_int_equal(sk_qr_version_of(0x28c69), 40);
    assert_int_equal(sk_qr_version_of(0x07c94 ^ 0x20102), 7);
    assert_int_equal(sk_qr_version_of(0x3ffff), 0);
}

static void qr_segments_of_all_modes_become_one_text(void **state) {
    (void)state;
    static struct sk_symbol symbol;
    /* ISO/IEC 18004, annex I: "01234567" in version 1 is 10 20 0C 56 61 80. */
    const uint8_t numeric[] = { 0x10, 0x20, 0x0c, 0x56, 0x61, 0x80 };
    assert_int_equal(sk_qr_text(numeric, 6, 1, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_string_equal(symbol.text, "01234567");
    /* 7.4.4: "AC-42" is 0010 000000101 00111001110 11100111001 000010. */
    const uint8_t alphanumeric[] = { 0x20, 0x29, 0xce, 0xe7, 0x21, 0x00 };
    assert_int_equal(sk_qr_text(alphanumeric, 6, 1, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_string_equal(symbol.text, "AC-42");
    /* 7.4.6: two Kanji, 935F and E4AA in Shift JIS: 1000 00000010 0110110011111 1101010101010. */
    const uint8_t kanji[] = { 0x80, 0x26, 0xcf, 0xea, 0xa8, 0x00 };
    assert_int_equal(sk_qr_text(kanji, 6, 1, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_string_equal(symbol.text, "\xe7\x82\xb9\xe8\x8c\x97");
}

/* Bytes in a version 1 code: what is declared for them, 0 for nothing, and what must be read. */
static void check_bytes(unsigned eci, const char *bytes, enum sk_charset encoding,
                        const char *expected) {
    static struct sk_symbol symbol;
    uint8_t data[64];
    size_t count = strlen(bytes);
    size_t used = 0;
    if (eci > 0) {
        data[used++] = (uint8_t)(0x70 | eci >> 4);
        data[used++] = (uint8_t)(eci << 4 | 4);
        data[used++] = (uint8_t)count;
        memcpy(data + used, bytes, count);
        used += count;
    } else {
        data[used++] = (uint8_t)(0x40 | count >> 4);
        data[used++] = (uint8_t)(count << 4 | (unsigned char)bytes[0] >> 4);
        for (size_t i = 0; i < count; i++) {
            unsigned next = i + 1 < count ? (unsigned char)bytes[i + 1] >> 4 : 0;
            data[used++] = (uint8_t)((unsigned)(unsigned char)bytes[i] << 4 | next);
        }
    }
    assert_int_equal(sk_qr_text(data, (int)used, 1, encoding, &symbol), SK_OK);
    assert_string_equal(symbol.text, expected);
}

static void qr_bytes_that_nobody_declared_are_utf8_or_what_the_settings_say(void **state) {
    (void)state;
    check_bytes(0, "M\xc3\xbcller", SK_CHARSET_GB18030, "M\xc3\xbcller");
    check_bytes(0, "M\xfcller", SK_CHARSET_LATIN1, "M\xc3\xbcller");
    check_bytes(0, "M\xfcller", SK_CHARSET_AUTO, "M\xc3\xbcller");
    check_bytes(0, "\xc0\xee\xce\xb0", SK_CHARSET_GB18030, "\xe6\x9d\x8e\xe4\xbc\x9f");
    check_bytes(0, "\xa7\xf5\xb0\xb6", SK_CHARSET_BIG5, "\xe6\x9d\x8e\xe5\x81\x89");
    check_bytes(0, "\x83\x65", SK_CHARSET_SHIFT_JIS, "\xe3\x83\x86");
    check_bytes(0, "\xc7\xd1", SK_CHARSET_EUC_KR, "\xed\x95\x9c");
}

static void qr_bytes_that_are_no_text_of_the_setting_are_latin(void **state) {
    (void)state;
    check_bytes(0, "a\xff", SK_CHARSET_GB18030, "a\xc3\xbf");
    check_bytes(0, "a\x81", SK_CHARSET_LATIN1, "a\xc2\x81");
}

static void a_declared_character_set_wins_over_the_settings(void **state) {
    (void)state;
    check_bytes(3, "M\xfcller", SK_CHARSET_GB18030, "M\xc3\xbcller");
    check_bytes(29, "\xc0\xee\xce\xb0", SK_CHARSET_LATIN1, "\xe6\x9d\x8e\xe4\xbc\x9f");
    check_bytes(26, "M\xc3\xbcller", SK_CHARSET_GB18030, "M\xc3\xbcller");
}

static void a_character_set_that_is_unknown_or_wrong_leaves_no_silence(void **state) {
    (void)state;
    check_bytes(99, "M\xfcller", SK_CHARSET_LATIN1, "M\xc3\xbcller");
    check_bytes(26, "M\xfcller", SK_CHARSET_LATIN1, "M\xc3\xbcller");
}

static void auto_is_the_encoding_of_the_language(void **state) {
    (void)state;
    enum sk_charset encoding = SK_CHARSET_BIG5;
    assert_true(sk_charset_parse("auto", &encoding));
    assert_int_equal(sk_charset_in(encoding, "zh_CN"), SK_CHARSET_GB18030);
    assert_int_equal(sk_charset_in(encoding, "ja"), SK_CHARSET_SHIFT_JIS);
    assert_int_equal(sk_charset_in(encoding, "en"), SK_CHARSET_LATIN1);
    assert_int_equal(sk_charset_in(encoding, "de"), SK_CHARSET_LATIN1);
    assert_true(sk_charset_parse("euc_kr", &encoding));
    assert_int_equal(sk_charset_in(encoding, "zh_CN"), SK_CHARSET_EUC_KR);
    assert_false(sk_charset_parse("utf-7", &encoding));
}

static void a_part_of_a_set_says_which_one_and_keeps_its_bytes(void **state) {
    (void)state;
    static struct sk_symbol symbol;
    /* Append, the second of three, parity 5a; then one byte, e4. */
    const uint8_t part[] = { 0x31, 0x25, 0xa4, 0x01, 0xe4 };
    assert_int_equal(sk_qr_text(part, 5, 1, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_int_equal(symbol.sequence.index, 2);
    assert_int_equal(symbol.sequence.count, 3);
    assert_int_equal(symbol.sequence.id, 0x5a);
    assert_int_equal(symbol.parity, 0xe4);
    assert_true(symbol.is_raw);
    assert_int_equal((unsigned char)symbol.text[0], 0xe4);
    const uint8_t beyond[] = { 0x33, 0x25, 0xa4, 0x01, 0xe4 }; /* the fourth of three */
    assert_int_equal(sk_qr_text(beyond, 5, 1, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
}

static void the_parity_is_that_of_the_bytes_before_they_are_converted(void **state) {
    (void)state;
    static struct sk_symbol symbol;
    /* Append, the first of two; ECI 3; one byte, e4, which becomes c3 a4; and two digits, "12". */
    const uint8_t part[] = { 0x30, 0x15, 0xa7, 0x03, 0x40, 0x1e, 0x41, 0x00, 0x86, 0x00 };
    assert_int_equal(sk_qr_text(part, 10, 1, SK_CHARSET_LATIN1, &symbol), SK_OK);
    assert_string_equal(symbol.text, "\xc3\xa4"
                                     "12");
    assert_int_equal(symbol.parity, 0xe4 ^ '1' ^ '2');
    assert_false(symbol.is_raw);
}

static void a_qr_segment_that_ends_too_early_is_refused(void **state) {
    (void)state;
    static struct sk_symbol symbol;
    const uint8_t bytes[] = { 0x40, 0xf6, 0x16 };
    assert_int_equal(sk_qr_text(bytes, 3, 1, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
    assert_int_equal(sk_qr_text(bytes, 0, 1, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
}

static struct sk_linear_read line(enum sk_symbology symbology, const char *text, float margin) {
    struct sk_linear_read read = { .symbology = symbology, .quality = 0.97f, .margin = margin };
    read.length = strlen(text);
    memcpy(read.text, text, read.length + 1);
    return read;
}

/* Each line ten pixels high and `step` below the one before. */
static int settled_apart(const struct sk_linear_read *reads, int count, float step) {
    static struct sk_votes votes;
    static struct sk_symbols symbols;
    votes.count = votes.lines = symbols.count = 0;
    for (int i = 0; i < count; i++) {
        float y = step * (float)i;
        const struct sk_point outline[4] = { { 0, y }, { 200, y }, { 200, y + 10 }, { 0, y + 10 } };
        sk_votes_add(&votes, &reads[i], outline);
    }
    sk_votes_settle(&votes, &symbols);
    return symbols.count;
}

static int settled(const struct sk_linear_read *reads, int count) {
    return settled_apart(reads, count, 10);
}

static void one_line_alone_is_never_believed(void **state) {
    (void)state;
    struct sk_linear_read read = line(SK_SYMBOLOGY_CODE128, "sag123", 0.9f);
    assert_int_equal(settled(&read, 1), 0);
    const struct sk_linear_read two[] = { read, read };
    assert_int_equal(settled(two, 2), 1);
}

static void code39_needs_more_lines_than_code128(void **state) {
    (void)state;
    struct sk_linear_read read = line(SK_SYMBOLOGY_CODE39, "SAG12345", 0.08f);
    const struct sk_linear_read reads[] = { read, read, read };
    assert_int_equal(settled(reads, 2), 0);
    assert_int_equal(settled(reads, 3), 1);
}

static void unclear_lines_count_less(void **state) {
    (void)state;
    struct sk_linear_read read = line(SK_SYMBOLOGY_CODE128, "sag12345", 0.005f);
    const struct sk_linear_read reads[] = { read, read, read, read, read };
    assert_int_equal(settled(reads, 4), 0);
    assert_int_equal(settled(reads, 5), 1);
}

static void two_readings_of_the_same_bars_refuse_each_other(void **state) {
    (void)state;
    struct sk_linear_read a = line(SK_SYMBOLOGY_CODE39, "SAGE12345", 0.2f);
    struct sk_linear_read b = line(SK_SYMBOLOGY_CODE39, "SAG812345", 0.2f);
    const struct sk_linear_read reads[] = { a, a, a, b, b, b };
    assert_int_equal(settled(reads, 6), 0);
    struct sk_linear_read other = line(SK_SYMBOLOGY_CODE39, "IVOWXYZ99", 0.2f);
    const struct sk_linear_read two[] = { a, a, a, other, other, other };
    assert_int_equal(settled(two, 6), 2);
}

static void labels_that_differ_by_a_digit_are_two_where_there_is_room_between(void **state) {
    (void)state;
    struct sk_linear_read a = line(SK_SYMBOLOGY_CODE128, "sage62x0269343791", 0.2f);
    struct sk_linear_read b = line(SK_SYMBOLOGY_CODE128, "sage62x0269343792", 0.2f);
    const struct sk_linear_read reads[] = { a, a, b, b };
    assert_int_equal(settled_apart(reads, 4, 10), 0);
    assert_int_equal(settled_apart(reads, 4, 13), 2);
    const struct sk_linear_read mixed[] = { a, b, a, b };
    assert_int_equal(settled_apart(mixed, 4, 13), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(every_code128_character_has_eleven_modules_and_an_even_number_of_dark_ones),
        SK_TEST(every_code39_character_has_three_wide_elements_of_nine),
        SK_TEST(code128_changes_between_its_sets),
        SK_TEST(fnc4_makes_latin_letters_as_utf8),
        SK_TEST(fnc1_first_means_gs1_and_later_a_separator),
        SK_TEST(fnc2_and_fnc3_say_that_the_text_is_not_to_be_taken),
        SK_TEST(a_wrong_check_character_is_refused),
        SK_TEST(code128_text_that_does_not_fit_is_an_error),
        SK_TEST(reed_solomon_corrects_as_many_errors_as_allowed_and_no_more),
        SK_TEST(reed_solomon_leaves_the_bytes_alone_when_it_gives_up),
        SK_TEST(a_format_with_three_wrong_bits_is_still_known),
        SK_TEST(a_grid_of_a_side_that_no_version_has_is_refused),
        SK_TEST(versions_are_known_by_their_eighteen_bits),
        SK_TEST(qr_segments_of_all_modes_become_one_text),
        SK_TEST(qr_bytes_that_nobody_declared_are_utf8_or_what_the_settings_say),
        SK_TEST(qr_bytes_that_are_no_text_of_the_setting_are_latin),
        SK_TEST(a_declared_character_set_wins_over_the_settings),
        SK_TEST(a_character_set_that_is_unknown_or_wrong_leaves_no_silence),
        SK_TEST(auto_is_the_encoding_of_the_language),
        SK_TEST(a_part_of_a_set_says_which_one_and_keeps_its_bytes),
        SK_TEST(the_parity_is_that_of_the_bytes_before_they_are_converted),
        SK_TEST(a_qr_segment_that_ends_too_early_is_refused),
        SK_TEST(one_line_alone_is_never_believed),
        SK_TEST(code39_needs_more_lines_than_code128),
        SK_TEST(unclear_lines_count_less),
        SK_TEST(two_readings_of_the_same_bars_refuse_each_other),
        SK_TEST(labels_that_differ_by_a_digit_are_two_where_there_is_room_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
