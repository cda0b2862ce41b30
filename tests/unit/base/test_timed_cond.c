#include "check.h"

#include "base/timed_cond.h"
#include "base/util.h"

#include <errno.h>

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static int64_t now(void) {
    struct timespec time;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &time), 0);
    return nanoseconds(&time);
}

static void a_point_is_as_far_away_as_it_was_asked_for(void **state) {
    (void)state;
    static const sk_ms waits[] = { 0, 1, 999, 1000, 1001, 59999, 31536000000 };
    for (size_t i = 0; i < SK_ARRAY_LEN(waits); i++) {
        int64_t before = now();
        struct timespec until = sk_timed_cond_after(waits[i]);
        int64_t after = now();
        assert_in_range(until.tv_nsec, 0, 999999999);
        assert_true(nanoseconds(&until) >= before + waits[i] * 1000000);
        assert_true(nanoseconds(&until) <= after + waits[i] * 1000000);
    }
}

/* By another clock the point would be long past, or never come. */
static void a_wait_ends_by_the_monotonic_clock(void **state) {
    (void)state;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition;
    assert_true(sk_timed_cond_init(&condition));
    struct timespec until = sk_timed_cond_after(20);
    int status = 0;
    pthread_mutex_lock(&lock);
    while (status == 0) {
        status = pthread_cond_timedwait(&condition, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
    assert_int_equal(status, ETIMEDOUT);
    assert_true(now() >= nanoseconds(&until));
    assert_int_equal(pthread_cond_destroy(&condition), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_point_is_as_far_away_as_it_was_asked_for),
        SK_TEST(a_wait_ends_by_the_monotonic_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
