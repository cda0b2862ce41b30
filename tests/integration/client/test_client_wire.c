/* What the client does with one call on the wire, whatever the server does with it. */
#include "harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DATE "Mon, 05 Jan 2026 08:09:10 GMT"
#define DATE_MS ((int64_t)1767600550000)

static void a_bind_is_one_signed_post_with_its_parameters_in_the_body(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);

    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(result.end, SAG_END_ANSWER);
    assert_int_equal(result.http_status, 200);
    assert_true(result.may_have_reached);
    assert_string_equal(result.request_id, "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
    assert_true(result.server_ms >= 0 && result.server_ms <= result.elapsed_ms);

    const char *request = raw_server_request(world.server, 0);
    assert_memory_equal(request, "POST / HTTP/1.1\r\n", 17);
    assert_string_equal(header_of(request, "Host"), sag_client_host(world.client));
    assert_string_equal(header_of(request, "x-acs-action"), "BindSerialNumber");
    assert_string_equal(header_of(request, "x-acs-version"), "2018-03-13");
    assert_string_equal(header_of(request, "content-type"), "application/x-www-form-urlencoded");
    assert_string_equal(header_of(request, "accept"), "application/json");
    assert_string_equal(header_of(request, "x-acs-signature-nonce"), result.attempt_id);
    assert_int_equal(strlen(result.attempt_id), 32);
    assert_string_equal(header_of(request, "Expect"), "");
    assert_string_equal(header_of(request, "Transfer-Encoding"), "");
    assert_string_equal(body_of(request),
                        "RegionId=cn-hangzhou&SerialNumber=" TEST_SN "&SmartAGId=" TEST_ID);
    assert_null(strstr(request, TEST_SECRET));
    world_close(&world);
}

/* The signature is computed again from what arrived, not from what was meant. */
static void the_authorization_signs_what_is_on_the_wire(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    struct sag_config config = world_config(&world);
    config.security_token = TEST_TOKEN;
    world_open(&world, &config);
    bind_once(&world, &result);

    const char *request = raw_server_request(world.server, 0);
    char host[128], date[64], type[64], authorization[1024];
    snprintf(host, sizeof(host), "%s", header_of(request, "Host"));
    snprintf(date, sizeof(date), "%s", header_of(request, "x-acs-date"));
    snprintf(type, sizeof(type), "%s", header_of(request, "Content-Type"));
    snprintf(authorization, sizeof(authorization), "%s", header_of(request, "Authorization"));
    assert_string_equal(header_of(request, "x-acs-security-token"), TEST_TOKEN);
    assert_string_equal(header_of(request, "x-acs-accesskey-id"), TEST_KEY);
    struct sag_sign_input input = {
        .size = sizeof(input),
        .access_key_id = TEST_KEY,
        .access_key_secret = TEST_SECRET,
        .security_token = TEST_TOKEN,
        .method = "POST",
        .host = host,
        .path = "/",
        .action = "BindSerialNumber",
        .version = "2018-03-13",
        .timestamp = date,
        .nonce = result.attempt_id,
        .body = body_of(request),
        .body_length = strlen(body_of(request)),
        .content_type = type,
    };
    struct sag_signed again = { 0 };
    assert_int_equal(sag_sign_v3(&input, &again), SAG_OK);
    assert_string_equal(authorization, again.authorization);
    const char *hash = strrchr(again.canonical, '\n') + 1;
    assert_string_equal(header_of(request, "x-acs-content-sha256"), hash);
    sag_signed_finish(&again);
    world_close(&world);
}

static void version_1_puts_everything_into_the_form(void **state) {
    (void)state;
    struct world world = { .wall_ms = DATE_MS };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    struct sag_config config = world_config(&world);
    config.signature = SAG_SIGNATURE_V1;
    world_open(&world, &config);
    bind_once(&world, &result);

    assert_int_equal(result.cls, SAG_CLASS_OK);
    const char *request = raw_server_request(world.server, 0);
    assert_memory_equal(request, "POST / HTTP/1.1\r\n", 17);
    assert_string_equal(header_of(request, "Authorization"), "");
    const char *body = body_of(request);
    assert_non_null(strstr(body, "AccessKeyId=" TEST_KEY "&Action=BindSerialNumber&Format=JSON&"
                                 "RegionId=cn-hangzhou&SerialNumber=" TEST_SN));
    assert_non_null(strstr(body, "&Timestamp=2026-01-05T08%3A09%3A10Z&Version=2018-03-13&"
                                 "Signature="));
    world_close(&world);
}

/* --- answers ----------------------------------------------------------------------------- */

static const char *the_answer; /* of respond_with() */

static const char *respond_with(void *data, const char *request) {
    (void)data;
    (void)request;
    return the_answer;
}

/* One bind against a server that gives this answer and then does that. */
static void bind_against(const char *answer, enum raw_then then, struct world *world,
                         struct result *result) {
    static struct raw_step step;
    static const struct raw_script script = { &step, 1 };
    step = (struct raw_step){ RAW_READ_REQUEST, NULL, 0, then };
    the_answer = answer;
    struct raw_server_config config = {
        .tls = true, .scripts = &script, .script_count = 1, .respond = respond_with
    };
    world_serve(world, &config);
    world_open(world, NULL);
    bind_once(world, result);
}

static const char *with_body(const char *head, const char *body) {
    static char answer[8192];
    snprintf(answer, sizeof(answer), "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", head,
             strlen(body), body);
    return answer;
}

static void an_answer_is_believed_only_as_far_as_it_goes(void **state) {
    (void)state;
    static const struct {
        const char *head;
        const char *body;
        enum sag_class cls;
        enum sag_end end;
        const char *code;
    } cases[] = {
        { "200 OK", OK_BODY, SAG_CLASS_OK, SAG_END_ANSWER, "" },
        { "200 OK", "{\"requestId\":\"lower\"}", SAG_CLASS_OK, SAG_END_ANSWER, "" },
        { "200 OK",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BindSerialNumberResponse><RequestId>r"
          "</RequestId></BindSerialNumberResponse>",
          SAG_CLASS_OK, SAG_END_ANSWER, "" },
        { "200 OK", "{}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "200 OK", "{\"RequestId\":\"\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "200 OK", "{\"RequestId\":7}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "200 OK", "{\"RequestId\":\"r\",\"Code\":null}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "200 OK", "{\"RequestId\":\"r\",\"Code\":\"New\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER,
          "New" },
        { "200 OK", "{\"RequestId\":\"r\",\"Code\":\"SAG.SnConflict\"}", SAG_CLASS_REFUSED,
          SAG_END_ANSWER, "SAG.SnConflict" },
        { "201 Created", OK_BODY, SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "200 OK", "", SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", "null", SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", "[" OK_BODY "]", SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", "{\"RequestId\":\"r\"", SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", OK_BODY OK_BODY, SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", "<!DOCTYPE html><html><body>Log in to the Wi-Fi</body></html>",
          SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "200 OK", "<html><head></head><body><RequestId>r</RequestId></body></html>",
          SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "400 Bad Request",
          "{\"RequestId\":\"r\",\"Code\":\"SAG.SnOverLimit\",\"Message\":\"full\"}",
          SAG_CLASS_REFUSED, SAG_END_ANSWER, "SAG.SnOverLimit" },
        { "400 Bad Request", "{\"requestId\":\"r\",\"code\":\"SAG.SnConflict\",\"message\":\"m\"}",
          SAG_CLASS_REFUSED, SAG_END_ANSWER, "SAG.SnConflict" },
        { "400 Bad Request", "{\"Code\":\"SignatureNonceUsed\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER,
          "SignatureNonceUsed" },
        { "400 Bad Request", "{\"Code\":\"ResourceInOperating\"}", SAG_CLASS_BUSY, SAG_END_ANSWER,
          "ResourceInOperating" },
        { "503 Service Unavailable", "{\"Code\":\"Throttling.Whatever\"}", SAG_CLASS_BUSY,
          SAG_END_ANSWER, "Throttling.Whatever" },
        { "418 Teapot", "{\"Code\":\"Brand.New\",\"RequestId\":\"r\"}", SAG_CLASS_REFUSED,
          SAG_END_ANSWER, "Brand.New" },
        { "400 Bad Request", "{\"Message\":\"no code\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "403 Forbidden", "<html><body>blocked</body></html>", SAG_CLASS_UNKNOWN,
          SAG_END_UNREADABLE, "" },
        { "403 Forbidden",
          "<?xml version=\"1.0\"?><Error><RequestId>r</RequestId><Code>Forbidden.RAM</Code>"
          "<Message>no</Message></Error>",
          SAG_CLASS_REFUSED, SAG_END_ANSWER, "Forbidden.RAM" },
        { "500 Error", "{\"Code\":\"SmartAccessGatewayInArrears\"}", SAG_CLASS_REFUSED,
          SAG_END_ANSWER, "SmartAccessGatewayInArrears" },
        { "500 Error", "{\"Code\":\"Brand.New\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "Brand.New" },
        { "500 Error", "{\"RequestId\":\"r\"}", SAG_CLASS_UNKNOWN, SAG_END_ANSWER, "" },
        { "504 Gateway Time-out", "", SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE, "" },
        { "302 Found\r\nLocation: https://example.invalid/", "", SAG_CLASS_UNKNOWN,
          SAG_END_REDIRECT, "" },
        { "307 Temporary Redirect\r\nLocation: /again", OK_BODY, SAG_CLASS_UNKNOWN,
          SAG_END_REDIRECT, "" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        bind_against(with_body(cases[i].head, cases[i].body), RAW_KEEP, &world, &result);
        if (result.cls != cases[i].cls || result.end != cases[i].end) {
            print_error("%s %s: %s, %s\n", cases[i].head, cases[i].body, sag_class_name(result.cls),
                        sag_end_name(result.end));
        }
        assert_int_equal(result.cls, cases[i].cls);
        assert_int_equal(result.end, cases[i].end);
        assert_string_equal(result.code, cases[i].code);
        assert_true(result.may_have_reached);
        assert_int_equal(raw_server_requests(world.server), 1);
        world_close(&world);
    }
}

static void the_headers_of_an_answer_are_read(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    bind_against(with_body("400 Bad Request\r\nX-Acs-Retry-After:  1500 \r\n"
                           "x-acs-request-id: from-the-header",
                           "{\"Code\":\"Throttling\"}"),
                 RAW_KEEP, &world, &result);
    assert_int_equal(result.retry_after_ms, 1500);
    assert_string_equal(result.request_id, "from-the-header");
    assert_string_equal(result.message, "Too many calls; try again later.");
    world_close(&world);
}

static void text_of_the_service_comes_without_control_characters(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    bind_against(with_body("400 Bad Request",
                           "{\"Code\":\"SAG.SnConflict\",\"Message\":\"a\\n\\u001b[31mb\\u0085c"
                           "仓\"}"),
                 RAW_KEEP, &world, &result);
    assert_string_equal(result.message, "a  [31mb c仓");
    world_close(&world);
}

/* --- endings without an answer ----------------------------------------------------------- */

static void a_broken_exchange_is_unknown_and_never_sent_again(void **state) {
    (void)state;
    static const struct {
        const char *answer;
        enum raw_then then;
        enum sag_end end;
    } cases[] = {
        { NULL, RAW_CLOSE, SAG_END_RECEIVE },
        { NULL, RAW_RESET, SAG_END_RECEIVE },
        { "HTTP/1.1 200 OK\r\nContent-Le", RAW_CLOSE, SAG_END_RECEIVE },
        { "HTTP/1.1 200 OK\r\nContent-Length: 52\r\n\r\n{\"Reque", RAW_CLOSE, SAG_END_RECEIVE },
        { "HTTP/1.1 200 OK\r\nContent-Length: 52\r\n\r\n{\"Reque", RAW_RESET, SAG_END_RECEIVE },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n34\r\n{\"Reque", RAW_CLOSE,
          SAG_END_RECEIVE },
        { "SSH-2.0-OpenSSH_9.2\r\n", RAW_CLOSE, SAG_END_UNREADABLE },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world = { 0 };
        struct result result = { 0 };
        bind_against(cases[i].answer, cases[i].then, &world, &result);
        assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
        assert_int_equal(result.end, cases[i].end);
        assert_true(result.may_have_reached);
        assert_true(result.message[0] != '\0');
        assert_int_equal(raw_server_requests(world.server), 1);
        assert_int_equal(raw_server_connections(world.server), 1);
        world_close(&world);
    }
}

/* First a good call that leaves the connection open, then one on it that meets `second`. */
static void bind_on_a_dying_connection(struct raw_step second, struct world *world,
                                       struct result *result) {
    static struct raw_step steps[2];
    static const struct raw_script script = { steps, 2 };
    steps[0] = (struct raw_step){ RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP };
    steps[1] = second;
    world_serve(world,
                &(struct raw_server_config){ .tls = true, .scripts = &script, .script_count = 1 });
    world_open(world, NULL);
    bind_once(world, result);
    assert_int_equal(result->cls, SAG_CLASS_OK);
    bind_once(world, result);
}

static void a_reused_connection_that_dies_after_the_request_ends_unknown(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    bind_on_a_dying_connection((struct raw_step){ RAW_READ_REQUEST, NULL, 0, RAW_CLOSE }, &world,
                               &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_RECEIVE);
    assert_true(result.may_have_reached);
    /* One copy: the good call's request and the lost call's, and not a byte more. libcurl does open
     * another connection before it sees that it cannot rewind. */
    sag_client_destroy(world.client);
    world.client = NULL;
    raw_server_stop(world.server);
    assert_int_equal(raw_server_requests(world.server), 2);
    assert_int_equal(raw_server_stray_bytes(world.server), 0);
    assert_string_equal(header_of(raw_server_request(world.server, 1), "x-acs-signature-nonce"),
                        result.attempt_id);
    world_close(&world);
}

static void a_reused_connection_that_is_reset_unread_sends_at_most_one_copy(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    bind_on_a_dying_connection((struct raw_step){ RAW_READ_NOTHING, NULL, 0, RAW_RESET }, &world,
                               &result);
    sag_client_destroy(world.client);
    world.client = NULL;
    raw_server_stop(world.server);
    assert_int_equal(raw_server_stray_bytes(world.server), 0);
    if (result.cls == SAG_CLASS_OK) {
        /* The reset came before a byte of the body was written: libcurl sent the head again on a
         * new connection, and there the only whole copy. */
        assert_int_equal(raw_server_requests(world.server), 2);
    } else {
        /* Nobody can tell from here that the body was not read, so it counts as sent. */
        assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
        assert_true(result.may_have_reached);
        assert_int_equal(raw_server_requests(world.server), 1);
    }
    world_close(&world);
}

static void a_reused_connection_that_dies_with_half_an_answer_ends_unknown(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    bind_on_a_dying_connection(
        (struct raw_step){ RAW_READ_REQUEST, "HTTP/1.1 200 OK\r\n", 0, RAW_CLOSE }, &world,
        &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(raw_server_requests(world.server), 2);
    assert_int_equal(raw_server_connections(world.server), 1);
    world_close(&world);
}

static void a_connection_that_the_server_closed_while_idle_is_replaced(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_CLOSE } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world,
                &(struct raw_server_config){ .tls = true, .scripts = &script, .script_count = 1 });
    world_open(&world, NULL);
    bind_once(&world, &result);
    bind_once(&world, &result);
    assert_true(result.cls == SAG_CLASS_OK || result.cls == SAG_CLASS_UNKNOWN);
    assert_true(raw_server_requests(world.server) <= 2);
    world_close(&world);
}

static void no_answer_in_time_is_unknown(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, NULL, 0, RAW_HOLD });
    struct sag_config config = world_config(&world);
    config.total_timeout_ms = 400;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_TIMEOUT);
    assert_true(result.may_have_reached);
    assert_true(result.elapsed_ms >= 390);
    assert_int_equal(raw_server_requests(world.server), 1);
    world_close(&world);
}

static void a_tls_handshake_that_hangs_was_not_sent(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_NOTHING, NULL, 0, RAW_HOLD } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){ .scripts = &script, .script_count = 1 });
    snprintf(world.endpoint, sizeof(world.endpoint), "127.0.0.1:%d", raw_server_port(world.server));
    struct sag_config config = world_config(&world);
    config.connect_timeout_ms = 300;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_int_equal(result.end, SAG_END_TLS);
    assert_false(result.may_have_reached);
    world_close(&world);
}

/* A port at which connects neither succeed nor fail: nobody accepts, and nobody else may wait.
 * fds: the listener and those that wait, to be closed. */
static int full_port(int fds[4]) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fds[0], (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(fds[0], 0), 0);
    assert_int_equal(getsockname(fds[0], (struct sockaddr *)&address, &size), 0);
    for (int i = 1; i < 4; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)connect(fds[i], (struct sockaddr *)&address, size);
    }
    return ntohs(address.sin_port);
}

/* libcurl closes such a socket without a word, and the next one has its number. */
static void after_connects_that_took_too_long_the_client_goes_on(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    int fds[4];
    snprintf(world.endpoint, sizeof(world.endpoint), "127.0.0.1:%d", full_port(fds));
    struct sag_config config = world_config(&world);
    config.connect_timeout_ms = 100;
    world_open(&world, &config);
    for (int i = 0; i < 3; i++) {
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    }
    world_close(&world);
    for (int i = 0; i < 4; i++) {
        close(fds[i]);
    }
}

static void an_answer_over_one_mebibyte_is_unknown(void **state) {
    (void)state;
    static char answer[(1 << 20) + 4096];
    for (int with_length = 0; with_length < 2; with_length++) {
        struct world world = { 0 };
        struct result result = { 0 };
        int head = snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\n%s\r\n",
                            with_length ? "Content-Length: 1100000\r\n" : "");
        memset(answer + head, ' ', sizeof(answer) - (size_t)head - 1);
        bind_against(answer, RAW_CLOSE, &world, &result);
        assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
        assert_int_equal(result.end, SAG_END_TOO_LARGE);
        world_close(&world);
    }
}

static void headers_without_end_are_cut_off(void **state) {
    (void)state;
    static char answer[80 * 1024];
    int used = snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\n");
    while ((size_t)used < sizeof(answer) - 100) {
        used += snprintf(answer + used, sizeof(answer) - (size_t)used, "X-Filler: %060d\r\n", used);
    }
    struct world world = { 0 };
    struct result result = { 0 };
    bind_against(answer, RAW_CLOSE, &world, &result);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_TOO_LARGE);
    world_close(&world);
}

static void a_refused_connection_was_not_sent(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    snprintf(world.endpoint, sizeof(world.endpoint), "127.0.0.1:%d", raw_closed_port());
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_int_equal(result.end, SAG_END_CONNECT);
    assert_false(result.may_have_reached);
    assert_int_equal(result.http_status, 0);
    world_close(&world);
}

static void a_name_without_address_was_not_sent(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    snprintf(world.endpoint, sizeof(world.endpoint), "nobody.invalid"); /* RFC 6761 */
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_int_equal(result.end, SAG_END_RESOLVE);
    assert_non_null(strstr(result.message, "nobody.invalid"));
    world_close(&world);
}

static void a_certificate_nobody_trusts_is_not_sent_to(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    for (int wrong_name = 0; wrong_name < 2; wrong_name++) {
        struct world world = { 0 };
        struct world other = { 0 };
        struct result result = { 0 };
        struct raw_server_config server = { .tls = true,
                                            .scripts = &script,
                                            .script_count = 1,
                                            .tls_name = wrong_name ? "DNS:example.invalid" : NULL };
        world_serve(&world, &server);
        world_serve(&other, &server);
        struct sag_config config = world_config(&world);
        config.ca_file = raw_server_ca_file(wrong_name ? world.server : other.server);
        world_open(&world, &config);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
        assert_int_equal(result.end, SAG_END_TLS);
        assert_false(result.may_have_reached);
        assert_non_null(strstr(result.message, "certificate"));
        assert_int_equal(raw_server_requests(world.server), 0);
        world_close(&world);
        world_close(&other);
    }
}

static void a_proxy_that_refuses_is_named(void **state) {
    (void)state;
    static const struct raw_step steps[] = {
        { RAW_READ_HEAD, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
          0, RAW_CLOSE }
    };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){ .scripts = &script, .script_count = 1 });
    char proxy[64];
    snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", raw_server_port(world.server));
    struct sag_config config = world_config(&world);
    config.endpoint = NULL;
    config.proxy = proxy;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_int_equal(result.end, SAG_END_PROXY);
    assert_int_equal(result.http_status, 0);
    assert_memory_equal(raw_server_request(world.server, 0),
                        "CONNECT smartag.cn-hangzhou.aliyuncs.com:443 ", 45);
    world_close(&world);
}

static void the_environment_s_proxy_is_used_only_when_asked_for(void **state) {
    (void)state;
    char proxy[64];
    snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", raw_closed_port());
    setenv("https_proxy", proxy, 1);
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    sag_client_destroy(world.client);
    struct sag_config config = world_config(&world);
    config.proxy = "env";
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    assert_true(result.end == SAG_END_CONNECT || result.end == SAG_END_PROXY);
    unsetenv("https_proxy");
    world_close(&world);
}

static void an_ipv6_literal_is_signed_as_it_is_sent(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){
                            .tls = true, .ipv6 = true, .scripts = &script, .script_count = 1 });
    if (!world.server) {
        print_message("skipped: this machine has no ::1\n");
        skip();
    }
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    char host[64];
    snprintf(host, sizeof(host), "[::1]:%d", raw_server_port(world.server));
    assert_string_equal(sag_client_host(world.client), host);
    assert_string_equal(header_of(raw_server_request(world.server, 0), "Host"), host);
    world_close(&world);
}

static void plain_http_on_loopback_works_when_allowed(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){ .scripts = &script, .script_count = 1 });
    struct sag_config config = world_config(&world);
    config.allow_http_loopback = true;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    world_close(&world);
}

/* --- time -------------------------------------------------------------------------------- */

static void a_wrong_clock_is_told_once_and_corrected_for(void **state) {
    (void)state;
    struct world world = { .wall_ms = DATE_MS - 3600 * 1000 };
    struct result result = { 0 };
    bind_against("HTTP/1.1 200 OK\r\nDate: " DATE "\r\nContent-Length: 52\r\n\r\n" OK_BODY,
                 RAW_KEEP, &world, &result);
    assert_string_equal(header_of(raw_server_request(world.server, 0), "x-acs-date"),
                        "2026-01-05T07:09:10Z");
    assert_int_equal(result.clock_offset_ms, 3600 * 1000 + 500);
    assert_int_equal(world.warnings, 1);
    assert_non_null(strstr(world.notice, "3600 s behind"));

    bind_once(&world, &result);
    assert_string_equal(header_of(raw_server_request(world.server, 1), "x-acs-date"),
                        "2026-01-05T08:09:10Z");
    assert_int_equal(world.notices, 1);

    world.wall_ms = DATE_MS + 30 * 1000; /* set right, within a minute */
    bind_once(&world, &result);
    assert_int_equal(result.clock_offset_ms, 0);
    assert_int_equal(world.notices, 2);
    assert_int_equal(world.warnings, 1);
    world_close(&world);
}

static void an_expired_timestamp_is_busy_when_the_answer_fixed_the_clock(void **state) {
    (void)state;
    struct world world = { .wall_ms = DATE_MS - 3600 * 1000 };
    struct result result = { 0 };
    bind_against(with_body("400 Bad Request\r\nDate: " DATE,
                           "{\"Code\":\"InvalidTimeStamp.Expired\",\"RequestId\":\"" RAW_REQUEST_ID
                           "\"}"),
                 RAW_KEEP, &world, &result);
    assert_int_equal(result.cls, SAG_CLASS_BUSY);
    /* Signed with the server's time and still refused: that is for IT. */
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_IT);
    world_close(&world);
}

/* --- secrets ----------------------------------------------------------------------------- */

static void a_message_that_quotes_the_token_is_blotted(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    the_answer =
        with_body("400 Bad Request", "{\"Code\":\"Forbidden\",\"Message\":\"seen " TEST_TOKEN
                                     " and testTokenThatNobodyMaySee%2B%2F%3D%3D\"}");
    world_serve(&world,
                &(struct raw_server_config){
                    .tls = true, .scripts = &script, .script_count = 1, .respond = respond_with });
    struct sag_config config = world_config(&world);
    config.security_token = TEST_TOKEN;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_non_null(strstr(result.message, "seen ***"));
    assert_null(strstr(result.message, "testToken"));
    world_close(&world);
}

static const char *quote_string_to_sign(void *data, const char *request) {
    (void)data;
    /* What a server that knows another secret would say: it signed the very same text. */
    static char answer[4096];
    char body[2048];
    char date[64], type[64], host[64], nonce[64];
    snprintf(host, sizeof(host), "%s", header_of(request, "Host"));
    snprintf(date, sizeof(date), "%s", header_of(request, "x-acs-date"));
    snprintf(type, sizeof(type), "%s", header_of(request, "Content-Type"));
    snprintf(nonce, sizeof(nonce), "%s", header_of(request, "x-acs-signature-nonce"));
    struct sag_sign_input input = { .size = sizeof(input),
                                    .access_key_id = TEST_KEY,
                                    .access_key_secret = "another",
                                    .method = "POST",
                                    .host = host,
                                    .path = "/",
                                    .action = "BindSerialNumber",
                                    .version = "2018-03-13",
                                    .timestamp = date,
                                    .nonce = nonce,
                                    .body = body_of(request),
                                    .body_length = strlen(body_of(request)),
                                    .content_type = type };
    struct sag_signed made = { 0 };
    assert_int_equal(sag_sign_v3(&input, &made), SAG_OK);
    *strchr(made.string_to_sign, '\n') = ' ';
    snprintf(body, sizeof(body),
             "{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"not matched, server string to sign "
             "is:%s\"}",
             made.string_to_sign);
    sag_signed_finish(&made);
    snprintf(answer, sizeof(answer), "HTTP/1.1 400 Bad\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    return answer;
}

static void a_signature_that_differs_says_whether_the_secret_is_to_blame(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world, &(struct raw_server_config){ .tls = true,
                                                     .scripts = &script,
                                                     .script_count = 1,
                                                     .respond = quote_string_to_sign });
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_IT);
    assert_non_null(strstr(result.message, "the access key secret is wrong"));
    world_close(&world);
}

/* --- describes --------------------------------------------------------------------------- */

static void describe_once(struct world *world, struct result *result, bool list) {
    int before = result->count;
    enum sag_err err =
        list ? sag_client_describe_gateways(world->client, TEST_SN, NULL, 1, 10, on_result, result,
                                            NULL)
             : sag_client_describe_attribute(world->client, TEST_ID, on_result, result, NULL);
    assert_int_equal(err, SAG_OK);
    run_until(world, result, before + 1);
}

static void an_attribute_answer_gives_the_serial_numbers_and_never_the_key(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    the_answer =
        with_body("200 OK", "{\"RequestId\":\"r\",\"SmartAGId\":\"" TEST_ID
                            "\",\"SerialNumber\":\"sage1, sage2\",\"Devices\":{\"Device\":[{"
                            "\"SerialNumber\":\"sage2\",\"SecretKey\":\"" TEST_SECRET "\"},{"
                            "\"SerialNumber\":\"sage3\"}]}}");
    world_serve(&world,
                &(struct raw_server_config){
                    .tls = true, .scripts = &script, .script_count = 1, .respond = respond_with });
    world_open(&world, NULL);
    describe_once(&world, &result, false);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_true(result.has_page);
    assert_int_equal(result.total, 1);
    assert_string_equal(result.first_id, TEST_ID);
    assert_int_equal(result.serial_count, 3);
    assert_string_equal(result.serials[0], "sage1");
    assert_string_equal(result.serials[1], "sage2");
    assert_string_equal(result.serials[2], "sage3");
    world_close(&world);
}

static void a_list_answer_that_lacks_the_list_is_not_an_empty_list(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world,
                &(struct raw_server_config){
                    .tls = true, .scripts = &script, .script_count = 1, .respond = respond_with });
    world_open(&world, NULL);
    the_answer = with_body("200 OK", "{\"RequestId\":\"r\",\"TotalCount\":0}");
    describe_once(&world, &result, true);
    assert_int_equal(result.cls, SAG_CLASS_UNKNOWN);
    assert_int_equal(result.end, SAG_END_UNREADABLE);
    assert_false(result.has_page);

    the_answer = with_body("200 OK", "{\"RequestId\":\"r\",\"TotalCount\":0,\"PageNumber\":1,"
                                     "\"PageSize\":10,\"SmartAccessGateways\":{"
                                     "\"SmartAccessGateway\":[]}}");
    describe_once(&world, &result, true);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_true(result.has_page);
    assert_int_equal(result.rows, 0);
    const char *body = body_of(raw_server_request(world.server, 0));
    assert_string_equal(body,
                        "PageNumber=1&PageSize=10&RegionId=cn-hangzhou&SerialNumber=" TEST_SN);
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bind_is_one_signed_post_with_its_parameters_in_the_body),
        cmocka_unit_test(the_authorization_signs_what_is_on_the_wire),
        cmocka_unit_test(version_1_puts_everything_into_the_form),
        cmocka_unit_test(an_answer_is_believed_only_as_far_as_it_goes),
        cmocka_unit_test(the_headers_of_an_answer_are_read),
        cmocka_unit_test(text_of_the_service_comes_without_control_characters),
        cmocka_unit_test(a_broken_exchange_is_unknown_and_never_sent_again),
        cmocka_unit_test(a_reused_connection_that_dies_after_the_request_ends_unknown),
        cmocka_unit_test(a_reused_connection_that_is_reset_unread_sends_at_most_one_copy),
        cmocka_unit_test(a_reused_connection_that_dies_with_half_an_answer_ends_unknown),
        cmocka_unit_test(a_connection_that_the_server_closed_while_idle_is_replaced),
        cmocka_unit_test(no_answer_in_time_is_unknown),
        cmocka_unit_test(a_tls_handshake_that_hangs_was_not_sent),
        cmocka_unit_test(an_answer_over_one_mebibyte_is_unknown),
        cmocka_unit_test(headers_without_end_are_cut_off),
        cmocka_unit_test(a_refused_connection_was_not_sent),
        cmocka_unit_test(after_connects_that_took_too_long_the_client_goes_on),
        cmocka_unit_test(a_name_without_address_was_not_sent),
        cmocka_unit_test(a_certificate_nobody_trusts_is_not_sent_to),
        cmocka_unit_test(a_proxy_that_refuses_is_named),
        cmocka_unit_test(the_environment_s_proxy_is_used_only_when_asked_for),
        cmocka_unit_test(an_ipv6_literal_is_signed_as_it_is_sent),
        cmocka_unit_test(plain_http_on_loopback_works_when_allowed),
        cmocka_unit_test(a_wrong_clock_is_told_once_and_corrected_for),
        cmocka_unit_test(an_expired_timestamp_is_busy_when_the_answer_fixed_the_clock),
        cmocka_unit_test(a_message_that_quotes_the_token_is_blotted),
        cmocka_unit_test(a_signature_that_differs_says_whether_the_secret_is_to_blame),
        cmocka_unit_test(an_attribute_answer_gives_the_serial_numbers_and_never_the_key),
        cmocka_unit_test(a_list_answer_that_lacks_the_list_is_not_an_empty_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
