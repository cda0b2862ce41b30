#include "cli/turn.h"

bool sk_turn_until(struct sk_app *app, struct sk_wakeup *wakeup, bool (*done)(void *data),
                   void *data, sk_ms limit) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + limit;
    for (;;) {
        sk_ms wait = sk_app_turn(app);
        sk_ms left = end - clock->ops->now(clock);
        if (done(data)) {
            return true;
        }
        if ((limit >= 0 && left <= 0) || sk_wakeup_is_asked_to_end()) {
            return false;
        }
        sk_wakeup_wait(wakeup, limit >= 0 ? sk_earlier(wait, left) : wait);
    }
}

/* If it never will be, the wait is over, too. */
static bool is_open_or_broken(void *data) {
    const struct sk_app *app = data;
    return sk_app_is_ready(app) || sk_app_model(app)->screen == SK_SCREEN_PROBLEM;
}

bool sk_turn_until_ready(struct sk_app *app, struct sk_wakeup *wakeup, sk_ms limit) {
    (void)sk_turn_until(app, wakeup, is_open_or_broken, app, limit);
    return sk_app_is_ready(app);
}
