#include "ui/matrix_code.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4 };

void sk_matrix_code_paint(struct sk_canvas *canvas, struct sk_rect rect, const char *text) {
    QRcode *code =
        QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
    sk_canvas_box(canvas, rect, 0xffffff);
    int32_t shorter = rect.w < rect.h ? rect.w : rect.h;
    int32_t module = code ? shorter / (code->width + 2 * QUIET) : 0;
    int32_t side = module > 0 ? code->width : 0;
    int32_t left = rect.x + (rect.w - side * module) / 2;
    int32_t top = rect.y + (rect.h - side * module) / 2;
    for (int32_t row = 0; row < side; row++) {
        for (int32_t column = 0; column < side; column++) {
            if (code->data[row * side + column] & 1) {
                struct sk_rect box = { left + column * module, top + row * module, module, module };
                sk_canvas_box(canvas, box, 0x000000);
            }
        }
    }
    QRcode_free(code);
}
