#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "input/remembered.h"

#include <string.h>

static struct sk_remembered_scanner scanner(uint16_t product, const char *serial) {
    struct sk_remembered_scanner identity = { .vendor = 0x05e0, .product = product };
    (void)snprintf(identity.serial, sizeof(identity.serial), "%s", serial);
    return identity;
}

static void what_was_learned_is_there_after_a_restart(void **state) {
    (void)state;
    const char *path = scratch_file("scanners");
    struct sk_remembered kept = { 0 };
    struct sk_remembered read;
    struct sk_err_info info = { "" };
    struct sk_remembered_scanner one = scanner(0x1200, "S N 1");
    struct sk_remembered_scanner other = scanner(0x1200, "SN2");
    struct sk_remembered_scanner nameless = scanner(0x1300, "");
    assert_int_equal(sk_remembered_load(&read, path, &info), SK_OK); /* no file yet */
    assert_int_equal(read.count, 0);
    assert_true(sk_remembered_set(&kept, &one, true));
    assert_false(sk_remembered_set(&kept, &one, true));
    assert_true(sk_remembered_set(&kept, &nameless, true));
    assert_int_equal(sk_remembered_save(&kept, path, &info), SK_OK);
    assert_int_equal(sk_remembered_load(&read, path, &info), SK_OK);
    assert_true(sk_remembered_has(&read, &one));
    assert_true(sk_remembered_has(&read, &nameless));
    assert_false(sk_remembered_has(&read, &other));
    assert_true(sk_remembered_set(&read, &one, false));
    assert_int_equal(sk_remembered_save(&read, path, &info), SK_OK);
    assert_int_equal(sk_remembered_load(&read, path, &info), SK_OK);
    assert_false(sk_remembered_has(&read, &one));
    assert_int_equal(read.count, 1);
}

static void what_cannot_be_read_is_left_out(void **state) {
    (void)state;
    struct sk_remembered read;
    static const char text[] =
        "05e0:1200 OK\n05e0:12\nzzzz:1200\n05e0:1201x\n05e0:1202 \n\n05e0:1300";
    sk_remembered_parse(&read, text, strlen(text));
    assert_int_equal(read.count, 2);
    assert_string_equal(read.scanners[0].serial, "OK");
    assert_int_equal(read.scanners[1].product, 0x1300);
}

static void the_oldest_make_room(void **state) {
    (void)state;
    struct sk_remembered kept = { 0 };
    char text[SK_REMEMBERED_BYTES_MAX + 1];
    char longest[SK_REMEMBERED_SERIAL_SIZE];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    for (uint16_t i = 0; i <= SK_REMEMBERED_MAX; i++) {
        struct sk_remembered_scanner identity = scanner(i, longest);
        assert_true(sk_remembered_set(&kept, &identity, true));
    }
    assert_int_equal(kept.count, SK_REMEMBERED_MAX);
    assert_int_equal(kept.scanners[0].product, 1);
    struct sk_remembered read;
    sk_remembered_parse(&read, text, sk_remembered_print(&kept, text));
    assert_int_equal(read.count, SK_REMEMBERED_MAX);
    assert_memory_equal(&read, &kept, sizeof(kept));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_learned_is_there_after_a_restart, scratch_make,
                                        scratch_remove),
        SK_TEST(what_cannot_be_read_is_left_out),
        SK_TEST(the_oldest_make_room),
    };
    return cmocka_run_group_tests_name("remembered", tests, NULL, NULL);
}
