#include "input/camera/bars.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 8,      /* pixels a side */
    SIDE_MIN = 24,  /* nothing readable is smaller */
    REACH = 2,      /* blocks over which a region may jump: a scratch, a wide bar */
    BLOCKS_MIN = 8, /* a region of fewer is noise */
    LARGE = 480000, /* from this height on every second row is enough */
};

/* Mean square of the Sobel gradient a block must have: about 4 grey levels a pixel of slope. */
static const float ENERGY_MIN = 700.0f;
/* Share of the gradient that must be in one direction, 0 to 1. */
static const float COHERENCE_MIN = 0.45f;
/* Cosine of the doubled angle by which neighbours may differ: 14 degrees. */
static const float ALIKE_MIN = 0.88f;

struct tensor {
    float xx, yy, xy;
};

struct sk_bars {
    int columns, rows;       /* blocks */
    int width_room;          /* pixels the line buffers hold */
    size_t block_room;       /* blocks the block buffers hold */
    int16_t *smooth, *slope; /* one line each: vertical sum and difference */
    int32_t *xx, *yy, *xy;   /* one line each: products summed over the rows of a block */
    struct tensor *raw, *mean;
    float *cos2, *sin2; /* direction of each block, angle doubled */
    uint8_t *state;     /* 0 not bars, 1 bars, 2 taken by a region */
    int *stack, *member;
};

enum sk_err sk_bars_create(struct sk_bars **out) {
    struct sk_bars *bars = calloc(1, sizeof(*bars));
    if (!bars) {
        return SK_ERR_NOMEM;
    }
    *out = bars;
    return SK_OK;
}

static void free_buffers(struct sk_bars *bars) {
    free(bars->smooth);
    free(bars->slope);
    free(bars->xx);
    free(bars->yy);
    free(bars->xy);
    free(bars->raw);
    free(bars->mean);
    free(bars->cos2);
    free(bars->sin2);
    free(bars->state);
    free(bars->stack);
    free(bars->member);
    *bars = (struct sk_bars){ 0 };
}

void sk_bars_destroy(struct sk_bars *bars) {
    if (!bars) {
        return;
    }
    free_buffers(bars);
    free(bars);
}

static enum sk_err make_room(struct sk_bars *bars, const struct sk_grey *grey) {
    int columns = grey->width / BLOCK;
    int rows = grey->height / BLOCK;
    size_t blocks = (size_t)columns * (size_t)rows;
    if (grey->width > bars->width_room || blocks > bars->block_room) {
        free_buffers(bars);
        size_t width = (size_t)grey->width;
        bars->smooth = calloc(width, sizeof(*bars->smooth));
        bars->slope = calloc(width, sizeof(*bars->slope));
        bars->xx = calloc(width, sizeof(*bars->xx));
        bars->yy = calloc(width, sizeof(*bars->yy));
        bars->xy = calloc(width, sizeof(*bars->xy));
        bars->raw = calloc(blocks, sizeof(*bars->raw));
        bars->mean = calloc(blocks, sizeof(*bars->mean));
        bars->cos2 = calloc(blocks, sizeof(*bars->cos2));
        bars->sin2 = calloc(blocks, sizeof(*bars->sin2));
        bars->state = calloc(blocks, sizeof(*bars->state));
        bars->stack = calloc(blocks, sizeof(*bars->stack));
        bars->member = calloc(blocks, sizeof(*bars->member));
        if (!bars->smooth || !bars->slope || !bars->xx || !bars->yy || !bars->xy || !bars->raw ||
            !bars->mean || !bars->cos2 || !bars->sin2 || !bars->state || !bars->stack ||
            !bars->member) {
            free_buffers(bars);
            return SK_ERR_NOMEM;
        }
        bars->width_room = grey->width;
        bars->block_room = blocks;
    }
    bars->columns = columns;
    bars->rows = rows;
    return SK_OK;
}

/* Adds one line's products of the Sobel gradient to the column sums. Three plain loops, so that
 * the compiler can make vector code of each. */
static void add_line(struct sk_bars *bars, const struct sk_grey *grey, int y) {
    const uint8_t *restrict above = grey->pixels + (ptrdiff_t)(y - 1) * grey->stride;
    const uint8_t *restrict here = grey->pixels + (ptrdiff_t)y * grey->stride;
    const uint8_t *restrict below = grey->pixels + (ptrdiff_t)(y + 1) * grey->stride;
    int16_t *restrict smooth = bars->smooth;
    int16_t *restrict slope = bars->slope;
    int width = grey->width;
    for (int x = 0; x < width; x++) {
        smooth[x] = (int16_t)(above[x] + 2 * here[x] + below[x]);
        slope[x] = (int16_t)(below[x] - above[x]);
    }
    int32_t *restrict xx = bars->xx;
    int32_t *restrict yy = bars->yy;
    int32_t *restrict xy = bars->xy;
    for (int x = 1; x < width - 1; x++) {
        int16_t gx = (int16_t)(smooth[x + 1] - smooth[x - 1]);
        int16_t gy = (int16_t)(slope[x - 1] + 2 * slope[x] + slope[x + 1]);
        xx[x] += gx * gx;
        yy[x] += gy * gy;
        xy[x] += gx * gy;
    }
}

static void sum_blocks(struct sk_bars *bars, const struct sk_grey *grey) {
    int step = (long)grey->width * grey->height > LARGE ? 2 : 1;
    float share = 1.0f / (float)(BLOCK * BLOCK / step);
    size_t line_bytes = (size_t)grey->width * sizeof(int32_t);
    for (int by = 0; by < bars->rows; by++) {
        memset(bars->xx, 0, line_bytes);
        memset(bars->yy, 0, line_bytes);
        memset(bars->xy, 0, line_bytes);
        for (int y = by * BLOCK; y < (by + 1) * BLOCK; y += step) {
            if (y > 0 && y < grey->height - 1) {
                add_line(bars, grey, y);
            }
        }
        for (int bx = 0; bx < bars->columns; bx++) {
            int32_t xx = 0;
            int32_t yy = 0;
            int32_t xy = 0;
            for (int x = bx * BLOCK; x < (bx + 1) * BLOCK; x++) {
                xx += bars->xx[x];
                yy += bars->yy[x];
                xy += bars->xy[x];
            }
            bars->raw[by * bars->columns + bx] =
                (struct tensor){ (float)xx * share, (float)yy * share, (float)xy * share };
        }
    }
}

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

/* Smooths the tensors over 3x3 blocks and marks those that look like bars. */
static void classify(struct sk_bars *bars) {
    for (int y = 0; y < bars->rows; y++) {
        for (int x = 0; x < bars->columns; x++) {
            struct tensor t = { 0 };
            for (int j = -1; j <= 1; j++) {
                const struct tensor *line =
                    bars->raw + clamp(y + j, 0, bars->rows - 1) * bars->columns;
                for (int i = -1; i <= 1; i++) {
                    const struct tensor *raw = line + clamp(x + i, 0, bars->columns - 1);
                    t.xx += raw->xx;
                    t.yy += raw->yy;
                    t.xy += raw->xy;
                }
            }
            int at = y * bars->columns + x;
            float energy = (t.xx + t.yy) / 9.0f;
            float c = (t.xx - t.yy) / 9.0f;
            float s = 2.0f * t.xy / 9.0f;
            float length = sqrtf(c * c + s * s);
            bars->mean[at] = t;
            bars->cos2[at] = length > 0 ? c / length : 0;
            bars->sin2[at] = length > 0 ? s / length : 0;
            bars->state[at] = energy > ENERGY_MIN && length > COHERENCE_MIN * energy;
        }
    }
}

/* Collects into bars->member the blocks that hang together with `seed`; returns how many. */
static int grow(struct sk_bars *bars, int seed, struct tensor *sum) {
    int depth = 0;
    int count = 0;
    bars->stack[depth++] = seed;
    bars->state[seed] = 2;
    while (depth > 0) {
        int at = bars->stack[--depth];
        int x = at % bars->columns;
        int y = at / bars->columns;
        bars->member[count++] = at;
        sum->xx += bars->raw[at].xx;
        sum->yy += bars->raw[at].yy;
        sum->xy += bars->raw[at].xy;
        for (int j = clamp(y - REACH, 0, bars->rows - 1); j <= clamp(y + REACH, 0, bars->rows - 1);
             j++) {
            for (int i = clamp(x - REACH, 0, bars->columns - 1);
                 i <= clamp(x + REACH, 0, bars->columns - 1); i++) {
                int next = j * bars->columns + i;
                if (bars->state[next] == 1 &&
                    bars->cos2[next] * bars->cos2[at] + bars->sin2[next] * bars->sin2[at] >
                        ALIKE_MIN) {
                    bars->state[next] = 2;
                    bars->stack[depth++] = next;
                }
            }
        }
    }
    return count;
}

/* The direction across the bars is the gradient's. The region's long axis replaces it if it is
 * distinct and close: at a slant, rows of the code are not perpendicular to the bars. */
static void describe(const struct sk_bars *bars, int count, const struct tensor *sum,
                     struct sk_bar_region *region) {
    float theta = 0.5f * atan2f(2.0f * sum->xy, sum->xx - sum->yy);
    float gx = cosf(theta);
    float gy = sinf(theta);
    float mx = 0;
    float my = 0;
    for (int i = 0; i < count; i++) {
        mx += ((float)(bars->member[i] % bars->columns) + 0.5f) * BLOCK;
        my += ((float)(bars->member[i] / bars->columns) + 0.5f) * BLOCK;
    }
    mx /= (float)count;
    my /= (float)count;
    float pxx = 0;
    float pyy = 0;
    float pxy = 0;
    for (int i = 0; i < count; i++) {
        float x = ((float)(bars->member[i] % bars->columns) + 0.5f) * BLOCK - mx;
        float y = ((float)(bars->member[i] / bars->columns) + 0.5f) * BLOCK - my;
        pxx += x * x;
        pyy += y * y;
        pxy += x * y;
    }
    float axis = 0.5f * atan2f(2.0f * pxy, pxx - pyy);
    float spread = sqrtf((pxx - pyy) * (pxx - pyy) + 4.0f * pxy * pxy);
    float ux = gx;
    float uy = gy;
    float dot = cosf(axis) * gx + sinf(axis) * gy;
    if (spread > 0.7f * (pxx + pyy) && fabsf(dot) > 0.8f) {
        ux = copysignf(1.0f, dot) * cosf(axis);
        uy = copysignf(1.0f, dot) * sinf(axis);
    }
    float vx = -gy;
    float vy = gx;
    float det = ux * vy - uy * vx;
    struct sk_bar_region r = { .centre_x = mx,
                               .centre_y = my,
                               .along_x = ux,
                               .along_y = uy,
                               .down_x = vx,
                               .down_y = vy,
                               .u0 = 1e9f,
                               .u1 = -1e9f,
                               .v0 = 1e9f,
                               .v1 = -1e9f,
                               .weight = sum->xx + sum->yy };
    for (int i = 0; i < count; i++) {
        float x = ((float)(bars->member[i] % bars->columns) + 0.5f) * BLOCK - mx;
        float y = ((float)(bars->member[i] / bars->columns) + 0.5f) * BLOCK - my;
        float u = (x * vy - y * vx) / det;
        float v = (ux * y - uy * x) / det;
        r.u0 = fminf(r.u0, u);
        r.u1 = fmaxf(r.u1, u);
        r.v0 = fminf(r.v0, v);
        r.v1 = fmaxf(r.v1, v);
    }
    *region = r;
}

void sk_bar_region_square(struct sk_bar_region *region) {
    struct sk_bar_region *r = region;
    float slant = r->along_x * r->down_x + r->along_y * r->down_y;
    r->along_x = r->down_y;
    r->along_y = -r->down_x;
    /* The ends of the old axis reach further along the bars than before. */
    float reach = 0.5f * fabsf(slant) * (r->u1 - r->u0);
    r->v0 -= reach;
    r->v1 += reach;
}

/* Keeps the heaviest SK_BARS_MAX, heaviest first. */
static void keep(struct sk_bar_region out[SK_BARS_MAX], int *count,
                 const struct sk_bar_region *region) {
    int at = *count;
    if (at == SK_BARS_MAX) {
        at--;
        if (out[at].weight >= region->weight) {
            return;
        }
    } else {
        (*count)++;
    }
    while (at > 0 && out[at - 1].weight < region->weight) {
        out[at] = out[at - 1];
        at--;
    }
    out[at] = *region;
}

enum sk_err sk_bars_find(struct sk_bars *bars, const struct sk_grey *grey,
                         struct sk_bar_region out[SK_BARS_MAX], int *count) {
    *count = 0;
    if (grey->width < SIDE_MIN || grey->height < BLOCK) {
        return SK_OK;
    }
    enum sk_err err = make_room(bars, grey);
    if (err) {
        return err;
    }
    sum_blocks(bars, grey);
    classify(bars);
    int blocks = bars->columns * bars->rows;
    for (int seed = 0; seed < blocks; seed++) {
        if (bars->state[seed] != 1) {
            continue;
        }
        struct tensor sum = { 0 };
        int members = grow(bars, seed, &sum);
        if (members < BLOCKS_MIN) {
            continue;
        }
        struct sk_bar_region region;
        describe(bars, members, &sum, &region);
        if (region.u1 - region.u0 >= 40.0f) {
            keep(out, count, &region);
        }
    }
    return SK_OK;
}
