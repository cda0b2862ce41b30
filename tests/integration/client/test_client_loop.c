/* The client in a loop of another's: poll(2) on its descriptor with its time-out, then
 * sag_client_run(client, 0). Every turn is counted, so that a loop that turns in vain is seen. */
#include "harness.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LIMIT_MS 20000

struct loop {
    struct world *world;
    int turns;    /* waits that ended */
    int readable; /* of them by the descriptor */
};

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_readable(struct world *world) {
    struct pollfd fd = { .fd = sag_client_fd(world->client), .events = POLLIN };
    return poll(&fd, 1, 0) == 1;
}

/* One wait of at most most_ms, and the work after it. Returns the number of open calls. */
static size_t turn(struct loop *loop, int64_t most_ms) {
    struct sag_client *client = loop->world->client;
    int64_t timeout_ms = sag_client_timeout(client);
    struct pollfd fd = { .fd = sag_client_fd(client), .events = POLLIN };
    if (timeout_ms < 0 || timeout_ms > most_ms) {
        timeout_ms = most_ms;
    }
    int ready = poll(&fd, 1, (int)timeout_ms);
    assert_true(ready >= 0 || errno == EINTR);
    loop->turns++;
    loop->readable += ready == 1;
    return sag_client_run(client, 0);
}

static void loop_until(struct loop *loop, const struct result *result, int count) {
    int64_t end = now_ms() + LIMIT_MS;
    while (result->count < count && now_ms() < end) {
        turn(loop, LIMIT_MS);
    }
    assert_int_equal(result->count, count);
}

static void submit(struct world *world, struct result *result) {
    assert_int_equal(sag_client_bind(world->client, TEST_ID, TEST_SN, on_result, result, NULL),
                     SAG_OK);
    assert_int_equal(sag_client_timeout(world->client), 0); /* it is to be started */
}

/* --- binds ------------------------------------------------------------------------------- */

static void binds_go_through_a_loop_of_another_s(void **state) {
    (void)state;
    enum { BINDS = 10 };
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    int fd = sag_client_fd(world.client);
    sag_client_warm(world.client);
    for (int i = 1; i <= BINDS; i++) {
        submit(&world, &result);
        loop_until(&loop, &result, i);
        assert_int_equal(result.cls, SAG_CLASS_OK);
    }
    assert_int_equal(sag_client_fd(world.client), fd);
    assert_true(raw_server_connections(world.server) <=
                2); /* the first may not wait for the warm */
    assert_true(loop.turns < 25 * BINDS);
    world_close(&world);
}

static void many_at_once_go_through_it(void **state) {
    (void)state;
    enum { BINDS = 40 };
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    for (int i = 0; i < BINDS; i++) {
        submit(&world, &result);
    }
    loop_until(&loop, &result, BINDS);
    assert_int_equal(raw_server_requests(world.server), BINDS);
    assert_int_equal(sag_client_run(world.client, 0), 0);
    world_close(&world);
}

/* A host name has a resolver's thread behind it, which ends by a descriptor of libcurl's own. */
static void a_name_is_looked_up_in_it(void **state) {
    (void)state;
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    snprintf(world.endpoint, sizeof(world.endpoint), "https://localhost:%d",
             raw_server_port(world.server));
    world_open(&world, NULL);
    submit(&world, &result);
    loop_until(&loop, &result, 1);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_true(loop.turns < 40);
    world_close(&world);
}

/* --- time-outs --------------------------------------------------------------------------- */

static void a_call_and_one_that_waits_for_it_run_out_of_time(void **state) {
    (void)state;
    enum { TOTAL_MS = 400 };
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result sent = { 0 };
    struct result waiting = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, NULL, 0, RAW_HOLD });
    struct sag_config config = world_config(&world);
    config.total_timeout_ms = TOTAL_MS;
    config.max_in_flight = 1;
    world_open(&world, &config);
    int64_t start = now_ms();
    submit(&world, &sent);
    submit(&world, &waiting);
    loop_until(&loop, &sent, 1);
    loop_until(&loop, &waiting, 1);
    assert_int_equal(sent.end, SAG_END_TIMEOUT);
    assert_int_equal(waiting.end, SAG_END_TIMEOUT);
    assert_true(now_ms() - start >= TOTAL_MS);
    assert_true(now_ms() - start < TOTAL_MS + 5000);
    assert_true(loop.turns < 60); /* most of the time it waited */
    world_close(&world);
}

/* --- idle connections -------------------------------------------------------------------- */

/* TLS messages after the answer (tickets) may still be on their way. */
static void calm_down(struct loop *loop) {
    int64_t end = now_ms() + LIMIT_MS;
    int quiet = loop->turns;
    while (now_ms() < end &&
           (is_readable(loop->world) || sag_client_timeout(loop->world->client) == 0)) {
        turn(loop, 0);
    }
    assert_true(loop->turns - quiet < 20);
}

static void with_nothing_to_do_it_is_left_alone(void **state) {
    (void)state;
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    struct sag_config config = world_config(&world);
    config.idle_close_ms = -1;
    world_open(&world, &config);
    submit(&world, &result);
    loop_until(&loop, &result, 1);
    loop.turns = 0;
    int64_t end = now_ms() + 300;
    while (now_ms() < end) {
        turn(&loop, 300);
    }
    assert_true(loop.turns < 10);
    world_close(&world);
}

static void an_idle_connection_is_closed_when_it_is_too_old(void **state) {
    (void)state;
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    struct sag_config config = world_config(&world);
    config.idle_close_ms = 100;
    world_open(&world, &config);
    submit(&world, &result);
    loop_until(&loop, &result, 1);
    int64_t end = now_ms() + LIMIT_MS;
    int before = loop.turns;
    while (raw_server_ended(world.server) == 0 && now_ms() < end) {
        assert_in_range(sag_client_timeout(world.client) + 1, 0, 101); /* -1 once it is closed */
        turn(&loop, 50);
    }
    assert_int_equal(raw_server_ended(world.server), 1);
    calm_down(&loop);
    assert_false(is_readable(&world)); /* its end wakes nobody */
    assert_int_equal(sag_client_timeout(world.client), -1);
    assert_true(loop.turns - before < 30);
    world_close(&world);
}

static void an_idle_connection_that_speaks_or_ends_wakes_once(void **state) {
    (void)state;
    static const char *const words[] = { "HTTP/1.1 408 Too slow\r\nContent-Length: 0\r\n\r\n",
                                         NULL };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
                                          { RAW_READ_GO, words[i], 0,
                                            words[i] ? RAW_HOLD : RAW_CLOSE } };
        const struct raw_step again[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
        const struct raw_script scripts[] = { { steps, 2 }, { again, 1 } };
        struct world world = { 0 };
        struct loop loop = { .world = &world };
        struct result result = { 0 };
        world_serve(&world, &(struct raw_server_config){
                                .tls = true, .scripts = scripts, .script_count = 2 });
        world_open(&world, NULL);
        submit(&world, &result);
        loop_until(&loop, &result, 1);
        calm_down(&loop);
        raw_server_go(world.server);
        struct pollfd fd = { .fd = sag_client_fd(world.client), .events = POLLIN };
        assert_int_equal(poll(&fd, 1, LIMIT_MS), 1);
        calm_down(&loop);
        assert_false(is_readable(&world));
        submit(&world, &result); /* by another one */
        loop_until(&loop, &result, 2);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        assert_int_equal(raw_server_connections(world.server), 2);
        world_close(&world);
    }
}

/* --- wakes ------------------------------------------------------------------------------- */

static void *wake_it(void *client) {
    sag_client_wake(client);
    return NULL;
}

static void a_wake_makes_the_descriptor_readable_until_the_client_has_run(void **state) {
    (void)state;
    struct world world = { 0 };
    pthread_t thread;
    world_open(&world, NULL);
    calm_down(&(struct loop){ .world = &world });
    assert_int_equal(sag_client_timeout(world.client), -1);
    assert_false(is_readable(&world));
    assert_int_equal(pthread_create(&thread, NULL, wake_it, world.client), 0);
    struct pollfd fd = { .fd = sag_client_fd(world.client), .events = POLLIN };
    assert_int_equal(poll(&fd, 1, LIMIT_MS), 1);
    pthread_join(thread, NULL);
    assert_true(is_readable(&world)); /* level: looking at it changes nothing */
    sag_client_run(world.client, 0);
    assert_false(is_readable(&world));
    world_close(&world);
}

static void cancelling_frees_a_place_at_once(void **state) {
    (void)state;
    struct world world = { 0 };
    struct loop loop = { .world = &world };
    struct result first = { 0 };
    struct result second = { 0 };
    uint64_t id = 0;
    const struct raw_step holds[] = { { RAW_READ_REQUEST, NULL, 0, RAW_HOLD } };
    const struct raw_step answers[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
    const struct raw_script scripts[] = { { holds, 1 }, { answers, 1 } };
    world_serve(&world,
                &(struct raw_server_config){ .tls = true, .scripts = scripts, .script_count = 2 });
    struct sag_config config = world_config(&world);
    config.max_in_flight = 1;
    world_open(&world, &config);
    assert_int_equal(sag_client_bind(world.client, TEST_ID, TEST_SN, on_result, &first, &id),
                     SAG_OK);
    submit(&world, &second);
    int64_t end = now_ms() + LIMIT_MS;
    while (raw_server_requests(world.server) == 0 && now_ms() < end) {
        turn(&loop, 50);
    }
    sag_client_cancel(world.client, id);
    assert_int_equal(first.count, 1);
    assert_int_equal(sag_client_timeout(world.client), 0);
    loop_until(&loop, &second, 1);
    assert_int_equal(second.cls, SAG_CLASS_OK);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binds_go_through_a_loop_of_another_s),
        cmocka_unit_test(many_at_once_go_through_it),
        cmocka_unit_test(a_name_is_looked_up_in_it),
        cmocka_unit_test(a_call_and_one_that_waits_for_it_run_out_of_time),
        cmocka_unit_test(with_nothing_to_do_it_is_left_alone),
        cmocka_unit_test(an_idle_connection_is_closed_when_it_is_too_old),
        cmocka_unit_test(an_idle_connection_that_speaks_or_ends_wakes_once),
        cmocka_unit_test(a_wake_makes_the_descriptor_readable_until_the_client_has_run),
        cmocka_unit_test(cancelling_frees_a_place_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
