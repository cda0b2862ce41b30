#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/supervisor/pin.h"
#include "base/small_file.h"

#include <stdlib.h>

static struct sk_pin quick(void) {
    return (struct sk_pin){ .log2_n = 10, .r = 1, .p = 1 };
}

static void use_home(const char *directory) {
    assert_int_equal(setenv("XDG_CONFIG_HOME", directory, 1), 0);
}

static void a_pin_has_four_to_twelve_digits_and_nothing_else(void **state) {
    (void)state;
    assert_true(sk_pin_is_well_formed("1234") && sk_pin_is_well_formed("123456789012"));
    static const char *const wrong[] = { "",     "123",    "1234567890123", "12a4",
                                         "12 4", "1234\n", "-123",          "１２３４" };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sk_pin pin;
        struct sk_err_info info = { "" };
        assert_false(sk_pin_is_well_formed(wrong[i]));
        assert_int_equal(sk_pin_make(wrong[i], &pin, &info), SK_ERR_INVALID);
        assert_null(strstr(info.text, "123")); /* what was typed is not repeated */
    }
}

static void only_the_right_pin_fits_and_two_hashes_of_it_differ(void **state) {
    (void)state;
    struct sk_pin first;
    struct sk_pin second;
    bool fits = false;
    assert_int_equal(sk_pin_make("2468", &first, NULL), SK_OK);
    assert_int_equal(sk_pin_make("2468", &second, NULL), SK_OK);
    assert_memory_not_equal(first.salt, second.salt, sizeof(first.salt));
    assert_memory_not_equal(first.hash, second.hash, sizeof(first.hash));
    assert_true((UINT64_C(128) * first.r << first.log2_n) >= UINT64_C(32) << 20);
    assert_int_equal(sk_pin_check(&first, "2468", &fits, NULL), SK_OK);
    assert_true(fits);
    assert_int_equal(sk_pin_check(&first, "2469", &fits, NULL), SK_OK);
    assert_false(fits);
    assert_int_equal(sk_pin_check(&first, "24680", &fits, NULL), SK_OK);
    assert_false(fits);
}

/* Known answer: Python 3, hashlib.scrypt(b"1234", salt=bytes(16), n=1024, r=1, p=1, dklen=32). */
static void the_hash_is_scrypt_as_others_compute_it(void **state) {
    (void)state;
    static const char line[] = "sag-kiosk-pin 1 scrypt 10 1 1 00000000000000000000000000000000 "
                               "937b834d230d3146a8a84c597c36266928e857ce030796cc973b7b4802733ee1";
    struct sk_pin pin;
    bool fits = false;
    assert_true(sk_pin_parse(line, strlen(line), &pin));
    assert_int_equal(sk_pin_check(&pin, "1234", &fits, NULL), SK_OK);
    assert_true(fits);
}

static void what_is_written_is_read_again(void **state) {
    (void)state;
    char line[SK_PIN_LINE_SIZE];
    struct sk_pin pin = { .log2_n = 15, .r = 8, .p = 2, .salt = { 1, 2, 0xfe }, .hash = { 0xab } };
    struct sk_pin again = { 0 };
    sk_pin_format(&pin, line);
    assert_int_equal(line[strlen(line) - 1], '\n');
    assert_true(sk_pin_parse(line, strlen(line), &again));
    assert_memory_equal(&pin, &again, sizeof(pin));
    assert_true(sk_pin_parse(line, strlen(line) - 1, &again)); /* an editor may leave it out */
}

static void a_line_that_is_not_quite_right_is_refused(void **state) {
    (void)state;
#define SALT "000102030405060708090a0b0c0d0e0f"
#define HASH "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"
    static const char *const wrong[] = {
        "",
        "\n",
        "sag-kiosk-pin 2 scrypt 15 8 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 md5 15 8 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 9 8 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 21 8 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 20 64 1 " SALT " " HASH "\n", /* 8 GiB */
        "sag-kiosk-pin 1 scrypt 015 8 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 15 0 1 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 15 8 17 " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 " SALT " " HASH "0\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 " SALT "00 " HASH "\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 " SALT "\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 " SALT " " HASH " more\n",
        "sag-kiosk-pin 1 scrypt 15 8 1  " SALT " " HASH "\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 " SALT " " HASH "\n\n",
        "sag-kiosk-pin 1 scrypt 15 8 1 0g0102030405060708090a0b0c0d0e0f " HASH "\n",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sk_pin pin;
        if (sk_pin_parse(wrong[i], strlen(wrong[i]), &pin)) {
            fail_msg("was read: %s", wrong[i]);
        }
    }
}

static void the_file_is_for_its_owner_only_and_its_directory_is_made(void **state) {
    (void)state;
    char path[512];
    char used[512];
    struct stat status;
    struct sk_pin pin = quick();
    struct sk_pin again;
    use_home(scratch_file("config"));
    assert_int_equal(sk_pin_path(path, sizeof(path)), SK_OK);
    assert_int_equal(sk_pin_store(path, &pin, NULL), SK_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(sk_pin_load(&again, used, sizeof(used), NULL), SK_OK);
    assert_string_equal(used, path);
    assert_memory_equal(&pin, &again, sizeof(pin));
    pin.hash[0] = 7;
    assert_int_equal(sk_pin_store(path, &pin, NULL), SK_OK); /* a new PIN in its place */
    assert_int_equal(sk_pin_load(&again, NULL, 0, NULL), SK_OK);
    assert_int_equal(again.hash[0], 7);
}

static void a_file_that_others_may_read_or_change_is_refused(void **state) {
    (void)state;
    char path[512];
    struct sk_pin pin = quick();
    struct sk_err_info info = { "" };
    use_home(scratch_file("config"));
    assert_int_equal(sk_pin_path(path, sizeof(path)), SK_OK);
    assert_int_equal(sk_pin_store(path, &pin, NULL), SK_OK);
    static const mode_t modes[] = { 0604, 0602, 0620, 0666 };
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_int_equal(sk_pin_load(&pin, NULL, 0, &info), SK_ERR_DENIED);
        assert_non_null(strstr(info.text, "chmod 600"));
    }
    assert_int_equal(chmod(path, 0640), 0); /* root's, readable by the kiosk's group */
    assert_int_equal(sk_pin_load(&pin, NULL, 0, &info), SK_OK);
}

static void no_file_a_damaged_one_and_none_at_all_are_told_apart(void **state) {
    (void)state;
    char path[512];
    char text[8];
    size_t length = 0;
    struct sk_pin pin;
    struct sk_err_info info = { "" };
    use_home(scratch_file("nowhere"));
    if (access("/etc/sag-kiosk/pin", F_OK) != 0) {
        assert_int_equal(sk_pin_load(&pin, NULL, 0, &info), SK_ERR_NOT_FOUND);
        assert_non_null(strstr(info.text, "sag-kioskctl pin set"));
    }
    use_home(scratch_path);
    assert_int_equal(mkdir(scratch_file("sag-kiosk"), 0700), 0);
    assert_int_equal(sk_pin_path(path, sizeof(path)), SK_OK);
    scratch_write(path, "sag-kiosk-pin 1 scrypt\n");
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(sk_pin_load(&pin, NULL, 0, &info), SK_ERR_CORRUPT);
    assert_int_equal(sk_small_file_read(path, text, sizeof(text), &length, NULL, &info),
                     SK_ERR_CORRUPT); /* longer than it can be */
    assert_int_equal(remove(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* does not hang */
    assert_int_equal(sk_pin_load(&pin, NULL, 0, &info), SK_ERR_CORRUPT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pin_has_four_to_twelve_digits_and_nothing_else),
        cmocka_unit_test(only_the_right_pin_fits_and_two_hashes_of_it_differ),
        cmocka_unit_test(the_hash_is_scrypt_as_others_compute_it),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_line_that_is_not_quite_right_is_refused),
        cmocka_unit_test_setup_teardown(the_file_is_for_its_owner_only_and_its_directory_is_made,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_file_that_others_may_read_or_change_is_refused,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(no_file_a_damaged_one_and_none_at_all_are_told_apart,
                                        scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
