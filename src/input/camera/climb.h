/* climb.h — the corners of a code, moved until the picture agrees best with what must be there.
 * Pure. */
#ifndef SK_INPUT_CAMERA_CLIMB_H
#define SK_INPUT_CAMERA_CLIMB_H

#include "input/camera/symbol.h"

#define SK_CLIMB_CORNERS 4

struct sk_climb {
    float (*agreement)(const void *data, const struct sk_point p[SK_CLIMB_CORNERS]);
    const void *data;
    float unit;                    /* pixels of a module */
    float reach[SK_CLIMB_CORNERS]; /* 1; more for a corner that is known less */
};

/* Moves one coordinate at a time by smaller and smaller steps, as long as it helps. Returns how
 * much the corners agree then. */
float sk_climb(const struct sk_climb *climb, struct sk_point p[SK_CLIMB_CORNERS]);

#endif
