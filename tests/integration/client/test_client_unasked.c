/* Answers that nobody asked for, and connections that die while they are idle: never taken for the
 * answer to a bind, never the cause of a second copy, and no pair in doubt if avoidable. */
#include "harness.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SURPLUS_BODY "{\"RequestId\":\"AAAAAAAA-0000-4000-8000-AAAAAAAAAAAA\"}"
#define SURPLUS ANSWER_HEAD("200 OK", "52", "Content-Type: application/json\r\n") SURPLUS_BODY
#define REFUSAL_BODY "{\"RequestId\":\"" RAW_REQUEST_ID "\",\"Code\":\"SAG.SnConflict\"}"
#define REFUSAL ANSWER_HEAD("400 Bad Request", "76", "") REFUSAL_BODY
#define HEAD_ANSWER ANSWER_HEAD("400 Bad Request", "52", "")
#define TIMED_OUT ANSWER_HEAD("408 Request Time-out", "0", "Connection: close\r\n")

static const struct raw_step refuses[] = { { RAW_READ_REQUEST, REFUSAL, 0, RAW_KEEP } };
static const struct raw_step accepts[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };

/* First connection: these steps; all later ones: the others. */
static void serve(struct world *world, const struct raw_script *first,
                  const struct raw_script *later, bool tls) {
    static struct raw_script scripts[2];
    scripts[0] = *first;
    scripts[1] = *later;
    world_serve(world,
                &(struct raw_server_config){ .tls = tls, .scripts = scripts, .script_count = 2 });
    struct sag_config config = world_config(world);
    config.allow_http_loopback = true;
    config.idle_close_ms = -1;
    world_open(world, &config);
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Lets the server go on. Without running the client: what the server does is in the socket,
 * unnoticed. */
static void await_server(struct world *world, size_t steps, size_t ended) {
    int64_t end = now_ms() + 20000;
    raw_server_go(world->server);
    while (raw_server_steps(world->server) < steps || raw_server_ended(world->server) < ended) {
        assert_true(now_ms() < end);
        poll(NULL, 0, 1);
    }
}

static void assert_no_second_copy(struct world *world, size_t requests) {
    sag_client_destroy(world->client);
    world->client = NULL;
    raw_server_stop(world->server);
    assert_int_equal(raw_server_requests(world->server), requests);
    assert_int_equal(raw_server_stray_bytes(world->server), 0);
}

static void a_surplus_answer_is_not_the_next_bind_s(void **state) {
    (void)state;
    /* In one piece with the answer, and after it. */
    static const struct raw_step together[] = {
        { RAW_READ_REQUEST, OK_ANSWER SURPLUS, 0, RAW_KEEP },
        { RAW_READ_REQUEST, REFUSAL, 0, RAW_HOLD },
    };
    static const struct raw_step behind[] = {
        { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
        { RAW_READ_GO, SURPLUS, 0, RAW_KEEP },
        { RAW_READ_REQUEST, REFUSAL, 0, RAW_HOLD },
    };
    static const struct raw_script firsts[] = { { together, 2 }, { behind, 3 } };
    for (int i = 0; i < 4; i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        serve(&world, &firsts[i / 2], &(struct raw_script){ refuses, 1 }, i % 2);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        await_server(&world, i < 2 ? 1 : 2, 0);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_REFUSED);
        assert_int_equal(result.fix, SAG_FIX_SUPERVISOR);
        assert_no_second_copy(&world, 2);
        assert_int_equal(raw_server_connections(world.server), 2);
        world_close(&world);
    }
}

static void an_answer_behind_the_head_that_warms_is_not_the_bind_s(void **state) {
    (void)state;
    static const struct raw_step steps[] = {
        { RAW_READ_REQUEST, HEAD_ANSWER, 0, RAW_KEEP },
        { RAW_READ_NONE, SURPLUS, 0, RAW_HOLD },
    };
    struct world world = { 0 };
    struct result result = { 0 };
    serve(&world, &(struct raw_script){ steps, 2 }, &(struct raw_script){ refuses, 1 }, true);
    sag_client_warm(world.client);
    run_until_requests(&world, 1);
    await_server(&world, 2, 0);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_SUPERVISOR);
    assert_int_equal(raw_server_requests(world.server), 2);
    world_close(&world);
}

static void an_idle_connection_that_dies_costs_no_doubt(void **state) {
    (void)state;
    static const struct raw_step first[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
                                             { RAW_READ_GO, NULL, 0, RAW_CLOSE } };
    static const struct raw_step reset[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
                                             { RAW_READ_GO, NULL, 0, RAW_RESET } };
    static const struct raw_step late[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
                                            { RAW_READ_GO, TIMED_OUT, 0, RAW_CLOSE } };
    static const struct raw_script firsts[] = { { first, 2 }, { reset, 2 }, { late, 2 } };
    for (int i = 0; i < 12; i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        serve(&world, &firsts[i % 3], &(struct raw_script){ accepts, 1 }, i % 2);
        bind_once(&world, &result);
        await_server(&world, 2, 1);
        if (i < 6) {
            sag_client_run(world.client, 0); /* noticed while idle, or only when it is wanted */
        }
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        assert_no_second_copy(&world, 2);
        assert_int_equal(raw_server_connections(world.server), 2);
        world_close(&world);
    }
}

static void what_happens_to_an_idle_connection_ends_the_sleep(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
                                             { RAW_READ_GO, TIMED_OUT, 0, RAW_HOLD } };
    struct world world = { 0 };
    struct result result = { 0 };
    serve(&world, &(struct raw_script){ steps, 2 }, &(struct raw_script){ accepts, 1 }, true);
    bind_once(&world, &result);
    /* It is shut down at once: the server, which holds it, sees its end. */
    raw_server_go(world.server);
    sag_client_run(world.client, 20000);
    await_server(&world, 2, 1);
    world_close(&world);
}

static void an_idle_connection_is_closed_by_us_before_others_do(void **state) {
    (void)state;
    static const struct raw_step announcing[] = {
        { RAW_READ_REQUEST,
          ANSWER_HEAD("200 OK", "52", "Keep-Alive: max=100, timeout=1\r\n") OK_BODY, 0, RAW_HOLD },
    };
    static const struct raw_step silent[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_HOLD } };
    static const struct {
        struct raw_script script;
        int64_t idle_close_ms;
    } cases[] = { { { silent, 1 }, 50 }, { { announcing, 1 }, -1 } };
    for (int i = 0; i < 2; i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        world_serve(&world, &(struct raw_server_config){
                                .tls = true, .scripts = &cases[i].script, .script_count = 1 });
        struct sag_config config = world_config(&world);
        config.idle_close_ms = cases[i].idle_close_ms;
        world_open(&world, &config);
        bind_once(&world, &result);
        sag_client_run(world.client, 20000); /* nothing but its age ends this */
        await_server(&world, 1, 1);
        world_close(&world);
    }
}

/* Blackhole: what is written to it is swallowed. */
static void the_age_limit_saves_a_bind_from_a_connection_that_died_silently(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_HOLD } };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){
                            .tls = true,
                            .scripts = (struct raw_script[]){ { steps, 1 }, { accepts, 1 } },
                            .script_count = 2 });
    struct sag_config config = world_config(&world);
    config.idle_close_ms = 20;
    world_open(&world, &config);
    bind_once(&world, &result);
    poll(NULL, 0, 40); /* grows too old while nobody runs the client */
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_no_second_copy(&world, 2);
    world_close(&world);
}

/* Behind a proxy, too, a connection is known, kept and looked at. */
static void through_a_proxy_it_is_the_same(void **state) {
    (void)state;
    static const struct raw_step connect[] = {
        { RAW_READ_HEAD, "HTTP/1.1 200 Connected\r\n\r\n", 0, RAW_TUNNEL },
    };
    static const struct raw_step steps[] = {
        { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
        { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
        { RAW_READ_GO, SURPLUS, 0, RAW_HOLD },
    };
    static const struct raw_script script = { connect, 1 };
    struct world world = { 0 };
    struct world proxy = { 0 };
    struct result result = { 0 };
    char url[64];
    world_serve(&world, &(struct raw_server_config){
                            .tls = true,
                            .scripts = (struct raw_script[]){ { steps, 3 }, { refuses, 1 } },
                            .script_count = 2 });
    world_serve(&proxy,
                &(struct raw_server_config){ .scripts = &script,
                                             .script_count = 1,
                                             .tunnel_port = raw_server_port(world.server) });
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", raw_server_port(proxy.server));
    struct sag_config config = world_config(&world);
    config.proxy = url;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(raw_server_connections(world.server), 1);
    raw_server_go(world.server);
    sag_client_run(world.client, 20000); /* the surplus answer, once it is through the proxy */
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_SUPERVISOR);
    assert_no_second_copy(&world, 3);
    world_close(&world);
    world_close(&proxy);
}

static void a_server_that_speaks_first_is_sent_nothing(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_NONE, SURPLUS, 0, RAW_HOLD } };
    for (int tls = 0; tls < 2; tls++) {
        struct world world = { 0 };
        struct result result = { 0 };
        serve(&world, &(struct raw_script){ steps, 1 }, &(struct raw_script){ steps, 1 }, tls);
        bind_once(&world, &result);
        /* Where the answer lost the race against the whole request, only the outcome is open. */
        assert_true(result.cls == SAG_CLASS_NOT_SENT || result.cls == SAG_CLASS_UNKNOWN ||
                    result.server_ms >= 0);
        if (result.cls != SAG_CLASS_OK) {
            assert_int_equal(result.end, SAG_END_UNASKED);
        }
        world_close(&world);
    }
}

static void an_answer_that_was_given_before_is_none(void **state) {
    (void)state;
    static const struct raw_step steps[] = {
        { RAW_READ_REQUEST, SURPLUS, 0, RAW_KEEP },
        { RAW_READ_REQUEST, SURPLUS, 0, RAW_KEEP },
        { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
    };
    struct world world = { 0 };
    struct result result = { 0 };
    serve(&world, &(struct raw_script){ steps, 3 }, &(struct raw_script){ refuses, 1 }, true);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_UNASKED);
    assert_non_null(strstr(result.message, "AAAAAAAA-0000-4000-8000-AAAAAAAAAAAA"));
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(raw_server_requests(world.server), 3);
    world_close(&world);
}

/* A refusal that was really the bind's before would set a bound device aside. */
static void a_refusal_that_was_given_before_is_none(void **state) {
    (void)state;
    static const char refusal[] = ANSWER_HEAD(
        "400 Bad Request", "43", "") "{\"RequestId\":\"AB\",\"Code\":\"SAG.SnConflict\"} ";
    static const struct raw_step steps[] = {
        { RAW_READ_REQUEST, refusal, 0, RAW_KEEP },
        { RAW_READ_REQUEST, refusal, 0, RAW_KEEP },
    };
    struct world world = { 0 };
    struct result result = { 0 };
    serve(&world, &(struct raw_script){ steps, 2 }, &(struct raw_script){ refuses, 1 }, true);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_SUPERVISOR);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_UNASKED);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_surplus_answer_is_not_the_next_bind_s),
        cmocka_unit_test(an_answer_behind_the_head_that_warms_is_not_the_bind_s),
        cmocka_unit_test(an_idle_connection_that_dies_costs_no_doubt),
        cmocka_unit_test(what_happens_to_an_idle_connection_ends_the_sleep),
        cmocka_unit_test(an_idle_connection_is_closed_by_us_before_others_do),
        cmocka_unit_test(the_age_limit_saves_a_bind_from_a_connection_that_died_silently),
        cmocka_unit_test(through_a_proxy_it_is_the_same),
        cmocka_unit_test(a_server_that_speaks_first_is_sent_nothing),
        cmocka_unit_test(an_answer_that_was_given_before_is_none),
        cmocka_unit_test(a_refusal_that_was_given_before_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
