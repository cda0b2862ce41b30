#include "check.h"

#include "base/barcode.h"

#include <string.h>

static void the_modules_add_up(void **state) {
    (void)state;
    struct sk_barcode code;
    assert_int_equal(sk_barcode_encode("SAGK:ACK", &code), SK_OK);
    /* start, eight characters and the check have 11 modules each, the stop has 13 */
    assert_int_equal(code.modules, 11 * 10 + 13);
    assert_int_equal(code.count, 6 * 11 + 1);
    int32_t sum = 0;
    for (size_t i = 0; i < code.count; i++) {
        assert_in_range(code.widths[i], 1, 4);
        sum += code.widths[i];
    }
    assert_int_equal(sum, code.modules);
}

/* ISO/IEC 15417's own way: weights 1, 1, 2, 3 … modulo 103. For "A" the check is 104 + 33 = 137,
 * modulo 103 = 34, whose pattern is 131123. */
static void the_check_character_is_the_standards(void **state) {
    (void)state;
    static const uint8_t check[] = { 1, 3, 1, 1, 2, 3 };
    struct sk_barcode code;
    assert_int_equal(sk_barcode_encode("A", &code), SK_OK);
    assert_memory_equal(code.widths + 12, check, sizeof(check));
}

static void what_cannot_be_drawn_is_refused(void **state) {
    (void)state;
    struct sk_barcode code = { .count = 7 };
    char text[SK_BARCODE_TEXT_MAX + 2];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(sk_barcode_encode("", &code), SK_ERR_INVALID);
    assert_int_equal(sk_barcode_encode("a\n", &code), SK_ERR_INVALID);
    assert_int_equal(sk_barcode_encode("ü", &code), SK_ERR_INVALID);
    assert_int_equal(sk_barcode_encode(text, &code), SK_ERR_INVALID);
    assert_int_equal(code.count, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(the_modules_add_up),
        SK_TEST(the_check_character_is_the_standards),
        SK_TEST(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
