/* pen.h — draws on one page, in millimetres from its upper left corner.
 *
 * A pen is lent to whoever draws a page (drawing.h) and is gone afterwards. What cannot be drawn is
 * remembered by the pen and told by whoever lent it (output.h). One thread. */
#ifndef SK_PAPER_PEN_H
#define SK_PAPER_PEN_H

#include "paper/place.h"

#include <stdbool.h>

struct sk_pen;

double sk_pen_page_width(const struct sk_pen *pen);
double sk_pen_page_height(const struct sk_pen *pen);

void sk_pen_box(struct sk_pen *pen, struct sk_paper_place place, sk_paper_colour colour);
/* Dashed, where scissors go. */
void sk_pen_cut_line(struct sk_pen *pen, double x0, double y0, double x1, double y1);

enum sk_paper_align { SK_PAPER_ALIGN_LEFT, SK_PAPER_ALIGN_CENTRE, SK_PAPER_ALIGN_RIGHT };

struct sk_lettering {
    double largest; /* height of the font, mm */
    double least;   /* smaller than this it is cut with an ellipsis instead */
    sk_paper_colour colour;
    enum sk_paper_align align; /* of a text that runs to the right; one to the left is mirrored */
    bool is_bold;
    bool is_mono;
    bool is_line; /* in one line, unless even the least size is too large for that */
};

/* Writes text (UTF-8, any script) into the place, in as many lines as need be, in the middle of its
 * height, as large as it fits. Returns the height that it takes, in mm. False in *is_whole (may be
 * NULL): it was cut. */
double sk_pen_text(struct sk_pen *pen, struct sk_paper_place place,
                   const struct sk_lettering *lettering, const char *text, bool *is_whole);

#endif
