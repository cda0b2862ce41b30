/* canvas.h — pixels in memory, and the few ways of painting on them, with soft edges. Knows no
 * screen, no font and no SDL. One canvas, one thread at a time. */
#ifndef SK_UI_CANVAS_H
#define SK_UI_CANVAS_H

#include "ui/draw.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 32 bits a pixel, 0x00RRGGBB in the machine's byte order; the pixels are the caller's. */
struct sk_canvas {
    uint32_t *pixels;
    int32_t width, height;
    int32_t pitch; /* pixels from one row to the next */
};

#define SK_PATH_POINTS 1024
#define SK_PATH_CONTOURS 48

/* Closed outlines, filled together: what lies in any of them is painted once (or, with
 * is_even_odd, what lies in an odd number of them). */
struct sk_path {
    float x[SK_PATH_POINTS], y[SK_PATH_POINTS]; /* px */
    size_t count;
    size_t ends[SK_PATH_CONTOURS]; /* index behind each contour's last point */
    size_t contours;
    bool is_even_odd;
};

void sk_path_clear(struct sk_path *path);
/* Points beyond the room are left out. */
void sk_path_point(struct sk_path *path, float x, float y);
/* Points along a circle from angle `from` to `to` (radians, clockwise on the screen). */
void sk_path_arc(struct sk_path *path, float x, float y, float radius, float from, float to);
void sk_path_rounded(struct sk_path *path, float x, float y, float w, float h, float radius);
/* Ends the contour and turns it clockwise. */
void sk_path_close(struct sk_path *path);

void sk_canvas_path(struct sk_canvas *canvas, const struct sk_path *path, sk_colour colour);
void sk_canvas_box(struct sk_canvas *canvas, struct sk_rect rect, sk_colour colour);
/* A frame of diagonal stripes inside rect. */
void sk_canvas_stripes(struct sk_canvas *canvas, struct sk_rect rect, int32_t stroke,
                       sk_colour colour, sk_colour paper);
/* Paints colour through a mask of w * h bytes (0 keeps what is there) at x, y. */
void sk_canvas_mask(struct sk_canvas *canvas, int32_t x, int32_t y, int32_t w, int32_t h,
                    const uint8_t *mask, sk_colour colour);

#endif
