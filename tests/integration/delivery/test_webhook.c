/* The webhook against raw sockets and TLS on loopback. */
#define _XOPEN_SOURCE 700
#include "scratch.h"

#include "base/util.h"
#include "delivery/webhook.h"
#include "delivery/webhook_secret.h"
#include "fake/raw_server.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define BODY "{\"id\":\"b-7\",\"result\":\"bound\"}"

static const struct sk_letter letter = {
    .seq = 7, .id = "b-7", .text = BODY "\n", .length = sizeof(BODY "\n") - 1
};
static struct sk_err_info info;
static sk_ms retry_after;

static int make_secret(void **state) {
    if (scratch_make(state) != 0) {
        return -1;
    }
    scratch_write(scratch_file("secret"), SECRET "\n");
    return chmod(scratch_file("secret"), 0600);
}

static struct sk_receiver *webhook_at(const char *url, const char *ca_file) {
    struct sk_receiver *webhook = NULL;
    struct sk_webhook_options options = { .url = url,
                                          .secret_file = scratch_file("secret"),
                                          .ca_file = ca_file,
                                          .proxy = "",
                                          .allow_http_loopback = true,
                                          .timeout = 20000,
                                          .clock = sk_clock_system() };
    if (sk_webhook_create(&webhook, &options, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    return webhook;
}

static struct sk_receiver *webhook_on(int port, bool tls, const char *ca_file) {
    char url[128];
    (void)snprintf(url, sizeof(url), "%s://127.0.0.1:%d/pairs?token=s3cret", tls ? "https" : "http",
                   port);
    return webhook_at(url, ca_file);
}

static enum sk_delivery_end deliver(struct sk_receiver *webhook) {
    return webhook->ops->deliver(webhook, &letter, 1, &retry_after, &info);
}

/* One server, one answer. */
static enum sk_delivery_end answered(const char *answer) {
    struct raw_step step = { RAW_READ_REQUEST, answer, 0, RAW_CLOSE };
    struct raw_script script = { &step, 1 };
    struct raw_server_config config = { .scripts = &script, .script_count = 1 };
    struct raw_server *server = raw_server_create(&config);
    struct sk_receiver *webhook = webhook_on(raw_server_port(server), false, "");
    enum sk_delivery_end end = deliver(webhook);
    assert_int_equal(raw_server_requests(server), 1); /* never twice, nothing followed */
    webhook->ops->destroy(webhook);
    raw_server_destroy(server);
    return end;
}

static void header_of(const char *request, const char *name, char out[200]) {
    char line[64];
    (void)snprintf(line, sizeof(line), "\r\n%s: ", name);
    const char *at = strstr(request, line);
    assert_non_null(at);
    at += strlen(line);
    size_t length = strcspn(at, "\r\n");
    assert_in_range(length, 1, 199);
    memcpy(out, at, length);
    out[length] = '\0';
}

static void expect_signed(const char *request) {
    struct sk_webhook_secret secret;
    char id[200];
    char timestamp[200];
    char signature[200];
    char expected[SK_WEBHOOK_SIGNATURE_SIZE];
    header_of(request, "webhook-id", id);
    header_of(request, "webhook-timestamp", timestamp);
    header_of(request, "webhook-signature", signature);
    assert_string_equal(id, "b-7");
    int64_t seconds = strtoll(timestamp, NULL, 10);
    int64_t now = sk_clock_system()->ops->wall(sk_clock_system()) / 1000;
    assert_in_range(seconds, now - 60, now);
    assert_int_equal(sk_webhook_secret_read(&secret, scratch_file("secret"), &info), SK_OK);
    assert_int_equal(sk_webhook_secret_sign(&secret, id, seconds, BODY, strlen(BODY), expected),
                     SK_OK);
    assert_string_equal(signature, expected);
}

static void each_letter_is_a_signed_post_over_one_connection(void **state) {
    (void)state;
    struct raw_step step = { RAW_READ_REQUEST, "HTTP/1.1 204 No Content\r\n\r\n", 0, RAW_KEEP };
    struct raw_script script = { &step, 1 };
    struct raw_server_config config = { .scripts = &script, .script_count = 1 };
    struct raw_server *server = raw_server_create(&config);
    struct sk_receiver *webhook = webhook_on(raw_server_port(server), false, "");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(deliver(webhook), SK_DELIVERY_END_TAKEN);
        assert_string_equal(info.text, "");
        const char *request = raw_server_request(server, (size_t)i);
        assert_int_equal(strncmp(request, "POST /pairs?token=s3cret HTTP/1.1\r\n", 35), 0);
        assert_non_null(strstr(request, "\r\nContent-Type: application/json\r\n"));
        assert_null(strstr(request, "Expect:"));
        assert_string_equal(strstr(request, "\r\n\r\n") + 4, BODY); /* without the line's end */
        expect_signed(request);
    }
    assert_int_equal(raw_server_connections(server), 1);
    webhook->ops->destroy(webhook);
    raw_server_destroy(server);
}

#define ANSWER(status) "HTTP/1.1 " status " X\r\nContent-Length: 0\r\n\r\n"

static void every_status_is_taken_for_what_it_is(void **state) {
    static const struct {
        const char *answer;
        enum sk_delivery_end end;
    } rows[] = {
        { ANSWER("200"), SK_DELIVERY_END_TAKEN },
        { ANSWER("201"), SK_DELIVERY_END_TAKEN },
        { ANSWER("202"), SK_DELIVERY_END_TAKEN },
        { ANSWER("299"), SK_DELIVERY_END_TAKEN },
        { ANSWER("400"), SK_DELIVERY_END_REFUSED },
        { ANSWER("406"), SK_DELIVERY_END_REFUSED },
        { ANSWER("409"), SK_DELIVERY_END_REFUSED },
        { ANSWER("410"), SK_DELIVERY_END_REFUSED },
        { ANSWER("411"), SK_DELIVERY_END_REFUSED },
        { ANSWER("412"), SK_DELIVERY_END_REFUSED },
        { ANSWER("413"), SK_DELIVERY_END_REFUSED },
        { ANSWER("414"), SK_DELIVERY_END_REFUSED },
        { ANSWER("415"), SK_DELIVERY_END_REFUSED },
        { ANSWER("416"), SK_DELIVERY_END_REFUSED },
        { ANSWER("417"), SK_DELIVERY_END_REFUSED },
        { ANSWER("422"), SK_DELIVERY_END_REFUSED },
        { ANSWER("428"), SK_DELIVERY_END_REFUSED },
        { ANSWER("431"), SK_DELIVERY_END_REFUSED },
        { ANSWER("499"), SK_DELIVERY_END_REFUSED },
        /* Says nothing about the letter: a deploy, a proxy, a secret that does not match. */
        { ANSWER("301"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("302"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("303"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("304"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("307"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("308"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("401"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("402"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("403"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("404"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("405"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("407"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("408"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("421"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("423"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("424"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("425"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("426"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("429"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("451"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("500"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("502"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("503"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("504"), SK_DELIVERY_END_TROUBLE },
        { ANSWER("599"), SK_DELIVERY_END_TROUBLE },
        /* What is no whole answer. */
        { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", SK_DELIVERY_END_TROUBLE },
        { "HTTP/1.1 200 OK\r\nContent-Le", SK_DELIVERY_END_TROUBLE },
        { "220 mail ready\r\n", SK_DELIVERY_END_TROUBLE },
        { "", SK_DELIVERY_END_TROUBLE },
    };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        enum sk_delivery_end end = answered(rows[i].answer);
        if (end != rows[i].end) {
            fail_msg("%.20s: %d", rows[i].answer, (int)end);
        }
        assert_int_equal(end == SK_DELIVERY_END_TAKEN, info.text[0] == '\0');
        assert_null(strstr(info.text, "s3cret")); /* the path and the query may hold a token */
    }
}

static void a_redirect_is_trouble_and_is_not_followed(void **state) {
    (void)state;
    assert_int_equal(answered("HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:9/\r\n"
                              "Content-Length: 0\r\n\r\n"),
                     SK_DELIVERY_END_TROUBLE);
    assert_non_null(strstr(info.text, "redirect"));
    assert_non_null(strstr(info.text, "webhook.url"));
}

static void the_status_and_what_to_look_at_are_told(void **state) {
    static const struct {
        const char *answer;
        const char *status;
        const char *advice;
    } rows[] = {
        { ANSWER("401"), "status 401", "webhook.secret_file" },
        { ANSWER("404"), "status 404", "webhook.url" },
        { ANSWER("407"), "status 407", "webhook.proxy" },
        { ANSWER("503"), "status 503", "http://127.0.0.1:" },
    };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        assert_int_equal(answered(rows[i].answer), SK_DELIVERY_END_TROUBLE);
        assert_non_null(strstr(info.text, rows[i].status));
        assert_non_null(strstr(info.text, rows[i].advice));
    }
}

static void the_pause_that_is_asked_for_is_told(void **state) {
    (void)state;
    assert_int_equal(answered("HTTP/1.1 503 X\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n"),
                     SK_DELIVERY_END_TROUBLE);
    assert_int_equal(retry_after, 17000);
    assert_int_equal(answered("HTTP/1.1 429 X\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"),
                     SK_DELIVERY_END_TROUBLE);
    assert_int_equal(retry_after, 0);
}

static void an_answer_that_never_ends_is_cut_off_and_its_status_counts(void **state) {
    static char answer[300000];
    (void)state;
    memset(answer, 'x', sizeof(answer) - 1);
    static const char head[] = "HTTP/1.1 400 X\r\n\r\n";
    memcpy(answer, head, sizeof(head) - 1);
    assert_int_equal(answered(answer), SK_DELIVERY_END_REFUSED);
}

static void nobody_there_is_trouble(void **state) {
    (void)state;
    struct sk_receiver *webhook = webhook_on(raw_closed_port(), false, "");
    assert_int_equal(deliver(webhook), SK_DELIVERY_END_TROUBLE);
    assert_non_null(strstr(info.text, "cannot be reached"));
    assert_non_null(strstr(info.text, "http://127.0.0.1:"));
    webhook->ops->destroy(webhook);
}

/* With tls_name, the certificate is another host's. */
static void expect_tls(const char *tls_name, bool trusts, enum sk_delivery_end expected) {
    struct raw_step step = { RAW_READ_REQUEST, ANSWER("200"), 0, RAW_KEEP };
    struct raw_script script = { &step, 1 };
    struct raw_server_config config = {
        .tls = true, .tls_name = tls_name, .scripts = &script, .script_count = 1
    };
    struct raw_server *server = raw_server_create(&config);
    struct sk_receiver *webhook =
        webhook_on(raw_server_port(server), true, trusts ? raw_server_ca_file(server) : "");
    assert_int_equal(deliver(webhook), expected);
    assert_int_equal(raw_server_requests(server), expected == SK_DELIVERY_END_TAKEN);
    webhook->ops->destroy(webhook);
    raw_server_destroy(server);
}

static void nothing_is_sent_to_a_server_that_cannot_prove_itself(void **state) {
    (void)state;
    expect_tls(NULL, true, SK_DELIVERY_END_TAKEN);
    expect_tls(NULL, false, SK_DELIVERY_END_TROUBLE);
    expect_tls("DNS:example.invalid", true, SK_DELIVERY_END_TROUBLE);
}

static void without_a_usable_secret_nothing_is_sent(void **state) {
    (void)state;
    struct raw_step step = { RAW_READ_REQUEST, ANSWER("200"), 0, RAW_KEEP };
    struct raw_script script = { &step, 1 };
    struct raw_server_config config = { .scripts = &script, .script_count = 1 };
    struct raw_server *server = raw_server_create(&config);
    struct sk_receiver *webhook = webhook_on(raw_server_port(server), false, "");
    assert_int_equal(chmod(scratch_file("secret"), 0644), 0);
    assert_int_equal(deliver(webhook), SK_DELIVERY_END_TROUBLE);
    assert_non_null(strstr(info.text, "chmod 600"));
    assert_int_equal(raw_server_connections(server), 0);
    assert_int_equal(chmod(scratch_file("secret"), 0600), 0);
    assert_int_equal(deliver(webhook), SK_DELIVERY_END_TAKEN); /* it is read at each request */
    webhook->ops->destroy(webhook);
    raw_server_destroy(server);
}

struct call {
    struct sk_receiver *webhook;
    enum sk_delivery_end end;
};

static void *deliver_in_thread(void *data) {
    struct call *call = data;
    call->end = deliver(call->webhook);
    return NULL;
}

static void stop_ends_a_delivery_that_hangs(void **state) {
    (void)state;
    struct raw_step step = { RAW_READ_REQUEST, NULL, 0, RAW_HOLD };
    struct raw_script script = { &step, 1 };
    struct raw_server_config config = { .scripts = &script, .script_count = 1 };
    struct raw_server *server = raw_server_create(&config);
    struct call call = { webhook_on(raw_server_port(server), false, ""), SK_DELIVERY_END_TAKEN };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, deliver_in_thread, &call), 0);
    while (raw_server_requests(server) == 0) {
        sched_yield();
    }
    call.webhook->ops->stop(call.webhook);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(call.end, SK_DELIVERY_END_TROUBLE);
    assert_int_equal(deliver(call.webhook), SK_DELIVERY_END_TROUBLE); /* and all after it */
    assert_int_equal(raw_server_requests(server), 1);
    call.webhook->ops->destroy(call.webhook);
    raw_server_destroy(server);
}

static void only_an_url_that_keeps_the_letters_secret_is_taken(void **state) {
    static const struct {
        const char *url;
        bool allows_http;
        bool is_good;
    } rows[] = {
        { "https://erp.example.com/hooks/sag", false, true },
        { "https://erp.example.com:8443/", false, true },
        { "https://erp.example.com/?token=s3cret", false, true },
        { "http://erp.example.com/", false, false },
        { "http://erp.example.com/", true, false },
        { "http://127.0.0.1:8080/", false, false },
        { "http://127.0.0.1:8080/", true, true },
        { "http://127.9.9.9/", true, true },
        { "http://[::1]:8080/", true, true },
        { "http://localhost/", true, true },
        { "http://localhost.example.com/", true, false },
        { "http://127.0.0.1.example.com/", true, false },
        { "http://128.0.0.1/", true, false },
        { "https://user:s3cret@erp.example.com/", false, false },
        { "https://s3cret@erp.example.com/", false, false },
        { "ftp://erp.example.com/s3cret", true, false },
        { "file:///s3cret", true, false },
        { "erp.example.com/hooks", true, false },
        { "https://", true, false },
        { "s3cret", true, false },
        { "", true, false },
    };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        info.text[0] = '\0';
        bool is_good = sk_webhook_check_url(rows[i].url, rows[i].allows_http, &info) == SK_OK;
        if (is_good != rows[i].is_good) {
            fail_msg("'%s': %s", rows[i].url, info.text);
        }
        assert_null(strstr(info.text, "s3cret"));
    }
}

#define WITH_SECRET(test) cmocka_unit_test_setup_teardown(test, make_secret, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SECRET(each_letter_is_a_signed_post_over_one_connection),
        WITH_SECRET(every_status_is_taken_for_what_it_is),
        WITH_SECRET(a_redirect_is_trouble_and_is_not_followed),
        WITH_SECRET(the_status_and_what_to_look_at_are_told),
        WITH_SECRET(the_pause_that_is_asked_for_is_told),
        WITH_SECRET(an_answer_that_never_ends_is_cut_off_and_its_status_counts),
        WITH_SECRET(nobody_there_is_trouble),
        WITH_SECRET(nothing_is_sent_to_a_server_that_cannot_prove_itself),
        WITH_SECRET(without_a_usable_secret_nothing_is_sent),
        WITH_SECRET(stop_ends_a_delivery_that_hangs),
        WITH_SECRET(only_an_url_that_keeps_the_letters_secret_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
