#include "paper/code.h"

#include "base/assert.h"
#include "base/barcode.h"
#include "paper/pen_surface.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

double sk_dot_before(double mm) {
    return floor(mm / SK_DOT_MM + 1e-6) * SK_DOT_MM;
}

/* NULL: too long. Owned: QRcode_free(). */
static QRcode *encode(const char *text) {
    return QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
}

int sk_paper_matrix_side(const char *text) {
    QRcode *code = text[0] ? encode(text) : NULL;
    int side = code ? code->width : 0;
    QRcode_free(code);
    return side;
}

/* All modules are one path and filled at once: what is filled piece by piece has fine white lines
 * between its pieces where a viewer smooths edges. */
static void fill_black(struct sk_pen *pen) {
    sk_pen_ink(pen, SK_PAPER_BLACK);
    cairo_set_antialias(pen->cairo, CAIRO_ANTIALIAS_NONE);
    cairo_fill(pen->cairo);
    cairo_set_antialias(pen->cairo, CAIRO_ANTIALIAS_DEFAULT);
}

void sk_paper_matrix_draw(struct sk_pen *pen, double x, double y, int dots, const char *text) {
    QRcode *code = encode(text);
    double module = dots * SK_DOT_MM;
    pen->lacks_memory =
        pen->lacks_memory || !code; /* sk_paper_matrix_side() was asked about the rest */
    for (int row = 0; code && row < code->width; row++) {
        const unsigned char *cells = &code->data[row * code->width];
        for (int begin = 0, end = 0; begin < code->width; begin = end) {
            for (end = begin; end < code->width && (cells[end] & 1) == (cells[begin] & 1); end++) {
            }
            if (cells[begin] & 1) {
                sk_pen_add(pen, (struct sk_paper_place){ x + begin * module, y + row * module,
                                                         (end - begin) * module, module });
            }
        }
    }
    fill_black(pen);
    QRcode_free(code);
}

int sk_paper_bars_width(const char *text) {
    struct sk_barcode code;
    return sk_barcode_encode(text, &code) == SK_OK ? code.modules : 0;
}

void sk_paper_bars_draw(struct sk_pen *pen, double x, double y, double height, int dots,
                        const char *text) {
    struct sk_barcode code;
    double module = dots * SK_DOT_MM;
    enum sk_err err = sk_barcode_encode(text, &code);
    SK_ASSERT(!err); /* sk_paper_bars_width() was asked */
    for (size_t i = 0; i < code.count; i++) {
        double width = code.widths[i] * module;
        if (i % 2 == 0) {
            sk_pen_add(pen, (struct sk_paper_place){ x, y, width, height });
        }
        x += width;
    }
    fill_black(pen);
}
