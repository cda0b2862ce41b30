/* today.h — how many devices that were scanned today are bound: the figure that a worker watches.
 * Pure. Thread: whoever owns the value. */
#ifndef SK_APP_CORE_TODAY_H
#define SK_APP_CORE_TODAY_H

#include <stdbool.h>
#include <stdint.h>

struct sk_today {
    int64_t end_ms;       /* wall time; the next local midnight */
    int64_t first_number; /* of the pairs that were scanned today, or will be */
    int32_t bound;
};

/* first_number, bound: what the journal has of the day that wall_ms is in. */
void sk_today_begin(struct sk_today *today, int64_t wall_ms, int64_t first_number, int64_t bound);

/* A day that is over counts no more; next_number: of the next pair. */
void sk_today_pass(struct sk_today *today, int64_t wall_ms, int64_t next_number);

/* The pair's binding was confirmed, once; or was taken away. */
void sk_today_bound(struct sk_today *today, int64_t number);
void sk_today_undone(struct sk_today *today, int64_t number);

#endif
