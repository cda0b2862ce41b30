#include "sim/sim.h"

#include "base/timed_cond.h"
#include "sim/demo.h"
#include "sim/handler.h"
#include "sim/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct sk_sim {
    struct sk_sim_config config;
    struct sk_sim_keys keys;
    struct sk_sim_store *store;
    struct sk_sim_handler handler;
    bool has_backoff;
    struct sk_sim_server *http;
    struct sk_sim_server *https;

    /* What delayed requests wait on. */
    pthread_mutex_t stop_lock;
    pthread_cond_t stop_cond;
    bool has_stop;
    bool is_stopping; /* under stop_lock */
};

void sk_sim_config_init(struct sk_sim_config *config) {
    *config = (struct sk_sim_config){ .listen = "127.0.0.1",
                                      .http_port = SK_SIM_NO_PORT,
                                      .https_port = SK_SIM_NO_PORT,
                                      .region = "cn-hangzhou",
                                      .demo = true };
}

/* Waits for the time or for the end, whichever is first. False: it is the end. */
static bool wait_for(void *data, sk_ms length) {
    struct sk_sim *sim = data;
    struct timespec until = sk_timed_cond_after(length);
    int waited = 0;
    pthread_mutex_lock(&sim->stop_lock);
    while (!sim->is_stopping && waited == 0) {
        waited = pthread_cond_timedwait(&sim->stop_cond, &sim->stop_lock, &until);
    }
    bool goes_on = !sim->is_stopping;
    pthread_mutex_unlock(&sim->stop_lock);
    return goes_on;
}

static enum sk_err init_stop(struct sk_sim *sim) {
    bool ok = sk_timed_cond_init(&sim->stop_cond);
    if (ok && pthread_mutex_init(&sim->stop_lock, NULL) != 0) {
        pthread_cond_destroy(&sim->stop_cond);
        ok = false;
    }
    sim->has_stop = ok;
    return ok ? SK_OK : SK_ERR_NOMEM;
}

static enum sk_err fill_keys(struct sk_sim *sim, struct sk_err_info *info) {
    const struct sk_sim_config *config = &sim->config;
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < config->keys.count && !err; i++) {
        err = sk_sim_keys_add(&sim->keys, config->keys.text[i], info);
    }
    if (!err && config->keys_path) {
        err = sk_sim_keys_load(&sim->keys, config->keys_path, info);
    }
    if (!err && sim->keys.count == 0) {
        err = sk_sim_keys_add(&sim->keys, SK_SIM_DEMO_KEY_ID ":" SK_SIM_DEMO_KEY_SECRET, info);
    }
    return err;
}

static enum sk_err fill_store(struct sk_sim *sim, struct sk_err_info *info) {
    const struct sk_sim_config *config = &sim->config;
    enum sk_err err = sk_sim_store_create(&sim->store, config->state_path, info);
    if (!err && config->demo) {
        struct sk_clock *clock = sk_clock_system();
        err = sk_sim_demo_fill(sim->store, clock->ops->wall(clock), info);
    }
    for (size_t i = 0; i < config->instances.count && !err; i++) {
        err = sk_sim_store_add_text(sim->store, config->instances.text[i], info);
    }
    return err;
}

/* Those of the command line come first, then the file's, then the demo's: the first that fires
 * wins. */
static enum sk_err make_rules(const struct sk_sim_config *config, struct sk_sim_rules *rules,
                              struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < config->rules.count && !err; i++) {
        err = sk_sim_rules_add(rules, config->rules.text[i], info);
    }
    if (!err && config->rules_path) {
        err = sk_sim_rules_load(rules, config->rules_path, info);
    }
    if (!err && config->demo) {
        err = sk_sim_demo_rules(rules, info);
    }
    if (err) {
        sk_sim_rules_finish(rules);
    }
    return err;
}

enum sk_err sk_sim_reload_rules(struct sk_sim *sim, struct sk_err_info *info) {
    struct sk_sim_rules rules = { 0 };
    enum sk_err err = make_rules(&sim->config, &rules, info);
    if (!err) {
        sk_sim_handler_set_rules(&sim->handler, &rules);
    }
    return err;
}

static enum sk_err init_handler(struct sk_sim *sim, struct sk_err_info *info) {
    const struct sk_sim_config *config = &sim->config;
    if (!sk_sim_is_region(config->region)) {
        return sk_fail(info, SK_ERR_INVALID, "'%.80s' is no region; write one as cn-hangzhou",
                       config->region);
    }
    enum sk_err err = sk_sim_handler_init(&sim->handler, sk_clock_system());
    sim->has_backoff = true;
    if (err) {
        return sk_fail(info, err, "cannot get random bytes from the system");
    }
    sim->handler.keys = &sim->keys;
    sim->handler.clock_offset_s = config->clock_offset_s;
    sim->handler.wait = wait_for;
    sim->handler.wait_data = sim;
    sim->handler.service = (struct sk_sim_service){ .store = sim->store,
                                                    .region = config->region,
                                                    .also_region = config->also_region,
                                                    .rebind = config->rebind,
                                                    .any_instance = config->any_instance,
                                                    .visible_after = config->visible_after };
    err = sk_sim_log_open(&sim->handler.log, config->log_path, info);
    return err ? err : sk_sim_reload_rules(sim, info);
}

/* Written beside it and renamed, so that whoever waits for the file never reads half of it. */
static enum sk_err write_ca(const char *path, const char *pem, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    struct sk_buf beside = SK_BUF_INIT(4096 + 8);
    if (sk_buf_addf(&beside, "%s.new", path)) {
        return sk_fail(info, SK_ERR_INVALID, "the name of the CA file is too long");
    }
    size_t length = strlen(pem);
    int fd = open(beside.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && write(fd, pem, length) == (ssize_t)length;
    ok = (fd < 0 || close(fd) == 0) && ok;
    if (!ok || rename(beside.data, path) != 0) {
        err = sk_fail(info, SK_ERR_IO, "cannot write the CA file '%s': %s", path, strerror(errno));
    }
    sk_buf_finish(&beside);
    return err;
}

static enum sk_err start_https(struct sk_sim *sim, struct sk_err_info *info) {
    const struct sk_sim_config *config = &sim->config;
    struct sk_sim_certificate certificate = { 0 };
    /* The loopback addresses are in it anyway. */
    bool is_usual = strcmp(config->listen, "127.0.0.1") == 0 || strcmp(config->listen, "::1") == 0;
    enum sk_err err = sk_sim_certificate_make(&certificate, config->certificate,
                                              is_usual ? NULL : config->listen, info);
    if (!err) {
        err = sk_sim_server_create(&sim->https, &sim->handler, config->listen,
                                   (uint16_t)config->https_port, &certificate, info);
    }
    if (!err && config->ca_out) {
        err = write_ca(config->ca_out, certificate.ca, info);
    }
    sk_sim_certificate_finish(&certificate);
    return err;
}

static bool is_ip_address(const char *text) {
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static enum sk_err start(struct sk_sim *sim, struct sk_err_info *info) {
    const struct sk_sim_config *config = &sim->config;
    if (!is_ip_address(config->listen)) { /* it goes into the certificate, too */
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.80s' is no IP address; write it in numbers, as 127.0.0.1",
                       config->listen);
    }
    enum sk_err err = init_stop(sim);
    if (err) {
        return sk_fail(info, err, "out of memory");
    }
    err = fill_keys(sim, info);
    err = err ? err : fill_store(sim, info);
    err = err ? err : init_handler(sim, info);
    if (!err && config->http_port != SK_SIM_NO_PORT) {
        err = sk_sim_server_create(&sim->http, &sim->handler, config->listen,
                                   (uint16_t)config->http_port, NULL, info);
    }
    if (!err && config->https_port != SK_SIM_NO_PORT) {
        err = start_https(sim, info);
    }
    return err;
}

enum sk_err sk_sim_create(struct sk_sim **out, const struct sk_sim_config *config,
                          struct sk_err_info *info) {
    struct sk_sim *sim = calloc(1, sizeof(*sim));
    if (!sim) {
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    sim->config = *config;
    enum sk_err err = start(sim, info);
    if (err) {
        sk_sim_destroy(sim);
        return err;
    }
    *out = sim;
    return SK_OK;
}

void sk_sim_destroy(struct sk_sim *sim) {
    if (!sim) {
        return;
    }
    if (sim->has_stop) {
        pthread_mutex_lock(&sim->stop_lock);
        sim->is_stopping = true;
        pthread_cond_broadcast(&sim->stop_cond);
        pthread_mutex_unlock(&sim->stop_lock);
    }
    sk_sim_server_destroy(sim->http);
    sk_sim_server_destroy(sim->https);
    if (sim->has_backoff) {
        sk_sim_handler_finish(&sim->handler);
    }
    sk_sim_store_destroy(sim->store);
    sk_sim_keys_finish(&sim->keys);
    if (sim->has_stop) {
        pthread_cond_destroy(&sim->stop_cond);
        pthread_mutex_destroy(&sim->stop_lock);
    }
    free(sim);
}

int sk_sim_http_port(const struct sk_sim *sim) {
    return sim->http ? sk_sim_server_port(sim->http) : 0;
}

int sk_sim_https_port(const struct sk_sim *sim) {
    return sim->https ? sk_sim_server_port(sim->https) : 0;
}
