/* budget.h — how long a picture may take, by a clock that is asked between steps. */
#ifndef SK_INPUT_CAMERA_BUDGET_H
#define SK_INPUT_CAMERA_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* CPU time of the creating thread is what a picture costs, however busy the machine is; wall time
 * is how long somebody waits. Whichever is used up first ends it. */
struct sk_budget {
    int64_t begin_us; /* of CLOCK_MONOTONIC */
    int64_t end_us;
    int64_t cpu_begin_us; /* of the thread's CPU clock */
    int64_t cpu_end_us;
};

/* Microseconds of CLOCK_MONOTONIC. Any thread. */
int64_t sk_budget_now_us(void);

/* From now on, for so many microseconds of CPU time, and so many of wall time. */
struct sk_budget sk_budget_of(int64_t cpu_us, int64_t wall_us);

/* Microseconds left of whichever ends first; 0 or less when it is used up. Creating thread only. */
int64_t sk_budget_left_us(const struct sk_budget *budget);

/* Microseconds of CPU time since creation. Creating thread only. */
int64_t sk_budget_used_us(const struct sk_budget *budget);

#endif
