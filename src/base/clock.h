/* clock.h — time as a trait, so that tests hand in their own.
 *
 * Two times, never mixed: sk_ms counts milliseconds of a monotonic clock and is what time-outs
 * use; wall time is for the log and for people, and may jump. */
#ifndef SK_BASE_CLOCK_H
#define SK_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t sk_ms; /* milliseconds; a point on the monotonic clock or a length */

struct sk_clock {
    const struct sk_clock_ops *ops;
};

struct sk_clock_ops {
    /* Monotonic, starts anywhere, never goes back. Any thread. */
    sk_ms (*now)(struct sk_clock *clock);
    /* Milliseconds since 1970-01-01T00:00:00Z by the machine's clock. Any thread. */
    int64_t (*wall)(struct sk_clock *clock);
};

/* The earlier of two deadlines; -1 is never. Pure. */
sk_ms sk_earlier(sk_ms a, sk_ms b);

/* The machine's clocks (CLOCK_MONOTONIC, CLOCK_REALTIME). Borrowed, static, any thread. */
struct sk_clock *sk_clock_system(void);

/* The local midnight that the day of wall_ms began with, and days more: milliseconds since
 * 1970-01-01T00:00:00Z; 0 if there is none. */
int64_t sk_clock_midnight(int64_t wall_ms, int days);

/* RFC 3339 with milliseconds and the local offset: 2026-11-24T18:20:05.123+01:00.
 * out_size is in bytes; SK_CLOCK_TEXT_SIZE suffices. Writes "" for a time that has no such form. */
#define SK_CLOCK_TEXT_SIZE 36
void sk_clock_format(int64_t wall_ms, char *out, size_t out_size);

#endif
