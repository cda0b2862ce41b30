/* A broken promise ends the process and says where, in every kind of build. */
#define NDEBUG /* which switches off the C library's own */
#include "client/assert.h"
#include "client/sag_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Runs deed in a child, and reads what it writes to standard error. Returns its wait status. */
static int child_of(void (*deed)(void), char *text, size_t size) {
    int ends[2];
    int status = 0;
    size_t used = 0;
    ssize_t got;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        const struct rlimit no_core = { 0, 0 };
        (void)setrlimit(RLIMIT_CORE, &no_core);
        (void)signal(SIGABRT, SIG_DFL); /* cmocka's would report it as a failed test */
        (void)dup2(ends[1], STDERR_FILENO);
        deed();
        _exit(0);
    }
    (void)close(ends[1]);
    while (used < size - 1 && (got = read(ends[0], text + used, size - 1 - used)) > 0) {
        used += (size_t)got;
    }
    text[used] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void expect_death(void (*deed)(void), const char *file, const char *promise) {
    char text[1024];
    int status = child_of(deed, text, sizeof(text));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(text, "libsagclient " SAG_VERSION ": "));
    assert_non_null(strstr(text, file));
    assert_non_null(strstr(text, promise));
}

static void keep_a_promise(void) {
    SAG_ASSERT(1 + 1 == 2);
}

static void break_a_promise(void) {
    SAG_ASSERT(1 + 1 == 3);
}

static struct sag_client *client;

static void destroy_from_within(void *data, uint64_t id, const struct sag_outcome *outcome,
                                const struct sag_page *page) {
    (void)data;
    (void)id;
    (void)outcome;
    (void)page;
    sag_client_destroy(client);
}

static void destroy_in_a_callback(void) {
    uint64_t id = 0;
    struct sag_config config = SAG_CONFIG_INIT;
    config.region = "cn-hangzhou";
    config.access_key_id = "id";
    config.access_key_secret = "secret";
    if (sag_client_create(&client, &config, NULL) == SAG_OK &&
        sag_client_bind(client, "sag-1", "sage1", destroy_from_within, NULL, &id) == SAG_OK) {
        sag_client_cancel(client, id);
    }
}

static void a_broken_promise_ends_the_process_and_says_where(void **state) {
    (void)state;
    char text[64];
    assert_int_equal(child_of(keep_a_promise, text, sizeof(text)), 0);
    assert_string_equal(text, "");
    expect_death(break_a_promise, "test_client_assert.c:", "1 + 1 == 3");
}

static void a_client_is_not_destroyed_by_its_own_callback(void **state) {
    (void)state;
    expect_death(destroy_in_a_callback, "client.c:", "in_callback");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_promise_ends_the_process_and_says_where),
        cmocka_unit_test(a_client_is_not_destroyed_by_its_own_callback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
