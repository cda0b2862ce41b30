/* viewport.h — the size of what a screen is drawn on, and what is pressed or focused. */
#ifndef SK_UI_SCREENS_VIEWPORT_H
#define SK_UI_SCREENS_VIEWPORT_H

#include "ui/draw.h"

#include <stdint.h>

struct sk_viewport {
    int32_t width, height;   /* px */
    int32_t ppi;             /* pixels an inch of the display; 0: unknown */
    int32_t distance;        /* mm from the eye to the display at work; 0: 600 */
    uint32_t labels_page;    /* of the demo's labels; beyond the last the first comes again */
    bool is_silent;          /* no cue can be heard */
    struct sk_touch pressed; /* what a finger is on; kind NONE if none is */
    struct sk_touch focus;   /* what the arrow keys went to; kind NONE for nothing */
};

#endif
