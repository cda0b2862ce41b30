/* shift_options.h — when shifts end and when it is night, out of the settings. Pure. */
#ifndef SK_APP_SETTINGS_SHIFT_OPTIONS_H
#define SK_APP_SETTINGS_SHIFT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define SK_SHIFT_ENDS_MAX 12

/* Minutes of the local day. Plain value. */
struct sk_shift_times {
    int32_t minutes[SK_SHIFT_ENDS_MAX];
    int32_t count;
};

/* "06:00, 14:00, 22:00"; "": none. False: it is anything else; *out is untouched then. */
bool sk_shift_ends(const char *text, struct sk_shift_times *out);

/* From one end to the next; wall clock, the end not included. Plain value. */
struct sk_shift_span {
    int64_t from_ms;
    int64_t to_ms;
};

/* back 0: the shift that runs at wall_ms, which is its end then; 1: the one before, and so on to
 * SK_SHIFTS_BACK. Without any time a shift is a day. By the local clock, whose summer time makes
 * shifts of 7 and 9 hours. */
#define SK_SHIFTS_BACK 3
struct sk_shift_span sk_shift_at(const struct sk_shift_times *times, int64_t wall_ms, int32_t back);

/* Minutes of the local day; from == to: there is no night. Plain value. */
struct sk_night {
    int32_t from;
    int32_t to;
};

/* "22:00-06:00"; "": none. False: it is anything else; *out is untouched then. */
bool sk_night_hours(const char *text, struct sk_night *out);

#endif
