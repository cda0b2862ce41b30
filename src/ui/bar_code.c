#include "ui/bar_code.h"

#include "base/barcode.h"

enum { QUIET = 10 };

void sk_barcode_paint(struct sk_canvas *canvas, struct sk_rect rect, const char *text) {
    struct sk_barcode code;
    sk_canvas_box(canvas, rect, 0xffffff);
    if (sk_barcode_encode(text, &code) != SK_OK) {
        return;
    }
    int32_t module = rect.w / (code.modules + 2 * QUIET);
    int32_t left = rect.x + (rect.w - code.modules * module) / 2;
    for (size_t i = 0; i < code.count && module > 0; i++) {
        int32_t width = code.widths[i] * module;
        if (i % 2 == 0) {
            struct sk_rect bar = { left, rect.y, width, rect.h };
            sk_canvas_box(canvas, bar, 0x000000);
        }
        left += width;
    }
}
