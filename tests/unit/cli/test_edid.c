/* What screens say of themselves. */
#include "check.h"

#include "cli/doctor/doctor_edid.h"

#include <string.h>

#define SIZE 128

/* A panel of 1280x800 on 217x136 mm, called "BENCH-10"; the sum is right. */
static void fill(uint8_t *bytes) {
    static const uint8_t head[] = { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0 };
    static const uint8_t timing[] = { 0x3E, 0x1C, 0x00, 0xA0, 0x50, 0x20, 0x20, 0x30, 0x30,
                                      0x20, 0x36, 0x00, 0xD9, 0x88, 0x00, 0x00, 0x00, 0x18 };
    static const uint8_t name[] = { 0,   0,   0,   0xFC, 0,    'B', 'E', 'N', 'C',
                                    'H', '-', '1', '0',  '\n', ' ', ' ', ' ', ' ' };
    memset(bytes, 0, SIZE);
    memcpy(bytes, head, sizeof(head));
    bytes[21] = 22;
    bytes[22] = 14;
    memcpy(bytes + 54, timing, sizeof(timing));
    memcpy(bytes + 72, name, sizeof(name));
}

static void seal(uint8_t *bytes) {
    uint8_t sum = 0;
    bytes[SIZE - 1] = 0;
    for (size_t i = 0; i < SIZE; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    bytes[SIZE - 1] = (uint8_t)(256 - sum);
}

static void size_and_name_are_read(void **state) {
    (void)state;
    uint8_t bytes[SIZE];
    struct sk_doctor_edid edid;
    fill(bytes);
    seal(bytes);
    assert_true(sk_doctor_edid_read(bytes, SIZE, &edid));
    assert_int_equal(edid.width_px, 1280);
    assert_int_equal(edid.height_px, 800);
    assert_int_equal(edid.width_mm, 217);
    assert_int_equal(edid.height_mm, 136);
    assert_string_equal(edid.name, "BENCH-10");
    assert_int_equal(sk_doctor_edid_ppi(&edid), 150);
}

static void centimetres_do_where_there_are_no_millimetres(void **state) {
    (void)state;
    uint8_t bytes[SIZE];
    struct sk_doctor_edid edid;
    fill(bytes);
    bytes[54 + 12] = 0;
    bytes[54 + 13] = 0;
    seal(bytes);
    assert_true(sk_doctor_edid_read(bytes, SIZE, &edid));
    assert_int_equal(edid.width_mm, 220);
    assert_int_equal(edid.height_mm, 140);
}

static void a_shape_is_no_size(void **state) {
    (void)state;
    uint8_t bytes[SIZE];
    struct sk_doctor_edid edid;
    fill(bytes);
    bytes[54 + 12] = 0;
    bytes[54 + 13] = 0;
    bytes[22] = 0; /* 21 is the shape then */
    seal(bytes);
    assert_true(sk_doctor_edid_read(bytes, SIZE, &edid));
    assert_int_equal(edid.width_mm, 0);
    assert_int_equal(sk_doctor_edid_ppi(&edid), 0);
}

static void what_is_no_edid_is_refused(void **state) {
    (void)state;
    uint8_t bytes[SIZE];
    struct sk_doctor_edid edid;
    fill(bytes);
    seal(bytes);
    assert_false(sk_doctor_edid_read(bytes, SIZE - 1, &edid));
    assert_false(sk_doctor_edid_read(bytes, 0, &edid));
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] ^= 1;
        assert_false(sk_doctor_edid_read(bytes, SIZE, &edid));
        bytes[i] ^= 1;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_and_name_are_read),
        cmocka_unit_test(centimetres_do_where_there_are_no_millimetres),
        cmocka_unit_test(a_shape_is_no_size),
        cmocka_unit_test(what_is_no_edid_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
