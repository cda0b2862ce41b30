/* place.h — where on paper, and in which colour. */
#ifndef SK_PAPER_PLACE_H
#define SK_PAPER_PLACE_H

#include <stdint.h>

/* A dot of a PNG, and what the modules of codes are multiples of: at 300, 600 and 1200 dots an inch
 * each module of a code then has the same width. */
#define SK_DOT_MM (25.4 / 300)

/* What printers leave white at each edge, at most. */
#define SK_UNPRINTABLE_MM 5.0

/* 0xRRGGBB. */
typedef uint32_t sk_paper_colour;
#define SK_PAPER_BLACK 0x000000u
#define SK_PAPER_GREY 0x707070u
#define SK_PAPER_WHITE 0xffffffu

/* Millimetres. */
struct sk_paper_place {
    double x, y, w, h;
};

#endif
