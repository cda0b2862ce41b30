#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t read_clock(clockid_t id) {
    struct timespec t = { 0 };
    (void)clock_gettime(id, &t); /* cannot fail for these two ids */
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static sk_ms system_now(struct sk_clock *clock) {
    (void)clock;
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t system_wall(struct sk_clock *clock) {
    (void)clock;
    return read_clock(CLOCK_REALTIME);
}

struct sk_clock *sk_clock_system(void) {
    static const struct sk_clock_ops ops = { .now = system_now, .wall = system_wall };
    static struct sk_clock clock = { .ops = &ops };
    return &clock;
}

void sk_clock_format(int64_t wall_ms, char *out, size_t out_size) {
    if (out_size == 0) {
        return;
    }
    out[0] = '\0';
    int64_t ms = wall_ms % 1000;
    time_t seconds = (time_t)(wall_ms / 1000);
    if (ms < 0) {
        ms += 1000;
        seconds--;
    }
    struct tm local;
    char date[24];
    char offset[8];
    if (!localtime_r(&seconds, &local) || local.tm_year > 8099 ||
        strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &local) == 0 ||
        strftime(offset, sizeof(offset), "%z", &local) != 5) {
        return;
    }
    (void)snprintf(out, out_size, "%s.%03d%.3s:%.2s", date, (int)ms, offset, offset + 3);
}

sk_ms sk_earlier(sk_ms a, sk_ms b) {
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

int64_t sk_clock_midnight(int64_t wall_ms, int days) {
    struct tm tm;
    time_t moment = (time_t)(wall_ms / 1000);
    if (!localtime_r(&moment, &tm)) {
        return 0;
    }
    tm.tm_mday += days;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}
