/* preview.h — what a camera sees, painted into a place on the screen: the picture fitted in,
 * mirrored or turned, the aim frame, and an outline around each label that was read. Knows no
 * camera; whoever has one fills in struct sk_preview. Pure; one canvas, one thread at a time. */
#ifndef SK_UI_PREVIEW_H
#define SK_UI_PREVIEW_H

#include "ui/canvas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_PREVIEW_MARKS 16

/* Each has its own colour, line and badge, so that colour alone never makes the difference. */
enum sk_preview_kind {
    SK_PREVIEW_FOREIGN, /* grey, corners only: read, but no label of ours */
    SK_PREVIEW_WAIT,    /* amber, dashed, hourglass: hold still */
    SK_PREVIEW_TAKEN,   /* green, one solid line, tick: has counted */
    SK_PREVIEW_REFUSED, /* red, a double line, cross: two of a kind are in view */
};

struct sk_preview_mark {
    float x[4], y[4]; /* corners in order around the label, px of the picture before any turn */
    enum sk_preview_kind kind;
};

struct sk_preview {
    const uint8_t *grey;   /* borrowed; 0 black to 255 white, rows from the top */
    int32_t width, height; /* px; 0: there is no picture */
    int32_t stride;        /* bytes from one row to the next */
    int32_t turn;          /* degrees clockwise: 0, 90, 180 or 270 */
    bool is_mirrored;      /* left and right exchanged, after the turn */
    bool is_past;          /* it was taken once: nobody aims */
    size_t mark_count;
    struct sk_preview_mark marks[SK_PREVIEW_MARKS];
};

/* Where in place the picture comes to lie: as large as fits whole, in the middle. */
struct sk_rect sk_preview_fit(struct sk_rect place, const struct sk_preview *preview);

/* Paints the whole of place; what the picture leaves free is dark. Nothing outside place is
 * touched. A preview without a picture is painted as sk_preview_paint_empty(). */
void sk_preview_paint(struct sk_canvas *canvas, struct sk_rect place,
                      const struct sk_preview *preview);

/* Before the first picture: a dark box, a camera, the aim frame. */
void sk_preview_paint_empty(struct sk_canvas *canvas, struct sk_rect place);

#endif
