#include "journal/clock_watch.h"

int64_t sk_clock_watch_look(struct sk_clock_watch *watch, int64_t wall_ms, sk_ms mono_ms) {
    int64_t moved = watch->has_seen ? (wall_ms - watch->wall_ms) - (mono_ms - watch->mono_ms) : 0;
    *watch = (struct sk_clock_watch){ .has_seen = true, .wall_ms = wall_ms, .mono_ms = mono_ms };
    return moved > SK_CLOCK_JUMP_MS || moved < -SK_CLOCK_JUMP_MS ? moved : 0;
}
