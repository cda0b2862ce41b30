#include "client/sag_client.h"

#include "client/assert.h"
#include "client/call.h"
#include "client/connections.h"
#include "client/endpoint.h"
#include "client/fit.h"
#include "client/keyring.h"
#include "client/outcome.h"
#include "client/reply_read.h"
#include "client/sized.h"
#include "client/text.h"
#include "client/transport.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_TIMEOUT_MS ((int64_t)5000)
#define TOTAL_TIMEOUT_MS ((int64_t)15000)
#define MAX_TIMEOUT_MS ((int64_t)10 * 60 * 1000)
#define FETCH_ANSWER_MAX_BYTES ((size_t)64 * 1024)
/* Smaller differences come from the network and from the whole seconds of Date. */
#define CLOCK_TOLERANCE_MS ((int64_t)60 * 1000)
#define IDLE_CLOSE_MS ((int64_t)10000)
/* RESTARTS: the second one already has a new connection, so more of them would mean a server that
 * answers before it is asked. */
enum { IN_FLIGHT = 16, MAX_IN_FLIGHT = 256, RESTARTS = 2 };

struct sag_client {
    struct sag_transport *transport;
    struct sag_keyring *keys;
    struct sag_endpoint endpoint;
    char region[64];
    bool proxied;
    bool vouched; /* answers come from an authenticated server, or from this machine */
    enum sag_signature signature;
    enum sag_format format;
    int64_t connect_timeout_ms;
    int64_t total_timeout_ms;
    size_t max_in_flight;
    int64_t (*wall_ms)(void *data);
    sag_random random;
    void *trait_data;
    void (*on_warm)(void *data, enum sag_end end);
    void *warm_data;
    sag_notice on_notice;
    void *notice_data;

    struct sag_call *first; /* in order of submission */
    struct sag_call **last; /* where the next one is hung */
    size_t open;
    size_t flying;
    uint64_t last_id;
    uint64_t delivered; /* outcomes told so far */
    bool has_news; /* a call was submitted, or its place became free, since calls were started */
    bool in_callback;
    bool in_notice; /* in the middle of something that needs its call and its client */
    bool closing;

    int64_t clock_offset_ms; /* server minus this machine; 0 within a minute */
    int64_t told_offset_ms;

    struct sag_exchange fetch; /* a key from the network */
    bool fetching;
    struct sag_exchange warming;
    bool is_warming;
    struct sag_seen seen;
};

/* --- clock, randomness, notices ---------------------------------------------------------- */

static int64_t machine_wall_ms(void *data) {
    (void)data;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t corrected_wall_ms(const struct sag_client *client) {
    return client->wall_ms(client->trait_data) + client->clock_offset_ms;
}

/* All notices, the keyring's too. */
static void tell(void *data, enum sag_notice_level level, const char *text) {
    struct sag_client *client = data;
    bool outer = client->in_notice;
    client->in_notice = true;
    client->on_notice(client->notice_data, level, text);
    client->in_notice = outer;
}

static void learn_clock(struct sag_client *client, const struct sag_exchange *exchange) {
    if (!exchange->has_date) {
        return;
    }
    /* The header has whole seconds; adding half a second is the best guess. */
    int64_t offset = exchange->date_ms + 500 - client->wall_ms(client->trait_data);
    if (llabs(offset) <= CLOCK_TOLERANCE_MS) {
        offset = 0;
    }
    client->clock_offset_ms = offset;
    int64_t change = llabs(offset - client->told_offset_ms);
    if (change <= CLOCK_TOLERANCE_MS || !client->on_notice) {
        return;
    }
    client->told_offset_ms = offset;
    char text[SAG_TEXT_SIZE];
    if (offset == 0) {
        snprintf(text, sizeof(text), "this machine's clock agrees with the server's again");
    } else {
        snprintf(text, sizeof(text),
                 "this machine's clock is %" PRId64 " s %s the server's; requests are signed with "
                 "the server's time, but set the clock (NTP)",
                 (int64_t)llabs(offset) / 1000, offset > 0 ? "behind" : "ahead of");
    }
    tell(client, offset ? SAG_NOTICE_WARNING : SAG_NOTICE_INFO, text);
}

/* --- life -------------------------------------------------------------------------------- */

static enum sag_err bad_config(char *text, const char *why) {
    snprintf(text, SAG_TEXT_SIZE, "%s", why);
    return SAG_ERR_CONFIG;
}

static bool timeout_valid(int64_t ms) {
    return ms >= 0 && ms <= MAX_TIMEOUT_MS;
}

static enum sag_err take_values(struct sag_client *client, const struct sag_config *config,
                                char *text) {
    if (!config->region || !sag_region_valid(config->region)) {
        return bad_config(text, "region: is missing or not of the form cn-hangzhou (lower case "
                                "letters, digits and single hyphens)");
    }
    if (config->signature != SAG_SIGNATURE_V3 && config->signature != SAG_SIGNATURE_V1) {
        return bad_config(text, "signature: is neither V3 nor V1");
    }
    if (config->format != SAG_FORMAT_JSON && config->format != SAG_FORMAT_XML) {
        return bad_config(text, "format: is neither JSON nor XML");
    }
    if (!timeout_valid(config->connect_timeout_ms) || !timeout_valid(config->total_timeout_ms)) {
        return bad_config(text, "connect and total time-out: must be from 0 to 600000 ms");
    }
    if (config->idle_close_ms < -1 || config->idle_close_ms > MAX_TIMEOUT_MS) {
        return bad_config(text, "time until an idle connection is closed: must be from 0 to 600000 "
                                "ms, or -1");
    }
    if (config->max_in_flight < 0 || config->max_in_flight > MAX_IN_FLIGHT) {
        return bad_config(text, "calls in flight: must be from 0 to 256");
    }
    snprintf(client->region, sizeof(client->region), "%s", config->region);
    client->signature = config->signature;
    client->format = config->format;
    client->connect_timeout_ms =
        config->connect_timeout_ms ? config->connect_timeout_ms : CONNECT_TIMEOUT_MS;
    client->total_timeout_ms =
        config->total_timeout_ms ? config->total_timeout_ms : TOTAL_TIMEOUT_MS;
    client->max_in_flight = config->max_in_flight ? (size_t)config->max_in_flight : IN_FLIGHT;
    client->proxied = config->proxy && *config->proxy && strcmp(config->proxy, "env") != 0;
    client->wall_ms = config->wall_ms ? config->wall_ms : machine_wall_ms;
    client->random = config->random;
    client->trait_data = config->trait_data;
    client->on_warm = config->on_warm;
    client->warm_data = config->warm_data;
    client->on_notice = config->on_notice;
    client->notice_data = config->notice_data;
    return SAG_OK;
}

static int64_t idle_close_ms(const struct sag_config *config) {
    return config->idle_close_ms < 0   ? INT64_MAX
           : config->idle_close_ms > 0 ? config->idle_close_ms
                                       : IDLE_CLOSE_MS;
}

static enum sag_err create(struct sag_client **out, const struct sag_config *config, char *say) {
    enum sag_err err = SAG_ERR_NOMEM;
    struct sag_client *client = calloc(1, sizeof(*client));
    snprintf(say, SAG_TEXT_SIZE, "no memory for the client");
    if (!client) {
        goto fail;
    }
    client->last = &client->first;
    err = take_values(client, config, say);
    if (err) {
        goto fail;
    }
    err = sag_endpoint_make(&client->endpoint, config->region, config->endpoint,
                            config->vpc_endpoint, config->allow_http_loopback, say);
    if (err) {
        goto fail;
    }
    struct sag_transport_config transport = {
        .url = client->endpoint.url,
        .https = client->endpoint.https,
        .ca_file = config->ca_file,
        .proxy = config->proxy,
        .max_in_flight = client->max_in_flight,
        .idle_close_ms = idle_close_ms(config),
    };
    client->vouched = client->endpoint.https || !(config->proxy && *config->proxy);
    err = sag_transport_create(&client->transport, &transport, say);
    if (err) {
        goto fail;
    }
    struct sag_config telling = *config;
    telling.on_notice = config->on_notice ? tell : NULL;
    telling.notice_data = client;
    err = sag_keyring_create(&client->keys, &telling, say);
    if (err) {
        goto fail;
    }
    *say = '\0';
    *out = client;
    return SAG_OK;

fail:
    sag_client_destroy(client);
    if (sag_out_of_descriptors()) {
        snprintf(say, SAG_TEXT_SIZE,
                 "no file descriptor left: close what else runs, or raise the limit (LimitNOFILE)");
        return SAG_ERR_DESCRIPTORS;
    }
    return err;
}

enum sag_err sag_client_create(struct sag_client **out, const struct sag_config *config,
                               struct sag_error *error) {
    struct sag_error spare = { .code = SAG_OK };
    struct sag_error *told = error ? error : &spare;
    struct sag_config whole;
    size_t least = offsetof(struct sag_config, region) + sizeof(whole.region);
    if (!sag_sized_take(&whole, sizeof(whole), least, config)) {
        told->code = bad_config(told->text,
                                "size: is not that of a struct sag_config, or a member is set that "
                                "this version of libsagclient does not know (begin with "
                                "SAG_CONFIG_INIT, or take a newer library)");
    } else {
        told->code = create(out, &whole, told->text);
    }
    return told->code;
}

const char *sag_client_host(const struct sag_client *client) {
    return client->endpoint.host;
}

const char *sag_client_credential_source(const struct sag_client *client) {
    return sag_keyring_source(client->keys);
}

void sag_client_describe_credentials(const struct sag_client *client, char *text, size_t size) {
    char whole[SAG_TEXT_SIZE];
    sag_keyring_describe(client->keys, whole);
    sag_text_clean(text, size, whole, strlen(whole));
}

/* --- the end of a call ------------------------------------------------------------------- */

static void unlink_call(struct sag_client *client, struct sag_call *call) {
    struct sag_call **at = &client->first;
    while (*at != call) {
        at = &(*at)->next;
        SAG_ASSERT(*at); /* a call that ends belongs to the client */
    }
    SAG_ASSERT(client->open > 0 && (!call->flying || client->flying > 0));
    *at = call->next;
    if (client->last == &call->next) {
        client->last = at;
    }
    client->open--;
    client->flying -= call->flying;
    client->has_news = true;
}

/* An answer to another request says nothing about the present time. */
static void add_server_time(const struct sag_client *client, const struct sag_exchange *exchange,
                            struct sag_outcome *outcome) {
    bool is_now = outcome->end != SAG_END_UNASKED && outcome->end != SAG_END_MISMATCH;
    outcome->has_server_time = exchange->has_date && client->vouched && is_now;
    if (outcome->has_server_time) {
        outcome->server_offset_ms = exchange->date_ms + 500 - client->wall_ms(client->trait_data);
    }
}

/* Removes the call from all lists, reports its outcome, frees it. */
static void deliver(struct sag_client *client, struct sag_call *call, struct sag_outcome *outcome,
                    const struct sag_page *page) {
    const struct sag_exchange *exchange = &call->exchange;
    outcome->http_status = exchange->status;
    outcome->may_have_reached = sag_exchange_may_have_reached(exchange);
    outcome->retry_after_ms = exchange->retry_after_ms;
    outcome->elapsed_ms = sag_monotonic_ms() - call->submitted_at;
    outcome->server_ms = exchange->user.answer_at >= 0 && exchange->body_out_at >= 0
                             ? exchange->user.answer_at - exchange->body_out_at
                             : -1;
    outcome->clock_offset_ms = client->clock_offset_ms;
    outcome->attempt_id = call->nonce;
    add_server_time(client, exchange, outcome);
    sag_transport_stop(client->transport, &call->exchange);
    unlink_call(client, call);
    client->delivered++;
    bool outer = client->in_callback;
    client->in_callback = true;
    call->done(call->data, call->id, outcome, page);
    client->in_callback = outer;
    sag_call_destroy(call);
}

static void end_without_answer(struct sag_client *client, struct sag_call *call, enum sag_end end,
                               const char *message) {
    struct sag_outcome outcome = {
        .code = "",
        .message = message,
        .request_id = call->exchange.request_id,
    };
    sag_outcome_judge(&outcome, end, 0, NULL, sag_exchange_may_have_reached(&call->exchange));
    deliver(client, call, &outcome, NULL);
}

/* Two refusals that need nobody, as the next attempt will work: the clock was just corrected by
 * this very answer, or another temporary key will be fetched. */
static bool fixes_itself(struct sag_client *client, const struct sag_call *call, const char *code) {
    if (strcmp(code, "InvalidTimeStamp.Expired") == 0) {
        return llabs(client->clock_offset_ms - call->signed_offset_ms) > CLOCK_TOLERANCE_MS;
    }
    if (strcmp(code, "InvalidSecurityToken.Expired") == 0) {
        return sag_keyring_expired(client->keys);
    }
    return false;
}

static void end_with_reply(struct sag_client *client, struct sag_call *call,
                           const struct sag_reply *reply) {
    char message[SAG_TEXT_SIZE];
    char code[128];
    char request_id[128];
    sag_text_clean(code, sizeof(code), reply->code, strlen(reply->code));
    sag_text_clean(request_id, sizeof(request_id), reply->request_id, strlen(reply->request_id));
    sag_outcome_message(message, reply, sag_keyring_key(client->keys),
                        call->signature.string_to_sign);
    struct sag_outcome outcome = {
        .code = code,
        .message = message,
        .request_id = request_id[0] ? request_id : call->exchange.request_id,
    };
    sag_outcome_judge(&outcome, SAG_END_ANSWER, call->exchange.status, reply, true);
    if (outcome.fix == SAG_FIX_IT && fixes_itself(client, call, reply->code)) {
        outcome.cls = SAG_CLASS_BUSY;
        outcome.fix = SAG_FIX_NOBODY;
    }
    bool has_page = outcome.cls == SAG_CLASS_OK && reply->has_page;
    deliver(client, call, &outcome, has_page ? &reply->page : NULL);
}

/* "" if it belongs to the call; else why not, and *end. */
static void judge_belonging(const struct sag_client *client, const struct sag_call *call,
                            const struct sag_reply *reply, enum sag_end *end,
                            char text[SAG_TEXT_SIZE]) {
    const char *host = client->endpoint.host;
    const char *difference = sag_fit_difference(reply, call->action, call->params,
                                                call->param_count, call->parse_gateways);
    text[0] = '\0';
    if (sag_seen_has(&client->seen, reply->request_id)) {
        *end = SAG_END_UNASKED;
        snprintf(text, SAG_TEXT_SIZE,
                 "'%.200s' gave an answer again that it had given before (RequestId %.128s), so "
                 "the answer to this request is not known",
                 host, reply->request_id);
    } else if (difference) {
        *end = SAG_END_MISMATCH;
        snprintf(text, SAG_TEXT_SIZE,
                 "the answer of '%.200s' is about %s than was asked, so it counts for nothing",
                 host, difference);
    }
}

static void end_with_reply_or_doubt(struct sag_client *client, struct sag_call *call,
                                    const struct sag_reply *reply) {
    char text[SAG_TEXT_SIZE];
    enum sag_end end = SAG_END_ANSWER;
    judge_belonging(client, call, reply, &end, text);
    if (end == SAG_END_ANSWER) {
        learn_clock(client, &call->exchange);
        sag_seen_add(&client->seen, reply->request_id);
        end_with_reply(client, call, reply);
    } else {
        call->exchange.retry_after_ms = 0;
        end_without_answer(client, call, end, text);
    }
}

static void end_with_answer(struct sag_client *client, struct sag_call *call) {
    struct sag_exchange *exchange = &call->exchange;
    struct sag_reply reply;
    enum sag_reply_result result =
        sag_reply_read(&reply, sag_buf_text(&exchange->answer), exchange->answer.length,
                       call->action, call->parse_gateways);
    sag_buf_finish(&exchange->answer); /* wiped at once: it can hold a device's SecretKey */
    if (result == SAG_REPLY_OK) {
        end_with_reply_or_doubt(client, call, &reply);
    } else if (result == SAG_REPLY_NOMEM) {
        end_without_answer(client, call, SAG_END_INTERNAL, "no memory to read the answer");
    } else {
        char text[SAG_TEXT_SIZE];
        snprintf(text, sizeof(text),
                 "'%.200s' answered HTTP %d with what is no answer of the service; something "
                 "between may have answered in its place",
                 client->endpoint.host, exchange->status);
        end_without_answer(client, call, SAG_END_UNREADABLE, text);
    }
    sag_reply_finish(&reply);
}

/* It keeps its place and the time it has left; start_calls() signs it anew, as the server may know
 * its nonce. */
static void restart(struct sag_client *client, struct sag_call *call) {
    sag_transport_stop(client->transport, &call->exchange);
    sag_call_unsign(call);
    call->restarts++;
    call->flying = false;
    client->flying--;
}

static void end_exchange(struct sag_client *client, struct sag_call *call, CURLcode code) {
    char text[SAG_TEXT_SIZE];
    enum sag_end end =
        sag_exchange_end(&call->exchange, code, client->endpoint.host, client->proxied, text);
    if (end == SAG_END_ANSWER) {
        end_with_answer(client, call);
    } else if (sag_exchange_may_go_again(&call->exchange) && call->restarts < RESTARTS) {
        restart(client, call);
    } else {
        end_without_answer(client, call, end, text);
    }
}

void sag_client_cancel(struct sag_client *client, uint64_t call_id) {
    SAG_ASSERT(!client->in_notice);
    for (struct sag_call *call = client->first; call; call = call->next) {
        if (call->id == call_id) {
            end_without_answer(client, call, SAG_END_CANCELLED, "the call was cancelled");
            return;
        }
    }
}

void sag_client_destroy(struct sag_client *client) {
    if (!client) {
        return;
    }
    SAG_ASSERT(!client->in_callback); /* whose caller goes on with it */
    SAG_ASSERT(!client->in_notice);   /* the same */
    client->closing = true;           /* a callback cannot submit any more */
    while (client->first) {
        end_without_answer(client, client->first, SAG_END_CANCELLED, "the client was closed");
    }
    if (client->fetching) {
        sag_transport_stop(client->transport, &client->fetch);
        sag_exchange_finish(&client->fetch);
    }
    if (client->is_warming) {
        sag_transport_stop(client->transport, &client->warming);
        sag_exchange_finish(&client->warming);
    }
    sag_transport_destroy(client->transport);
    sag_keyring_destroy(client->keys);
    free(client);
}

/* --- the start of a call ----------------------------------------------------------------- */

static void start_call(struct sag_client *client, struct sag_call *call) {
    if (!sag_nonce_make(client->random, client->trait_data, call->nonce)) {
        end_without_answer(client, call, SAG_END_INTERNAL, "this machine has no random numbers");
        return;
    }
    struct sag_call_signing signing = {
        .signature = client->signature,
        .format = client->format,
        .host = client->endpoint.host,
        .key = sag_keyring_key(client->keys),
        .wall_ms = corrected_wall_ms(client),
    };
    call->signed_offset_ms = client->clock_offset_ms;
    enum sag_err err = sag_call_sign(call, &signing);
    if (err) {
        call->nonce[0] = '\0';
        end_without_answer(client, call, SAG_END_INTERNAL,
                           err == SAG_ERR_NOMEM ? "no memory to sign the request"
                                                : "this machine's clock shows no usable time");
        return;
    }
    struct sag_exchange *exchange = &call->exchange;
    int64_t left = call->submitted_at + client->total_timeout_ms - sag_monotonic_ms();
    exchange->connect_timeout_ms = client->connect_timeout_ms;
    exchange->total_timeout_ms = left > 1 ? left : 1;
    exchange->answer_max = SAG_REPLY_MAX_BYTES;
    exchange->owner = call;
    exchange->fresh = call->restarts > 0;
    if (!sag_transport_start(client->transport, exchange, NULL)) {
        end_without_answer(client, call, SAG_END_INTERNAL, "libcurl did not take the request");
        return;
    }
    call->flying = true;
    client->flying++;
}

static struct sag_call *first_waiting(const struct sag_client *client) {
    struct sag_call *call = client->first;
    while (call && call->flying) {
        call = call->next;
    }
    return call;
}

static void start_calls(struct sag_client *client) {
    struct sag_call *call;
    client->has_news = false;
    while (client->flying < client->max_in_flight && (call = first_waiting(client)) != NULL) {
        switch (sag_keyring_prepare(client->keys, corrected_wall_ms(client), sag_monotonic_ms())) {
        case SAG_KEYRING_READY:
            start_call(client, call);
            break;
        case SAG_KEYRING_WAIT:
            return;
        case SAG_KEYRING_FAILED: {
            char text[SAG_TEXT_SIZE]; /* a callback may make the keyring change its own */
            snprintf(text, sizeof(text), "%s", sag_keyring_failure(client->keys));
            end_without_answer(client, call, SAG_END_CREDENTIALS, text);
            break;
        }
        }
    }
}

/* Calls under way have libcurl's limit; those that wait have this one. */
static void expire_calls(struct sag_client *client) {
    int64_t now = sag_monotonic_ms();
    struct sag_call *call;
    while ((call = first_waiting(client)) != NULL &&
           now - call->submitted_at >= client->total_timeout_ms) {
        end_without_answer(client, call, SAG_END_TIMEOUT,
                           "the call waited for its turn until its time was over");
    }
}

enum sag_err sag_client_call(struct sag_client *client, const char *action,
                             const struct sag_param *params, size_t param_count,
                             bool parse_gateways, sag_done done, void *data, uint64_t *call_id) {
    if (!done || client->closing) {
        return SAG_ERR_ARGUMENT;
    }
    struct sag_call *call = NULL;
    enum sag_err err = sag_call_create(&call, action, params, param_count, client->region);
    if (err) {
        return err;
    }
    call->id = ++client->last_id;
    call->done = done;
    call->data = data;
    call->parse_gateways = parse_gateways;
    call->submitted_at = sag_monotonic_ms();
    *client->last = call;
    client->last = &call->next;
    client->open++;
    client->has_news = true;
    if (call_id) {
        *call_id = call->id;
    }
    return SAG_OK;
}

/* --- keys from the network, warming ------------------------------------------------------ */

static void start_fetch(struct sag_client *client) {
    struct sag_fetch fetch;
    if (client->fetching || !sag_keyring_next_fetch(client->keys, &fetch)) {
        return;
    }
    struct sag_exchange *exchange = &client->fetch;
    sag_exchange_init(exchange);
    exchange->method = fetch.method;
    exchange->connect_timeout_ms = fetch.connect_timeout_ms;
    exchange->total_timeout_ms = fetch.total_timeout_ms;
    exchange->answer_max = FETCH_ANSWER_MAX_BYTES;
    exchange->secret_answer = true;
    exchange->fresh = true; /* it is rare, and what an unreliable source leaves in a connection does
                               not affect it */
    exchange->as_api = fetch.is_service;
    bool good = true;
    if (fetch.header_name) {
        good = sag_exchange_header(exchange, fetch.header_name, fetch.header_value);
    }
    if (good && strcmp(fetch.method, "PUT") == 0) {
        good = sag_exchange_header(exchange, "Content-Length", "0");
    }
    if (good && fetch.body) {
        sag_buf_init(&exchange->body, SAG_REPLY_MAX_BYTES);
        sag_buf_puts(&exchange->body, fetch.body);
        good = sag_buf_ok(&exchange->body) && sag_exchange_header(exchange, "Expect", "");
    }
    if (good && sag_transport_start(client->transport, exchange, fetch.url)) {
        client->fetching = true;
        return;
    }
    sag_exchange_finish(exchange);
    sag_keyring_answer(client->keys, 0, NULL, 0, "libcurl did not take the request",
                       corrected_wall_ms(client), sag_monotonic_ms());
}

static void end_fetch(struct sag_client *client, CURLcode code) {
    struct sag_exchange *exchange = &client->fetch;
    char text[SAG_TEXT_SIZE];
    enum sag_end end = sag_exchange_end(exchange, code, "the source of keys",
                                        exchange->as_api && client->proxied, text);
    bool answered = end == SAG_END_ANSWER || end == SAG_END_REDIRECT;
    if (exchange->as_api) {
        learn_clock(client, exchange); /* STS refuses a wrong time, as the API does */
    }
    sag_transport_stop(client->transport, exchange);
    client->fetching = false;
    sag_keyring_answer(client->keys, answered ? exchange->status : 0,
                       sag_buf_text(&exchange->answer), exchange->answer.length, text,
                       corrected_wall_ms(client), sag_monotonic_ms());
    sag_exchange_finish(exchange);
}

/* A HEAD without a signature. What else could leave a reusable connection in libcurl's pool:
 * CURLOPT_CONNECT_ONLY marks its connection as never to be reused, and ending a request from the
 * callback before its sending closes the connection. */
void sag_client_warm(struct sag_client *client) {
    SAG_ASSERT(!client->in_notice);
    int64_t now = sag_monotonic_ms();
    sag_keyring_prepare(client->keys, corrected_wall_ms(client), now);
    start_fetch(client);
    if (client->is_warming || client->flying || sag_transport_is_warm(client->transport)) {
        return;
    }
    struct sag_exchange *exchange = &client->warming;
    sag_exchange_init(exchange);
    exchange->method = "HEAD";
    exchange->connect_timeout_ms = client->connect_timeout_ms;
    exchange->total_timeout_ms = client->total_timeout_ms;
    exchange->answer_max = SAG_REPLY_MAX_BYTES;
    client->is_warming = sag_exchange_header(exchange, "Host", client->endpoint.host) &&
                         sag_transport_start(client->transport, exchange, NULL);
    if (!client->is_warming) {
        sag_exchange_finish(exchange);
    }
}

static void end_warming(struct sag_client *client, CURLcode code) {
    struct sag_exchange *exchange = &client->warming;
    char text[SAG_TEXT_SIZE];
    enum sag_end end = code == CURLE_OK ? SAG_END_ANSWER
                                        : sag_exchange_end(exchange, code, client->endpoint.host,
                                                           client->proxied, text);
    if (end == SAG_END_ANSWER) {
        learn_clock(client, exchange);
        sag_seen_add(&client->seen, exchange->request_id);
    }
    sag_transport_stop(client->transport, exchange);
    sag_exchange_finish(exchange);
    client->is_warming = false;
    if (client->on_warm) {
        bool was_in_notice = client->in_notice;
        client->in_notice = true;
        client->on_warm(client->warm_data, end);
        client->in_notice = was_in_notice;
    }
}

/* --- the loop ---------------------------------------------------------------------------- */

/* True: sag_client_wake() was called since the last time. */
static bool drive(struct sag_client *client) {
    start_calls(client);
    start_fetch(client);
    bool woken = sag_transport_perform(client->transport);
    struct sag_exchange *done;
    CURLcode code = CURLE_OK;
    while ((done = sag_transport_next_done(client->transport, &code)) != NULL) {
        if (done == &client->fetch) {
            end_fetch(client, code);
        } else if (done == &client->warming) {
            end_warming(client, code);
        } else {
            end_exchange(client, done->owner, code);
        }
    }
    expire_calls(client);
    /* Places and keys that have just become free. What is started here makes the wait return at
     * once, since libcurl has work for it. */
    start_calls(client);
    start_fetch(client);
    sag_transport_prepare_wait(client->transport);
    return woken;
}

/* Of the calls that wait for a place or a key; -1: none waits. */
static int64_t until_next_expiry(const struct sag_client *client) {
    const struct sag_call *call = first_waiting(client);
    if (!call) {
        return -1;
    }
    int64_t left = call->submitted_at + client->total_timeout_ms - sag_monotonic_ms();
    return left > 0 ? left : 0;
}

int sag_client_fd(const struct sag_client *client) {
    return sag_transport_fd(client->transport);
}

int64_t sag_client_timeout(const struct sag_client *client) {
    if (client->has_news) {
        return 0;
    }
    return sag_earlier_timeout(sag_transport_timeout(client->transport), until_next_expiry(client));
}

size_t sag_client_run(struct sag_client *client, int64_t timeout_ms) {
    if (client->in_callback || client->in_notice) {
        return client->open;
    }
    uint64_t before = client->delivered;
    bool woken = drive(client);
    if (timeout_ms != 0 && client->delivered == before && !woken) {
        int64_t limit = timeout_ms < 0 ? -1 : timeout_ms;
        sag_transport_wait(client->transport,
                           sag_earlier_timeout(limit, sag_client_timeout(client)));
        (void)drive(client);
    }
    return client->open;
}

void sag_client_wake(struct sag_client *client) {
    sag_transport_wake(client->transport);
}

/* --- version ----------------------------------------------------------------------------- */

const char *sag_version(void) {
    return SAG_VERSION;
}

int sag_version_number(void) {
    return SAG_VERSION_NUMBER;
}
