/* What the machine refuses, or could leak: descriptors, TLS secrets, a proxy's password. And the
 * server's time. */
#include "harness.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DATE "Mon, 05 Jan 2026 08:09:10 GMT"
#define DATE_MS ((int64_t)1767600550000)
#define DATED_ANSWER ANSWER_HEAD("200 OK", "52", "Date: " DATE "\r\n") OK_BODY

/* No descriptor is left; returns the limit before. */
static struct rlimit exhaust(void) {
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(next >= 0);
    close(next); /* the lowest free one is now the first that is refused */
    struct rlimit now = { .rlim_cur = (rlim_t)next, .rlim_max = before.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
    assert_int_equal(open("/dev/null", O_RDONLY | O_CLOEXEC), -1);
    return before;
}

static void *wake_it(void *client) {
    sag_client_wake(client);
    return NULL;
}

static void without_descriptors_a_call_ends_and_the_client_wakes(void **state) {
    (void)state;
    static const char *const hosts[] = { "127.0.0.1", "localhost" };
    for (size_t i = 0; i < 2; i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        pthread_t thread;
        SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
        snprintf(world.endpoint, sizeof(world.endpoint), "%s:%d", hosts[i],
                 raw_server_port(world.server));
        world_open(&world, NULL);
        struct rlimit before = exhaust();
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
        assert_int_equal(result.end, SAG_END_DESCRIPTORS);
        assert_non_null(strstr(result.message, "file descriptor"));
        assert_int_equal(pthread_create(&thread, NULL, wake_it, world.client), 0);
        sag_client_run(world.client, 60000); /* the test's limit is shorter */
        pthread_join(thread, NULL);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        world_close(&world);
    }
}

static void without_descriptors_a_client_is_refused_with_that_reason(void **state) {
    (void)state;
    struct world world = { 0 };
    struct sag_config config = world_config(&world);
    struct sag_client *client = NULL;
    struct sag_error error;
    struct rlimit before = exhaust();
    enum sag_err err = sag_client_create(&client, &config, &error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(err, SAG_ERR_DESCRIPTORS);
    assert_non_null(strstr(error.text, "file descriptor"));
    assert_null(client);
}

static void destroying_without_descriptors_does_not_hang(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, NULL, 0, RAW_HOLD });
    world_open(&world, NULL);
    assert_int_equal(sag_client_bind(world.client, TEST_ID, TEST_SN, on_result, &result, NULL),
                     SAG_OK);
    run_until_requests(&world, 1);
    struct rlimit before = exhaust();
    sag_client_destroy(world.client);
    world.client = NULL;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    world_close(&world);
}

static char key_log[64];

/* Before anything has started libcurl. */
static int set_key_log(void **state) {
    (void)state;
    snprintf(key_log, sizeof(key_log), "/tmp/sag_key_log_%d", (int)getpid());
    return setenv("SSLKEYLOGFILE", key_log, 1);
}

static void no_tls_secret_is_written_to_a_key_log(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    struct stat status;
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(stat(key_log, &status), -1);
    assert_null(getenv("SSLKEYLOGFILE"));
    world_close(&world);
}

static void the_proxy_s_password_is_in_no_text(void **state) {
    (void)state;
    static const char *const forms[] = {
        "http://user:pa@ssWOrD@127.0.0.1:%d",     "http://user:pa:ssWOrD@127.0.0.1:%d",
        "http://user:pa/ssWOrD@127.0.0.1:%d",     "http://user:ssWOrD@nobody.invalid:%d",
        "https://user:ssWOrD@127.0.0.1:%d",       "socks5://user:ssWOrD@127.0.0.1:%d",
        "socks5h://user:pa@ssWOrD@127.0.0.1:%d",  "http://user:ssWOrD@127.0.0.1:%d0000",
        "http://user:pa#ssWOrD@127.0.0.1:%d",     "http://user:pa?ssWOrD@127.0.0.1:%d",
        "http://user:ssWOrD@[127.0.0.1:%d",       "http://user:ssWOrD@@@127.0.0.1:%d",
        "http://user:ssWOrD@127.0.0.1:%d/?a=b@c", "http://user:%ssWOrD@127.0.0.1:%d",
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        struct sag_client *client = NULL;
        char proxy[128];
        struct sag_error error;
        snprintf(world.endpoint, sizeof(world.endpoint), "127.0.0.1:%d", raw_closed_port());
        struct sag_config config = world_config(&world);
        config.connect_timeout_ms = 2000;
        snprintf(proxy, sizeof(proxy), "%.*s%d%s", (int)(strstr(forms[i], "%d") - forms[i]),
                 forms[i], raw_closed_port(), strstr(forms[i], "%d") + 2);
        config.proxy = proxy;
        if (sag_client_create(&client, &config, &error) == SAG_OK) {
            world.client = client;
            bind_once(&world, &result);
            assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
            assert_true(result.message[0] != '\0');
        }
        assert_null(strstr(error.text, "ssWOrD"));
        assert_null(strstr(result.message, "ssWOrD"));
        assert_null(strstr(result.message, "user"));
        assert_null(strstr(world.all_notices, "ssWOrD"));
        world_close(&world);
    }
}

static void an_endpoint_with_a_password_is_refused_without_it(void **state) {
    (void)state;
    static const char *const endpoints[] = { "https://user:ssWOrD@host", "user:ssWOrD@host",
                                             "https://host/?token=ssWOrD",
                                             "ftp://user:ssWOrD@host" };
    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        struct world world = { 0 };
        struct sag_config config = world_config(&world);
        struct sag_client *client = NULL;
        struct sag_error error;
        config.endpoint = endpoints[i];
        assert_int_equal(sag_client_create(&client, &config, &error), SAG_ERR_CONFIG);
        assert_null(strstr(error.text, "ssWOrD"));
    }
}

static void the_server_s_time_is_told_from_an_answer_that_belongs(void **state) {
    (void)state;
    struct world world = { .wall_ms = DATE_MS - 30000 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, DATED_ANSWER, 0, RAW_KEEP },
                { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_true(result.has_server_time);
    assert_int_equal(result.server_offset_ms, 30500); /* exact, also within a minute */
    assert_int_equal(result.clock_offset_ms, 0);
    bind_once(&world, &result);
    assert_false(result.has_server_time); /* that answer had no date */
    world_close(&world);
}

static void the_time_of_an_answer_that_does_not_belong_is_not_believed(void **state) {
    (void)state;
    struct world world = { .wall_ms = DATE_MS - 3600 * 1000 };
    struct result result = { 0 };
    SERVE_STEPS(&world,
                { RAW_READ_REQUEST,
                  ANSWER_HEAD("200 OK", "37",
                              "Date: " DATE "\r\n") "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-2\"}",
                  0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.end, SAG_END_MISMATCH);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_non_null(strstr(result.message, "another instance"));
    assert_false(result.has_server_time);
    assert_int_equal(result.clock_offset_ms, 0);
    assert_int_equal(world.notices, 0);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(no_tls_secret_is_written_to_a_key_log, set_key_log),
        cmocka_unit_test(without_descriptors_a_call_ends_and_the_client_wakes),
        cmocka_unit_test(without_descriptors_a_client_is_refused_with_that_reason),
        cmocka_unit_test(destroying_without_descriptors_does_not_hang),
        cmocka_unit_test(the_proxy_s_password_is_in_no_text),
        cmocka_unit_test(an_endpoint_with_a_password_is_refused_without_it),
        cmocka_unit_test(the_server_s_time_is_told_from_an_answer_that_belongs),
        cmocka_unit_test(the_time_of_an_answer_that_does_not_belong_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
