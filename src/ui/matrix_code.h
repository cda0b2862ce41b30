/* matrix_code.h — a text as a QR code, for a camera to read from the screen. */
#ifndef SK_UI_MATRIX_CODE_H
#define SK_UI_MATRIX_CODE_H

#include "ui/canvas.h"

/* Paints the code into the middle of rect, black on white, as large as whole pixels a module allow,
 * with a quiet zone of four modules (ISO/IEC 18004). Medium error correction: a screen reflects.
 * What does not fit (too long a text, too small a rectangle, no memory) leaves the rectangle white.
 */
void sk_matrix_code_paint(struct sk_canvas *canvas, struct sk_rect rect, const char *text);

#endif
