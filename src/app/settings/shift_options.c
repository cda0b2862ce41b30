#include "app/settings/shift_options.h"

#include <string.h>
#include <time.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "06:00" at *text, which is moved behind it. */
static bool read_end(const char **text, int32_t *minutes) {
    const char *at = *text;
    if (!is_digit(at[0]) || !is_digit(at[1]) || at[2] != ':' || !is_digit(at[3]) ||
        !is_digit(at[4])) {
        return false;
    }
    int32_t hour = (at[0] - '0') * 10 + at[1] - '0';
    int32_t minute = (at[3] - '0') * 10 + at[4] - '0';
    *minutes = hour * 60 + minute;
    *text = at + 5;
    return hour < 24 && minute < 60;
}

bool sk_shift_ends(const char *text, struct sk_shift_times *out) {
    struct sk_shift_times read = { .count = 0 };
    text += strspn(text, " ");
    while (*text) {
        if (read.count == SK_SHIFT_ENDS_MAX || !read_end(&text, &read.minutes[read.count])) {
            return false;
        }
        read.count++;
        text += strspn(text, " ");
        if (*text == ',') {
            text += 1 + strspn(text + 1, " ");
        } else if (*text) {
            return false;
        }
    }
    *out = read;
    return true;
}

#define DAYS_BACK 2

/* That minute of the local day, so many days before that of wall_ms. */
static int64_t minute_of_day(int64_t wall_ms, int32_t days_back, int32_t minute) {
    time_t now = (time_t)(wall_ms / 1000);
    struct tm tm;
    if (!localtime_r(&now, &tm)) {
        return 0;
    }
    tm.tm_mday -= days_back;
    tm.tm_hour = minute / 60;
    tm.tm_min = minute % 60;
    tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

/* The latest end before `before`, or at it. */
static int64_t end_before(const struct sk_shift_times *times, int64_t before) {
    int64_t latest = 0;
    for (int32_t days = 0; days < DAYS_BACK; days++) {
        for (int32_t i = 0; i < times->count; i++) {
            int64_t end = minute_of_day(before, days, times->minutes[i]);
            latest = end <= before && end > latest ? end : latest;
        }
    }
    return latest;
}

struct sk_shift_span sk_shift_at(const struct sk_shift_times *times, int64_t wall_ms,
                                 int32_t back) {
    static const struct sk_shift_times midnight = { .count = 1 };
    const struct sk_shift_times *ends = times->count > 0 ? times : &midnight;
    struct sk_shift_span shift = { .from_ms = end_before(ends, wall_ms), .to_ms = wall_ms };
    for (int32_t i = 0; i < back && i < SK_SHIFTS_BACK; i++) {
        shift.to_ms = shift.from_ms;
        shift.from_ms = end_before(ends, shift.to_ms - 1);
    }
    return shift;
}

bool sk_night_hours(const char *text, struct sk_night *out) {
    struct sk_night read = { .from = 0 };
    text += strspn(text, " ");
    if (*text == '\0') {
        *out = read;
        return true;
    }
    bool is_good = read_end(&text, &read.from);
    text += strspn(text, " ");
    is_good = is_good && *text == '-';
    text += is_good ? 1 + strspn(text + 1, " ") : 0;
    is_good = is_good && read_end(&text, &read.to) && text[strspn(text, " ")] == '\0';
    if (is_good) {
        *out = read;
    }
    return is_good;
}
