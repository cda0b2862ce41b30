#include "check.h"

#include "input/usb/hid_descriptor.h"
#include "vectors/usb/real_scanners.h"

#include <string.h>

static struct sk_hid_descriptor parsed;

static const struct sk_hid_field *field_with(uint32_t usage) {
    for (size_t i = 0; i < parsed.field_count; i++) {
        if (parsed.fields[i].usage_min <= usage && usage <= parsed.fields[i].usage_max) {
            return &parsed.fields[i];
        }
    }
    fail_msg("no field with usage %08x", (unsigned)usage);
    return NULL;
}

static void a_real_keyboard_scanner_is_understood(void **state) {
    (void)state;
    sk_hid_descriptor_parse(&parsed, datalogic_gd4400, sizeof(datalogic_gd4400));
    assert_false(parsed.is_cut);
    assert_false(parsed.has_report_ids);
    assert_true(sk_hid_descriptor_has_application(&parsed, SK_HID_KEYBOARD));
    assert_false(sk_hid_descriptor_has_application(&parsed, SK_HID_BARCODE_SCANNER));
    assert_int_equal(parsed.report_bytes, 8);
    assert_true(parsed.has_leds);
    const struct sk_hid_field *modifiers = field_with(SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, 0xe0));
    assert_int_equal(modifiers->count, 8);
    assert_int_equal(modifiers->bit_size, 1);
    assert_int_equal(modifiers->bit_offset, 0);
    assert_false(modifiers->is_array);
    const struct sk_hid_field *keys = field_with(SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, 0x04));
    assert_int_equal(keys->count, 6);
    assert_int_equal(keys->bit_offset, 16);
    assert_true(keys->is_array);
}

static void a_bar_code_scanner_shows_where_its_parts_are(void **state) {
    (void)state;
    sk_hid_descriptor_parse(&parsed, pos_with_count, sizeof(pos_with_count));
    assert_false(parsed.is_cut);
    assert_true(parsed.has_report_ids);
    assert_true(sk_hid_descriptor_has_application(&parsed, SK_HID_BARCODE_SCANNER));
    assert_int_equal(parsed.report_bytes, 64);
    const struct sk_hid_field *data = field_with(SK_HID_USAGE(SK_HID_PAGE_BARCODE, 0xfe));
    assert_int_equal(data->report_id, 2);
    assert_int_equal(data->bit_offset, 32);
    assert_int_equal(data->count, 56);
    const struct sk_hid_field *flag = field_with(SK_HID_USAGE(SK_HID_PAGE_BARCODE, 0xff));
    assert_int_equal(flag->bit_offset, 62 * 8);
    assert_int_equal(flag->bit_size, 1);
    assert_int_equal(field_with(SK_HID_USAGE(SK_HID_PAGE_DESKTOP, 0x3b))->bit_offset, 0);
}

static void usages_take_the_page_that_is_named_after_them(void **state) {
    (void)state;
    static const uint8_t late[] = { 0x09, 0x02, 0x05, 0x8c, 0xa1, 0x01, 0x75, 0x08,
                                    0x95, 0x01, 0x09, 0xfe, 0x81, 0x02, 0xc0 };
    sk_hid_descriptor_parse(&parsed, late, sizeof(late));
    assert_true(sk_hid_descriptor_has_application(&parsed, SK_HID_BARCODE_SCANNER));
    /* … and keep the one before where two pages stand in one item. */
    static const uint8_t mixed[] = { 0x05, 0x01, 0x09, 0x3b, 0x05, 0x8c, 0x09,
                                     0xfe, 0x75, 0x08, 0x95, 0x09, 0x81, 0x02 };
    sk_hid_descriptor_parse(&parsed, mixed, sizeof(mixed));
    assert_int_equal(parsed.field_count, 2);
    assert_int_equal(parsed.fields[0].usage_min, SK_HID_USAGE(SK_HID_PAGE_DESKTOP, 0x3b));
    assert_int_equal(parsed.fields[0].count, 1);
    assert_int_equal(parsed.fields[1].usage_min, SK_HID_USAGE(SK_HID_PAGE_BARCODE, 0xfe));
    assert_int_equal(parsed.fields[1].count, 8);
    assert_int_equal(parsed.fields[1].bit_offset, 8);
}

static void push_and_pop_keep_the_globals(void **state) {
    (void)state;
    static const uint8_t bytes[] = { 0x05, 0x07, 0x75, 0x08, 0x95, 0x02, 0xa4, 0x05,
                                     0x0c, 0x75, 0x10, 0xb4, 0x09, 0x04, 0x81, 0x02 };
    sk_hid_descriptor_parse(&parsed, bytes, sizeof(bytes));
    assert_false(parsed.is_cut);
    assert_int_equal(parsed.fields[0].usage_min, SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, 4));
    assert_int_equal(parsed.fields[0].bit_size, 8);
}

static void a_feature_report_is_noted(void **state) {
    (void)state;
    sk_hid_descriptor_parse(&parsed, pos_opaque, sizeof(pos_opaque));
    assert_true(sk_hid_descriptor_has_feature(&parsed, 254));
    assert_false(sk_hid_descriptor_has_feature(&parsed, 2));
}

static void a_descriptor_that_breaks_off_keeps_what_was_whole(void **state) {
    (void)state;
    for (size_t length = 0; length < sizeof(pos_with_count); length++) {
        uint8_t *copy = malloc(length + (length == 0)); /* exact: reading past it is seen */
        assert_non_null(copy);
        memcpy(copy, pos_with_count, length);
        sk_hid_descriptor_parse(&parsed, copy, length);
        assert_true(parsed.field_count <= 8);
        free(copy);
    }
    sk_hid_descriptor_parse(&parsed, pos_with_count, 44); /* in the middle of the input item */
    assert_true(parsed.is_cut);
    assert_int_equal(parsed.field_count, 4);
}

static void impossible_sizes_are_left_out(void **state) {
    (void)state;
    /* 2^32 - 1 elements of 2^32 - 1 bits, then a sane one. */
    static const uint8_t bytes[] = { 0x05, 0x8c, 0x77, 0xff, 0xff, 0xff, 0xff, 0x97,
                                     0xff, 0xff, 0xff, 0xff, 0x09, 0xfe, 0x81, 0x02,
                                     0x75, 0x08, 0x95, 0x04, 0x09, 0xfe, 0x81, 0x02 };
    sk_hid_descriptor_parse(&parsed, bytes, sizeof(bytes));
    assert_true(parsed.is_cut);
    assert_int_equal(parsed.field_count, 1);
    assert_int_equal(parsed.fields[0].count, 4);
    assert_int_equal(parsed.report_bytes, 4);
}

static void endless_nesting_and_fields_are_bounded(void **state) {
    (void)state;
    uint8_t bytes[4000];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = 0xa0; /* collection without data */
    }
    sk_hid_descriptor_parse(&parsed, bytes, sizeof(bytes));
    assert_true(parsed.is_cut);
    static const uint8_t head[] = { 0x05, 0x07, 0x75, 0x01, 0x95, 0x01 };
    memcpy(bytes, head, sizeof(head));
    for (size_t i = sizeof(head); i + 4 <= sizeof(bytes); i += 4) {
        memcpy(bytes + i, (const uint8_t[]){ 0x09, 0x04, 0x81, 0x02 }, 4);
    }
    sk_hid_descriptor_parse(&parsed, bytes, sizeof(bytes));
    assert_true(parsed.is_cut);
    assert_int_equal(parsed.field_count, SK_HID_FIELDS_MAX);
}

static void values_are_read_across_bytes_and_never_past_the_end(void **state) {
    (void)state;
    static const uint8_t data[] = { 0xf0, 0xff, 0x0f, 0x12, 0x34, 0x56, 0x78 };
    struct sk_hid_field field = { .bit_offset = 4, .bit_size = 16, .count = 2 };
    uint32_t value = 0;
    assert_true(sk_hid_field_get(&field, data, sizeof(data), 0, &value));
    assert_int_equal(value, 0xffff);
    assert_true(sk_hid_field_get(&field, data, sizeof(data), 1, &value));
    assert_int_equal(value, 0x4120);
    assert_false(sk_hid_field_get(&field, data, sizeof(data), 2, &value));
    assert_false(sk_hid_field_get(&field, data, 2, 0, &value));
    struct sk_hid_field wide = { .bit_offset = 1, .bit_size = 32, .count = 1 };
    assert_true(sk_hid_field_get(&wide, data, sizeof(data), 0, &value));
    assert_int_equal(value, 0x0907fff8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_real_keyboard_scanner_is_understood),
        SK_TEST(a_bar_code_scanner_shows_where_its_parts_are),
        SK_TEST(usages_take_the_page_that_is_named_after_them),
        SK_TEST(push_and_pop_keep_the_globals),
        SK_TEST(a_feature_report_is_noted),
        SK_TEST(a_descriptor_that_breaks_off_keeps_what_was_whole),
        SK_TEST(impossible_sizes_are_left_out),
        SK_TEST(endless_nesting_and_fields_are_bounded),
        SK_TEST(values_are_read_across_bytes_and_never_past_the_end),
    };
    return cmocka_run_group_tests_name("hid_descriptor", tests, NULL, NULL);
}
