#include "app/core/today.h"

#include "base/clock.h"

void sk_today_begin(struct sk_today *today, int64_t wall_ms, int64_t first_number, int64_t bound) {
    *today = (struct sk_today){ .end_ms = sk_clock_midnight(wall_ms, 1),
                                .first_number = first_number,
                                .bound = bound > INT32_MAX ? INT32_MAX : (int32_t)bound };
}

void sk_today_pass(struct sk_today *today, int64_t wall_ms, int64_t next_number) {
    if (today->end_ms > 0 && wall_ms >= today->end_ms) {
        sk_today_begin(today, wall_ms, next_number, 0);
    }
}

void sk_today_bound(struct sk_today *today, int64_t number) {
    today->bound += number >= today->first_number && today->bound < INT32_MAX;
}

void sk_today_undone(struct sk_today *today, int64_t number) {
    today->bound -= number >= today->first_number && today->bound > 0;
}
