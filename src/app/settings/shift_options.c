#include "app/settings/shift_options.h"

#include <string.h>

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
