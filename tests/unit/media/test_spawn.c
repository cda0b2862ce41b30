#define _GNU_SOURCE /* memfd_create() */

#include "check.h"

#include "media/spawn.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MS 60000

static void a_program_without_input_is_started_and_reads_nothing(void **state) {
    (void)state;
    static const char *const arguments[] = { "sh", "-c", "cat; echo end", NULL };
    char said[16] = "";
    pid_t child = 0;
    int status = -1;
    int to = memfd_create("said", MFD_CLOEXEC);
    assert_int_equal(sk_spawn_start(arguments, NULL, -1, to, -1, &child), 0);
    assert_true(sk_spawn_wait(child, LIMIT_MS, &status));
    assert_int_equal(status, 0);
    assert_int_equal(pread(to, said, sizeof(said) - 1, 0), 4);
    assert_string_equal(said, "end\n");
    (void)close(to);
}

static void a_program_gets_the_input_that_it_is_given(void **state) {
    (void)state;
    static const char *const arguments[] = { "sh", "-c", "test \"$(cat)\" = word", NULL };
    pid_t child = 0;
    int status = -1;
    int from = memfd_create("input", MFD_CLOEXEC);
    assert_int_equal(pwrite(from, "word", 4, 0), 4);
    assert_int_equal(sk_spawn_start(arguments, NULL, from, -1, -1, &child), 0);
    assert_true(sk_spawn_wait(child, LIMIT_MS, &status));
    assert_int_equal(status, 0);
    (void)close(from);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_without_input_is_started_and_reads_nothing),
        cmocka_unit_test(a_program_gets_the_input_that_it_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
