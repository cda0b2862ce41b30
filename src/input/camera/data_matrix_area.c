#include "input/camera/data_matrix_area.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    TILE = 16,
    COLUMNS_MAX = 256, /* tiles; what is beyond in a larger picture belongs to the last ones */
    TILES_MAX = 256 * 256,
    DIRECTIONS = 4,
    UNEVEN_MIN = 26, /* of the pixels of a tile, in each direction */
    MARGIN = 20,     /* pixels around the tiles */
    STEP_LEAST = 7,
    STEP_MOST = 28, /* grey levels from one pixel to the next but one that make it uneven */
    ROWS_BETWEEN = 13,
};

static const uint8_t *row_at(const struct sk_grey *grey, int x, int y) {
    return grey->pixels + (ptrdiff_t)y * grey->stride + x;
}

/* What exceeds noise: by the median step of some rows. */
static int find_step(const struct sk_grey *grey) {
    int histogram[256] = { 0 };
    int all = 0;
    for (int y = 0; y < grey->height; y += ROWS_BETWEEN) {
        const uint8_t *row = row_at(grey, 0, y);
        for (int x = 1; x + 1 < grey->width; x += 2) {
            int step = row[x + 1] - row[x - 1];
            histogram[step < 0 ? -step : step]++;
            all++;
        }
    }
    int median = 0;
    for (int sum = histogram[0]; 2 * sum < all && median < 255; sum += histogram[++median]) {
    }
    int step = STEP_LEAST + 4 * median;
    return step > STEP_MOST ? STEP_MOST : step;
}

/* How many pixels of a tile differ from those on both sides of them, by direction. Plain loops, so
 * that the compiler can make vector code of them. */
static void count_uneven(const struct sk_grey *grey, int x0, int y0, int step,
                         int count[DIRECTIONS]) {
    uint8_t sum[DIRECTIONS][TILE] = { { 0 } };
    for (int y = y0; y < y0 + TILE; y++) {
        const uint8_t *restrict above = row_at(grey, x0, y - 1);
        const uint8_t *restrict here = row_at(grey, x0, y);
        const uint8_t *restrict below = row_at(grey, x0, y + 1);
        for (int x = 0; x < TILE; x++) {
            int across = here[x + 1] - here[x - 1];
            int down = below[x] - above[x];
            int falling = below[x + 1] - above[x - 1];
            int rising = below[x - 1] - above[x + 1];
            sum[0][x] = (uint8_t)(sum[0][x] + ((across < 0 ? -across : across) > step));
            sum[1][x] = (uint8_t)(sum[1][x] + ((down < 0 ? -down : down) > step));
            sum[2][x] = (uint8_t)(sum[2][x] + ((falling < 0 ? -falling : falling) > step));
            sum[3][x] = (uint8_t)(sum[3][x] + ((rising < 0 ? -rising : rising) > step));
        }
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        count[d] = 0;
        for (int x = 0; x < TILE; x++) {
            count[d] += sum[d][x];
        }
    }
}

/* Tiles that hang together, from one of them; takes them out. */
static int take_group(uint8_t *tiles, int columns, int rows, int first,
                      struct sk_data_matrix_area *area) {
    int left = first % columns, right = left;
    int top = first / columns, bottom = top;
    int found = 1;
    tiles[first] = 0;
    /* Grows the box until nothing touches it. */
    for (bool grown = true; grown;) {
        grown = false;
        for (int y = top - 1; y <= bottom + 1; y++) {
            for (int x = left - 1; x <= right + 1; x++) {
                if (x < 0 || y < 0 || x >= columns || y >= rows || !tiles[y * columns + x]) {
                    continue;
                }
                tiles[y * columns + x] = 0;
                found++;
                grown = true;
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y > bottom ? y : bottom;
            }
        }
    }
    *area = (struct sk_data_matrix_area){ left * TILE - MARGIN, top * TILE - MARGIN,
                                          (right - left + 1) * TILE + 2 * MARGIN,
                                          (bottom - top + 1) * TILE + 2 * MARGIN };
    return found;
}

static void clip(struct sk_data_matrix_area *area, const struct sk_grey *grey) {
    int right = area->x + area->width;
    int bottom = area->y + area->height;
    area->x = area->x < 0 ? 0 : area->x;
    area->y = area->y < 0 ? 0 : area->y;
    area->width = (right > grey->width ? grey->width : right) - area->x;
    area->height = (bottom > grey->height ? grey->height : bottom) - area->y;
}

int sk_data_matrix_areas(const struct sk_grey *grey,
                         struct sk_data_matrix_area out[SK_DATA_MATRIX_AREAS_MAX]) {
    static const int last = 1; /* the outermost pixels have no neighbours */
    uint8_t tiles[TILES_MAX];
    int weight[SK_DATA_MATRIX_AREAS_MAX];
    int columns = (grey->width - 2 * last) / TILE;
    int rows = (grey->height - 2 * last) / TILE;
    int count = 0;
    columns = columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
    rows = rows > COLUMNS_MAX ? COLUMNS_MAX : rows;
    int step = find_step(grey);
    for (int i = 0; i < columns * rows; i++) {
        int uneven[DIRECTIONS];
        count_uneven(grey, last + i % columns * TILE, last + i / columns * TILE, step, uneven);
        tiles[i] = 1;
        for (int d = 0; d < DIRECTIONS; d++) {
            tiles[i] = tiles[i] && uneven[d] >= UNEVEN_MIN;
        }
    }
    for (int i = 0; i < columns * rows; i++) {
        struct sk_data_matrix_area area;
        if (!tiles[i]) {
            continue;
        }
        int own = take_group(tiles, columns, rows, i, &area);
        int at = count;
        if (at < SK_DATA_MATRIX_AREAS_MAX) {
            count++;
        } else if (weight[--at] >= own) {
            continue;
        }
        clip(&area, grey);
        for (; at > 0 && weight[at - 1] < own; at--) {
            weight[at] = weight[at - 1];
            out[at] = out[at - 1];
        }
        weight[at] = own;
        out[at] = area;
    }
    return count;
}
