/* What scanners are told: the table, and the output report of a HID POS scanner. */
#include "check.h"

#include "input/reply.h"
#include "input/usb/hid_reply.h"
#include "vectors/usb/real_scanners.h"

#include <string.h>

static void every_family_has_something_for_each_final_verdict(void **state) {
    (void)state;
    static const char *const families[] = { "honeywell", "datalogic", "zebra-ssi" };
    assert_true(sk_reply_row_count > 10);
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        assert_true(sk_reply_is_family(families[i]));
        for (int reply = 0; reply < SK_REPLY_COUNT; reply++) {
            const struct sk_reply_row *row = sk_reply_find(families[i], (enum sk_reply)reply);
            assert_true(reply == SK_REPLY_WORKING || (row && row->length > 0 && row->length <= 64));
        }
        const struct sk_reply_row *good = sk_reply_find(families[i], SK_REPLY_GOOD);
        const struct sk_reply_row *bad = sk_reply_find(families[i], SK_REPLY_BAD);
        assert_true(good->length != bad->length ||
                    memcmp(good->bytes, bad->bytes, good->length) != 0);
    }
    assert_false(sk_reply_is_family("auto"));
    assert_null(sk_reply_find("nobody", SK_REPLY_GOOD));
}

/* As the manuals print them. */
static void commands_are_those_of_the_manuals(void **state) {
    (void)state;
    const struct sk_reply_row *row = sk_reply_find("honeywell", SK_REPLY_GOOD);
    assert_int_equal(row->length, 3);
    assert_memory_equal(row->bytes,
                        "\x1b"
                        "7,",
                        3);
    row = sk_reply_find("datalogic", SK_REPLY_GOOD);
    assert_int_equal(row->length, 13);
    assert_memory_equal(row->bytes, "\x1b[6q\x1b[3q\x1b[7q\r", 13);
}

/* SSI: length without the checksum, opcode, 4 for host, status, data; then the two's complement of
 * their sum, high byte first. */
static void each_ssi_packet_has_its_length_and_checksum(void **state) {
    (void)state;
    size_t count = 0;
    for (size_t i = 0; i < sk_reply_row_count; i++) {
        const struct sk_reply_row *row = &sk_reply_rows[i];
        const unsigned char *bytes = (const unsigned char *)row->bytes;
        if (strcmp(row->family, "zebra-ssi") != 0) {
            continue;
        }
        unsigned sum = 0;
        assert_int_equal(bytes[0] + 2, row->length);
        assert_int_equal(bytes[2], 4);
        for (size_t k = 0; k < row->length - 2; k++) {
            sum += bytes[k];
        }
        sum = (0x10000u - sum) & 0xFFFFu;
        assert_int_equal(bytes[row->length - 2] << 8 | bytes[row->length - 1], sum);
        count++;
    }
    assert_int_equal(count, 5);
}

static void a_family_is_known_by_its_vendor_where_that_is_safe(void **state) {
    (void)state;
    assert_string_equal(sk_reply_family_of(0x0c2e), "honeywell");
    assert_string_equal(sk_reply_family_of(0x05f9), "datalogic");
    assert_null(sk_reply_family_of(0x05e0)); /* SSI only where it is set */
    assert_null(sk_reply_family_of(0));
}

/* The trigger report of a Honeywell, as its descriptor lies in public: report 4; the beeps are bits
 * 5 and 6. Between scanned data and the end of the collection. */
static const uint8_t pos_that_beeps[] = {
    0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x12, 0xa1, 0x02, 0x85, 0x02, 0x15, 0x00, 0x26,
    0xff, 0x00, 0x75, 0x08, 0x95, 0x38, 0x09, 0xfe, 0x82, 0x02, 0x01, 0xc0, 0x09, 0x14, 0xa1,
    0x02, 0x85, 0x04, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0x00, 0x09, 0x5f, 0x09, 0x60,
    0x09, 0x00, 0x09, 0x00, 0x09, 0x85, 0x09, 0x86, 0x91, 0x86, 0xc0, 0xc0,
};

static void a_hid_pos_scanner_is_told_by_the_bit_that_its_descriptor_has(void **state) {
    (void)state;
    struct sk_hid_descriptor descriptor;
    struct sk_hid_reply reply;
    sk_hid_descriptor_parse(&descriptor, pos_that_beeps, sizeof(pos_that_beeps));
    sk_hid_reply_make(&reply, &descriptor, SK_REPLY_GOOD);
    assert_int_equal(reply.report_id, 4);
    assert_int_equal(reply.length, 2);
    assert_memory_equal(reply.bytes, "\x04\x40", 2);
    sk_hid_reply_make(&reply, &descriptor, SK_REPLY_BAD);
    assert_memory_equal(reply.bytes, "\x04\x20", 2);
    sk_hid_reply_make(&reply, &descriptor, SK_REPLY_AGAIN); /* for want of "not on file" */
    assert_memory_equal(reply.bytes, "\x04\x20", 2);
    sk_hid_reply_make(&reply, &descriptor, SK_REPLY_WORKING);
    assert_int_equal(reply.length, 0);
    sk_hid_reply_make(&reply, &descriptor, SK_REPLY_TAKEN); /* its own beep says that */
    assert_int_equal(reply.length, 0);
}

static void who_has_no_such_bit_is_told_nothing(void **state) {
    (void)state;
    struct sk_hid_descriptor descriptor;
    struct sk_hid_reply reply;
    sk_hid_descriptor_parse(&descriptor, pos_with_count, sizeof(pos_with_count)); /* trigger only */
    for (int i = 0; i < SK_REPLY_COUNT; i++) {
        sk_hid_reply_make(&reply, &descriptor, (enum sk_reply)i);
        assert_int_equal(reply.length, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_has_something_for_each_final_verdict),
        cmocka_unit_test(commands_are_those_of_the_manuals),
        cmocka_unit_test(each_ssi_packet_has_its_length_and_checksum),
        cmocka_unit_test(a_family_is_known_by_its_vendor_where_that_is_safe),
        cmocka_unit_test(a_hid_pos_scanner_is_told_by_the_bit_that_its_descriptor_has),
        cmocka_unit_test(who_has_no_such_bit_is_told_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
