#include "app/model/duration.h"

#include <stdio.h>

#define SECOND_MS 1000
#define SECONDS_MAX 359999999

void sk_duration_text(int64_t ms, char out[SK_DURATION_SIZE]) {
    int64_t rounded = (ms + SECOND_MS / 2) / SECOND_MS;
    int seconds = rounded < SECONDS_MAX ? (int)rounded : SECONDS_MAX;
    if (ms < 0) {
        (void)snprintf(out, SK_DURATION_SIZE, "–");
    } else if (seconds < 60) {
        (void)snprintf(out, SK_DURATION_SIZE, "%d s", seconds);
    } else if (seconds < 3600) {
        (void)snprintf(out, SK_DURATION_SIZE, "%d min %02d s", seconds / 60, seconds % 60);
    } else {
        (void)snprintf(out, SK_DURATION_SIZE, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
}
