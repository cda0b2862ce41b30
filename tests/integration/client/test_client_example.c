/* Runs the example program, which knows nothing but the installed header and the shared library,
 * against the raw server. argv[1] is the example. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char *example;

static int run_example(struct world *world, char *out, size_t size) {
    char command[1024];
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", TEST_KEY, 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", TEST_SECRET, 1);
    snprintf(command, sizeof(command), "'%s' '%s' '%s' %s %s", example, world->endpoint,
             raw_server_ca_file(world->server), TEST_ID, TEST_SN);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t got = fread(out, 1, size - 1, pipe);
    out[got] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void the_example_binds_through_the_shared_library(void **state) {
    (void)state;
    struct world world = { 0 };
    char out[512];
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    assert_int_equal(run_example(&world, out, sizeof(out)), 0);
    assert_string_equal(out, "ok (answer) \n");
    assert_non_null(strstr(body_of(raw_server_request(world.server, 0)), TEST_SN));
    world_close(&world);
}

static void the_example_tells_a_refusal(void **state) {
    (void)state;
    struct world world = { 0 };
    char out[512];
    SERVE_STEPS(&world, { RAW_READ_REQUEST,
                          ANSWER_HEAD("400 Bad Request", "25", "") "{\"Code\":\"SAG.SnConflict\"}",
                          0, RAW_KEEP });
    assert_int_equal(run_example(&world, out, sizeof(out)), 1);
    assert_non_null(strstr(out, "refused (answer) SAG.SnConflict: The specified"));
    world_close(&world);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    example = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_binds_through_the_shared_library),
        cmocka_unit_test(the_example_tells_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
