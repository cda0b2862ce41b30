#include "ui/raster.h"

#include "base/utf8.h"
#include "ui/icon.h"
#include "ui/preview.h"
#include "ui/bar_code.h"
#include "ui/matrix_code.h"

#include <string.h>

#define PI 3.14159265f

static void paint_box(struct sk_canvas *canvas, const struct sk_shape *shape) {
    if (shape->radius <= 0) {
        sk_canvas_box(canvas, shape->rect, shape->colour);
        return;
    }
    struct sk_path path;
    sk_path_clear(&path);
    sk_path_rounded(&path, (float)shape->rect.x, (float)shape->rect.y, (float)shape->rect.w,
                    (float)shape->rect.h, (float)shape->radius);
    sk_canvas_path(canvas, &path, shape->colour);
}

static void paint_border(struct sk_canvas *canvas, const struct sk_shape *shape) {
    float x = (float)shape->rect.x, y = (float)shape->rect.y;
    float w = (float)shape->rect.w, h = (float)shape->rect.h;
    float stroke = (float)shape->stroke, radius = (float)shape->radius;
    struct sk_path path;
    sk_path_clear(&path);
    path.is_even_odd = true;
    sk_path_rounded(&path, x, y, w, h, radius);
    sk_path_rounded(&path, x + stroke, y + stroke, w - 2 * stroke, h - 2 * stroke,
                    radius > stroke ? radius - stroke : 0);
    sk_canvas_path(canvas, &path, shape->colour);
}

/* Dashes of about four strokes, so many that they come out even between two corners. */
static void dash_edge(struct sk_canvas *canvas, struct sk_rect edge, bool is_level, int32_t stroke,
                      sk_colour colour) {
    int32_t length = is_level ? edge.w : edge.h;
    int32_t count = length / (stroke * 7);
    count = count < 1 ? 1 : count;
    for (int32_t i = 0; i < count; i++) {
        int32_t from = length * (2 * i + 1) / (2 * count) - stroke * 2;
        struct sk_rect dash = edge;
        if (is_level) {
            dash.x += from;
            dash.w = stroke * 4;
        } else {
            dash.y += from;
            dash.h = stroke * 4;
        }
        sk_canvas_box(canvas, dash, colour);
    }
}

static void corner(struct sk_canvas *canvas, float x, float y, float radius, float stroke,
                   float from, sk_colour colour) {
    struct sk_path path;
    sk_path_clear(&path);
    sk_path_arc(&path, x, y, radius, from, from + PI / 2);
    sk_path_arc(&path, x, y, radius - stroke, from + PI / 2, from);
    sk_path_close(&path);
    sk_canvas_path(canvas, &path, colour);
}

static void paint_dashes(struct sk_canvas *canvas, const struct sk_shape *shape) {
    struct sk_rect rect = shape->rect;
    int32_t r = shape->radius > shape->stroke ? shape->radius : shape->stroke * 2;
    int32_t s = shape->stroke;
    float left = (float)(rect.x + r), right = (float)(rect.x + rect.w - r);
    float top = (float)(rect.y + r), bottom = (float)(rect.y + rect.h - r);
    corner(canvas, left, top, (float)r, (float)s, PI, shape->colour);
    corner(canvas, right, top, (float)r, (float)s, PI * 1.5f, shape->colour);
    corner(canvas, right, bottom, (float)r, (float)s, 0, shape->colour);
    corner(canvas, left, bottom, (float)r, (float)s, PI / 2, shape->colour);
    struct sk_rect level = { rect.x + r, rect.y, rect.w - 2 * r, s };
    struct sk_rect upright = { rect.x, rect.y + r, s, rect.h - 2 * r };
    dash_edge(canvas, level, true, s, shape->colour);
    dash_edge(canvas, upright, false, s, shape->colour);
    level.y += rect.h - s;
    upright.x += rect.w - s;
    dash_edge(canvas, level, true, s, shape->colour);
    dash_edge(canvas, upright, false, s, shape->colour);
}

static void paint_mask(struct sk_canvas *canvas, const struct sk_shape *shape, int32_t pen,
                       const struct sk_glyph *glyph) {
    sk_canvas_mask(canvas, pen + glyph->left, shape->baseline - glyph->top, glyph->w, glyph->h,
                   glyph->mask, shape->colour);
}

static int32_t pen_at(const struct sk_shape *shape, int64_t units) {
    return shape->rect.x + (int32_t)((units * shape->size + 512) / 1024);
}

static void paint_text(struct sk_canvas *canvas, const struct sk_display_list *list,
                       const struct sk_shape *shape, struct sk_font *font) {
    struct sk_measure *measure = sk_font_measure(font);
    const char *text = list->text + shape->text;
    size_t length = strlen(text);
    int64_t units = 0;  /* of 1/1024 em, so that rounding does not add up along the line */
    size_t run_end = 0; /* what is before it was drawn together */
    for (size_t at = 0; at < length;) {
        size_t bytes_of_run = 0;
        if (at >= run_end && sk_font_run_begins(text + at, length - at, &bytes_of_run)) {
            struct sk_glyph run =
                sk_font_run(font, shape->face, shape->size, text + at, bytes_of_run);
            if (run.mask) {
                paint_mask(canvas, shape, pen_at(shape, units), &run);
                run_end = at + bytes_of_run;
            }
        }
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + at, length - at, &c);
        if (bytes == 0) {
            bytes = 1;
            c = 0xFFFD;
        }
        if (at >= run_end) {
            struct sk_glyph glyph = sk_font_glyph(font, shape->face, shape->size, c);
            if (glyph.mask) {
                paint_mask(canvas, shape, pen_at(shape, units), &glyph);
            }
        }
        units += measure->ops->advance(measure, shape->face, c);
        at += bytes;
    }
}

void sk_raster_paint(struct sk_canvas *canvas, const struct sk_display_list *list,
                     struct sk_font *font) {
    for (size_t i = 0; i < list->shape_count; i++) {
        const struct sk_shape *shape = &list->shapes[i];
        switch (shape->type) {
        case SK_SHAPE_BOX:
            paint_box(canvas, shape);
            break;
        case SK_SHAPE_BORDER:
            paint_border(canvas, shape);
            break;
        case SK_SHAPE_DASHES:
            paint_dashes(canvas, shape);
            break;
        case SK_SHAPE_STRIPES:
            sk_canvas_stripes(canvas, shape->rect, shape->stroke, shape->colour, shape->paper);
            break;
        case SK_SHAPE_ICON:
            sk_icon_paint(canvas, shape->icon, shape->rect, shape->colour, shape->paper);
            break;
        case SK_SHAPE_TEXT:
            paint_text(canvas, list, shape, font);
            break;
        case SK_SHAPE_BARS:
            sk_barcode_paint(canvas, shape->rect, list->text + shape->text);
            break;
        case SK_SHAPE_QR:
            sk_matrix_code_paint(canvas, shape->rect, list->text + shape->text);
            break;
        case SK_SHAPE_PICTURE:
            sk_preview_paint_empty(canvas, shape->rect);
            break;
        }
    }
}
