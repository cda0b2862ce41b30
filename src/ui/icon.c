#include "ui/icon.h"

#include "base/assert.h"
#include "base/util.h"

#include <math.h>

#define PI 3.14159265f

/* Icons are described in a square of 100 by 100; the pen maps it to the canvas. */
struct pen {
    struct sk_canvas *canvas;
    float x, y, scale;
    sk_colour colour;
    struct sk_path path;
};

static void paint(struct pen *pen) {
    sk_canvas_path(pen->canvas, &pen->path, pen->colour);
    sk_path_clear(&pen->path);
}

static void add_polygon(struct pen *pen, const float (*points)[2], size_t count) {
    for (size_t i = 0; i < count; i++) {
        sk_path_point(&pen->path, pen->x + points[i][0] * pen->scale,
                      pen->y + points[i][1] * pen->scale);
    }
    sk_path_close(&pen->path);
}

static void add_disc(struct pen *pen, float x, float y, float radius) {
    sk_path_arc(&pen->path, pen->x + x * pen->scale, pen->y + y * pen->scale, radius * pen->scale,
                0, 2 * PI);
    sk_path_close(&pen->path);
}

static void add_box(struct pen *pen, float x, float y, float w, float h, float radius) {
    sk_path_rounded(&pen->path, pen->x + x * pen->scale, pen->y + y * pen->scale, w * pen->scale,
                    h * pen->scale, radius * pen->scale);
}

/* A stroke with round ends. */
static void add_line(struct pen *pen, float x0, float y0, float x1, float y1, float width) {
    float dx = x1 - x0, dy = y1 - y0;
    float length = sqrtf(dx * dx + dy * dy);
    if (length > 0) {
        float nx = -dy / length * width / 2, ny = dx / length * width / 2;
        const float quad[4][2] = {
            { x0 + nx, y0 + ny }, { x1 + nx, y1 + ny }, { x1 - nx, y1 - ny }, { x0 - nx, y0 - ny }
        };
        add_polygon(pen, quad, 4);
    }
    add_disc(pen, x0, y0, width / 2);
    add_disc(pen, x1, y1, width / 2);
}

/* A part of a ring, angles in radians clockwise from the right. */
static void add_arc(struct pen *pen, float x, float y, float radius, float width, float from,
                    float to) {
    float cx = pen->x + x * pen->scale, cy = pen->y + y * pen->scale;
    sk_path_arc(&pen->path, cx, cy, (radius + width / 2) * pen->scale, from, to);
    sk_path_arc(&pen->path, cx, cy, (radius - width / 2) * pen->scale, to, from);
    sk_path_close(&pen->path);
}

static void add_ring(struct pen *pen, float x, float y, float radius, float width) {
    add_arc(pen, x, y, radius, width, 0, PI);
    add_arc(pen, x, y, radius, width, PI, 2 * PI);
}

static void use(struct pen *pen, sk_colour colour) {
    paint(pen);
    pen->colour = colour;
}

/* A hook on a stem with a dot; used in the magnifier and alone. */
static void add_question(struct pen *pen, float x, float y, float size) {
    float r = size * 0.24f, w = size * 0.15f;
    add_arc(pen, x, y - size * 0.2f, r, w, -PI, PI * 0.5f);
    add_disc(pen, x - r, y - size * 0.2f, w / 2);
    add_line(pen, x, y + size * 0.04f, x, y + size * 0.16f, w);
    add_disc(pen, x, y + size * 0.4f, w * 0.62f);
}

static void tick(struct pen *pen, sk_colour paper) {
    add_disc(pen, 50, 50, 50);
    use(pen, paper);
    add_line(pen, 26, 53, 43, 70, 13);
    add_line(pen, 43, 70, 75, 34, 13);
}

static void cross(struct pen *pen, sk_colour paper) {
    static const float octagon[8][2] = { { 29.3f, 0 },   { 70.7f, 0 },   { 100, 29.3f },
                                         { 100, 70.7f }, { 70.7f, 100 }, { 29.3f, 100 },
                                         { 0, 70.7f },   { 0, 29.3f } };
    add_polygon(pen, octagon, 8);
    use(pen, paper);
    add_line(pen, 31, 31, 69, 69, 13);
    add_line(pen, 69, 31, 31, 69, 13);
}

static void warning(struct pen *pen, sk_colour paper) {
    static const float triangle[3][2] = { { 50, 10 }, { 94, 86 }, { 6, 86 } };
    add_polygon(pen, triangle, 3);
    add_line(pen, 50, 10, 94, 86, 10);
    add_line(pen, 94, 86, 6, 86, 10);
    add_line(pen, 6, 86, 50, 10, 10);
    use(pen, paper);
    add_line(pen, 50, 36, 50, 58, 10);
    add_disc(pen, 50, 74, 6.2f);
}

static void arrow_head(struct pen *pen, float x, float y, float angle, float size) {
    for (int i = 0; i < 3; i++) {
        float turn = angle + (float)i * 2 * PI / 3;
        sk_path_point(&pen->path, pen->x + (x + size * cosf(turn)) * pen->scale,
                      pen->y + (y + size * sinf(turn)) * pen->scale);
    }
    sk_path_close(&pen->path);
}

static void retry(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_arc(pen, 50, 50, 36, 13, -PI * 0.95f, -PI * 0.2f);
    add_arc(pen, 50, 50, 36, 13, PI * 0.05f, PI * 0.8f);
    arrow_head(pen, 50 + 36 * cosf(-PI * 0.12f), 50 + 36 * sinf(-PI * 0.12f), PI * 0.4f, 19);
    arrow_head(pen, 50 + 36 * cosf(PI * 0.88f), 50 + 36 * sinf(PI * 0.88f), -PI * 0.6f, 19);
}

static void checking(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_ring(pen, 41, 41, 34, 11);
    add_line(pen, 68, 68, 91, 91, 15);
    add_question(pen, 41, 41, 40);
}

static void saved(struct pen *pen, sk_colour paper) {
    (void)paper;
    static const float head[3][2] = { { 50, 68 }, { 24, 40 }, { 76, 40 } };
    add_line(pen, 50, 10, 50, 45, 15);
    add_polygon(pen, head, 3);
    add_line(pen, 8, 62, 8, 92, 12);
    add_line(pen, 8, 92, 92, 92, 12);
    add_line(pen, 92, 92, 92, 62, 12);
}

static void hourglass(struct pen *pen, sk_colour paper) {
    static const float upper[4][2] = { { 22, 10 }, { 78, 10 }, { 56, 50 }, { 44, 50 } };
    static const float lower[4][2] = { { 44, 50 }, { 56, 50 }, { 78, 90 }, { 22, 90 } };
    static const float hollow[4][2] = { { 33, 17 }, { 67, 17 }, { 60, 29 }, { 40, 29 } };
    static const float sand[4][2] = { { 47, 54 }, { 53, 54 }, { 62, 70 }, { 38, 70 } };
    add_polygon(pen, upper, 4);
    add_polygon(pen, lower, 4);
    add_line(pen, 18, 9, 82, 9, 11);
    add_line(pen, 18, 91, 82, 91, 11);
    use(pen, paper);
    add_polygon(pen, hollow, 4);
    add_polygon(pen, sand, 4);
}

static void device(struct pen *pen, sk_colour paper) {
    add_line(pen, 24, 40, 14, 10, 7);
    add_line(pen, 76, 40, 86, 10, 7);
    add_box(pen, 4, 38, 92, 48, 9);
    use(pen, paper);
    add_disc(pen, 22, 54, 5);
    add_disc(pen, 38, 54, 5);
    for (int i = 0; i < 4; i++) {
        add_box(pen, 17 + (float)i * 18, 67, 12, 11, 1);
    }
}

static void cloud(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_disc(pen, 26, 60, 21);
    add_disc(pen, 47, 43, 27);
    add_disc(pen, 74, 60, 21);
    add_box(pen, 26, 56, 48, 25, 0);
}

static void barcode(struct pen *pen, sk_colour paper) {
    static const float bars[][2] = { { 4, 8 },  { 17, 4 }, { 26, 10 }, { 42, 4 },
                                     { 52, 8 }, { 66, 4 }, { 76, 4 },  { 86, 10 } };
    (void)paper;
    for (size_t i = 0; i < SK_ARRAY_LEN(bars); i++) {
        add_box(pen, bars[i][0], 18, bars[i][1], 64, 0);
    }
}

static void online(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 8, 64, 18, 28, 3);
    add_box(pen, 41, 38, 18, 54, 3);
    add_box(pen, 74, 10, 18, 82, 3);
}

static void offline(struct pen *pen, sk_colour paper) {
    sk_colour ink = pen->colour;
    online(pen, paper);
    use(pen, paper);
    add_line(pen, 12, 12, 90, 90, 28);
    use(pen, ink);
    add_line(pen, 12, 12, 90, 90, 11);
}

static void held(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 18, 10, 22, 80, 4);
    add_box(pen, 60, 10, 22, 80, 4);
}

static void unknown(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_question(pen, 50, 48, 96);
}

static void queue(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 8, 12, 84, 18, 4);
    add_box(pen, 8, 41, 84, 18, 4);
    add_box(pen, 8, 70, 84, 18, 4);
}

static void undo(struct pen *pen, sk_colour paper) {
    static const float head[3][2] = { { 4, 36 }, { 40, 8 }, { 40, 64 } };
    (void)paper;
    add_polygon(pen, head, 3);
    add_line(pen, 36, 36, 64, 36, 13);
    add_arc(pen, 64, 61, 25, 13, -PI / 2, PI / 2);
    add_line(pen, 64, 86, 34, 86, 13);
}

static void pair(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 2, 32, 36, 36, 6);
    add_line(pen, 38, 50, 62, 50, 9);
    add_box(pen, 62, 32, 36, 36, 6);
}

static void sticky(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 2, 34, 32, 32, 6);
    for (int i = 0; i < 3; i++) {
        float y = 15 + (float)i * 35;
        add_line(pen, 34, 50, 72, y, 7);
        add_box(pen, 70, y - 12, 27, 24, 5);
    }
}

static void person(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_disc(pen, 50, 27, 21);
    add_box(pen, 14, 54, 72, 60, 30);
    use(pen, paper);
    add_box(pen, 8, 94, 84, 24, 0);
}

static void wrench(struct pen *pen, sk_colour paper) {
    add_line(pen, 22, 80, 62, 40, 19);
    add_disc(pen, 68, 33, 27);
    use(pen, paper);
    add_line(pen, 72, 29, 96, 5, 19);
    add_disc(pen, 22, 80, 4.5f);
}

static void camera(struct pen *pen, sk_colour paper) {
    add_box(pen, 4, 28, 92, 56, 9);
    add_box(pen, 32, 14, 36, 24, 6);
    use(pen, paper);
    add_disc(pen, 50, 55, 20);
}

static void usb(struct pen *pen, sk_colour paper) {
    /* A pistol-grip scanner, which is what hangs on the cable. */
    static const float grip[4][2] = { { 30, 50 }, { 56, 50 }, { 48, 94 }, { 22, 94 } };
    add_box(pen, 8, 16, 66, 36, 9);
    add_polygon(pen, grip, 4);
    use(pen, paper);
    add_box(pen, 60, 24, 6, 20, 0);
}

/* A scanner with a bar across it, from corner to corner. */
static void no_scanner(struct pen *pen, sk_colour paper) {
    sk_colour ink = pen->colour;
    usb(pen, paper);
    use(pen, paper);
    add_line(pen, 8, 92, 94, 8, 22);
    use(pen, ink);
    add_line(pen, 8, 92, 94, 8, 10);
}

static void cross_out(struct pen *pen, sk_colour paper) {
    sk_colour ink = pen->colour;
    use(pen, paper);
    add_line(pen, 10, 10, 90, 90, 26);
    add_line(pen, 90, 10, 10, 90, 26);
    use(pen, ink);
    add_line(pen, 10, 10, 90, 90, 12);
    add_line(pen, 90, 10, 10, 90, 12);
}

static void not_taken(struct pen *pen, sk_colour paper) {
    barcode(pen, paper);
    cross_out(pen, paper);
}

static void hand(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_line(pen, 33, 22, 33, 60, 12);
    add_line(pen, 48, 12, 48, 60, 12);
    add_line(pen, 63, 14, 63, 60, 12);
    add_line(pen, 78, 26, 78, 64, 12);
    add_line(pen, 14, 52, 34, 74, 13);
    add_box(pen, 27, 50, 57, 44, 17);
}

static void keyboard(struct pen *pen, sk_colour paper) {
    add_box(pen, 2, 24, 96, 54, 8);
    use(pen, paper);
    for (int i = 0; i < 4; i++) {
        add_box(pen, 14 + (float)i * 20, 35, 11, 10, 1);
    }
    add_box(pen, 26, 56, 48, 10, 1);
}

static void arrow(struct pen *pen, sk_colour paper) {
    static const float head[3][2] = { { 96, 50 }, { 60, 18 }, { 60, 82 } };
    (void)paper;
    add_box(pen, 4, 42, 60, 16, 0);
    add_polygon(pen, head, 3);
}

static void choice(struct pen *pen, sk_colour paper) {
    static const float wedge[3][2] = { { 10, 30 }, { 90, 30 }, { 50, 80 } };
    (void)paper;
    add_polygon(pen, wedge, 3);
}

static void close_mark(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_line(pen, 20, 20, 80, 80, 17);
    add_line(pen, 80, 20, 20, 80, 17);
}

static void bell(struct pen *pen, sk_colour paper) {
    static const float skirt[4][2] = { { 26, 40 }, { 74, 40 }, { 86, 74 }, { 14, 74 } };
    (void)paper;
    add_disc(pen, 50, 40, 24);
    add_polygon(pen, skirt, 4);
    add_line(pen, 14, 74, 86, 74, 9);
    add_line(pen, 50, 10, 50, 18, 10);
    add_disc(pen, 50, 87, 10);
}

static void silent(struct pen *pen, sk_colour paper) {
    static const float cone[4][2] = { { 24, 38 }, { 56, 10 }, { 56, 90 }, { 24, 62 } };
    sk_colour ink = pen->colour;
    add_box(pen, 6, 36, 30, 28, 4);
    add_polygon(pen, cone, 4);
    add_arc(pen, 56, 50, 26, 9, -PI / 3, PI / 3);
    use(pen, paper);
    add_line(pen, 10, 10, 92, 90, 24);
    use(pen, ink);
    add_line(pen, 10, 10, 92, 90, 11);
}

static void sound(struct pen *pen, sk_colour paper) {
    static const float cone[4][2] = { { 24, 38 }, { 50, 14 }, { 50, 86 }, { 24, 62 } };
    (void)paper;
    add_box(pen, 6, 36, 30, 28, 4);
    add_polygon(pen, cone, 4);
    add_arc(pen, 50, 50, 24, 9, -PI / 4, PI / 4);
    add_arc(pen, 50, 50, 42, 9, -PI / 4, PI / 4);
}

static void globe(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_ring(pen, 50, 50, 38, 8);
    add_arc(pen, 20, 50, 46, 7, -0.87f, 0.87f);
    add_arc(pen, 80, 50, 46, 7, PI - 0.87f, PI + 0.87f);
    add_line(pen, 14, 50, 86, 50, 7);
}

static void chart(struct pen *pen, sk_colour paper) {
    (void)paper;
    add_box(pen, 6, 84, 88, 9, 0);
    add_box(pen, 14, 46, 18, 34, 0);
    add_box(pen, 41, 10, 18, 70, 0);
    add_box(pen, 68, 30, 18, 50, 0);
}

static void printer(struct pen *pen, sk_colour paper) {
    add_box(pen, 26, 6, 48, 26, 3);
    add_box(pen, 5, 36, 90, 38, 8);
    use(pen, paper);
    add_box(pen, 24, 52, 52, 8, 0);
}

static void (*const painters[SK_ICON_COUNT])(struct pen *pen, sk_colour paper) = {
    [SK_ICON_TICK] = tick,           [SK_ICON_CROSS] = cross,
    [SK_ICON_WARNING] = warning,     [SK_ICON_RETRY] = retry,
    [SK_ICON_CHECKING] = checking,   [SK_ICON_SAVED] = saved,
    [SK_ICON_HOURGLASS] = hourglass, [SK_ICON_DEVICE] = device,
    [SK_ICON_CLOUD] = cloud,         [SK_ICON_BARCODE] = barcode,
    [SK_ICON_ONLINE] = online,       [SK_ICON_OFFLINE] = offline,
    [SK_ICON_PAUSE] = held,          [SK_ICON_UNKNOWN] = unknown,
    [SK_ICON_QUEUE] = queue,         [SK_ICON_UNDO] = undo,
    [SK_ICON_PAIR] = pair,           [SK_ICON_STICKY] = sticky,
    [SK_ICON_PERSON] = person,       [SK_ICON_WRENCH] = wrench,
    [SK_ICON_CHART] = chart,         [SK_ICON_PRINTER] = printer,
    [SK_ICON_CAMERA] = camera,       [SK_ICON_USB] = usb,
    [SK_ICON_KEYBOARD] = keyboard,   [SK_ICON_ARROW] = arrow,
    [SK_ICON_CLOSE] = close_mark,    [SK_ICON_NO_SCANNER] = no_scanner,
    [SK_ICON_NOT_TAKEN] = not_taken, [SK_ICON_HAND] = hand,
    [SK_ICON_BELL] = bell,           [SK_ICON_SILENT] = silent,
    [SK_ICON_GLOBE] = globe,         [SK_ICON_CHOICE] = choice,
    [SK_ICON_SOUND] = sound,
};

void sk_icon_paint(struct sk_canvas *canvas, enum sk_icon icon, struct sk_rect rect, sk_colour ink,
                   sk_colour paper) {
    struct pen pen = {
        .canvas = canvas,
        .x = (float)rect.x,
        .y = (float)rect.y,
        .scale = (float)rect.w / 100,
        .colour = ink,
    };
    sk_path_clear(&pen.path);
    SK_AT(painters, icon)(&pen, paper);
    paint(&pen);
}
