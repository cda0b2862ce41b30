/* bar_code.h — a text as a Code 128, for a scanner to read from the screen. */
#ifndef SK_UI_BAR_CODE_H
#define SK_UI_BAR_CODE_H

#include "ui/canvas.h"

/* Paints the bars into the middle of rect, black on white, as wide as whole pixels a module allow,
 * as high as the rectangle, with quiet zones of ten modules (ISO/IEC 15417). What does not fit (too
 * long a text, too small a rectangle, a character that is none of ASCII) leaves the rectangle
 * white. */
void sk_barcode_paint(struct sk_canvas *canvas, struct sk_rect rect, const char *text);

#endif
