/* grid.h — labels of one size on a page, in rows and columns, with lines to cut along. */
#ifndef SK_PAPER_GRID_H
#define SK_PAPER_GRID_H

#include "paper/drawing.h"

#include <stddef.h>

/* How far apart codes must be so that an imager reads the one that is aimed at, and no other.
 *
 * Taken for it: hand-held imagers see some 40 by 30 degrees, and are held 10 to 15 cm away
 * (2 · 150 mm · tan 20° = 109 mm, so half of it is 55 mm; 80 mm the other way). Wherever on a code
 * one aims, also at its edge, no other code may then be read. Of a QR code all must be seen for
 * that, so from one to the far edge of the next it is more than SK_CODES_APART_MM. Of bars a part
 * of their height is enough: an imager that is turned by 90 degrees reads but the one that is aimed
 * at where it is aimed at the middle of it. test_codes_apart looks at pages so. Scanners that are
 * set to read only what their aimer touches need less. */
#define SK_CODES_APART_MM 55.0

/* Plain value; millimetres. */
struct sk_grid {
    size_t columns, rows;
    double width, height;      /* of a label */
    double gutter_x, gutter_y; /* between labels */
};

size_t sk_grid_pages(const struct sk_grid *grid, size_t labels);
/* The place of a label (from 0) on its page, the grid being in the middle of the paper. */
struct sk_paper_place sk_grid_place(const struct sk_grid *grid, enum sk_paper_size size,
                                    size_t index);
/* Lines around it. */
void sk_grid_cut_lines(struct sk_pen *pen, struct sk_paper_place place);

#endif
