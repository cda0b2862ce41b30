/* finger.h — a finger that finds what it touches by its word or its meaning, wherever it is
 * (shown.h). Thread: one. */
#ifndef SK_E2E_FINGER_H
#define SK_E2E_FINGER_H

#include "monitor.h"
#include "shown.h"

#include <stdbool.h>

/* What is to be touched. */
struct finger_aim {
    const char *kind; /* NULL: of any */
    const char *text; /* NULL: the one of that number */
    int a, b;         /* b -1: any */
};

/* Touches it once it is there and the screen has been the same for as long as a hand takes: what
 * comes under a finger that is on its way is not touched (ui/loop.c). log: of a kiosk at debug
 * level. False: it did not come in 30 seconds. *shown: the newest screen. */
bool finger_touch(struct monitor *monitor, const char *log, const struct finger_aim *aim,
                  struct shown *shown);

#endif
