/* projection.h — a flat code seen at a slant: from the unit square to a quadrangle of a picture,
 * and how bright the picture is between its pixels. Pure. */
#ifndef SK_INPUT_CAMERA_PROJECTION_H
#define SK_INPUT_CAMERA_PROJECTION_H

#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

struct sk_projection {
    float a, b, c, d, e, f, g, h;
};

/* So that (0,0) (1,0) (1,1) (0,1) come to lie on the four corners in that order. */
struct sk_projection sk_projection_to(const struct sk_point corner[4]);

/* Where the lines through a, b and through c, d meet. False, *out untouched: nearly parallel. */
bool sk_lines_meet(struct sk_point a, struct sk_point b, struct sk_point c, struct sk_point d,
                   struct sk_point *out);

static inline struct sk_point sk_projection_at(const struct sk_projection *m, float u, float v) {
    float w = m->g * u + m->h * v + 1.0f;
    float scale = 1.0f / (fabsf(w) > 1e-6f ? w : 1e-6f);
    return (struct sk_point){ (m->a * u + m->b * v + m->c) * scale,
                              (m->d * u + m->e * v + m->f) * scale };
}

/* Between the four nearest pixels of a place that is at least a pixel within the picture. */
static inline float sk_brightness_within(const struct sk_grey *grey, struct sk_point at) {
    float x = at.x - 0.5f;
    float y = at.y - 0.5f;
    int x0 = (int)x;
    int y0 = (int)y;
    float fx = x - (float)x0;
    float fy = y - (float)y0;
    const uint8_t *p = grey->pixels + (ptrdiff_t)y0 * grey->stride + x0;
    float upper = (float)p[0] + fx * (float)(p[1] - p[0]);
    float lower = (float)p[grey->stride] + fx * (float)(p[grey->stride + 1] - p[grey->stride]);
    return upper + fy * (lower - upper);
}

/* Between the four nearest pixels; places outside the picture are as light as can be. */
static inline float sk_brightness_at(const struct sk_grey *grey, struct sk_point at) {
    float x = at.x - 0.5f;
    float y = at.y - 0.5f;
    if (!(x > -1.0f && y > -1.0f && x < (float)grey->width && y < (float)grey->height)) {
        return 255.0f;
    }
    int x0 = x < 0 ? 0 : (int)x;
    int y0 = y < 0 ? 0 : (int)y;
    float fx = x < 0 ? 0 : x - (float)x0;
    float fy = y < 0 ? 0 : y - (float)y0;
    int right = x0 + 1 < grey->width ? 1 : 0;
    int below = y0 + 1 < grey->height ? grey->stride : 0;
    const uint8_t *p = grey->pixels + (ptrdiff_t)y0 * grey->stride + x0;
    float upper = (float)p[0] + fx * (float)(p[right] - p[0]);
    float lower = (float)p[below] + fx * (float)(p[below + right] - p[below]);
    return upper + fy * (lower - upper);
}

#endif
