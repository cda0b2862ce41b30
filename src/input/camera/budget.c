#include "input/camera/budget.h"

#include <time.h>

static int64_t read_us(clockid_t id) {
    struct timespec now = { 0 };
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t sk_budget_now_us(void) {
    return read_us(CLOCK_MONOTONIC);
}

struct sk_budget sk_budget_of(int64_t cpu_us, int64_t wall_us) {
    int64_t now = read_us(CLOCK_MONOTONIC);
    int64_t cpu_now = read_us(CLOCK_THREAD_CPUTIME_ID);
    return (struct sk_budget){ .begin_us = now,
                               .end_us = now + wall_us,
                               .cpu_begin_us = cpu_now,
                               .cpu_end_us = cpu_now + cpu_us };
}

int64_t sk_budget_left_us(const struct sk_budget *budget) {
    int64_t wall = budget->end_us - read_us(CLOCK_MONOTONIC);
    int64_t cpu = budget->cpu_end_us - read_us(CLOCK_THREAD_CPUTIME_ID);
    return wall < cpu ? wall : cpu;
}

int64_t sk_budget_used_us(const struct sk_budget *budget) {
    return read_us(CLOCK_THREAD_CPUTIME_ID) - budget->cpu_begin_us;
}
