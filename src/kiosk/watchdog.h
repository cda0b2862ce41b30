/* watchdog.h — when the system's watchdog is fed: only while what has to be on the screen is on the
 * screen. Pure: no clock, no I/O. Thread: one. */
#ifndef SK_KIOSK_WATCHDOG_H
#define SK_KIOSK_WATCHDOG_H

#include "base/clock.h"

#include <stdbool.h>

/* A screen that does not take its picture for so long, in ms, is frozen. Shorter ones are a window
 * between two sizes, or a screen that is being plugged in. */
#define SK_WATCHDOG_FROZEN_MS 10000

struct sk_watchdog {
    sk_ms limit;       /* unfed for so long, the system ends the program; 0: nobody watches */
    sk_ms fed_at;      /* -1: not yet */
    sk_ms looked_at;   /* the last turn */
    sk_ms stale_since; /* the screen lacks what it has to show; -1: it has it */
};

/* limit in ms, as the system says; 0: nobody watches. */
void sk_watchdog_init(struct sk_watchdog *self, sk_ms limit);

/* After each look at the screen. is_shown: it has the newest picture, or nobody can see it, so that
 * there is nothing to show. True: feed it now. */
bool sk_watchdog_turn(struct sk_watchdog *self, sk_ms now, bool is_shown);

/* When the next turn must be at the latest; -1: nobody watches. */
sk_ms sk_watchdog_deadline(const struct sk_watchdog *self);

#endif
