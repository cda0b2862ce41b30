#include "paper/icon.h"

#include "base/assert.h"
#include "paper/pen_surface.h"

#include <math.h>

/* All coordinates are parts of the icon's side, from its upper left corner. */
#define STROKE 0.11
#define FINE 0.07
#define PI 3.14159265358979323846

typedef void (*icon_painter)(cairo_t *to);

static void stroke(cairo_t *to, double width) {
    cairo_set_line_width(to, width);
    cairo_stroke(to);
}

static void disc(cairo_t *to, double x, double y, double radius) {
    cairo_new_sub_path(to);
    cairo_arc(to, x, y, radius, 0, 2 * PI);
    cairo_fill(to);
}

/* An arrow's head with its tip at x, y, that points along (dx, dy), a vector of its length. */
static void arrow_head(cairo_t *to, double x, double y, double dx, double dy) {
    cairo_move_to(to, x, y);
    cairo_line_to(to, x - dx - 0.8 * dy, y - dy + 0.8 * dx);
    cairo_line_to(to, x - dx + 0.8 * dy, y - dy - 0.8 * dx);
    cairo_close_path(to);
    cairo_fill(to);
}

static void paint_check(cairo_t *to) {
    cairo_move_to(to, 0.14, 0.54);
    cairo_line_to(to, 0.39, 0.79);
    cairo_line_to(to, 0.87, 0.23);
    stroke(to, 0.15);
}

static void paint_cross(cairo_t *to) {
    cairo_move_to(to, 0.2, 0.2);
    cairo_line_to(to, 0.8, 0.8);
    cairo_move_to(to, 0.8, 0.2);
    cairo_line_to(to, 0.2, 0.8);
    stroke(to, 0.15);
}

static void paint_undo(cairo_t *to) {
    cairo_move_to(to, 0.3, 0.33);
    cairo_line_to(to, 0.62, 0.33);
    cairo_arc(to, 0.62, 0.57, 0.24, -PI / 2, PI / 2);
    cairo_line_to(to, 0.3, 0.81);
    stroke(to, STROKE);
    arrow_head(to, 0.07, 0.33, -0.25, 0);
}

/* An instance. x, y: the middle of its lower edge. */
static void cloud(cairo_t *to, double x, double y, double size) {
    disc(to, x - 0.28 * size, y - 0.2 * size, 0.2 * size);
    disc(to, x + 0.3 * size, y - 0.19 * size, 0.19 * size);
    disc(to, x + 0.02 * size, y - 0.32 * size, 0.3 * size);
    cairo_rectangle(to, x - 0.28 * size, y - 0.3 * size, 0.58 * size, 0.3 * size);
    cairo_fill(to);
}

/* A device. x: its middle. */
static void device(cairo_t *to, double x, double y, double width) {
    double height = 0.24;
    cairo_rectangle(to, x - width / 2, y, width, height);
    stroke(to, FINE);
    disc(to, x, y + height / 2, 0.045);
}

static void paint_one(cairo_t *to) {
    cloud(to, 0.5, 0.45, 0.72);
    cairo_move_to(to, 0.5, 0.45);
    cairo_line_to(to, 0.5, 0.66);
    stroke(to, FINE);
    device(to, 0.5, 0.66, 0.42);
}

static void paint_several(cairo_t *to) {
    cloud(to, 0.5, 0.43, 0.66);
    for (int i = -1; i <= 1; i++) {
        cairo_move_to(to, 0.5, 0.42);
        cairo_line_to(to, 0.5 + 0.34 * i, 0.66);
        stroke(to, FINE);
        device(to, 0.5 + 0.34 * i, 0.66, 0.21);
    }
}

static void paint_leave(cairo_t *to) {
    cairo_move_to(to, 0.56, 0.3);
    cairo_line_to(to, 0.56, 0.1);
    cairo_line_to(to, 0.14, 0.1);
    cairo_line_to(to, 0.14, 0.9);
    cairo_line_to(to, 0.56, 0.9);
    cairo_line_to(to, 0.56, 0.7);
    stroke(to, 0.09);
    cairo_move_to(to, 0.34, 0.5);
    cairo_line_to(to, 0.74, 0.5);
    stroke(to, STROKE);
    arrow_head(to, 0.96, 0.5, 0.24, 0);
}

static void paint_bell(cairo_t *to) {
    cairo_move_to(to, 0.12, 0.76);
    cairo_curve_to(to, 0.3, 0.6, 0.2, 0.16, 0.5, 0.16);
    cairo_curve_to(to, 0.8, 0.16, 0.7, 0.6, 0.88, 0.76);
    cairo_close_path(to);
    cairo_fill(to);
    disc(to, 0.5, 0.14, 0.07);
    cairo_arc(to, 0.5, 0.8, 0.12, 0, PI);
    cairo_fill(to);
}

static void paint_person(cairo_t *to) {
    disc(to, 0.5, 0.3, 0.2);
    cairo_move_to(to, 0.1, 0.92);
    cairo_curve_to(to, 0.12, 0.46, 0.88, 0.46, 0.9, 0.92);
    cairo_close_path(to);
    cairo_fill(to);
}

static void paint_leader(cairo_t *to) {
    cairo_save(to);
    cairo_translate(to, 0, 0.14);
    cairo_scale(to, 0.84, 0.84);
    paint_person(to);
    cairo_restore(to);
    for (int i = 0; i < 10; i++) {
        double radius = i % 2 == 0 ? 0.24 : 0.1;
        double angle = i * PI / 5 - PI / 2;
        cairo_line_to(to, 0.76 + radius * cos(angle), 0.26 + radius * sin(angle));
    }
    cairo_close_path(to);
    cairo_fill(to);
}

static const icon_painter painters[SK_PAPER_ICON_COUNT] = {
    [SK_PAPER_ICON_CHECK] = paint_check,   [SK_PAPER_ICON_CROSS] = paint_cross,
    [SK_PAPER_ICON_UNDO] = paint_undo,     [SK_PAPER_ICON_SEVERAL] = paint_several,
    [SK_PAPER_ICON_ONE] = paint_one,       [SK_PAPER_ICON_LEAVE] = paint_leave,
    [SK_PAPER_ICON_CALL] = paint_bell,     [SK_PAPER_ICON_LEADER] = paint_leader,
    [SK_PAPER_ICON_PERSON] = paint_person,
};

void sk_paper_icon_draw(struct sk_pen *pen, enum sk_paper_icon icon, struct sk_paper_place place) {
    icon_painter paint = SK_AT(painters, icon);
    if (!paint) {
        return;
    }
    cairo_save(pen->cairo);
    sk_pen_ink(pen, SK_PAPER_WHITE);
    cairo_translate(pen->cairo, sk_points(place.x), sk_points(place.y));
    cairo_scale(pen->cairo, sk_points(place.w), sk_points(place.h));
    cairo_set_line_cap(pen->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(pen->cairo, CAIRO_LINE_JOIN_ROUND);
    paint(pen->cairo);
    cairo_restore(pen->cairo);
}
