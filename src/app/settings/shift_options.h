/* shift_options.h — when shifts end, out of the settings. Pure. */
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

#endif
