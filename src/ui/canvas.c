#include "ui/canvas.h"

#include <math.h>
#include <string.h>

#define SUB_ROWS 8 /* scan lines a pixel; smooth enough for an edge that is nearly level */
#define CROSSINGS 128
#define PI 3.14159265f

void sk_path_clear(struct sk_path *path) {
    path->count = 0;
    path->contours = 0;
    path->is_even_odd = false;
}

void sk_path_point(struct sk_path *path, float x, float y) {
    if (path->count < SK_PATH_POINTS) {
        path->x[path->count] = x;
        path->y[path->count] = y;
        path->count++;
    }
}

void sk_path_arc(struct sk_path *path, float x, float y, float radius, float from, float to) {
    /* Chords stay within about an eighth of a pixel of the circle. */
    float turn = fabsf(to - from);
    int steps = (int)ceilf(turn * sqrtf(radius + 1.0f)) + 2;
    for (int i = 0; i <= steps; i++) {
        float angle = from + (to - from) * (float)i / (float)steps;
        sk_path_point(path, x + radius * cosf(angle), y + radius * sinf(angle));
    }
}

void sk_path_rounded(struct sk_path *path, float x, float y, float w, float h, float radius) {
    float r = fminf(radius, fminf(w, h) / 2);
    if (r <= 0) {
        sk_path_point(path, x, y);
        sk_path_point(path, x + w, y);
        sk_path_point(path, x + w, y + h);
        sk_path_point(path, x, y + h);
    } else {
        sk_path_arc(path, x + r, y + r, r, PI, PI * 1.5f);
        sk_path_arc(path, x + w - r, y + r, r, PI * 1.5f, PI * 2);
        sk_path_arc(path, x + w - r, y + h - r, r, 0, PI / 2);
        sk_path_arc(path, x + r, y + h - r, r, PI / 2, PI);
    }
    sk_path_close(path);
}

void sk_path_close(struct sk_path *path) {
    size_t first = path->contours > 0 ? path->ends[path->contours - 1] : 0;
    if (path->contours == SK_PATH_CONTOURS || path->count < first + 3) {
        path->count = first;
        return;
    }
    float area = 0;
    for (size_t i = first; i < path->count; i++) {
        size_t j = i + 1 < path->count ? i + 1 : first;
        area += path->x[i] * path->y[j] - path->x[j] * path->y[i];
    }
    if (area < 0) {
        for (size_t i = first, j = path->count - 1; i < j; i++, j--) {
            float x = path->x[i], y = path->y[i];
            path->x[i] = path->x[j];
            path->y[i] = path->y[j];
            path->x[j] = x;
            path->y[j] = y;
        }
    }
    path->ends[path->contours++] = path->count;
}

static uint32_t mix(uint32_t below, uint32_t above, uint32_t alpha) {
    uint32_t keep = 255 - alpha;
    uint32_t result = 0;
    for (uint32_t shift = 0; shift < 24; shift += 8) {
        uint32_t value = ((below >> shift) & 0xFF) * keep + ((above >> shift) & 0xFF) * alpha;
        result |= ((value + 127) / 255) << shift;
    }
    return result;
}

static uint32_t *row_at(struct sk_canvas *canvas, int32_t y) {
    return canvas->pixels + (ptrdiff_t)y * canvas->pitch;
}

void sk_canvas_box(struct sk_canvas *canvas, struct sk_rect rect, sk_colour colour) {
    int32_t left = rect.x > 0 ? rect.x : 0;
    int32_t top = rect.y > 0 ? rect.y : 0;
    int32_t right = rect.x + rect.w < canvas->width ? rect.x + rect.w : canvas->width;
    int32_t bottom = rect.y + rect.h < canvas->height ? rect.y + rect.h : canvas->height;
    for (int32_t y = top; y < bottom; y++) {
        uint32_t *row = row_at(canvas, y);
        for (int32_t x = left; x < right; x++) {
            row[x] = colour;
        }
    }
}

struct crossing {
    float x;
    int direction;
};

/* One side of the outline. */
struct edge {
    float x0, y0, x1, y1;
};

/* Those that a row of pixels meets, in the outline's order. */
static size_t find_edges(const struct sk_path *path, float y, struct edge *out) {
    size_t count = 0, first = 0;
    for (size_t contour = 0; contour < path->contours; contour++) {
        for (size_t i = first; i < path->ends[contour]; i++) {
            size_t j = i + 1 < path->ends[contour] ? i + 1 : first;
            struct edge edge = { path->x[i], path->y[i], path->x[j], path->y[j] };
            bool is_above = edge.y0 < y && edge.y1 < y;
            bool is_below = edge.y0 > y + 1 && edge.y1 > y + 1;
            if (!is_above && !is_below && edge.y0 != edge.y1) {
                out[count++] = edge;
            }
        }
        first = path->ends[contour];
    }
    return count;
}

/* Where the edges cross the level y, sorted from the left. */
static size_t find_crossings(const struct edge *edges, size_t edge_count, float y,
                             struct crossing *out) {
    size_t count = 0;
    for (size_t i = 0; i < edge_count && count < CROSSINGS; i++) {
        float y0 = edges[i].y0, y1 = edges[i].y1;
        if ((y0 <= y) == (y1 <= y)) {
            continue;
        }
        float x = edges[i].x0 + (y - y0) / (y1 - y0) * (edges[i].x1 - edges[i].x0);
        size_t at = count++;
        for (; at > 0 && out[at - 1].x > x; at--) {
            out[at] = out[at - 1];
        }
        out[at] = (struct crossing){ .x = x, .direction = y1 > y0 ? 1 : -1 };
    }
    return count;
}

/* Adds the part of [from, to) that each pixel of the row holds; the caller's row starts at left. */
static void add_span(float *cover, int32_t left, int32_t right, float from, float to) {
    from = fmaxf(from, (float)left);
    to = fminf(to, (float)right);
    if (to <= from) {
        return;
    }
    int32_t first = (int32_t)from, last = (int32_t)to;
    if (last <= first) { /* within one pixel */
        cover[first - left] += to - from;
        return;
    }
    cover[first - left] += (float)(first + 1) - from;
    for (int32_t x = first + 1; x < last; x++) {
        cover[x - left] += 1;
    }
    if (last < right) {
        cover[last - left] += to - (float)last;
    }
}

/* What the path covers on each scan line of one row of pixels. */
struct row_spans {
    struct crossing crossings[SUB_ROWS][CROSSINGS];
    size_t counts[SUB_ROWS];
    /* Pixels that are covered wholly on every scan line; empty if from >= to. */
    int32_t solid_from, solid_to;
};

static bool is_inside(const struct sk_path *path, int winding) {
    return path->is_even_odd ? winding % 2 != 0 : winding != 0;
}

/* The first and only stretch of a scan line, which is what most shapes have. */
static bool is_one_stretch(const struct sk_path *path, const struct crossing *crossings,
                           size_t count) {
    int winding = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        winding += path->is_even_odd ? 1 : crossings[i].direction;
        if (!is_inside(path, winding)) {
            return false;
        }
    }
    return count >= 2;
}

static void find_spans(const struct sk_path *path, float y, int32_t left, int32_t right,
                       struct row_spans *spans) {
    struct edge edges[SK_PATH_POINTS];
    size_t edge_count = find_edges(path, y, edges);
    float from = (float)left, to = (float)right;
    for (int sub = 0; sub < SUB_ROWS; sub++) {
        struct crossing *crossings = spans->crossings[sub];
        float level = y + ((float)sub + 0.5f) / SUB_ROWS;
        size_t count = find_crossings(edges, edge_count, level, crossings);
        spans->counts[sub] = count;
        if (is_one_stretch(path, crossings, count)) {
            /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): one stretch has two crossings */
            from = fmaxf(from, crossings[0].x);
            to = fminf(to, crossings[count - 1].x);
        } else {
            to = from; /* nothing, or several */
        }
    }
    spans->solid_from = (int32_t)ceilf(from);
    spans->solid_to = (int32_t)floorf(to);
}

static void cover_row(const struct sk_path *path, const struct row_spans *spans, float *cover,
                      int32_t left, int32_t right) {
    for (int sub = 0; sub < SUB_ROWS; sub++) {
        const struct crossing *crossings = spans->crossings[sub];
        int winding = 0;
        for (size_t i = 0; i + 1 < spans->counts[sub]; i++) {
            winding += path->is_even_odd ? 1 : crossings[i].direction;
            if (is_inside(path, winding)) {
                add_span(cover, left, right, crossings[i].x, crossings[i + 1].x);
            }
        }
    }
}

/* Blends a part of a row, in strips so that the buffer stays small on any screen. */
static void blend_row(uint32_t *row, const struct sk_path *path, const struct row_spans *spans,
                      int32_t left, int32_t right, sk_colour colour) {
    enum { STRIP = 1024 };
    float cover[STRIP + 1];
    for (int32_t from = left; from < right; from += STRIP) {
        int32_t to = from + STRIP < right ? from + STRIP : right;
        memset(cover, 0, sizeof(*cover) * (size_t)(to - from + 1));
        cover_row(path, spans, cover, from, to);
        for (int32_t x = from; x < to; x++) {
            float part = cover[x - from] / SUB_ROWS;
            if (part >= 0.999f) {
                row[x] = colour;
            } else if (part > 0.002f) {
                row[x] = mix(row[x], colour, (uint32_t)(part * 255.0f + 0.5f));
            }
        }
    }
}

/* Most of a large shape is solid; only its edges are worth counting out. */
static void paint_row(struct sk_canvas *canvas, const struct sk_path *path, int32_t y, int32_t left,
                      int32_t right, sk_colour colour) {
    struct row_spans spans;
    uint32_t *row = row_at(canvas, y);
    find_spans(path, (float)y, left, right, &spans);
    if (spans.solid_from >= spans.solid_to) {
        blend_row(row, path, &spans, left, right, colour);
        return;
    }
    blend_row(row, path, &spans, left, spans.solid_from, colour);
    for (int32_t x = spans.solid_from; x < spans.solid_to; x++) {
        row[x] = colour;
    }
    blend_row(row, path, &spans, spans.solid_to, right, colour);
}

void sk_canvas_path(struct sk_canvas *canvas, const struct sk_path *path, sk_colour colour) {
    if (path->contours == 0) {
        return;
    }
    float x0 = path->x[0], x1 = path->x[0], y0 = path->y[0], y1 = path->y[0];
    for (size_t i = 1; i < path->ends[path->contours - 1]; i++) {
        x0 = fminf(x0, path->x[i]);
        x1 = fmaxf(x1, path->x[i]);
        y0 = fminf(y0, path->y[i]);
        y1 = fmaxf(y1, path->y[i]);
    }
    int32_t left = (int32_t)fmaxf(floorf(x0), 0);
    int32_t right = (int32_t)fminf(ceilf(x1), (float)canvas->width);
    int32_t top = (int32_t)fmaxf(floorf(y0), 0);
    int32_t bottom = (int32_t)fminf(ceilf(y1), (float)canvas->height);
    for (int32_t y = top; y < bottom; y++) {
        paint_row(canvas, path, y, left, right, colour);
    }
}

/* Share of the stripe's colour at a place, 0 to 255; the edge is one pixel soft. */
static uint32_t stripe_at(int32_t place, int32_t period) {
    int32_t half = period / 2;
    int32_t at = place % period;
    int32_t from_edge = at < half ? (at < half - at ? at : half - at)
                                  : -(at - half < period - at ? at - half : period - at);
    int32_t value = 128 + from_edge * 128;
    return value > 255 ? 255 : (value < 0 ? 0 : (uint32_t)value);
}

void sk_canvas_stripes(struct sk_canvas *canvas, struct sk_rect rect, int32_t stroke,
                       sk_colour colour, sk_colour paper) {
    int32_t period = stroke * 4;
    if (period <= 0) {
        return;
    }
    for (int32_t y = 0; y < rect.h; y++) {
        if (rect.y + y < 0 || rect.y + y >= canvas->height) {
            continue;
        }
        uint32_t *row = row_at(canvas, rect.y + y);
        bool is_whole = y < stroke || y >= rect.h - stroke;
        for (int32_t x = 0; x < rect.w; x++) {
            if (!is_whole && x == stroke && rect.w > 2 * stroke) {
                x = rect.w - stroke;
            }
            if (rect.x + x >= 0 && rect.x + x < canvas->width) {
                row[rect.x + x] = mix(paper, colour, stripe_at(x + y, period));
            }
        }
    }
}

void sk_canvas_mask(struct sk_canvas *canvas, int32_t x, int32_t y, int32_t w, int32_t h,
                    const uint8_t *mask, sk_colour colour) {
    for (int32_t row = 0; row < h; row++) {
        if (y + row < 0 || y + row >= canvas->height) {
            continue;
        }
        uint32_t *pixels = row_at(canvas, y + row);
        const uint8_t *bits = mask + (size_t)row * (size_t)w;
        for (int32_t column = 0; column < w; column++) {
            int32_t at = x + column;
            if (bits[column] == 0 || at < 0 || at >= canvas->width) {
                continue;
            }
            pixels[at] =
                bits[column] == 255 ? colour : mix(pixels[at], colour, (uint32_t)bits[column]);
        }
    }
}
