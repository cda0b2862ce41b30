/* The simulator as a process and as a server: how it starts, what it promises, how it ends, and
 * that no client can harm it.
 *
 * _GNU_SOURCE for prctl()'s constants. */
#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OK "sag-demo0000000000ok01"
#define SN "sage62x02192200"
#define BIND "BindSerialNumber"

static struct reply reply; /* large */

static void it_starts_within_its_promise_and_stops_at_once(void **state) {
    (void)state;
    struct sim sim;
    int64_t best = INT64_MAX;
    for (int i = 0; i < 5; i++) { /* the best of five: others use this machine too */
        int64_t start_at = now_ms();
        sim_start(&sim, NULL);
        int64_t took = now_ms() - start_at;
        best = took < best ? took : best;
        sim_stop(&sim);
    }
    assert_in_range(best, 0, SIM_START_LIMIT_MS);
}

static void the_ca_file_is_whole_and_readable_by_others(void **state) {
    (void)state;
    struct sim sim;
    struct stat info;
    sim_start(&sim, NULL);
    assert_int_equal(stat(sim.ca, &info), 0);
    assert_int_equal(info.st_mode & 0444, 0444);
    assert_int_equal(stat(sim.log, &info), 0);
    assert_int_equal(info.st_mode & 0077, 0);
    call(&sim, true, "DescribeRegions", "", "", &reply); /* verifies with that file */
    assert_int_equal(reply.status, 200);
    sim_stop(&sim);
}

static void a_port_in_use_is_said_clearly(void **state) {
    (void)state;
    struct sim sim;
    char text[512];
    char port[16];
    sim_start(&sim, NULL);
    snprintf(port, sizeof(port), "%d", sim.http);
    const char *const args[] = { "--http-port", port, NULL };
    assert_int_equal(sim_run(args, text, sizeof(text)), 1);
    assert_non_null(strstr(text, port));
    assert_non_null(strstr(text, "is in use; give another, or 0"));
    sim_stop(&sim);
}

static void wrong_options_name_themselves_and_their_fix(void **state) {
    (void)state;
    static const struct {
        const char *args[6];
        int status;
        const char *text;
    } cases[] = {
        { { "--http-port", "99999" }, 2, "--http-port cannot be '99999'; it is: serve HTTP" },
        { { "--no-such" }, 2, "sag-sim --help" },
        { { "something" }, 2, "not 'something'" },
        { { "--listen", "localhost" }, 1, "write it in numbers, as 127.0.0.1" },
        { { "--listen", "192.0.2.1" }, 1, "is no address of this machine" },
        { { "--region", "cn hangzhou" }, 1, "is no region" },
        { { "--instance", "sag-1000" }, 1, "is no instance id" },
        { { "--instance", "sag-000000000000000001:x" }, 1, "is no device limit" },
        { { "--instance", "sag-000000000000000001:1:gone" }, 1, "is one of active, arrears" },
        { { "--rule", "action=Bind*" }, 1, "has no colon" },
        { { "--rule", "when=now : close" }, 1, "is no condition" },
        { { "--rules", "no-such-file" }, 1, "cannot open 'no-such-file'" },
        { { "--key", "only-id" }, 1, "ID:SECRET" },
        { { "--state", "." }, 1, "state file" },
        { { "--log", "no-such-folder/log" }, 1, "cannot open the log" },
        { { "--https-port", "0", "--ca-out", "no-such-folder/ca" }, 1, "cannot write the CA" },
        { { "--exit-with-parent=1" }, 1, "has ended" },
        { { "--rebind", "maybe" }, 2, "conflict, ok or overlimit" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[1024];
        int status = sim_run(cases[i].args, text, sizeof(text));
        if (!strstr(text, cases[i].text)) {
            fail_msg("'%s' is not in: %s", cases[i].text, text);
        }
        assert_int_equal(status, cases[i].status);
    }
}

static void it_ends_with_the_process_that_started_it(void **state) {
    (void)state;
    int ends[2];
    /* Whoever outlives its parent becomes ours, so that its end can be waited for. */
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    assert_true(parent >= 0);
    if (parent == 0) {
        struct sim sim;
        sim_start(&sim, NULL); /* with --exit-with-parent */
        ssize_t written = write(ends[1], &sim, sizeof(sim));
        _exit(written == (ssize_t)sizeof(sim) ? 0 : 1);
    }
    struct sim sim;
    int status = 0;
    assert_int_equal(read(ends[0], &sim, sizeof(sim)), (ssize_t)sizeof(sim));
    assert_int_equal(waitpid(parent, &status, 0), parent);
    assert_int_equal(waitpid(sim.pid, &status, 0), sim.pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    unlink(sim.log);
    unlink(sim.ca);
    assert_int_equal(rmdir(sim.folder), 0);
    close(ends[0]);
    close(ends[1]);
}

static void a_connection_is_kept_and_counted_once(void **state) {
    (void)state;
    struct sim sim;
    struct wire wire;
    sim_start(&sim, NULL);
    wire_open(&wire, &sim, true);
    for (int i = 0; i < 5; i++) {
        const char *request = signed_request("DescribeRegions", "", "", "");
        wire_send(&wire, request, strlen(request));
        wire_read(&wire, &reply, SIM_LIMIT_MS);
        assert_int_equal(reply.status, 200);
    }
    wire_close(&wire);
    call(&sim, false, "DescribeRegions", "", "", &reply);
    json_t *log = sim_log(&sim);
    assert_int_equal(json_array_size(log), 6);
    for (size_t i = 0; i < 6; i++) {
        json_t *line = json_array_get(log, i);
        assert_int_equal(json_integer_value(json_object_get(line, "seq")), i + 1);
        assert_int_equal(json_integer_value(json_object_get(line, "connection")), i < 5 ? 1 : 2);
        assert_string_equal(log_text(log, (int)i, "scheme"), i < 5 ? "https" : "http");
    }
    json_decref(log);
    sim_stop(&sim);
}

static void no_answer_waits_for_a_delayed_acknowledgement(void **state) {
    (void)state;
    struct sim sim;
    sim_start(&sim, NULL);
    for (int tls = 0; tls < 2; tls++) {
        struct wire wire;
        int64_t start_at = now_ms();
        int on = 1;
        wire_open(&wire, &sim, tls);
        assert_int_equal(setsockopt(wire.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
        for (int i = 0; i < 50; i++) {
            /* Header and body in two packets, as curl sends them. */
            const char *request = signed_request("DescribeRegions", "", "", "");
            size_t head = (size_t)(strstr(request, "\r\n\r\n") + 4 - request);
            wire_send(&wire, request, head);
            wire_send(&wire, request + head, strlen(request) - head);
            wire_read(&wire, &reply, SIM_LIMIT_MS);
            assert_int_equal(reply.status, 200);
        }
        wire_close(&wire);
        /* 40 ms for each would be 2000. */
        assert_in_range(now_ms() - start_at, 0, 1000);
    }
    sim_stop(&sim);
}

enum { CLIENTS = 60, CALLS_EACH = 10 };

struct client {
    const struct sim *sim;
    int number;
    int good; /* answers */
    struct reply reply;
};

/* Requests are made beforehand: signed_request() is not for threads. */
static char requests[CLIENTS][CALLS_EACH][1024];

static void *run_client(void *data) {
    struct client *client = data;
    struct wire wire;
    wire_open(&wire, client->sim, false);
    for (int i = 0; i < CALLS_EACH; i++) {
        wire_send(&wire, requests[client->number][i], strlen(requests[client->number][i]));
        wire_read(&wire, &client->reply, SIM_LIMIT_MS);
        client->good += client->reply.status == 200;
    }
    wire_close(&wire);
    return NULL;
}

static void sixty_connections_at_a_time_are_served_and_logged_in_order(void **state) {
    (void)state;
    struct sim sim;
    pthread_t threads[CLIENTS];
    struct client *clients = calloc(CLIENTS, sizeof(*clients));
    assert_non_null(clients);
    sim_start(&sim, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        for (int j = 0; j < CALLS_EACH; j++) {
            char serial[32];
            snprintf(serial, sizeof(serial), "sage62x%03d%05d", i, j);
            snprintf(requests[i][j], sizeof(requests[i][j]), "%s",
                     signed_request(BIND, OK, serial, ""));
        }
    }
    for (int i = 0; i < CLIENTS; i++) {
        clients[i].sim = &sim;
        clients[i].number = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run_client, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(clients[i].good, CALLS_EACH);
    }
    json_t *log = sim_log(&sim);
    assert_int_equal(json_array_size(log), CLIENTS * CALLS_EACH);
    for (size_t i = 0; i < json_array_size(log); i++) {
        json_t *line = json_array_get(log, i);
        assert_int_equal(json_integer_value(json_object_get(line, "seq")), i + 1);
        assert_string_equal(log_text(log, (int)i, "change"), "bound");
    }
    json_decref(log);
    free(clients);
    sim_stop(&sim);
}

static void the_log_tells_everything_but_secrets(void **state) {
    (void)state;
    struct sim sim;
    sim_start(&sim, NULL);
    call(&sim, true, BIND, OK, SN, &reply);
    char value[64];
    json_t *log = sim_log(&sim);
    assert_string_equal(log_text(log, 0, "action"), BIND);
    assert_string_equal(log_text(log, 0, "sn"), SN);
    assert_string_equal(log_text(log, 0, "instance"), OK);
    assert_string_equal(log_text(log, 0, "region"), "cn-hangzhou");
    assert_string_equal(log_text(log, 0, "key"), "sim-access-key-id");
    assert_string_equal(log_text(log, 0, "signature"), "v1");
    assert_string_equal(log_text(log, 0, "verdict"), "ok");
    assert_string_equal(log_text(log, 0, "code"), "");
    assert_string_equal(log_text(log, 0, "change"), "bound");
    assert_string_equal(log_text(log, 0, "request_id"),
                        reply_header(&reply, "x-acs-request-id", value, sizeof(value)));
    assert_int_equal(strlen(log_text(log, 0, "nonce")), 16);
    char *text = json_dumps(log, 0);
    assert_null(strstr(text, "secret"));
    free(text);
    json_decref(log);
    sim_stop(&sim);
}

static void what_was_answered_survives_a_kill(void **state) {
    (void)state;
    struct sim sim;
    sim_start(&sim, NULL);
    sim_kill(&sim);
    const char *const args[] = { "--state", sim.state, NULL };
    sim_restart(&sim, args);
    struct wire wire;
    char serial[32];
    int answered = 0;
    wire_open(&wire, &sim, false);
    for (; answered < 20; answered++) {
        snprintf(serial, sizeof(serial), "sage62x%06d", answered);
        const char *request = signed_request(BIND, OK, serial, "");
        wire_send(&wire, request, strlen(request));
        wire_read(&wire, &reply, SIM_LIMIT_MS);
        assert_int_equal(reply.status, 200);
    }
    /* One more is under way, perhaps done, when the end comes. */
    snprintf(serial, sizeof(serial), "sage62x%06d", answered);
    const char *request = signed_request(BIND, OK, serial, "");
    wire_send(&wire, request, strlen(request));
    sim_kill(&sim);
    wire_close(&wire);

    sim_restart(&sim, args);
    call(&sim, false, "DescribeSmartAccessGatewayAttribute", OK, "", &reply);
    assert_int_equal(reply.status, 200);
    for (int i = 0; i < answered; i++) {
        snprintf(serial, sizeof(serial), "sage62x%06d", i);
        assert_non_null(strstr(reply.body, serial));
    }
    json_t *log = sim_log(&sim);
    for (size_t i = 0; i < json_array_size(log); i++) { /* what is logged has happened */
        if (strcmp(log_text(log, (int)i, "change"), "bound") == 0) {
            assert_non_null(strstr(reply.body, log_text(log, (int)i, "sn")));
        }
    }
    json_decref(log);
    sim_stop(&sim);
}

static void a_broken_state_file_is_left_as_it_is(void **state) {
    (void)state;
    static const char *const contents[] = {
        "{",
        "[]",
        "{\"Version\":2,\"Bindings\":[]}",
        "{\"Version\":1}",
        "{\"Version\":1,\"Bindings\":[{\"SerialNumber\":\"\",\"SmartAGId\":\"x\",\"BoundAt\":0}]}",
        "{\"Version\":1,\"Bindings\":[{\"SerialNumber\":\"a\",\"SmartAGId\":\"x\",\"BoundAt\":0},"
        "{\"SerialNumber\":\"a\",\"SmartAGId\":\"y\",\"BoundAt\":0}]}"
    };
    static const char path[] = "sim-test-state";
    for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
        char text[512];
        char after[512] = "";
        const char *const args[] = { "--http-port", "0", "--state", path, NULL };
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        assert_true(fputs(contents[i], file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(sim_run(args, text, sizeof(text)), 1);
        assert_non_null(strstr(text, "is no state file"));
        file = fopen(path, "re");
        assert_non_null(file);
        assert_true(fread(after, 1, sizeof(after) - 1, file) > 0);
        fclose(file);
        assert_string_equal(after, contents[i]);
    }
    unlink(path);
}

/* What a broken or malicious client may send. It is served or refused, and the next client is
 * served. */
static void no_request_harms_it(void **state) {
    (void)state;
    static const char *const openings[] = {
        "",
        "\r\n\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /?a=%zz&b=%00&=&&=x&c HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.0\r\n\r\n",
        "GET http://elsewhere.invalid/?Action=DescribeRegions HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01\x01\xfd\x03\x03",
        "GET /?Action=\xff\xfe%ff%fe&SerialNumber=\xc3\x28 HTTP/1.1\r\nHost: \xff\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: ACS3-HMAC-SHA256 Credential=\xff\r\n\r\n",
    };
    struct sim sim;
    sim_start(&sim, NULL);
    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
        for (int half = 0; half < 2; half++) {
            struct wire wire;
            wire_open(&wire, &sim, false);
            if (*openings[i]) {
                wire_send(&wire, openings[i], strlen(openings[i]));
            }
            if (half) {
                assert_int_equal(shutdown(wire.fd, SHUT_WR), 0);
            }
            wire_read(&wire, &reply, half ? SIM_LIMIT_MS : 20);
            wire_close(&wire);
        }
    }
    call(&sim, true, "DescribeRegions", "", "", &reply);
    assert_int_equal(reply.status, 200);
    sim_stop(&sim); /* and nothing leaked */
}

static void what_is_too_large_is_refused_and_not_kept(void **state) {
    (void)state;
    enum { BODY_BYTES = 300 * 1024, LINE_BYTES = 200 * 1024 };
    struct sim sim;
    struct wire wire;
    char head[256];
    char *bytes = malloc(BODY_BYTES);
    assert_non_null(bytes);
    memset(bytes, 'a', BODY_BYTES);
    sim_start(&sim, NULL);

    int length = snprintf(head, sizeof(head),
                          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", BODY_BYTES);
    wire_open(&wire, &sim, false);
    wire_send(&wire, head, (size_t)length);
    wire_send(&wire, bytes, BODY_BYTES);
    wire_read(&wire, &reply, SIM_LIMIT_MS);
    assert_int_equal(reply.status, 413);
    wire_close(&wire);

    wire_open(&wire, &sim, false);
    memcpy(bytes, "GET /?", 6);
    /* The server may refuse before it has read all of it, so the send itself may fail. */
    ssize_t sent = send(wire.fd, bytes, LINE_BYTES, MSG_NOSIGNAL);
    assert_true(sent > 0 || errno == ECONNRESET || errno == EPIPE);
    wire_read(&wire, &reply, SIM_LIMIT_MS);
    assert_true(reply.end == REPLY_RESET || reply.status == 414 || reply.status == 431 ||
                reply.status == 413 || reply.status == 400);
    wire_close(&wire);

    wire_open(&wire, &sim, false);
    wire_send(&wire, "GET / HTTP/1.1\r\nHost: x\r\n", 25);
    for (int i = 0; i < 100; i++) {
        wire_send(&wire, "X-Acs-Y: 1\r\n", 12);
    }
    wire_send(&wire, "\r\n", 2);
    wire_read(&wire, &reply, SIM_LIMIT_MS);
    assert_int_equal(reply.status, 431);
    wire_close(&wire);
    free(bytes);
    sim_stop(&sim);
}

static void bad_certificates_are_bad_in_the_way_asked_for(void **state) {
    (void)state;
    static const struct {
        const char *kind;
        long error;
    } cases[] = { { "expired", X509_V_ERR_CERT_HAS_EXPIRED },
                  { "wrong-name", X509_V_ERR_HOSTNAME_MISMATCH },
                  { "good", X509_V_OK } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const args[] = { "--certificate", cases[i].kind, NULL };
        struct sim sim;
        struct sim plain;
        struct wire wire;
        sim_start(&sim, args);
        plain = sim;
        plain.http = sim.https; /* a bare connection to the TLS port */
        wire_open(&wire, &plain, false);
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        assert_non_null(context);
        assert_int_equal(SSL_CTX_load_verify_file(context, sim.ca), 1);
        SSL *ssl = SSL_new(context);
        assert_non_null(ssl);
        assert_int_equal(SSL_set1_host(ssl, "localhost"), 1);
        assert_int_equal(SSL_set_fd(ssl, wire.fd), 1);
        SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL); /* judge, but go on */
        assert_int_equal(SSL_connect(ssl), 1);
        assert_int_equal(SSL_get_verify_result(ssl), cases[i].error);
        SSL_free(ssl);
        SSL_CTX_free(context);
        wire_close(&wire);
        sim_stop(&sim);
    }
}

static void options_about_the_service_do_what_they_say(void **state) {
    (void)state;
    static const char any[] = "sag-abcdefghij01234567";
    static const char *const args[] = { "--no-demo",
                                        "--instance",
                                        "sag-000000000000000001:1:arrears",
                                        "--any-instance",
                                        "--region",
                                        "cn-shanghai",
                                        "--rebind",
                                        "ok",
                                        "--visible-after",
                                        "3600000",
                                        "--clock-offset",
                                        "800",
                                        NULL };
    struct sim sim;
    struct wire wire;
    sim_start(&sim, args);
    wire_open(&wire, &sim, false);
    static const struct {
        const char *action;
        const char *instance;
        const char *region;
        int status;
        const char *text;
    } calls[] = {
        { BIND, any, "cn-shanghai", 200, "RequestId" },
        { BIND, any, "cn-shanghai", 200, "RequestId" }, /* again */
        { BIND, any, "cn-hangzhou", 400, "SAG.InstanceNoFound" },
        { BIND, "sag-000000000000000001", "cn-shanghai", 500, "SmartAccessGatewayInArrears" },
        { "DescribeSmartAccessGatewayAttribute", any, "cn-shanghai", 200,
          "\"SerialNumber\":\"\"" }, /* not visible yet */
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        char region[64];
        snprintf(region, sizeof(region), "&RegionId=%s", calls[i].region);
        const char *request = signed_request(calls[i].action, calls[i].instance, SN, region);
        wire_send(&wire, request, strlen(request));
        wire_read(&wire, &reply, SIM_LIMIT_MS);
        assert_int_equal(reply.status, calls[i].status);
        assert_non_null(strstr(reply.body, calls[i].text));
    }
    wire_close(&wire);
    sim_stop(&sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_starts_within_its_promise_and_stops_at_once),
        cmocka_unit_test(the_ca_file_is_whole_and_readable_by_others),
        cmocka_unit_test(a_port_in_use_is_said_clearly),
        cmocka_unit_test(wrong_options_name_themselves_and_their_fix),
        cmocka_unit_test(it_ends_with_the_process_that_started_it),
        cmocka_unit_test(a_connection_is_kept_and_counted_once),
        cmocka_unit_test(no_answer_waits_for_a_delayed_acknowledgement),
        cmocka_unit_test(sixty_connections_at_a_time_are_served_and_logged_in_order),
        cmocka_unit_test(the_log_tells_everything_but_secrets),
        cmocka_unit_test(what_was_answered_survives_a_kill),
        cmocka_unit_test(a_broken_state_file_is_left_as_it_is),
        cmocka_unit_test(no_request_harms_it),
        cmocka_unit_test(what_is_too_large_is_refused_and_not_kept),
        cmocka_unit_test(bad_certificates_are_bad_in_the_way_asked_for),
        cmocka_unit_test(options_about_the_service_do_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
