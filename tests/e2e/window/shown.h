/* shown.h — what the kiosk says is on its screen (ui/touch_log.h), read out of its log: texts, and
 * where what can be touched is. So a test touches a button by its word, wherever it is. */
#ifndef SK_E2E_SHOWN_H
#define SK_E2E_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

struct shown_target {
    char kind[16]; /* "button", "supervisor", "glass", … */
    int a, b;
    int x, y, width, height; /* px */
    char text[256];          /* "" if only an icon is on it */
};

struct shown {
    unsigned number;
    int width, height; /* px */
    size_t target_count;
    struct shown_target targets[96];
    char texts[16384]; /* a line a paragraph */
};

/* The newest screen that is whole in that log. False: there is none yet. */
bool shown_read(const char *log, struct shown *shown);

/* The one that has exactly this text; else the first whose text begins with it. kind: NULL for any.
 * NULL: there is none. */
const struct shown_target *shown_find(const struct shown *shown, const char *kind,
                                      const char *text);
/* The one of that kind and number; b -1: whatever its second number is. */
const struct shown_target *shown_number(const struct shown *shown, const char *kind, int a, int b);

#endif
