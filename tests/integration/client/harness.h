/* harness.h — what the client's integration tests share: a client on a raw server, and outcomes
 * copied so that they outlive the callback. */
#ifndef CLIENT_HARNESS_H
#define CLIENT_HARNESS_H

#include "client/sag_client.h"
#include "fake/raw_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define TEST_KEY "testAccessKeyId"
#define TEST_SECRET "testSecretThatNobodyMaySee"
#define TEST_TOKEN "testTokenThatNobodyMaySee+/=="
#define TEST_SN "sage62x021922k7p3"
#define TEST_ID "sag-r79m060r6oy55a1b2c3"

/* HTTP/1.1 answer with a length that fits the literal body. */
#define ANSWER_HEAD(status, length, more)                                                          \
    "HTTP/1.1 " status "\r\nContent-Length: " length "\r\n" more "\r\n"
#define OK_BODY "{\"RequestId\":\"" RAW_REQUEST_ID "\"}"
#define OK_ANSWER ANSWER_HEAD("200 OK", "52", "Content-Type: application/json\r\n") OK_BODY

struct result {
    int count; /* times that done was called */
    uint64_t id;
    enum sag_class cls;
    enum sag_fix fix;
    enum sag_end end;
    int http_status;
    bool may_have_reached;
    char code[160];
    char message[SAG_TEXT_SIZE];
    char request_id[160];
    char attempt_id[64];
    int64_t retry_after_ms;
    int64_t elapsed_ms;
    int64_t server_ms;
    int64_t clock_offset_ms;
    bool has_server_time;
    int64_t server_offset_ms;
    bool has_page;
    int64_t total;
    size_t rows;
    char first_id[64];
    size_t serial_count;
    char serials[8][64];
};

struct world {
    struct raw_server *server;
    struct sag_client *client;
    char endpoint[64];
    int64_t wall_ms; /* what the client's clock shows; 0: the machine's */
    int notices;
    int warnings;
    char notice[SAG_TEXT_SIZE]; /* the last one */
    char all_notices[8192];
};

/* Fills what most tests want: region, explicit key, endpoint and CA of the server. */
struct sag_config world_config(struct world *world);
/* Starts a TLS server with these scripts; then a client with config, or with world_config(). */
void world_serve(struct world *world, const struct raw_server_config *config);
void world_open(struct world *world, const struct sag_config *config);
void world_close(struct world *world);

void on_result(void *data, uint64_t id, const struct sag_outcome *outcome,
               const struct sag_page *page);
/* Runs the client until result->count reaches count; fails the test after 20 s. */
void run_until(struct world *world, const struct result *result, int count);
/* Runs the client until the server has read that many requests. */
void run_until_requests(struct world *world, size_t count);
/* One bind from submission to outcome. */
void bind_once(struct world *world, struct result *result);

/* The value of a header in a request, in a static buffer; "" if it is not there. */
const char *header_of(const char *request, const char *name);
const char *body_of(const char *request);

/* One connection with these steps for every connection. */
#define SERVE_STEPS(world, ...)                                                                    \
    do {                                                                                           \
        static const struct raw_step steps_[] = { __VA_ARGS__ };                                   \
        static const struct raw_script script_[] = { { steps_,                                     \
                                                       sizeof(steps_) / sizeof(steps_[0]) } };     \
        world_serve((world), &(struct raw_server_config){                                          \
                                 .tls = true, .scripts = script_, .script_count = 1 });            \
    } while (0)

#endif
