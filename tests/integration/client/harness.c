#define _GNU_SOURCE /* strcasestr */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t world_wall(void *data) {
    const struct world *world = data;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return world->wall_ms ? world->wall_ms : (int64_t)now.tv_sec * 1000;
}

static void on_notice(void *data, enum sag_notice_level level, const char *text) {
    struct world *world = data;
    world->notices++;
    world->warnings += level == SAG_NOTICE_WARNING;
    snprintf(world->notice, sizeof(world->notice), "%s", text);
    size_t used = strlen(world->all_notices);
    snprintf(world->all_notices + used, sizeof(world->all_notices) - used, "%s\n", text);
}

struct sag_config world_config(struct world *world) {
    struct sag_config config = {
        .size = sizeof(config),
        .region = "cn-hangzhou",
        .endpoint = world->endpoint[0] ? world->endpoint : NULL,
        .access_key_id = TEST_KEY,
        .access_key_secret = TEST_SECRET,
        .disable_metadata = true,
        .wall_ms = world_wall,
        .trait_data = world,
        .on_notice = on_notice,
        .notice_data = world,
    };
    if (world->server && *raw_server_ca_file(world->server)) {
        config.ca_file = raw_server_ca_file(world->server);
    }
    return config;
}

void world_serve(struct world *world, const struct raw_server_config *config) {
    world->server = raw_server_create(config);
    if (!world->server) {
        return;
    }
    snprintf(world->endpoint, sizeof(world->endpoint), "%s://%s:%d", config->tls ? "https" : "http",
             config->ipv6 ? "[::1]" : "127.0.0.1", raw_server_port(world->server));
}

void world_open(struct world *world, const struct sag_config *config) {
    struct sag_error error;
    struct sag_config usual = world_config(world);
    enum sag_err err = sag_client_create(&world->client, config ? config : &usual, &error);
    if (err) {
        print_error("%s\n", error.text);
    }
    assert_int_equal(err, SAG_OK);
}

void world_close(struct world *world) {
    sag_client_destroy(world->client);
    raw_server_destroy(world->server);
    world->client = NULL;
    world->server = NULL;
    assert_null(strstr(world->all_notices, TEST_SECRET));
    assert_null(strstr(world->all_notices, TEST_TOKEN));
}

static void copy_page(struct result *result, const struct sag_page *page) {
    result->has_page = page != NULL;
    if (!page) {
        return;
    }
    result->total = page->total;
    result->rows = page->count;
    if (page->count) {
        const struct sag_gateway *first = &page->gateways[0];
        snprintf(result->first_id, sizeof(result->first_id), "%s", first->instance_id);
        result->serial_count = first->serial_count;
        for (size_t i = 0; i < first->serial_count && i < 8; i++) {
            snprintf(result->serials[i], sizeof(result->serials[i]), "%s", first->serials[i]);
        }
    }
}

void on_result(void *data, uint64_t id, const struct sag_outcome *outcome,
               const struct sag_page *page) {
    struct result *result = data;
    result->count++;
    result->id = id;
    result->cls = outcome->cls;
    result->fix = outcome->fix;
    result->end = outcome->end;
    result->http_status = outcome->http_status;
    result->may_have_reached = outcome->may_have_reached;
    result->retry_after_ms = outcome->retry_after_ms;
    result->elapsed_ms = outcome->elapsed_ms;
    result->server_ms = outcome->server_ms;
    result->clock_offset_ms = outcome->clock_offset_ms;
    result->has_server_time = outcome->has_server_time;
    result->server_offset_ms = outcome->server_offset_ms;
    snprintf(result->code, sizeof(result->code), "%s", outcome->code);
    snprintf(result->message, sizeof(result->message), "%s", outcome->message);
    snprintf(result->request_id, sizeof(result->request_id), "%s", outcome->request_id);
    snprintf(result->attempt_id, sizeof(result->attempt_id), "%s", outcome->attempt_id);
    copy_page(result, page);
    assert_null(strstr(outcome->message, TEST_SECRET));
    assert_null(strstr(outcome->message, TEST_TOKEN));
}

void run_until(struct world *world, const struct result *result, int count) {
    int64_t end = now_ms() + 20000;
    while (result->count < count && now_ms() < end) {
        sag_client_run(world->client, 100);
    }
    assert_int_equal(result->count, count);
}

void run_until_requests(struct world *world, size_t count) {
    int64_t end = now_ms() + 20000;
    while (raw_server_requests(world->server) < count && now_ms() < end) {
        sag_client_run(world->client, 10);
    }
    assert_int_equal(raw_server_requests(world->server), count);
}

void bind_once(struct world *world, struct result *result) {
    int before = result->count;
    assert_int_equal(sag_client_bind(world->client, TEST_ID, TEST_SN, on_result, result, NULL),
                     SAG_OK);
    run_until(world, result, before + 1);
}

const char *header_of(const char *request, const char *name) {
    static char value[4096];
    char start[128];
    snprintf(start, sizeof(start), "\r\n%s:", name);
    const char *found = strcasestr(request, start);
    const char *end = strstr(request, "\r\n\r\n");
    value[0] = '\0';
    if (found && end && found < end) {
        found += strlen(start);
        found += *found == ' ';
        snprintf(value, sizeof(value), "%.*s", (int)strcspn(found, "\r"), found);
    }
    return value;
}

const char *body_of(const char *request) {
    const char *end = strstr(request, "\r\n\r\n");
    return end ? end + 4 : "";
}
