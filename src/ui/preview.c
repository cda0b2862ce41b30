#include "ui/preview.h"

#include "base/assert.h"
#include "ui/icon.h"
#include "ui/theme.h"

#include <math.h>

/* The picture may be white paper or a dark bench, so each line has a black outline. */
#define DARK 0x10161C
#define SEAM 0x000000
#define AIM 0xFFFFFF
#define GREY 0xB8C4CE
#define BRIGHT_RED 0xFF5A4F /* the theme's red is too dark on a picture */

#define PARTS 8      /* 1/256 of a pixel, for weights */
#define FRACTION 16  /* bits behind the point of a place in the picture */
#define DASHES 4     /* on each edge */
#define LONGEST 1e6f /* px; outlines with corners further away are ignored */

/* ---- the place as a canvas of its own: painting is clipped to it ---- */

static bool open_place(const struct sk_canvas *canvas, struct sk_rect place,
                       struct sk_canvas *part) {
    if (place.w <= 0 || place.h <= 0 || place.x < 0 || place.y < 0 ||
        place.w > canvas->width - place.x || place.h > canvas->height - place.y) {
        return false; /* a window smaller than the smallest layout; its edge is cut anyway */
    }
    *part =
        (struct sk_canvas){ .pixels = canvas->pixels + (ptrdiff_t)place.y * canvas->pitch + place.x,
                            .width = place.w,
                            .height = place.h,
                            .pitch = canvas->pitch };
    return true;
}

/* ---- lines ---- */

struct preview_pen {
    struct sk_path path; /* what is collected is painted at once, so that it blends once */
    float half;          /* px; half the breadth of the line */
};

static void line(struct preview_pen *pen, float x0, float y0, float x1, float y1) {
    float dx = x1 - x0, dy = y1 - y0;
    float length = hypotf(dx, dy);
    if (length < 0.5f) {
        return;
    }
    dx *= pen->half / length;
    dy *= pen->half / length;
    /* Longer by half the width at both ends, so that lines that meet form a corner. */
    sk_path_point(&pen->path, x0 - dx + dy, y0 - dy - dx);
    sk_path_point(&pen->path, x1 + dx + dy, y1 + dy - dx);
    sk_path_point(&pen->path, x1 + dx - dy, y1 + dy + dx);
    sk_path_point(&pen->path, x0 - dx - dy, y0 - dy + dx);
    sk_path_close(&pen->path);
}

/* ---- the aim frame ---- */

static void collect_aim(struct preview_pen *pen, float left, float top, float right, float bottom) {
    float arm = fminf(right - left, bottom - top) / 4;
    for (int i = 0; i < 4; i++) {
        float x = i % 2 == 0 ? left : right, y = i < 2 ? top : bottom;
        line(pen, x, y, x + (i % 2 == 0 ? arm : -arm), y);
        line(pen, x, y, x, y + (i < 2 ? arm : -arm));
    }
}

static float breadth_of(const struct sk_canvas *part) {
    float shorter = (float)(part->width < part->height ? part->width : part->height);
    return fmaxf(2.0f, shorter / 90.0f);
}

static void paint_aim(struct sk_canvas *part, struct sk_rect fit) {
    struct preview_pen pen;
    float half = breadth_of(part) / 2;
    float x = (float)fit.x, y = (float)fit.y, w = (float)fit.w, h = (float)fit.h;
    for (int pass = 0; pass < 2; pass++) {
        sk_path_clear(&pen.path);
        pen.half = pass == 0 ? half + 1.0f : half;
        collect_aim(&pen, x + w * 0.12f, y + h * 0.14f, x + w * 0.88f, y + h * 0.86f);
        sk_canvas_path(part, &pen.path, pass == 0 ? SEAM : AIM);
    }
}

/* ---- the picture ---- */

static bool is_on_its_side(const struct sk_preview *preview) {
    return preview->turn == 90 || preview->turn == 270;
}

struct sk_rect sk_preview_fit(struct sk_rect place, const struct sk_preview *preview) {
    int64_t width = is_on_its_side(preview) ? preview->height : preview->width;
    int64_t height = is_on_its_side(preview) ? preview->width : preview->height;
    struct sk_rect fit = place;
    if (width <= 0 || height <= 0) {
        return fit;
    }
    if (width * place.h > height * place.w) {
        fit.h = (int32_t)(height * place.w / width);
        fit.h = fit.h > 0 ? fit.h : 1;
    } else {
        fit.w = (int32_t)(width * place.h / height);
        fit.w = fit.w > 0 ? fit.w : 1;
    }
    fit.x += (place.w - fit.w) / 2;
    fit.y += (place.h - fit.h) / 2;
    return fit;
}

/* From the screen to the picture: u = u0 + ux * column + uy * row, v likewise. */
struct mapping {
    float u0, ux, uy; /* px of the picture */
    float v0, vx, vy;
};

/* Columns and rows count from the upper left corner of fit, in pixels of the screen. */
static struct mapping map(const struct sk_preview *preview, struct sk_rect fit) {
    float w = (float)preview->width, h = (float)preview->height;
    float across = 1.0f / (float)fit.w, down = 1.0f / (float)fit.h;
    struct mapping m = { 0 };
    switch (preview->turn) {
    case 90: /* the picture's lower left corner is the screen's upper left */
        m = (struct mapping){ .uy = w * down, .v0 = h, .vx = -h * across };
        break;
    case 180:
        m = (struct mapping){ .u0 = w, .ux = -w * across, .v0 = h, .vy = -h * down };
        break;
    case 270:
        m = (struct mapping){ .u0 = w, .uy = -w * down, .vx = h * across };
        break;
    default:
        m = (struct mapping){ .ux = w * across, .vy = h * down };
        break;
    }
    if (preview->is_mirrored) {
        m.u0 += m.ux * (float)fit.w;
        m.v0 += m.vx * (float)fit.w;
        m.ux = -m.ux;
        m.vx = -m.vx;
    }
    return m;
}

static int32_t clamp(int32_t value, int32_t limit) {
    return value < 0 ? 0 : value > limit ? limit : value;
}

/* Between the four pixels around; u and v have FRACTION bits behind the point. */
static uint32_t sample(const struct sk_preview *preview, int32_t u, int32_t v) {
    u = clamp(u, (preview->width - 1) << FRACTION);
    v = clamp(v, (preview->height - 1) << FRACTION);
    int32_t column = u >> FRACTION, row = v >> FRACTION;
    uint32_t across = ((uint32_t)u >> (FRACTION - PARTS)) & 0xFF;
    uint32_t down = ((uint32_t)v >> (FRACTION - PARTS)) & 0xFF;
    const uint8_t *at = preview->grey + (ptrdiff_t)row * preview->stride + column;
    /* At the last column and row the weight of the neighbour, which is not there, is 0. */
    ptrdiff_t right = across > 0 ? 1 : 0, below = down > 0 ? preview->stride : 0;
    uint32_t upper = at[0] * (256 - across) + at[right] * across;
    uint32_t lower = at[below] * (256 - across) + at[below + right] * across;
    return (upper * (256 - down) + lower * down) >> (2 * PARTS);
}

static int32_t to_fixed(float value) {
    return (int32_t)lrintf(value * (float)(1 << FRACTION));
}

static void paint_picture(struct sk_canvas *part, struct sk_rect fit,
                          const struct sk_preview *preview) {
    struct mapping m = map(preview, fit);
    int32_t du = to_fixed(m.ux), dv = to_fixed(m.vx);
    for (int32_t y = 0; y < fit.h; y++) {
        /* The centre of each screen pixel, relative to the centre of the picture's first pixel. */
        float row = (float)y + 0.5f;
        int32_t u = to_fixed(m.u0 + m.ux * 0.5f + m.uy * row - 0.5f);
        int32_t v = to_fixed(m.v0 + m.vx * 0.5f + m.vy * row - 0.5f);
        uint32_t *out = part->pixels + (ptrdiff_t)(fit.y + y) * part->pitch + fit.x;
        for (int32_t x = 0; x < fit.w; x++, u += du, v += dv) {
            out[x] = sample(preview, u, v) * 0x010101u;
        }
    }
}

/* ---- the marks ---- */

struct corners {
    float x[4], y[4]; /* px of the canvas */
};

/* The inverse of the mapping, whose axes are the screen's or exchanged. */
static struct corners to_screen(const struct sk_preview_mark *mark, const struct mapping *m,
                                struct sk_rect fit) {
    struct corners corners;
    for (int i = 0; i < 4; i++) {
        float u = mark->x[i] - m->u0, v = mark->y[i] - m->v0;
        bool is_turned = m->ux == 0;
        corners.x[i] = (float)fit.x + (is_turned ? v / m->vx : u / m->ux);
        corners.y[i] = (float)fit.y + (is_turned ? u / m->uy : v / m->vy);
    }
    return corners;
}

static bool is_believable(const struct corners *corners) {
    for (int i = 0; i < 4; i++) {
        /* Also false for NaN. */
        if (!(fabsf(corners->x[i]) < LONGEST) || !(fabsf(corners->y[i]) < LONGEST)) {
            return false;
        }
    }
    return true;
}

/* Moves the outline off what it goes around. A bar code may come as a line without height. */
static void widen(struct corners *c, float by) {
    float ax = c->x[1] - c->x[0] + c->x[2] - c->x[3], ay = c->y[1] - c->y[0] + c->y[2] - c->y[3];
    float length = hypotf(ax, ay);
    ax = length > 0 ? ax / length * by : by;
    ay = length > 0 ? ay / length * by : 0;
    float bx = -ay, by_y = ax; /* to the other side: from the first edge to the third */
    float side = bx * (c->x[3] - c->x[0]) + by_y * (c->y[3] - c->y[0]);
    if (side < 0) {
        bx = -bx;
        by_y = -by_y;
    }
    static const float along[4] = { -1, 1, 1, -1 }, across[4] = { -1, -1, 1, 1 };
    for (int i = 0; i < 4; i++) {
        c->x[i] += along[i] * ax + across[i] * bx;
        c->y[i] += along[i] * ay + across[i] * by_y;
    }
}

static void part_of_edge(struct preview_pen *pen, const struct corners *c, int edge, float from,
                         float to) {
    int next = (edge + 1) % 4;
    float dx = c->x[next] - c->x[edge], dy = c->y[next] - c->y[edge];
    line(pen, c->x[edge] + dx * from, c->y[edge] + dy * from, c->x[edge] + dx * to,
         c->y[edge] + dy * to);
}

static void collect_outline(struct preview_pen *pen, const struct corners *corners,
                            enum sk_preview_kind kind, float gap) {
    struct corners outer = *corners;
    widen(&outer, gap);
    for (int edge = 0; edge < 4; edge++) {
        switch (kind) {
        case SK_PREVIEW_FOREIGN:
            part_of_edge(pen, corners, edge, 0, 0.2f);
            part_of_edge(pen, corners, edge, 0.8f, 1);
            break;
        case SK_PREVIEW_WAIT:
            for (int i = 0; i < DASHES; i++) {
                float from = (float)i / DASHES;
                part_of_edge(pen, corners, edge, from, from + 0.5f / DASHES);
            }
            break;
        case SK_PREVIEW_TAKEN:
            part_of_edge(pen, corners, edge, 0, 1);
            break;
        case SK_PREVIEW_REFUSED:
            part_of_edge(pen, corners, edge, 0, 1);
            part_of_edge(pen, &outer, edge, 0, 1);
            break;
        }
    }
}

static const struct mark_look {
    sk_colour colour;
    bool has_badge;
    enum sk_icon badge;
} looks[] = {
    [SK_PREVIEW_FOREIGN] = { .colour = GREY },
    [SK_PREVIEW_WAIT] = { SK_AMBER, true, SK_ICON_HOURGLASS },
    [SK_PREVIEW_TAKEN] = { SK_GREEN, true, SK_ICON_TICK },
    [SK_PREVIEW_REFUSED] = { BRIGHT_RED, true, SK_ICON_CROSS },
};

/* In the middle of the label, on a dark disc, so that bars behind it do not break it up. */
static void paint_badge(struct sk_canvas *part, const struct corners *c, float side,
                        enum sk_icon icon, sk_colour colour) {
    float x = (c->x[0] + c->x[1] + c->x[2] + c->x[3]) / 4;
    float y = (c->y[0] + c->y[1] + c->y[2] + c->y[3]) / 4;
    /* Within the place, or it would be cut. */
    x = fminf(fmaxf(x, side * 0.7f), (float)part->width - side * 0.7f);
    y = fminf(fmaxf(y, side * 0.7f), (float)part->height - side * 0.7f);
    struct sk_path disc;
    sk_path_clear(&disc);
    sk_path_arc(&disc, x, y, side * 0.68f, 0, 6.2831853f);
    sk_path_close(&disc);
    sk_canvas_path(part, &disc, DARK);
    struct sk_rect square = { (int32_t)(x - side / 2), (int32_t)(y - side / 2), (int32_t)side,
                              (int32_t)side };
    sk_icon_paint(part, icon, square, colour, DARK);
}

static void paint_mark(struct sk_canvas *part, const struct sk_preview_mark *mark,
                       const struct mapping *m, struct sk_rect fit) {
    const struct mark_look *look = &SK_AT(looks, mark->kind);
    struct corners corners = to_screen(mark, m, fit);
    if (!is_believable(&corners)) {
        return;
    }
    float breadth = breadth_of(part) * (mark->kind == SK_PREVIEW_FOREIGN ? 1.0f : 1.6f);
    widen(&corners, breadth * 2);
    struct preview_pen pen;
    for (int pass = 0; pass < 2; pass++) {
        sk_path_clear(&pen.path);
        pen.half = pass == 0 ? breadth / 2 + 1.0f : breadth / 2;
        collect_outline(&pen, &corners, mark->kind, breadth * 2.2f);
        sk_canvas_path(part, &pen.path, pass == 0 ? SEAM : look->colour);
    }
    if (look->has_badge) {
        paint_badge(part, &corners, fmaxf(breadth_of(part) * 9, 16), look->badge, look->colour);
    }
}

/* ---- the whole ---- */

void sk_preview_paint(struct sk_canvas *canvas, struct sk_rect place,
                      const struct sk_preview *preview) {
    struct sk_canvas part;
    if (!preview->grey || preview->width <= 0 || preview->height <= 0 ||
        preview->width > 1 << (30 - FRACTION) || preview->height > 1 << (30 - FRACTION)) {
        sk_preview_paint_empty(canvas, place);
        return;
    }
    if (!open_place(canvas, place, &part)) {
        return;
    }
    struct sk_rect all = { 0, 0, part.width, part.height };
    struct sk_rect fit = sk_preview_fit(all, preview);
    sk_canvas_box(&part, (struct sk_rect){ 0, 0, fit.x, all.h }, DARK);
    sk_canvas_box(&part, (struct sk_rect){ fit.x + fit.w, 0, all.w, all.h }, DARK);
    sk_canvas_box(&part, (struct sk_rect){ 0, 0, all.w, fit.y }, DARK);
    sk_canvas_box(&part, (struct sk_rect){ 0, fit.y + fit.h, all.w, all.h }, DARK);
    paint_picture(&part, fit, preview);
    if (!preview->is_past) {
        paint_aim(&part, fit);
    }
    struct mapping m = map(preview, fit);
    for (size_t i = 0; i < preview->mark_count && i < SK_PREVIEW_MARKS; i++) {
        paint_mark(&part, &preview->marks[i], &m, fit);
    }
}

void sk_preview_paint_empty(struct sk_canvas *canvas, struct sk_rect place) {
    struct sk_canvas part;
    if (!open_place(canvas, place, &part)) {
        return;
    }
    struct sk_rect all = { 0, 0, part.width, part.height };
    int32_t shorter = all.w < all.h ? all.w : all.h;
    int32_t side = shorter * 4 / 10;
    sk_canvas_box(&part, all, DARK);
    paint_aim(&part, all);
    sk_icon_paint(&part, SK_ICON_CAMERA,
                  (struct sk_rect){ (all.w - side) / 2, (all.h - side) / 2, side, side },
                  SK_NAVY_SOFT, DARK);
}
