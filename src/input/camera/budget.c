#include "input/camera/budget.h"

#include <time.h>

int64_t sk_budget_now_us(void) {
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct sk_budget sk_budget_of(int milliseconds) {
    int64_t now = sk_budget_now_us();
    return (struct sk_budget){ .begin_us = now, .end_us = now + (int64_t)milliseconds * 1000 };
}

int64_t sk_budget_left_us(const struct sk_budget *budget) {
    return budget->end_us - sk_budget_now_us();
}
