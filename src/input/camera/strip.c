#include "input/camera/strip.h"

#include <math.h>
#include <string.h>

enum {
    FRACTION = 16, /* bits of fixed point */
    TAPS_MAX = 4,  /* lines of the picture that make a row */
};

/* Pixels along the bars over which a row is the mean: more would smear bars that do not run quite
 * square to it. */
static const float DEPTH_MAX = 3.5f;

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

/* Adds `count` bilinear samples from (x, y) in steps of (dx, dy), 16.16 fixed point, all of them
 * inside the picture: the quick way. */
static void add_inside(const struct sk_grey *grey, int32_t x, int32_t y, int32_t dx, int32_t dy,
                       int count, float *out) {
    for (int i = 0; i < count; i++) {
        const uint8_t *p =
            grey->pixels + (ptrdiff_t)(y >> FRACTION) * grey->stride + (x >> FRACTION);
        int fx = (x >> 8) & 0xff;
        int fy = (y >> 8) & 0xff;
        int upper = p[0] * (256 - fx) + p[1] * fx;
        int lower = p[grey->stride] * (256 - fx) + p[grey->stride + 1] * fx;
        out[i] += (float)(upper * (256 - fy) + lower * fy) * (1.0f / 65536.0f);
        x += dx;
        y += dy;
    }
}

/* The same for a line that leaves the picture. There the ground is taken to go on as light as the
 * label: a code may be cut out closely, and its quiet zone with it. */
static void add_partly(const struct sk_grey *grey, int32_t x, int32_t y, int32_t dx, int32_t dy,
                       int count, float *out) {
    int32_t right = (grey->width - 1) << FRACTION;
    int32_t bottom = (grey->height - 1) << FRACTION;
    const int32_t half = 1 << (FRACTION - 1);
    float lightest = 0;
    float total = 0;
    int seen = 0;
    for (int pass = 0; pass < 2; pass++) {
        int32_t at_x = x;
        int32_t at_y = y;
        for (int i = 0; i < count; i++, at_x += dx, at_y += dy) {
            bool outside =
                at_x < -half || at_y < -half || at_x > right + half || at_y > bottom + half;
            if (pass == 1) {
                if (outside) {
                    out[i] += seen ? 0.5f * (lightest + total / (float)seen) : 0;
                }
                continue;
            }
            if (outside) {
                continue;
            }
            int32_t cx = clamp(at_x, 0, right);
            int32_t cy = clamp(at_y, 0, bottom);
            int px = cx >> FRACTION;
            int py = cy >> FRACTION;
            int fx = (cx >> 8) & 0xff;
            int fy = (cy >> 8) & 0xff;
            int right_of = px + 1 < grey->width ? 1 : 0;
            int below = py + 1 < grey->height ? grey->stride : 0;
            const uint8_t *p = grey->pixels + (ptrdiff_t)py * grey->stride + px;
            int upper = p[0] * (256 - fx) + p[right_of] * fx;
            int lower = p[below] * (256 - fx) + p[below + right_of] * fx;
            float value = (float)(upper * (256 - fy) + lower * fy) * (1.0f / 65536.0f);
            out[i] += value;
            lightest = fmaxf(lightest, value);
            total += value;
            seen++;
        }
    }
}

/* x and y are where the centre of a pixel is a whole number. */
static void add_samples(const struct sk_grey *grey, float x, float y, float dx, float dy, int count,
                        float *out) {
    const float one = (float)(1 << FRACTION);
    float last_x = x + dx * (float)(count - 1);
    float last_y = y + dy * (float)(count - 1);
    bool inside = fminf(x, last_x) >= 0.01f && fminf(y, last_y) >= 0.01f &&
                  fmaxf(x, last_x) < (float)(grey->width - 2) &&
                  fmaxf(y, last_y) < (float)(grey->height - 2);
    int32_t fx = (int32_t)(x * one);
    int32_t fy = (int32_t)(y * one);
    int32_t fdx = (int32_t)(dx * one);
    int32_t fdy = (int32_t)(dy * one);
    if (inside) {
        add_inside(grey, fx, fy, fdx, fdy, count, out);
    } else {
        add_partly(grey, fx, fy, fdx, fdy, count, out);
    }
}

void sk_strip_lay(struct sk_strip *strip, const struct sk_grey *grey,
                  const struct sk_bar_region *region, float margin) {
    struct sk_bar_region r = *region;
    float beyond = 24.0f + margin * (r.u1 - r.u0);
    r.u0 -= beyond;
    r.u1 += beyond;
    r.v0 -= 2.0f;
    r.v1 += 2.0f;
    strip->region = r;
    strip->grey = grey;
    strip->step = fmaxf(0.5f, (r.u1 - r.u0) / 2000.0f);
    strip->count = (int)((r.u1 - r.u0) / strip->step);
    strip->rows = clamp((int)((r.v1 - r.v0) / 3.0f), 4, SK_STRIP_ROWS_MAX);
    memset(strip->sampled, 0, sizeof(strip->sampled));
}

static void sample_row(struct sk_strip *strip, int row) {
    const struct sk_bar_region *r = &strip->region;
    float pitch = (r->v1 - r->v0) / (float)strip->rows;
    float depth = fminf(pitch, DEPTH_MAX);
    int taps = clamp((int)(depth + 0.5f), 2, TAPS_MAX);
    float tap = depth / (float)taps;
    float *cell = strip->cell[row];
    memset(cell, 0, (size_t)strip->count * sizeof(*cell));
    for (int t = 0; t < taps; t++) {
        float v = r->v0 + ((float)row + 0.5f) * pitch + ((float)t - 0.5f * (float)(taps - 1)) * tap;
        add_samples(strip->grey, r->centre_x + r->u0 * r->along_x + v * r->down_x - 0.5f,
                    r->centre_y + r->u0 * r->along_y + v * r->down_y - 0.5f,
                    r->along_x * strip->step, r->along_y * strip->step, strip->count, cell);
    }
    for (int x = 0; x < strip->count; x++) {
        cell[x] /= (float)taps;
    }
    strip->sampled[row] = true;
}

void sk_strip_mean(struct sk_strip *strip, int first, int last, float *out) {
    float share = 1.0f / (float)(last - first + 1);
    memset(out, 0, (size_t)strip->count * sizeof(*out));
    for (int row = first; row <= last; row++) {
        if (!strip->sampled[row]) {
            sample_row(strip, row);
        }
        const float *cell = strip->cell[row];
        for (int x = 0; x < strip->count; x++) {
            out[x] += cell[x] * share;
        }
    }
}

void sk_strip_outline(const struct sk_strip *strip, int first, int last, float begin, float end,
                      struct sk_point outline[4]) {
    const struct sk_bar_region *r = &strip->region;
    const float u[4] = { begin, end, end, begin };
    float pitch = (r->v1 - r->v0) / (float)strip->rows;
    for (int i = 0; i < 4; i++) {
        float along = r->u0 + u[i] * strip->step;
        float down = r->v0 + pitch * (float)(i < 2 ? first : last + 1);
        outline[i].x = r->centre_x + along * r->along_x + down * r->down_x;
        outline[i].y = r->centre_y + along * r->along_y + down * r->down_y;
    }
}
