/* A file is there whole or not at all, and what was there before stays until then. */
#define _XOPEN_SOURCE 700 /* nftw(), in scratch.h */

#include "base/new_file.h"
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>

static void assert_holds(const char *path, const char *text) {
    char got[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_string_equal(got, text);
}

static void the_old_file_stays_until_the_new_one_is_whole(void **state) {
    (void)state;
    struct sk_new_file file;
    struct sk_err_info info = { "" };
    const char *path = scratch_file("cards.pdf");
    scratch_write(path, "old");
    assert_int_equal(sk_new_file_open(&file, path, 0600, &info), SK_OK);
    assert_true(sk_new_file_write(&file, "new", 3));
    assert_holds(path, "old");
    assert_int_equal(sk_new_file_close(&file, &info), SK_OK);
    assert_holds(path, "old");
    assert_int_equal(sk_new_file_place(&file, &info), SK_OK);
    assert_holds(path, "new");
    sk_new_file_drop(&file);
    assert_holds(path, "new");
    assert_int_equal(scratch_count(), 1);
}

static void what_is_dropped_leaves_nothing(void **state) {
    (void)state;
    struct sk_new_file file;
    struct sk_err_info info = { "" };
    const char *path = scratch_file("cards.pdf");
    scratch_write(path, "old");
    assert_int_equal(sk_new_file_open(&file, path, 0600, &info), SK_OK);
    assert_true(sk_new_file_write(&file, "half", 4));
    sk_new_file_drop(&file);
    assert_holds(path, "old");
    assert_int_equal(scratch_count(), 1);
}

static void a_write_that_fails_is_said_with_its_own_reason(void **state) {
    (void)state;
    static char much[8192];
    struct rlimit before;
    struct sk_new_file file;
    struct sk_err_info info = { "" };
    const char *path = scratch_file("cards.pdf");
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = { 4096, before.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(sk_new_file_open(&file, path, 0600, &info), SK_OK);
    assert_false(sk_new_file_write(&file, much, sizeof(much)));
    assert_false(sk_new_file_write(&file, "x", 1)); /* it stays failed */
    assert_int_equal(sk_new_file_close(&file, &info), SK_ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_non_null(strstr(info.text, "cannot be written: File too large"));
    sk_new_file_drop(&file);
    assert_int_equal(scratch_count(), 0);
}

static void a_device_is_written_into_and_stays_one(void **state) {
    (void)state;
    struct stat status;
    struct sk_new_file file;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_new_file_open(&file, "/dev/full", 0600, &info), SK_OK);
    assert_false(sk_new_file_write(&file, "x", 1));
    assert_int_equal(sk_new_file_close(&file, &info), SK_ERR_FULL);
    assert_string_equal(info.text,
                        "the file '/dev/full' cannot be written: No space left on device");
    sk_new_file_drop(&file);
    assert_int_equal(stat("/dev/full", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void where_nothing_can_be_made_is_said(void **state) {
    (void)state;
    char longer[SK_NEW_FILE_PATH_SIZE + 8];
    struct sk_new_file file;
    struct sk_err_info info = { "" };
    scratch_write(scratch_file("file"), "");
    assert_int_equal(sk_new_file_open(&file, scratch_file("none/cards.pdf"), 0600, &info),
                     SK_ERR_NOT_FOUND);
    assert_int_equal(sk_new_file_open(&file, scratch_file("file/cards.pdf"), 0600, &info),
                     SK_ERR_IO);
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(sk_new_file_open(&file, longer, 0600, &info), SK_ERR_INVALID);
    sk_new_file_drop(&file);
    assert_int_equal(scratch_count(), 1);
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(the_old_file_stays_until_the_new_one_is_whole),
        IN_SCRATCH(what_is_dropped_leaves_nothing),
        IN_SCRATCH(a_write_that_fails_is_said_with_its_own_reason),
        IN_SCRATCH(a_device_is_written_into_and_stays_one),
        IN_SCRATCH(where_nothing_can_be_made_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
