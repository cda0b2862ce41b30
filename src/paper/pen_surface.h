/* pen_surface.h — what a pen is made of. Private to paper. */
#ifndef SK_PAPER_PEN_SURFACE_H
#define SK_PAPER_PEN_SURFACE_H

#include "paper/place.h"

#include <cairo.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#define SK_POINT_MM (25.4 / 72)
#define SK_PEN_TEXT_SIZE 128

/* cairo's units are points, so that fonts are chosen for sizes that they are made for. */
struct sk_pen {
    cairo_t *cairo;                 /* of the page */
    PangoContext *texts;            /* of all pages */
    double width, height;           /* of the page, mm */
    char unknown[SK_PEN_TEXT_SIZE]; /* the first text with a character that no font has; "": none */
    bool lacks_memory;
};

void sk_pen_ink(struct sk_pen *pen, sk_paper_colour colour);
/* Adds a rectangle to the path. */
void sk_pen_add(struct sk_pen *pen, struct sk_paper_place place);

static inline double sk_points(double mm) {
    return mm / SK_POINT_MM;
}

#endif
