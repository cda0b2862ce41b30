/* Files of texts, whole and broken. What msgfmt makes of ours is in test_language. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "base/catalogue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Two texts: "a" -> "x", "bc" -> "yz". Offsets: tables at 20 and 36, strings from 52. */
static const uint32_t head[] = { 0x950412de, 0, 2, 20, 36, 1, 52, 2, 54, 1, 57, 2, 59 };
static const char strings[] = "a\0bc\0x\0yz";

static size_t make(unsigned char *bytes) {
    memcpy(bytes, head, sizeof(head));
    memcpy(bytes + sizeof(head), strings, sizeof(strings));
    return sizeof(head) + sizeof(strings);
}

static enum sk_err read_bytes(struct sk_catalogue **out, const unsigned char *bytes,
                              size_t length) {
    FILE *file = fopen(scratch_file("x.mo"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return sk_catalogue_create(out, scratch_file("x.mo"), NULL);
}

static void a_text_is_found_by_its_english(void **state) {
    (void)state;
    struct sk_catalogue *catalogue = NULL;
    unsigned char bytes[128];
    assert_int_equal(read_bytes(&catalogue, bytes, make(bytes)), SK_OK);
    assert_string_equal(sk_catalogue_find(catalogue, "a"), "x");
    assert_string_equal(sk_catalogue_find(catalogue, "bc"), "yz");
    assert_null(sk_catalogue_find(catalogue, "b"));
    assert_null(sk_catalogue_find(catalogue, ""));
    assert_null(sk_catalogue_find(catalogue, "z"));
    sk_catalogue_destroy(catalogue);
}

/* Each byte of it wrong once, and each beginning of it: an error, or texts that end. */
static void a_broken_file_is_refused_or_harmless(void **state) {
    (void)state;
    unsigned char whole[128];
    const size_t length = make(whole);
    for (size_t i = 0; i < length * 2; i++) {
        struct sk_catalogue *catalogue = NULL;
        unsigned char bytes[128];
        memcpy(bytes, whole, length);
        if (i < length) {
            bytes[i] ^= 0xFF;
        }
        size_t used = i < length ? length : i - length;
        if (read_bytes(&catalogue, bytes, used) == SK_OK) {
            assert_true(i >= sizeof(head) || i / 4 == 1); /* a text, or the minor revision */
            (void)sk_catalogue_find(catalogue, "bc");
        }
        sk_catalogue_destroy(catalogue);
    }
}

static void a_file_that_is_not_there_is_told(void **state) {
    (void)state;
    struct sk_catalogue *catalogue = NULL;
    struct sk_err_info info = { { 0 } };
    assert_int_equal(sk_catalogue_create(&catalogue, "/none.mo", &info), SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "/none.mo"));
    assert_null(catalogue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_is_found_by_its_english, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_broken_file_is_refused_or_harmless, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(a_file_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
