/* raster.h — paints a list into a canvas, in software. */
#ifndef SK_UI_RASTER_H
#define SK_UI_RASTER_H

#include "ui/canvas.h"
#include "ui/font.h"

/* Paints every shape in order. The same list always gives the same pixels. */
void sk_raster_paint(struct sk_canvas *canvas, const struct sk_display_list *list,
                     struct sk_font *font);

#endif
