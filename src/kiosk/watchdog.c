#include "kiosk/watchdog.h"

#define PART 4 /* fed so many times within the limit, so that a slow turn or two do no harm */

void sk_watchdog_init(struct sk_watchdog *self, sk_ms limit) {
    *self = (struct sk_watchdog){ .limit = limit, .fed_at = -1, .stale_since = -1 };
}

bool sk_watchdog_turn(struct sk_watchdog *self, sk_ms now, bool is_shown) {
    if (self->limit <= 0) {
        return false;
    }
    self->looked_at = now;
    if (is_shown) {
        self->stale_since = -1;
    } else if (self->stale_since < 0) {
        self->stale_since = now;
    }
    bool is_frozen = !is_shown && now - self->stale_since >= SK_WATCHDOG_FROZEN_MS;
    bool is_due = self->fed_at < 0 || now - self->fed_at >= self->limit / PART;
    if (is_frozen || !is_due) {
        return false;
    }
    self->fed_at = now;
    return true;
}

sk_ms sk_watchdog_deadline(const struct sk_watchdog *self) {
    if (self->limit <= 0) {
        return -1;
    }
    sk_ms part = self->limit / PART;
    sk_ms due = self->fed_at < 0 ? self->looked_at : self->fed_at + part;
    /* One that is due and was not fed is looked at again a part later, not at once. */
    return due > self->looked_at ? due : self->looked_at + part;
}
