#include "input/camera/projection.h"

/* Heckbert, "Fundamentals of texture mapping and image warping", 1989, 2.2.3. */
struct sk_projection sk_projection_to(const struct sk_point p[4]) {
    float sx = p[0].x - p[1].x + p[2].x - p[3].x;
    float sy = p[0].y - p[1].y + p[2].y - p[3].y;
    float dx1 = p[1].x - p[2].x;
    float dy1 = p[1].y - p[2].y;
    float dx2 = p[3].x - p[2].x;
    float dy2 = p[3].y - p[2].y;
    float det = dx1 * dy2 - dx2 * dy1;
    if (fabsf(det) < 1e-6f) {
        det = 1e-6f;
    }
    struct sk_projection m = { 0 };
    m.g = (sx * dy2 - dx2 * sy) / det;
    m.h = (dx1 * sy - sx * dy1) / det;
    m.a = p[1].x - p[0].x + m.g * p[1].x;
    m.b = p[3].x - p[0].x + m.h * p[3].x;
    m.c = p[0].x;
    m.d = p[1].y - p[0].y + m.g * p[1].y;
    m.e = p[3].y - p[0].y + m.h * p[3].y;
    m.f = p[0].y;
    return m;
}

bool sk_lines_meet(struct sk_point a, struct sk_point b, struct sk_point c, struct sk_point d,
                   struct sk_point *out) {
    float ux = b.x - a.x;
    float uy = b.y - a.y;
    float vx = d.x - c.x;
    float vy = d.y - c.y;
    float cross = ux * vy - uy * vx;
    if (fabsf(cross) < 0.2f * hypotf(ux, uy) * hypotf(vx, vy)) {
        return false;
    }
    float t = ((c.x - a.x) * vy - (c.y - a.y) * vx) / cross;
    *out = (struct sk_point){ a.x + t * ux, a.y + t * uy };
    return true;
}
