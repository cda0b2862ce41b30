/* Each fault of the rules language as a client on the wire meets it. The conversation is always:
 * a signed bind of SN to OK goes in, and the test says what comes out and whether it was bound. */
/* _GNU_SOURCE for strptime() and timegm(), which read the Date header back. */
#define _GNU_SOURCE
#include "harness.h"

#include "sim/sim.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define OK "sag-demo0000000000ok01"
#define SN "sage62x02192200"
#define BIND "BindSerialNumber"

static struct reply reply; /* large */

/* Starts with one rule, sends one bind, leaves the answer in `reply` and returns the log. */
static json_t *bind_under_rule(struct sim *sim, const char *rule, bool tls) {
    const char *const args[] = { "--rule", rule, NULL };
    sim_start(sim, args);
    call(sim, tls, BIND, OK, SN, &reply);
    return sim_log(sim);
}

static const char *code_of(const struct reply *answer) {
    static char code[128];
    json_error_t error;
    json_t *json = json_loadb(answer->body, answer->body_length, 0, &error);
    const char *value = json_string_value(json_object_get(json, "Code"));
    snprintf(code, sizeof(code), "%s", value ? value : "");
    json_decref(json);
    return code;
}

static void check_bound(const struct sim *sim, bool bound) {
    struct reply *answer = malloc(sizeof(*answer));
    assert_non_null(answer);
    call(sim, false, "DescribeSmartAccessGatewayAttribute", OK, "", answer);
    assert_int_equal(answer->status, 200);
    assert_int_equal(strstr(answer->body, SN) != NULL, bound);
    free(answer);
}

static void close_before_answers_nothing_and_binds_nothing(void **state) {
    (void)state;
    for (int tls = 0; tls < 2; tls++) {
        struct sim sim;
        json_t *log = bind_under_rule(&sim, "action=Bind* : close before", tls);
        assert_int_equal(reply.end, REPLY_CLOSED);
        assert_int_equal(reply.length, 0);
        assert_string_equal(log_text(log, -1, "change"), "");
        assert_string_equal(log_text(log, -1, "fault"), "close before");
        check_bound(&sim, false);
        json_decref(log);
        sim_stop(&sim);
    }
}

static void close_after_answers_nothing_but_has_bound(void **state) {
    (void)state;
    for (int tls = 0; tls < 2; tls++) {
        struct sim sim;
        json_t *log = bind_under_rule(&sim, "action=Bind* : close after", tls);
        assert_int_equal(reply.end, REPLY_CLOSED);
        assert_int_equal(reply.length, 0);
        assert_string_equal(log_text(log, -1, "change"), "bound");
        check_bound(&sim, true);
        json_decref(log);
        sim_stop(&sim);
    }
}

static void reset_is_a_tcp_reset_before_and_after_and_under_tls(void **state) {
    (void)state;
    static const char *const rules[] = { "action=Bind* : reset", "action=Bind* : reset after" };
    for (int after = 0; after < 2; after++) {
        for (int tls = 0; tls < 2; tls++) {
            struct sim sim;
            json_t *log = bind_under_rule(&sim, rules[after], tls);
            assert_int_equal(reply.end, REPLY_RESET);
            assert_int_equal(reply.length, 0);
            assert_string_equal(log_text(log, -1, "change"), after ? "bound" : "");
            check_bound(&sim, after);
            json_decref(log);
            sim_stop(&sim);
        }
    }
}

static void an_error_stands_in_for_the_action(void **state) {
    (void)state;
    struct sim sim;
    json_t *log = bind_under_rule(&sim, "action=Bind* : error SmartAccessGatewayInArrears", true);
    assert_int_equal(reply.end, REPLY_COMPLETE);
    assert_int_equal(reply.status, 500);
    assert_string_equal(code_of(&reply), "SmartAccessGatewayInArrears");
    assert_string_equal(log_text(log, -1, "code"), "SmartAccessGatewayInArrears");
    check_bound(&sim, false);
    json_decref(log);
    sim_stop(&sim);
}

static void an_error_may_have_another_status_and_may_come_after_the_bind(void **state) {
    (void)state;
    struct sim sim;
    json_t *log = bind_under_rule(&sim, "action=Bind* : error InternalError 503 after", false);
    assert_int_equal(reply.status, 503);
    assert_string_equal(code_of(&reply), "InternalError");
    assert_string_equal(log_text(log, -1, "code"), "");
    assert_string_equal(log_text(log, -1, "change"), "bound");
    check_bound(&sim, true);
    json_decref(log);
    sim_stop(&sim);
}

static void throttling_tells_when_to_come_back(void **state) {
    (void)state;
    struct sim sim;
    char value[32];
    json_t *log = bind_under_rule(&sim, "action=Bind* : throttle 1500", false);
    assert_int_equal(reply.status, 400);
    assert_string_equal(code_of(&reply), "Throttling.User");
    assert_string_equal(reply_header(&reply, "x-acs-retry-after", value, sizeof(value)), "1500");
    check_bound(&sim, false);
    json_decref(log);
    sim_stop(&sim);
}

static void canned_answers_are_not_the_services(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        int status;
        const char *type;
        bool bound;
    } cases[] = {
        { "action=Bind* : html", 200, "text/html;charset=utf-8", false },
        { "action=Bind* : html 503", 503, "text/html;charset=utf-8", false },
        { "action=Bind* : html after", 200, "text/html;charset=utf-8", true },
        { "action=Bind* : redirect", 302, "text/html;charset=utf-8", false },
        { "action=Bind* : redirect 307 after", 307, "text/html;charset=utf-8", true },
        { "action=Bind* : status 500", 500, "application/json;charset=utf-8", false },
        { "action=Bind* : status 200 after", 200, "application/json;charset=utf-8", true },
        { "action=Bind* : empty", 200, "", false },
        { "action=Bind* : empty 502 after", 502, "", true },
        { "action=Bind* : garbage", 200, "application/json;charset=utf-8", false },
        { "action=Bind* : garbage 500 after", 500, "application/json;charset=utf-8", true },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sim sim;
        char value[64];
        json_error_t error;
        json_t *log = bind_under_rule(&sim, cases[i].rule, i % 2 == 0);
        assert_int_equal(reply.end, REPLY_COMPLETE);
        assert_int_equal(reply.status, cases[i].status);
        assert_string_equal(reply_header(&reply, "Content-Type", value, sizeof(value)),
                            cases[i].type);
        assert_string_equal(reply_header(&reply, "x-acs-request-id", value, sizeof(value)), "");
        json_t *json = json_loadb(reply.body, reply.body_length, 0, &error);
        assert_null(json_object_get(json, "RequestId"));
        assert_null(json_object_get(json, "Code"));
        json_decref(json);
        check_bound(&sim, cases[i].bound);
        json_decref(log);
        sim_stop(&sim);
    }
}

static void a_redirect_says_where_to(void **state) {
    (void)state;
    struct sim sim;
    char value[64];
    json_decref(bind_under_rule(&sim, "action=Bind* : redirect", false));
    reply_header(&reply, "Location", value, sizeof(value));
    assert_non_null(strstr(value, "://"));
    sim_stop(&sim);
}

static void a_large_answer_is_whole_and_true(void **state) {
    (void)state;
    struct sim sim;
    json_error_t error;
    json_decref(bind_under_rule(&sim, "action=Bind* : large 100000", true));
    assert_int_equal(reply.end, REPLY_COMPLETE);
    assert_true(reply.body_length > 100000);
    json_t *json = json_loadb(reply.body, reply.body_length, 0, &error);
    assert_non_null(json_object_get(json, "RequestId"));
    json_decref(json);
    check_bound(&sim, true);
    sim_stop(&sim);
}

static void a_truncated_answer_promises_more_than_it_brings(void **state) {
    (void)state;
    for (int tls = 0; tls < 2; tls++) {
        for (size_t kept = 0; kept <= 20; kept += 20) {
            struct sim sim;
            char rule[64];
            char value[32];
            snprintf(rule, sizeof(rule), "action=Bind* : truncate %zu", kept);
            json_decref(bind_under_rule(&sim, rule, tls));
            assert_int_equal(reply.end, REPLY_CLOSED);
            assert_int_equal(reply.status, 200);
            assert_int_equal(reply.body_length, kept);
            reply_header(&reply, "Content-Length", value, sizeof(value));
            assert_int_equal(strtol(value, NULL, 10), 52);
            check_bound(&sim, true);
            sim_stop(&sim);
        }
    }
}

static void a_wrong_length_is_sent_as_asked(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        int length;
        enum reply_end end;
    } cases[] = {
        { "action=Bind* : length-wrong", 52 + 16, REPLY_TIMEOUT },
        { "action=Bind* : length-wrong 5", 52 + 5, REPLY_TIMEOUT },
        { "action=Bind* : length-wrong -10", 52 - 10, REPLY_COMPLETE },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const args[] = { "--rule", cases[i].rule, NULL };
        struct sim sim;
        struct wire wire;
        char value[32];
        sim_start(&sim, args);
        wire_open(&wire, &sim, false);
        const char *request = signed_request(BIND, OK, SN, "");
        wire_send(&wire, request, strlen(request));
        wire_read(&wire, &reply, 300);
        assert_int_equal(reply.end, cases[i].end);
        assert_int_equal(reply.body_length, 52);
        reply_header(&reply, "Content-Length", value, sizeof(value));
        assert_int_equal(strtol(value, NULL, 10), cases[i].length);
        wire_close(&wire);
        sim_stop(&sim);
    }
}

static void a_slow_answer_drips(void **state) {
    (void)state;
    struct sim sim;
    json_decref(bind_under_rule(&sim, "action=Bind* : slow 200", true));
    assert_int_equal(reply.end, REPLY_COMPLETE);
    assert_int_equal(reply.body_length, 52);
    assert_true(reply.elapsed_ms >= 250); /* 52 bytes at 200 a second are 260 ms */
    check_bound(&sim, true);
    sim_stop(&sim);
}

static void a_delay_before_holds_the_bind_itself_back(void **state) {
    (void)state;
    const char *const args[] = { "--rule", "action=Bind* : delay 60000 before", NULL };
    struct sim sim;
    struct wire wire;
    sim_start(&sim, args);
    wire_open(&wire, &sim, false);
    const char *request = signed_request(BIND, OK, SN, "");
    wire_send(&wire, request, strlen(request));
    wire_read(&wire, &reply, 200);
    assert_int_equal(reply.end, REPLY_TIMEOUT);
    check_bound(&sim, false); /* and others are not delayed */
    sim_stop(&sim);           /* which ends the wait at once */
    wire_close(&wire);
}

static void a_delay_after_holds_only_the_answer_back(void **state) {
    (void)state;
    const char *const args[] = { "--rule", "action=Bind* : delay 60000 after", NULL };
    struct sim sim;
    struct wire wire;
    sim_start(&sim, args);
    wire_open(&wire, &sim, false);
    const char *request = signed_request(BIND, OK, SN, "");
    wire_send(&wire, request, strlen(request));
    sim_wait_log(&sim, 1);
    json_t *log = sim_log(&sim);
    assert_string_equal(log_text(log, 0, "change"), "bound");
    json_decref(log);
    wire_read(&wire, &reply, 100);
    assert_int_equal(reply.end, REPLY_TIMEOUT);
    check_bound(&sim, true);
    sim_stop(&sim);
    wire_close(&wire);
}

static void a_delayed_answer_comes_when_it_is_due(void **state) {
    (void)state;
    struct sim sim;
    json_decref(bind_under_rule(&sim, "action=Bind* : delay 100 before, delay 100 after", true));
    assert_int_equal(reply.end, REPLY_COMPLETE);
    assert_int_equal(reply.status, 200);
    assert_in_range(reply.elapsed_ms, 195, 5000);
    sim_stop(&sim);
}

static void a_drifting_clock_shows_in_date_and_in_judgement(void **state) {
    (void)state;
    struct sim sim;
    char value[64];
    struct tm tm = { 0 };
    json_t *log = bind_under_rule(&sim, "action=Bind* : date 3600", false);
    assert_int_equal(reply.status, 400);
    assert_string_equal(code_of(&reply), "InvalidTimeStamp.Expired");
    const char *first = strstr(reply.text, "Date:");
    assert_non_null(first);
    assert_null(strstr(first + 1, "Date:")); /* the true date is not there as well */
    reply_header(&reply, "Date", value, sizeof(value));
    assert_non_null(strptime(value, "%a, %d %b %Y %H:%M:%S GMT", &tm));
    int64_t ahead = (int64_t)timegm(&tm) - (int64_t)time(NULL);
    assert_in_range(ahead, 3590, 3601);
    check_bound(&sim, false);
    json_decref(log);
    sim_stop(&sim);

    json_decref(bind_under_rule(&sim, "action=Bind* : date -600", false));
    assert_int_equal(reply.status, 200); /* within the 15 minutes */
    sim_stop(&sim);
}

static void rules_count_and_the_next_request_is_served(void **state) {
    (void)state;
    struct sim sim;
    json_decref(
        bind_under_rule(&sim, "action=Bind* nth=1 count=2 : error ServiceUnavailable", true));
    assert_int_equal(reply.status, 503);
    call(&sim, true, BIND, OK, SN, &reply);
    assert_int_equal(reply.status, 503);
    call(&sim, true, BIND, OK, SN, &reply);
    assert_int_equal(reply.status, 200);
    sim_stop(&sim);
}

static void rules_leave_requests_with_a_wrong_signature_alone_unless_told(void **state) {
    (void)state;
    const char *const args[] = { "--rule", "action=Bind* : error Forbidden.RAM", "--rule",
                                 "action=Unbind* signed=no : error Forbidden 418 after", NULL };
    struct sim sim;
    static const char *const actions[] = { "BindSerialNumber", "UnbindSerialNumber" };
    static const int statuses[] = { 400, 418 };
    sim_start(&sim, args);
    for (size_t i = 0; i < 2; i++) {
        struct wire wire;
        char request[8192];
        snprintf(request, sizeof(request), "%s", signed_request(actions[i], OK, SN, ""));
        char *serial = strstr(request, SN);
        assert_non_null(serial);
        serial[8] = 'z'; /* changed after signing */
        wire_open(&wire, &sim, false);
        wire_send(&wire, request, strlen(request));
        wire_read(&wire, &reply, SIM_LIMIT_MS);
        wire_close(&wire);
        assert_int_equal(reply.status, statuses[i]);
        assert_string_equal(code_of(&reply), i == 0 ? "SignatureDoesNotMatch" : "Forbidden");
    }
    sim_stop(&sim);
}

static void write_rules(const char *path, const char *text) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The first answer that is not `status`; the signal is handled at some moment after it. */
static int status_after(struct sim *sim, int status) {
    int64_t limit = now_ms() + SIM_LIMIT_MS;
    do {
        call(sim, false, "DescribeRegions", "", "", &reply);
    } while (reply.status == status && now_ms() < limit);
    return reply.status;
}

static void a_rules_file_is_read_again_at_sighup(void **state) {
    (void)state;
    struct sim sim;
    sim_start(&sim, NULL);
    sim_kill(&sim);
    char path[128];
    snprintf(path, sizeof(path), "%s/rules", sim.folder);
    const char *const args[] = { "--rules", path, NULL };
    write_rules(path, "# the service is away\n\naction=DescribeRegions : html 503\n");
    sim_restart(&sim, args);
    call(&sim, false, "DescribeRegions", "", "", &reply);
    assert_int_equal(reply.status, 503);
    write_rules(path, "");
    assert_int_equal(kill(sim.pid, SIGHUP), 0);
    assert_int_equal(status_after(&sim, 503), 200);
    sim_stop(&sim);
}

static void a_broken_rules_file_changes_nothing(void **state) {
    (void)state;
    static const char path[] = "sim-test-rules";
    struct sk_sim_config config;
    struct sk_sim *inside = NULL; /* in this process, so that its answer to a reload is seen */
    struct sk_err_info info = { "" };
    write_rules(path, "action=DescribeRegions : html 503\n");
    sk_sim_config_init(&config);
    config.http_port = 0;
    config.rules_path = path;
    assert_int_equal(sk_sim_create(&inside, &config, &info), SK_OK);
    struct sim sim = { .http = sk_sim_http_port(inside) };
    write_rules(path, "action=DescribeRegions : html 502\naction=DescribeRegions : cl0se\n");
    assert_int_equal(sk_sim_reload_rules(inside, &info), SK_ERR_INVALID);
    assert_string_equal(info.text, "file 'sim-test-rules', line 2: there is no fault 'cl0se'; did "
                                   "you mean 'close'?");
    call(&sim, false, "DescribeRegions", "", "", &reply);
    assert_int_equal(reply.status, 503);
    sk_sim_destroy(inside);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_before_answers_nothing_and_binds_nothing),
        cmocka_unit_test(close_after_answers_nothing_but_has_bound),
        cmocka_unit_test(reset_is_a_tcp_reset_before_and_after_and_under_tls),
        cmocka_unit_test(an_error_stands_in_for_the_action),
        cmocka_unit_test(an_error_may_have_another_status_and_may_come_after_the_bind),
        cmocka_unit_test(throttling_tells_when_to_come_back),
        cmocka_unit_test(canned_answers_are_not_the_services),
        cmocka_unit_test(a_redirect_says_where_to),
        cmocka_unit_test(a_large_answer_is_whole_and_true),
        cmocka_unit_test(a_truncated_answer_promises_more_than_it_brings),
        cmocka_unit_test(a_wrong_length_is_sent_as_asked),
        cmocka_unit_test(a_slow_answer_drips),
        cmocka_unit_test(a_delay_before_holds_the_bind_itself_back),
        cmocka_unit_test(a_delay_after_holds_only_the_answer_back),
        cmocka_unit_test(a_delayed_answer_comes_when_it_is_due),
        cmocka_unit_test(a_drifting_clock_shows_in_date_and_in_judgement),
        cmocka_unit_test(rules_count_and_the_next_request_is_served),
        cmocka_unit_test(rules_leave_requests_with_a_wrong_signature_alone_unless_told),
        cmocka_unit_test(a_rules_file_is_read_again_at_sighup),
        cmocka_unit_test(a_broken_rules_file_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
