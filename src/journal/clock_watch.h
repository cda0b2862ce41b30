/* clock_watch.h — has somebody moved the wall clock? Pure: both clocks' readings go in. */
#ifndef SK_JOURNAL_CLOCK_WATCH_H
#define SK_JOURNAL_CLOCK_WATCH_H

#include "base/clock.h"

#include <stdbool.h>

/* Between two looks, the drift of the clocks stays far below this. */
#define SK_CLOCK_JUMP_MS 1000

/* Zero to begin with. Plain value. */
struct sk_clock_watch {
    bool has_seen;
    int64_t wall_ms;
    sk_ms mono_ms;
};

/* By how much the wall clock moved against the monotonic one since the last look, in ms; 0: by less
 * than SK_CLOCK_JUMP_MS, or it is the first look. Smaller moves are not added up: a clock that is
 * corrected slowly does not jump. */
int64_t sk_clock_watch_look(struct sk_clock_watch *watch, int64_t wall_ms, sk_ms mono_ms);

#endif
