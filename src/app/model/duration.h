/* duration.h — how long something took, in a few characters that all languages share. Pure. */
#ifndef SK_APP_MODEL_DURATION_H
#define SK_APP_MODEL_DURATION_H

#include <stdint.h>

/* "45 s", "1 min 05 s", "1 h 05 min"; "–": not known (below 0). */
#define SK_DURATION_SIZE 32
void sk_duration_text(int64_t ms, char out[SK_DURATION_SIZE]);

#endif
