/* kiosk.h — an app without network in a test's own time: real threads and a real journal, a clock
 * that the test moves on. Define _XOPEN_SOURCE or _GNU_SOURCE before anything else is included. */
#ifndef SK_TESTS_APP_KIOSK_H
#define SK_TESTS_APP_KIOSK_H

#include "scratch.h"

#include "app/core/app.h"
#include "app/core/parts.h"
#include "app/settings/config.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define LIMIT_MS 20000

static struct sk_config config;
static struct sk_config_problems problems;
static struct sk_app *app;
static _Atomic sk_ms passed;       /* by both clocks */
static _Atomic int64_t wall_moved; /* by somebody who set it */

static inline sk_ms real_now(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

static inline sk_ms test_now(struct sk_clock *clock) {
    (void)clock;
    return real_now() + passed;
}

static inline int64_t test_wall(struct sk_clock *clock) {
    (void)clock;
    return sk_clock_system()->ops->wall(sk_clock_system()) + passed + wall_moved;
}

static inline struct sk_clock *test_clock(void) {
    static const struct sk_clock_ops ops = { .now = test_now, .wall = test_wall };
    static struct sk_clock clock = { .ops = &ops };
    return &clock;
}

static inline void wake(void *data) {
    (void)data;
}

static inline const struct sk_model *model(void) {
    return sk_app_model(app);
}

static inline void breathe(void) {
    const struct timespec moment = { .tv_nsec = 1000000 };
    (void)nanosleep(&moment, NULL);
    (void)sk_app_turn(app);
}

#define WAIT_FOR(condition)                                                                        \
    for (sk_ms limit = real_now() + LIMIT_MS; !(condition);) {                                     \
        if (real_now() > limit) {                                                                  \
            fail_msg("never: %s; screen %d: %s", #condition, (int)model()->screen, model()->what); \
        }                                                                                          \
        breathe();                                                                                 \
    }

static inline void set(const char *name, const char *value) {
    sk_config_set(&config, name, value, "test", &problems);
}

static inline void start(void) {
    struct sk_err_info info = { "" };
    if (sk_app_create(&app, &config, &problems, test_clock(), sk_app_real_parts(), wake, NULL,
                      &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    WAIT_FOR(sk_app_is_ready(app));
}

/* Settings of a bench whose cloud does not answer; more with set(), then start(). */
static inline int make_bench(void **state) {
    if (scratch_make(state) != 0 || sk_config_init(&config) != SK_OK) {
        return -1;
    }
    memset(&problems, 0, sizeof(problems));
    passed = 0;
    wall_moved = 0;
    set("journal.path", scratch_file("journal.db"));
    set("cloud.region", "cn-hangzhou");
    set("cloud.endpoint", "127.0.0.1:1");
    config.demo_key_id = "id";
    config.demo_key_secret = "secret";
    return 0;
}

static inline int finish_bench(void **state) {
    sk_app_destroy(app);
    app = NULL;
    sk_config_finish(&config);
    return scratch_remove(state);
}

static inline void push(const char *text, enum sk_scan_source source) {
    struct sk_scan scan = { .source = source, .at = test_now(NULL) };
    struct sk_scan_sink *sink = sk_app_sink(app);
    sk_scan_set_text(&scan, text, strlen(text));
    assert_true(sink->ops->push(sink, &scan));
}

static inline void pass(sk_ms ms) {
    passed += ms;
    (void)sk_app_turn(app);
}

#endif
