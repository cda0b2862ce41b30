#include "base/timed_cond.h"

bool sk_timed_cond_init(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    bool has_attributes = pthread_condattr_init(&attributes) == 0;
    bool good = has_attributes && pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(condition, &attributes) == 0;
    if (has_attributes) {
        (void)pthread_condattr_destroy(&attributes); /* holds nothing */
    }
    return good;
}

struct timespec sk_timed_cond_after(sk_ms wait) {
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(wait / 1000);
    until.tv_nsec += (long)(wait % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return until;
}
