/* flood.h — lines of a log that come again and again: each is let through once in a while, and the
 * others are counted. Pure machine: no clock, no thread.
 *
 * Of what was held back it is told how often it came, at the next line after its time is over, or
 * when all is let go; nothing wakes up for it. */
#ifndef SK_APP_LOGGING_FLOOD_H
#define SK_APP_LOGGING_FLOOD_H

#include "base/clock.h"
#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_FLOOD_WINDOW_MS 30000 /* in which a line is let through once */
#define SK_FLOOD_LINES 16        /* different ones that are remembered */
#define SK_FLOOD_TEXT_SIZE 512   /* lines that differ only behind that are the same */

/* A line that was let through, and how often it came since. Plain value. */
struct sk_flood_line {
    enum sk_log_level level;
    const char *module; /* static */
    char text[SK_FLOOD_TEXT_SIZE];
    sk_ms since;
    int64_t held;
};

struct sk_flood {
    struct sk_flood_line lines[SK_FLOOD_LINES]; /* oldest first */
    size_t count;
};

void sk_flood_init(struct sk_flood *flood);

/* To be called until it returns false, before each line (all: false) and at the end (all: true):
 * *out is a line whose time is over, of which held more came than were let through. */
bool sk_flood_next(struct sk_flood *flood, sk_ms now, bool all, struct sk_flood_line *out);

/* True: this line is to be written. False: it was counted. */
bool sk_flood_take(struct sk_flood *flood, enum sk_log_level level, const char *module,
                   const char *text, sk_ms now);

#endif
