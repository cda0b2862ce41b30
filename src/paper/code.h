/* code.h — texts as QR codes and Code 128, drawn on a page, and how large they get. */
#ifndef SK_PAPER_CODE_H
#define SK_PAPER_CODE_H

#include "paper/pen.h"

#include <stddef.h>

/* White around a code, in its modules (ISO/IEC 18004 and 15417). */
#define SK_MATRIX_QUIET 4
#define SK_BARS_QUIET 10

/* Modules thinner than that are not read by every scanner or camera: 0.34 mm of a QR code; 0.25 mm
 * (10 mil) of a Code 128, which laser scanners read. In dots (SK_DOT_MM), as all modules here. */
#define SK_MATRIX_DOTS_LEAST 4
#define SK_BARS_DOTS_LEAST 3

/* Modules along a side of the QR code of the text, without its quiet zone; 0: it holds too much, or
 * nothing. Bytes are UTF-8 without a mark that says so (ECI), which scanners would hand on. Medium
 * error correction. */
int sk_paper_matrix_side(const char *text);
/* Draws it with its upper left module at x, y. Its quiet zone is the caller's. */
void sk_paper_matrix_draw(struct sk_pen *pen, double x, double y, int dots, const char *text);

/* Modules of the Code 128 of the text, without its quiet zones; 0: a character or a length that it
 * does not take. */
int sk_paper_bars_width(const char *text);
/* Draws it with its left bar at x. Its quiet zones are the caller's. */
void sk_paper_bars_draw(struct sk_pen *pen, double x, double y, double height, int dots,
                        const char *text);

/* The next dot to the left: where a code begins, for modules of whole dots in a PNG. */
double sk_dot_before(double mm);

#endif
