/* timed_cond.h — condition variables whose waits are durations: setting the wall clock changes none
 * of them. */
#ifndef SK_BASE_TIMED_COND_H
#define SK_BASE_TIMED_COND_H

#include "base/clock.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

/* A condition variable, on the caller's memory, whose timed waits go by CLOCK_MONOTONIC; ends with
 * pthread_cond_destroy(). False: there is no memory, and nothing to destroy. */
bool sk_timed_cond_init(pthread_cond_t *condition);

/* The point for pthread_cond_timedwait() that is wait ms (0 or more) from now. Any thread. */
struct timespec sk_timed_cond_after(sk_ms wait);

#endif
