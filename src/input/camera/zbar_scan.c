#include "input/camera/zbar_scan.h"

#include "base/util.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

struct sk_zbar_scan {
    zbar_image_scanner_t *scanner;
};

static const struct {
    enum sk_symbology symbology;
    zbar_symbol_type_t type;
} types[] = {
    { SK_SYMBOLOGY_CODE128, ZBAR_CODE128 }, { SK_SYMBOLOGY_CODE39, ZBAR_CODE39 },
    { SK_SYMBOLOGY_CODE93, ZBAR_CODE93 },   { SK_SYMBOLOGY_CODABAR, ZBAR_CODABAR },
    { SK_SYMBOLOGY_ITF, ZBAR_I25 },         { SK_SYMBOLOGY_QR, ZBAR_QRCODE },
    { SK_SYMBOLOGY_EAN_UPC, ZBAR_EAN13 },   { SK_SYMBOLOGY_EAN_UPC, ZBAR_EAN8 },
};

enum sk_err sk_zbar_scan_create(struct sk_zbar_scan **out, unsigned wanted, int x_density,
                                int y_density) {
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_zbar_scan *scan = calloc(1, sizeof(*scan));
    if (!scan) {
        goto fail;
    }
    scan->scanner = zbar_image_scanner_create();
    if (!scan->scanner) {
        goto fail;
    }
    err = SK_ERR_UNSUPPORTED;
    if (zbar_image_scanner_set_config(scan->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0) ||
        zbar_image_scanner_set_config(scan->scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, x_density) ||
        zbar_image_scanner_set_config(scan->scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, y_density)) {
        goto fail;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(types); i++) {
        if (wanted & SK_SYMBOLOGY_BIT(types[i].symbology) &&
            zbar_image_scanner_set_config(scan->scanner, types[i].type, ZBAR_CFG_ENABLE, 1)) {
            goto fail;
        }
    }
    *out = scan;
    return SK_OK;

fail:
    sk_zbar_scan_destroy(scan);
    return err;
}

void sk_zbar_scan_destroy(struct sk_zbar_scan *scan) {
    if (!scan) {
        return;
    }
    if (scan->scanner) {
        zbar_image_scanner_destroy(scan->scanner);
    }
    free(scan);
}

/* zbar gives the points its lines crossed (bars) or the corners (QR); the box around them does. */
static void outline_of(const zbar_symbol_t *from, struct sk_point outline[4]) {
    int count = (int)zbar_symbol_get_loc_size(from);
    int x0 = 0;
    int y0 = 0;
    int x1 = 0;
    int y1 = 0;
    for (int i = 0; i < count; i++) {
        int x = zbar_symbol_get_loc_x(from, (unsigned)i);
        int y = zbar_symbol_get_loc_y(from, (unsigned)i);
        x0 = i == 0 || x < x0 ? x : x0;
        y0 = i == 0 || y < y0 ? y : y0;
        x1 = i == 0 || x > x1 ? x : x1;
        y1 = i == 0 || y > y1 ? y : y1;
    }
    outline[0] = (struct sk_point){ (float)x0, (float)y0 };
    outline[1] = (struct sk_point){ (float)x1, (float)y0 };
    outline[2] = (struct sk_point){ (float)x1, (float)y1 };
    outline[3] = (struct sk_point){ (float)x0, (float)y1 };
}

static void take(const zbar_symbol_t *from, struct sk_symbols *symbols) {
    zbar_symbol_type_t type = zbar_symbol_get_type(from);
    size_t length = zbar_symbol_get_data_length(from);
    const char *data = zbar_symbol_get_data(from);
    if (symbols->count == SK_SYMBOLS_MAX || length == 0 || length > SK_SYMBOL_TEXT_MAX || !data) {
        return;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(types); i++) {
        if (types[i].type != type) {
            continue;
        }
        struct sk_symbol *symbol = &symbols->item[symbols->count++];
        symbol->symbology = types[i].symbology;
        symbol->use = SK_SYMBOL_TEXT;
        symbol->gs1 = false;
        symbol->sequence = (struct sk_symbol_sequence){ 0 };
        symbol->is_raw = false;
        symbol->length = length;
        symbol->votes = zbar_symbol_get_quality(from);
        memcpy(symbol->text, data, length);
        symbol->text[length] = '\0';
        outline_of(from, symbol->outline);
        return;
    }
}

enum sk_err sk_zbar_scan_run(struct sk_zbar_scan *scan, const struct sk_grey *grey,
                             struct sk_symbols *symbols) {
    zbar_image_t *image = zbar_image_create();
    if (!image) {
        return SK_ERR_NOMEM;
    }
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)grey->width, (unsigned)grey->height);
    /* Without a clean-up function zbar neither frees nor changes the pixels. */
    zbar_image_set_data(image, grey->pixels, (unsigned long)grey->width * (unsigned)grey->height,
                        NULL);
    int found = zbar_scan_image(scan->scanner, image);
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); found > 0 && symbol;
         symbol = zbar_symbol_next(symbol)) {
        take(symbol, symbols);
    }
    zbar_image_destroy(image);
    return found < 0 ? SK_ERR_NOMEM : SK_OK;
}
