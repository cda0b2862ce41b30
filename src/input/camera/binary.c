#include "input/camera/binary.h"

#include "base/util.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    BLOCK = SK_BINARY_BLOCK,
    STRIPE = 512,      /* columns that are measured at a time */
    CONTRAST_MIN = 24, /* grey levels between the darkest and the lightest pixel of a block */
    REACH = 2,         /* blocks on each side that make the surroundings */
};

static const float BOLD_SHARE = 0.7f;

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static uint8_t *at(const struct sk_grey *grey, int x, int y) {
    return grey->pixels + (ptrdiff_t)y * grey->stride + x;
}

/* Sum, darkest and lightest of each column over the rows of a block. */
struct columns {
    uint16_t sum[STRIPE];
    uint8_t low[STRIPE];
    uint8_t high[STRIPE];
};

struct spread {
    int mean, low, high;
};

static uint8_t lower(uint8_t a, uint8_t b) {
    return a < b ? a : b;
}

static uint8_t higher(uint8_t a, uint8_t b) {
    return a > b ? a : b;
}

/* All rows of the block at once, so that the compiler can make vector code of it that keeps what it
 * has in registers. */
static void add_rows(struct columns *columns, const struct sk_grey *grey, int x0, int y0,
                     int width) {
    const uint8_t *row[BLOCK];
    for (int y = 0; y < BLOCK; y++) {
        row[y] = at(grey, x0, y0 + y);
    }
    const uint8_t *a = row[0], *b = row[1], *c = row[2], *d = row[3];
    const uint8_t *e = row[4], *f = row[5], *g = row[6], *h = row[7];
    uint16_t *restrict sum = columns->sum;
    uint8_t *restrict low = columns->low;
    uint8_t *restrict high = columns->high;
    for (int x = 0; x < width; x++) {
        sum[x] = (uint16_t)(a[x] + b[x] + c[x] + d[x] + e[x] + f[x] + g[x] + h[x]);
        low[x] = lower(lower(lower(a[x], b[x]), lower(c[x], d[x])),
                       lower(lower(e[x], f[x]), lower(g[x], h[x])));
        high[x] = higher(higher(higher(a[x], b[x]), higher(c[x], d[x])),
                         higher(higher(e[x], f[x]), higher(g[x], h[x])));
    }
}

static struct spread reduce(const struct columns *columns, int x0) {
    int sum = 0;
    struct spread spread = { 0, 255, 0 };
    for (int x = x0; x < x0 + BLOCK; x++) {
        sum += columns->sum[x];
        spread.low = columns->low[x] < spread.low ? columns->low[x] : spread.low;
        spread.high = columns->high[x] > spread.high ? columns->high[x] : spread.high;
    }
    spread.mean = sum / (BLOCK * BLOCK);
    return spread;
}

static void measure_blocks(struct sk_binary *binary, const struct sk_grey *grey) {
    struct sk_grey *local = &binary->local;
    struct columns columns;
    for (int by = 0; by < local->height; by++) {
        int y0 = clamp(by * BLOCK, 0, grey->height - BLOCK);
        int stripe = 0;
        for (int bx = 0; bx < local->width; bx++) {
            int x0 = clamp(bx * BLOCK, 0, grey->width - BLOCK);
            if (bx % (STRIPE / BLOCK - 1) == 0) {
                stripe = x0;
                int width = grey->width - stripe;
                add_rows(&columns, grey, stripe, y0, width < STRIPE ? width : STRIPE);
            }
            struct spread spread = reduce(&columns, x0 - stripe);
            int value = spread.mean;
            *at(&binary->low, bx, by) = (uint8_t)spread.low;
            *at(&binary->high, bx, by) = (uint8_t)spread.high;
            if (spread.high - spread.low <= CONTRAST_MIN) {
                /* Flat: light, unless it is darker than the threshold to its left and above. */
                value = spread.low / 2;
                if (bx > 0 && by > 0) {
                    int beside = (2 * *at(local, bx - 1, by) + *at(local, bx, by - 1) +
                                  *at(local, bx - 1, by - 1)) /
                                 4;
                    value = spread.low < beside ? beside : value;
                }
            }
            *at(local, bx, by) = (uint8_t)value;
        }
    }
}

static void smooth_blocks(struct sk_binary *binary) {
    const struct sk_grey *local = &binary->local;
    for (int by = 0; by < local->height; by++) {
        int y0 = clamp(by - REACH, 0, local->height - 1);
        int y1 = clamp(by + REACH, 0, local->height - 1);
        for (int bx = 0; bx < local->width; bx++) {
            int x0 = clamp(bx - REACH, 0, local->width - 1);
            int x1 = clamp(bx + REACH, 0, local->width - 1);
            int sum = 0;
            for (int y = y0; y <= y1; y++) {
                for (int x = x0; x <= x1; x++) {
                    sum += *at(local, x, y);
                }
            }
            *at(&binary->threshold, bx, by) = (uint8_t)(sum / ((y1 - y0 + 1) * (x1 - x0 + 1)));
        }
    }
}

/* Every block takes the extreme of itself and its neighbours, first in rows, then in columns. */
static void spread_extremes(struct sk_grey *map, struct sk_grey *swap, bool highest) {
    for (int pass = 0; pass < 2; pass++) {
        struct sk_grey *from = pass ? swap : map;
        struct sk_grey *to = pass ? map : swap;
        int dx = pass ? 0 : 1;
        int dy = pass ? 1 : 0;
        for (int y = 0; y < map->height; y++) {
            for (int x = 0; x < map->width; x++) {
                uint8_t value = *at(from, x, y);
                for (int side = -1; side <= 1; side += 2) {
                    uint8_t other = *at(from, clamp(x + side * dx, 0, map->width - 1),
                                        clamp(y + side * dy, 0, map->height - 1));
                    value = (highest ? other > value : other < value) ? other : value;
                }
                *at(to, x, y) = value;
            }
        }
    }
}

/* `share`: where between the darkest (0) and the lightest (1). */
static void take_between(struct sk_binary *binary, float share) {
    int part = (int)(256.0f * share);
    spread_extremes(&binary->low, &binary->swap, false);
    spread_extremes(&binary->high, &binary->swap, true);
    for (int y = 0; y < binary->threshold.height; y++) {
        for (int x = 0; x < binary->threshold.width; x++) {
            int low = *at(&binary->low, x, y);
            int high = *at(&binary->high, x, y);
            if (high - low > CONTRAST_MIN) {
                *at(&binary->threshold, x, y) = (uint8_t)(low + ((high - low) * part >> 8));
            }
        }
    }
}

static void compare_row(uint8_t *restrict to, const uint8_t *restrict from,
                        const uint8_t *restrict limits, int width) {
    for (int x = 0; x < width; x++) {
        to[x] = from[x] <= limits[x];
    }
}

/* The thresholds of a row of blocks are laid out once for its eight rows of pixels, a stripe at a
 * time. */
static void compare(struct sk_binary *binary, const struct sk_grey *grey) {
    uint8_t limits[STRIPE];
    for (int y0 = 0; y0 < grey->height; y0 += BLOCK) {
        for (int x0 = 0; x0 < grey->width; x0 += STRIPE) {
            int width = clamp(grey->width - x0, 0, STRIPE);
            for (int x = 0; x < width; x++) {
                limits[x] = *at(&binary->threshold, (x0 + x) / BLOCK, y0 / BLOCK);
            }
            for (int y = y0; y < y0 + BLOCK && y < grey->height; y++) {
                compare_row(at(&binary->dark, x0, y), at(grey, x0, y), limits, width);
            }
        }
    }
}

enum sk_err sk_binary_make(struct sk_binary *binary, const struct sk_grey *grey,
                           enum sk_binary_way way) {
    if (grey->width < BLOCK || grey->height < BLOCK) {
        return SK_ERR_INVALID;
    }
    int columns = (grey->width + BLOCK - 1) / BLOCK;
    int rows = (grey->height + BLOCK - 1) / BLOCK;
    enum sk_err err = sk_grey_resize(&binary->dark, grey->width, grey->height);
    struct sk_grey *maps[] = { &binary->threshold, &binary->local, &binary->low, &binary->high,
                               &binary->swap };
    for (size_t i = 0; i < SK_ARRAY_LEN(maps) && !err; i++) {
        err = sk_grey_resize(maps[i], columns, rows);
    }
    if (err) {
        return err;
    }
    measure_blocks(binary, grey);
    smooth_blocks(binary);
    if (way != SK_BINARY_MEAN) {
        take_between(binary, way == SK_BINARY_MIDDLE      ? 0.5f
                             : way == SK_BINARY_BOLD_DARK ? BOLD_SHARE
                                                          : 1.0f - BOLD_SHARE);
    }
    compare(binary, grey);
    return SK_OK;
}

void sk_binary_finish(struct sk_binary *binary) {
    sk_grey_finish(&binary->dark);
    sk_grey_finish(&binary->threshold);
    sk_grey_finish(&binary->local);
    sk_grey_finish(&binary->low);
    sk_grey_finish(&binary->high);
    sk_grey_finish(&binary->swap);
}
