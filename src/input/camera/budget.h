/* budget.h — how long a picture may take, by a clock that is asked between steps. */
#ifndef SK_INPUT_CAMERA_BUDGET_H
#define SK_INPUT_CAMERA_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct sk_budget {
    int64_t begin_us; /* of CLOCK_MONOTONIC */
    int64_t end_us;
};

/* Microseconds of CLOCK_MONOTONIC. Any thread. */
int64_t sk_budget_now_us(void);

/* From now on, for so many milliseconds. */
struct sk_budget sk_budget_of(int milliseconds);

/* Microseconds that are left; 0 or less when it is used up. */
int64_t sk_budget_left_us(const struct sk_budget *budget);

#endif
