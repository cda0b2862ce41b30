/* icon.h — the pictures of the screens, drawn from lines and circles. */
#ifndef SK_UI_ICON_H
#define SK_UI_ICON_H

#include "ui/canvas.h"

/* Paints the icon into the square rect: ink on paper (paper is what is cut out of the ink). */
void sk_icon_paint(struct sk_canvas *canvas, enum sk_icon icon, struct sk_rect rect, sk_colour ink,
                   sk_colour paper);

#endif
