#include "paper/pen_surface.h"

void sk_pen_ink(struct sk_pen *pen, sk_paper_colour colour) {
    cairo_set_source_rgb(pen->cairo, (colour >> 16) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0);
}

void sk_pen_add(struct sk_pen *pen, struct sk_paper_place place) {
    cairo_rectangle(pen->cairo, sk_points(place.x), sk_points(place.y), sk_points(place.w),
                    sk_points(place.h));
}
