/* Many calls from one thread: order, cancelling, warming, waking, sleeping. */
#include "harness.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_ms(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Answers that connections share, one of them slow to come. */
static void serve_ok(struct world *world) {
    SERVE_STEPS(world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
}

static void serve_silence(struct world *world) {
    SERVE_STEPS(world, { RAW_READ_REQUEST, NULL, 0, RAW_HOLD });
}

static void submit(struct world *world, struct result *result, uint64_t *id) {
    assert_int_equal(sag_client_bind(world->client, TEST_ID, TEST_SN, on_result, result, id),
                     SAG_OK);
}

/* A HEAD is answered without a body and with a date that the client has something to say about,
 * which shows when the answer was read. */
static const char *answer_head_and_post(void *data, const char *request) {
    (void)data;
    return strncmp(request, "HEAD ", 5) == 0
               ? "HTTP/1.1 400 Bad Request\r\nDate: Mon, 05 Jan 2026 08:09:10 GMT\r\n"
                 "Content-Length: 52\r\n\r\n"
               : OK_ANSWER;
}

static void a_warm_connection_serves_the_bind(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { .wall_ms = 1767600550000 + 3600 * 1000 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){ .tls = true,
                                                     .scripts = &script,
                                                     .script_count = 1,
                                                     .respond = answer_head_and_post });
    world_open(&world, NULL);
    sag_client_warm(world.client);
    sag_client_warm(world.client); /* one is enough */
    for (int turns = 0; world.notices == 0 && turns < 200; turns++) {
        sag_client_run(world.client, 100);
    }
    assert_non_null(strstr(world.notice, "3599 s ahead of"));
    assert_memory_equal(raw_server_request(world.server, 0), "HEAD / HTTP/1.1\r\n", 17);
    assert_string_equal(header_of(raw_server_request(world.server, 0), "Authorization"), "");

    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    sag_client_warm(world.client); /* still warm: nothing to do */
    sag_client_run(world.client, 0);
    sag_client_destroy(world.client);
    world.client = NULL;
    raw_server_stop(world.server);
    assert_int_equal(raw_server_requests(world.server), 2);
    assert_int_equal(raw_server_connections(world.server), 1);
    /* The clock was known before the first bind was signed. */
    assert_string_equal(header_of(raw_server_request(world.server, 1), "x-acs-date"),
                        "2026-01-05T08:09:10Z");
    world_close(&world);
}

struct reach {
    int reached, lost;
    enum sag_end end;
};

static void on_warm(void *data, enum sag_end end) {
    struct reach *reach = data;
    reach->reached += end == SAG_END_ANSWER;
    reach->lost += end != SAG_END_ANSWER;
    reach->end = end;
}

static void what_came_of_warming_is_told(void **state) {
    (void)state;
    struct world world = { 0 };
    struct reach reach = { 0 };
    serve_ok(&world);
    struct sag_config config = world_config(&world);
    config.on_warm = on_warm;
    config.warm_data = &reach;
    world_open(&world, &config);
    sag_client_warm(world.client);
    for (int turns = 0; reach.reached == 0 && turns < 200; turns++) {
        sag_client_run(world.client, 100);
    }
    assert_int_equal(reach.reached, 1);
    sag_client_destroy(world.client);
    world.client = NULL;
    raw_server_stop(world.server); /* the port is open, and nobody shakes hands there */
    struct sag_error error;
    assert_int_equal(sag_client_create(&world.client, &config, &error), SAG_OK);
    sag_client_warm(world.client);
    for (int turns = 0; reach.lost == 0 && turns < 200; turns++) {
        sag_client_run(world.client, 100);
    }
    assert_int_equal(reach.lost, 1);
    assert_int_equal(reach.end, SAG_END_TLS);
    assert_int_equal(reach.reached, 1);
    world_close(&world);
}

static void a_bind_does_not_wait_for_a_warming_that_hangs(void **state) {
    (void)state;
    static const struct raw_step silent[] = { { RAW_READ_HEAD, NULL, 0, RAW_HOLD } };
    static const struct raw_step good[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
    static const struct raw_script scripts[] = { { silent, 1 }, { good, 1 } };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world,
                &(struct raw_server_config){ .tls = true, .scripts = scripts, .script_count = 2 });
    world_open(&world, NULL);
    sag_client_warm(world.client);
    run_until_requests(&world, 1);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    world_close(&world);
}

static void calls_fly_together_and_the_rest_wait_in_order(void **state) {
    (void)state;
    enum { CALLS = 12, LIMIT = 3 };
    struct world world = { 0 };
    struct result results[CALLS] = { { 0 } };
    serve_ok(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = LIMIT;
    world_open(&world, &config);
    char sn[32];
    for (int i = 0; i < CALLS; i++) {
        snprintf(sn, sizeof(sn), "sage%010d", i);
        assert_int_equal(sag_client_bind(world.client, TEST_ID, sn, on_result, &results[i], NULL),
                         SAG_OK);
        assert_int_equal(results[i].count, 0); /* never from inside the submitting call */
    }
    assert_true(sag_client_run(world.client, 0) > 0);
    for (int i = 0; i < CALLS; i++) {
        run_until(&world, &results[i], 1);
        assert_int_equal(results[i].cls, SAG_CLASS_OK);
        for (int j = 0; j < i; j++) {
            assert_true(results[i].id > results[j].id);
            assert_string_not_equal(results[i].attempt_id, results[j].attempt_id);
        }
    }
    assert_int_equal(raw_server_requests(world.server), CALLS);
    assert_true(raw_server_connections(world.server) <= LIMIT);
    world_close(&world);
}

static void with_one_in_flight_the_order_on_the_wire_is_that_of_submission(void **state) {
    (void)state;
    enum { CALLS = 8 };
    struct world world = { 0 };
    struct result result = { 0 };
    serve_ok(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = 1;
    world_open(&world, &config);
    char sn[32];
    for (int i = 0; i < CALLS; i++) {
        snprintf(sn, sizeof(sn), "sage%010d", i);
        sag_client_bind(world.client, TEST_ID, sn, on_result, &result, NULL);
    }
    run_until(&world, &result, CALLS);
    for (int i = 0; i < CALLS; i++) {
        snprintf(sn, sizeof(sn), "=sage%010d&", i);
        assert_non_null(strstr(body_of(raw_server_request(world.server, (size_t)i)), sn));
    }
    assert_int_equal(raw_server_connections(world.server), 1);
    world_close(&world);
}

static void a_call_that_waits_too_long_was_not_sent(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result first = { 0 };
    struct result second = { 0 };
    serve_silence(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = 1;
    config.total_timeout_ms = 300;
    world_open(&world, &config);
    submit(&world, &first, NULL);
    submit(&world, &second, NULL);
    run_until(&world, &second, 1);
    run_until(&world, &first, 1);
    assert_int_equal(first.cls, SAG_CLASS_UNKNOWN);
    /* Either its time was over while it waited, or it got the little that was left of it. */
    assert_true(second.end == SAG_END_TIMEOUT);
    assert_true(second.cls == SAG_CLASS_NOT_SENT || second.may_have_reached);
    world_close(&world);
}

static void cancelling_tells_honestly_whether_it_was_sent(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result sent = { 0 };
    struct result waiting = { 0 };
    uint64_t sent_id = 0;
    uint64_t waiting_id = 0;
    serve_silence(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = 1;
    world_open(&world, &config);
    submit(&world, &sent, &sent_id);
    submit(&world, &waiting, &waiting_id);
    assert_true(sent_id != 0 && waiting_id > sent_id);
    run_until_requests(&world, 1);

    sag_client_cancel(world.client, waiting_id);
    assert_int_equal(waiting.count, 1);
    assert_int_equal(waiting.end, SAG_END_CANCELLED);
    assert_int_equal(waiting.cls, SAG_CLASS_NOT_SENT);
    assert_string_equal(waiting.attempt_id, "");

    sag_client_cancel(world.client, sent_id);
    assert_int_equal(sent.count, 1);
    assert_int_equal(sent.cls, SAG_CLASS_UNKNOWN);
    assert_true(sent.may_have_reached);

    sag_client_cancel(world.client, sent_id);
    sag_client_cancel(world.client, 999);
    assert_int_equal(sag_client_run(world.client, 0), 0);
    assert_int_equal(sent.count, 1);
    world_close(&world);
}

static void destroying_ends_every_call_once(void **state) {
    (void)state;
    enum { CALLS = 5 };
    struct world world = { 0 };
    struct result results[CALLS] = { { 0 } };
    serve_silence(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = 2;
    world_open(&world, &config);
    for (int i = 0; i < CALLS; i++) {
        submit(&world, &results[i], NULL);
    }
    run_until_requests(&world, 2);
    sag_client_destroy(world.client);
    world.client = NULL;
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(results[i].count, 1);
        assert_int_equal(results[i].end, SAG_END_CANCELLED);
        assert_int_equal(results[i].cls, i < 2 ? SAG_CLASS_UNKNOWN : SAG_CLASS_NOT_SENT);
    }
    world_close(&world);
}

/* --- callbacks --------------------------------------------------------------------------- */

struct chain {
    struct world *world;
    struct result result;
    int left;
    uint64_t cancel;
};

static void submit_next(void *data, uint64_t id, const struct sag_outcome *outcome,
                        const struct sag_page *page) {
    struct chain *chain = data;
    on_result(&chain->result, id, outcome, page);
    assert_int_equal(outcome->cls, SAG_CLASS_OK);
    /* From inside, it only counts. */
    assert_int_equal(sag_client_run(chain->world->client, 1000), 0);
    if (--chain->left > 0) {
        assert_int_equal(
            sag_client_bind(chain->world->client, TEST_ID, TEST_SN, submit_next, chain, NULL),
            SAG_OK);
    }
}

static void a_callback_may_submit_the_next_call(void **state) {
    (void)state;
    struct world world = { 0 };
    struct chain chain = { .world = &world, .left = 5 };
    serve_ok(&world);
    world_open(&world, NULL);
    sag_client_bind(world.client, TEST_ID, TEST_SN, submit_next, &chain, NULL);
    run_until(&world, &chain.result, 5);
    assert_int_equal(raw_server_connections(world.server), 1);
    world_close(&world);
}

static void cancel_other(void *data, uint64_t id, const struct sag_outcome *outcome,
                         const struct sag_page *page) {
    struct chain *chain = data;
    on_result(&chain->result, id, outcome, page);
    sag_client_cancel(chain->world->client, chain->cancel);
}

static void a_callback_may_cancel_another_call(void **state) {
    (void)state;
    struct world world = { 0 };
    struct chain chain = { .world = &world };
    struct result other = { 0 };
    serve_ok(&world);
    struct sag_config config = world_config(&world);
    config.max_in_flight = 1;
    world_open(&world, &config);
    sag_client_bind(world.client, TEST_ID, TEST_SN, cancel_other, &chain, NULL);
    submit(&world, &other, &chain.cancel);
    run_until(&world, &chain.result, 1);
    assert_int_equal(other.count, 1);
    assert_int_equal(other.end, SAG_END_CANCELLED);
    assert_int_equal(other.cls, SAG_CLASS_NOT_SENT);
    world_close(&world);
}

static void submit_while_closing(void *data, uint64_t id, const struct sag_outcome *outcome,
                                 const struct sag_page *page) {
    struct chain *chain = data;
    on_result(&chain->result, id, outcome, page);
    assert_int_not_equal(
        sag_client_bind(chain->world->client, TEST_ID, TEST_SN, on_result, &chain->result, NULL),
        SAG_OK);
}

static void nothing_can_be_submitted_while_the_client_closes(void **state) {
    (void)state;
    struct world world = { 0 };
    struct chain chain = { .world = &world };
    serve_silence(&world);
    world_open(&world, NULL);
    sag_client_bind(world.client, TEST_ID, TEST_SN, submit_while_closing, &chain, NULL);
    sag_client_destroy(world.client);
    world.client = NULL;
    assert_int_equal(chain.result.count, 1);
    world_close(&world);
}

/* --- sleeping ---------------------------------------------------------------------------- */

static void with_nothing_to_do_the_client_sleeps(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    serve_ok(&world);
    world_open(&world, NULL);
    bind_once(&world, &result); /* leaves an idle connection, with TLS tickets unread */
    int64_t cpu = clock_ms(CLOCK_THREAD_CPUTIME_ID);
    int64_t start = clock_ms(CLOCK_MONOTONIC);
    int turns = 0;
    while (clock_ms(CLOCK_MONOTONIC) - start < 400) {
        assert_int_equal(sag_client_run(world.client, 400), 0);
        turns++;
    }
    assert_true(turns <= 10);
    assert_true(clock_ms(CLOCK_THREAD_CPUTIME_ID) - cpu < 100);
    world_close(&world);
}

static void *wake_it(void *client) {
    sag_client_wake(client);
    return NULL;
}

static void a_wake_from_another_thread_ends_the_sleep(void **state) {
    (void)state;
    struct world world = { 0 };
    pthread_t thread;
    serve_ok(&world);
    world_open(&world, NULL);
    assert_int_equal(pthread_create(&thread, NULL, wake_it, world.client), 0);
    int64_t start = clock_ms(CLOCK_MONOTONIC);
    sag_client_run(world.client, -1);
    assert_true(clock_ms(CLOCK_MONOTONIC) - start < 10000);
    pthread_join(thread, NULL);
    /* One that came before is not lost either. */
    sag_client_wake(world.client);
    sag_client_run(world.client, -1);
    world_close(&world);
}

/* --- arguments --------------------------------------------------------------------------- */

static void what_cannot_be_sent_is_refused_at_once(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    serve_ok(&world);
    world_open(&world, NULL);
    struct sag_client *client = world.client;
    static char long_value[70000];
    memset(long_value, 'a', sizeof(long_value) - 1);
    struct sag_param many[65];
    static char names[65][8];
    for (int i = 0; i < 65; i++) {
        snprintf(names[i], sizeof(names[i]), "N%d", i);
        many[i] = (struct sag_param){ names[i], "" };
    }
    const struct sag_param doubled[] = { { "A", "1" }, { "A", "2" } };
    const struct sag_param reserved = { "SignatureNonce", "x" };
    const struct sag_param broken = { "A", "\xC3\x28" };
    const struct sag_param nameless = { "", "x" };
    const struct sag_param valueless = { "A", NULL };
    const struct sag_param large = { "A", long_value };
    const struct {
        const char *action;
        const struct sag_param *params;
        size_t count;
    } cases[] = {
        { "Do", doubled, 2 },    { "Do", &reserved, 1 }, { "Do", &broken, 1 },
        { "Do", &nameless, 1 },  { "Do", &large, 1 },    { "Do", many, 65 },
        { "Do", &valueless, 1 }, { "", NULL, 0 },        { "Do\r\nX: y", NULL, 0 },
        { NULL, NULL, 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(sag_client_call(client, cases[i].action, cases[i].params, cases[i].count,
                                         false, on_result, &result, NULL),
                         SAG_ERR_ARGUMENT);
    }
    assert_int_equal(
        sag_client_bind(client, "sag-r79m060r6oy55******", TEST_SN, on_result, &result, NULL),
        SAG_ERR_ARGUMENT);
    assert_int_equal(
        sag_client_bind(client, TEST_ID, "sage62x021922****", on_result, &result, NULL),
        SAG_ERR_ARGUMENT);
    assert_int_equal(sag_client_bind(client, TEST_ID, "", on_result, &result, NULL),
                     SAG_ERR_ARGUMENT);
    assert_int_equal(sag_client_unbind(client, NULL, TEST_SN, on_result, &result, NULL),
                     SAG_ERR_ARGUMENT);
    assert_int_equal(sag_client_describe_attribute(client, "*", on_result, &result, NULL),
                     SAG_ERR_ARGUMENT);
    assert_int_equal(
        sag_client_describe_gateways(client, NULL, NULL, 0, 10, on_result, &result, NULL),
        SAG_ERR_ARGUMENT);
    assert_int_equal(
        sag_client_describe_gateways(client, NULL, NULL, 1, 51, on_result, &result, NULL),
        SAG_ERR_ARGUMENT);
    assert_int_equal(sag_client_run(client, 0), 0);
    assert_int_equal(result.count, 0);
    world_close(&world);
}

static void sixty_four_parameters_of_any_text_arrive_as_they_are(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    serve_ok(&world);
    world_open(&world, NULL);
    struct sag_param params[64];
    static char names[64][8];
    for (int i = 0; i < 64; i++) {
        snprintf(names[i], sizeof(names[i]), "X.%d", i + 1);
        params[i] = (struct sag_param){ names[i], "" };
    }
    params[0] = (struct sag_param){ "RegionId", "cn-shanghai" }; /* the caller's own wins */
    params[1].value = "序 a+b&c=d%2F\r\n~*";
    assert_int_equal(
        sag_client_call(world.client, "TestAction", params, 64, false, on_result, &result, NULL),
        SAG_OK);
    run_until(&world, &result, 1);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    const char *body = body_of(raw_server_request(world.server, 0));
    assert_memory_equal(body, "RegionId=cn-shanghai&X.10=&X.11=", 31);
    assert_non_null(strstr(body, "&X.2=%E5%BA%8F%20a%2Bb%26c%3Dd%252F%0D%0A~%2A&X.20="));
    world_close(&world);
}

static bool no_random(void *data, void *bytes, size_t size) {
    (void)data;
    (void)bytes;
    (void)size;
    return false;
}

static void without_randomness_nothing_is_sent(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    serve_ok(&world);
    struct sag_config config = world_config(&world);
    config.random = no_random;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_int_equal(result.end, SAG_END_INTERNAL);
    assert_int_equal(raw_server_requests(world.server), 0);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warm_connection_serves_the_bind),
        cmocka_unit_test(what_came_of_warming_is_told),
        cmocka_unit_test(a_bind_does_not_wait_for_a_warming_that_hangs),
        cmocka_unit_test(calls_fly_together_and_the_rest_wait_in_order),
        cmocka_unit_test(with_one_in_flight_the_order_on_the_wire_is_that_of_submission),
        cmocka_unit_test(a_call_that_waits_too_long_was_not_sent),
        cmocka_unit_test(cancelling_tells_honestly_whether_it_was_sent),
        cmocka_unit_test(destroying_ends_every_call_once),
        cmocka_unit_test(a_callback_may_submit_the_next_call),
        cmocka_unit_test(a_callback_may_cancel_another_call),
        cmocka_unit_test(nothing_can_be_submitted_while_the_client_closes),
        cmocka_unit_test(with_nothing_to_do_the_client_sleeps),
        cmocka_unit_test(a_wake_from_another_thread_ends_the_sleep),
        cmocka_unit_test(what_cannot_be_sent_is_refused_at_once),
        cmocka_unit_test(sixty_four_parameters_of_any_text_arrive_as_they_are),
        cmocka_unit_test(without_randomness_nothing_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
