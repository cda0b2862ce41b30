/* stamp.h — wall-clock times as texts: for many rows in a row, and in the names of files. */
#ifndef SK_JOURNAL_STAMP_H
#define SK_JOURNAL_STAMP_H

#include "base/clock.h"

#include <stddef.h>
#include <stdint.h>

/* Plain value; zero to begin with. One thread. */
struct sk_stamp {
    int64_t block; /* the quarter of an hour that text begins */
    char text[SK_CLOCK_TEXT_SIZE];
    int minute;
};

/* What sk_clock_format() gives, at a tenth of its cost when times follow each other. out has
 * SK_CLOCK_TEXT_SIZE bytes. Returns the length. */
size_t sk_stamp_format(struct sk_stamp *stamp, int64_t wall_ms, char out[SK_CLOCK_TEXT_SIZE]);

/* "20260106T091205", local time; "" if there is no such time. */
#define SK_STAMP_NAME_SIZE 24
void sk_stamp_name(int64_t wall_ms, char out[SK_STAMP_NAME_SIZE]);

/* "Asia/Shanghai, UTC+08:00": the machine's time zone by its name, where it has one, and how far it
 * was from UTC at wall_ms. */
#define SK_STAMP_ZONE_SIZE 80
void sk_stamp_zone(int64_t wall_ms, char out[SK_STAMP_ZONE_SIZE]);

#endif
