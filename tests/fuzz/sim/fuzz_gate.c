/* Whole requests: decoding, Authorization header, signature, actions and rendering. The input is
 *
 *     METHOD URI            (a '!' in front: the fuzzer signs it, v1, so that it gets to the
 * actions) Name: value           (any number) (an empty line) body
 */
#include "base/util.h"
#include "sim/demo.h"
#include "sim/handler.h"
#include "sim/verify.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static sk_ms fixed_now(struct sk_clock *clock) {
    (void)clock;
    return 1000000;
}

static int64_t fixed_wall(struct sk_clock *clock) {
    (void)clock;
    return INT64_C(1767600550000); /* 2026-01-05T08:09:10Z */
}

static bool no_wait(void *data, sk_ms length) {
    (void)data;
    (void)length;
    return true;
}

/* Cuts the line at *at off and steps behind it. NULL: there is none. */
static char *take_line(char **at) {
    char *line = *at;
    char *end = line ? strchr(line, '\n') : NULL;
    if (!end) {
        *at = NULL;
        return line;
    }
    *end = '\0';
    *at = end + 1;
    return line;
}

/* Appends the right signature to the query. NULL: it cannot be parsed, or no memory. */
static char *sign(const char *method, const char *uri) {
    struct sk_sim_request request;
    struct sk_buf text = SK_BUF_INIT(1 << 22);
    struct sk_buf out = SK_BUF_INIT(1 << 22);
    char signature[64];
    sk_sim_request_init(&request, method, uri);
    bool ok = sk_sim_request_parse(&request, NULL) == SK_OK &&
              sk_sim_signature_v1(&request, "secret", &text, signature, sizeof(signature)) &&
              sk_buf_addf(&out, "%s&Signature=", uri) == SK_OK;
    for (const char *c = signature; ok && *c; c++) {
        ok = sk_buf_addf(&out, "%%%02X", (unsigned)*c) == SK_OK;
    }
    sk_sim_request_finish(&request);
    sk_buf_finish(&text);
    if (!ok) {
        sk_buf_finish(&out);
    }
    return out.data;
}

static void run(struct sk_sim_handler *handler, char *text, size_t length) {
    struct sk_sim_request request;
    struct sk_sim_plan plan;
    char *at = text;
    char *line = take_line(&at);
    bool is_signed = *line == '!';
    char *method = line + is_signed;
    char *uri = strchr(method, ' ');
    if (!uri) {
        return;
    }
    *uri++ = '\0';
    char *signed_uri = is_signed ? sign(method, uri) : NULL;
    sk_sim_request_init(&request, method, signed_uri ? signed_uri : uri);
    while (at && (line = take_line(&at)) && *line) {
        char *colon = strchr(line, ':');
        if (colon) {
            *colon = '\0';
            (void)sk_sim_request_add_header(&request, line, colon + 1); /* false: enough of them */
        }
    }
    if (at) {
        request.body = at;
        request.body_length = length - (size_t)(at - text);
    }
    sk_sim_handle(handler, &request, "http", 1, &plan);
    sk_sim_plan_finish(&plan);
    sk_sim_request_finish(&request);
    free(signed_uri);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct sk_clock_ops ops = { fixed_now, fixed_wall };
    static char id[] = "id", secret[] = "secret";
    struct sk_clock clock = { &ops };
    struct sk_sim_key key = { .id = id, .secret = secret };
    struct sk_sim_keys keys = { &key, 1 };
    struct sk_sim_rules rules = { 0 };
    struct sk_sim_store *store = NULL;
    struct sk_sim_handler handler;
    char *text = malloc(size + 1); /* exact size, so that reading past it is seen */
    if (!text) {
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    bool ok = sk_sim_store_create(&store, NULL, NULL) == SK_OK &&
              sk_sim_demo_fill(store, 0, NULL) == SK_OK && sk_sim_demo_rules(&rules, NULL) == SK_OK;
    if (sk_sim_handler_init(&handler, &clock) == SK_OK && ok) {
        handler.keys = &keys;
        handler.wait = no_wait;
        handler.service = (struct sk_sim_service){ .store = store, .region = "cn-hangzhou" };
        sk_sim_handler_set_rules(&handler, &rules);
        run(&handler, text, size);
    }
    sk_sim_handler_finish(&handler);
    sk_sim_store_destroy(store);
    free(text);
    return 0;
}
