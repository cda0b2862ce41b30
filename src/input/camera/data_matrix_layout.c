#include "input/camera/data_matrix_layout.h"

#include <stddef.h>

enum { UNSET = -4, CORNER_LIGHT = -2, CORNER_DARK = -3 };

/* ISO/IEC 16022, table 7; ISO/IEC 21471, table 1. */
static const struct sk_data_matrix_size sizes[SK_DATA_MATRIX_SIZES] = {
    { 10, 10, 1, 1, 3, 5, 1 },        { 12, 12, 1, 1, 5, 7, 1 },
    { 14, 14, 1, 1, 8, 10, 1 },       { 16, 16, 1, 1, 12, 12, 1 },
    { 18, 18, 1, 1, 18, 14, 1 },      { 20, 20, 1, 1, 22, 18, 1 },
    { 22, 22, 1, 1, 30, 20, 1 },      { 24, 24, 1, 1, 36, 24, 1 },
    { 26, 26, 1, 1, 44, 28, 1 },      { 32, 32, 2, 2, 62, 36, 1 },
    { 36, 36, 2, 2, 86, 42, 1 },      { 40, 40, 2, 2, 114, 48, 1 },
    { 44, 44, 2, 2, 144, 56, 1 },     { 48, 48, 2, 2, 174, 68, 1 },
    { 52, 52, 2, 2, 204, 84, 2 },     { 64, 64, 4, 4, 280, 112, 2 },
    { 72, 72, 4, 4, 368, 144, 4 },    { 80, 80, 4, 4, 456, 192, 4 },
    { 88, 88, 4, 4, 576, 224, 4 },    { 96, 96, 4, 4, 696, 272, 4 },
    { 104, 104, 4, 4, 816, 336, 6 },  { 120, 120, 6, 6, 1050, 408, 6 },
    { 132, 132, 6, 6, 1304, 496, 8 }, { 144, 144, 6, 6, 1558, 620, 10 },
    { 8, 18, 1, 1, 5, 7, 1 },         { 8, 32, 1, 2, 10, 11, 1 },
    { 12, 26, 1, 1, 16, 14, 1 },      { 12, 36, 1, 2, 22, 18, 1 },
    { 16, 36, 1, 2, 32, 24, 1 },      { 16, 48, 1, 2, 49, 28, 1 },
    { 8, 48, 1, 2, 18, 15, 1 },       { 8, 64, 1, 4, 24, 18, 1 },
    { 8, 80, 1, 4, 32, 22, 1 },       { 8, 96, 1, 4, 38, 28, 1 },
    { 8, 120, 1, 6, 49, 32, 1 },      { 8, 144, 1, 6, 63, 36, 1 },
    { 12, 64, 1, 4, 43, 27, 1 },      { 12, 88, 1, 4, 64, 36, 1 },
    { 16, 64, 1, 4, 62, 36, 1 },      { 20, 36, 1, 2, 44, 28, 1 },
    { 20, 44, 1, 2, 56, 34, 1 },      { 20, 64, 1, 4, 84, 42, 1 },
    { 22, 48, 1, 2, 72, 38, 1 },      { 24, 48, 1, 2, 80, 41, 1 },
    { 24, 64, 1, 4, 108, 46, 1 },     { 26, 40, 1, 2, 70, 38, 1 },
    { 26, 48, 1, 2, 90, 42, 1 },      { 26, 64, 1, 4, 118, 50, 1 },
};

const struct sk_data_matrix_size *sk_data_matrix_sizes(void) {
    return sizes;
}

const struct sk_data_matrix_size *sk_data_matrix_size_of(int rows, int columns) {
    for (int i = 0; i < SK_DATA_MATRIX_SIZES; i++) {
        if (sizes[i].rows == rows && sizes[i].columns == columns) {
            return &sizes[i];
        }
    }
    return NULL;
}

int sk_data_matrix_fixed(const struct sk_data_matrix_size *size, int x, int y) {
    int height = size->rows / size->regions_down;
    int width = size->columns / size->regions_across;
    int rx = x % width;
    int ry = y % height;
    if (rx == 0 || ry == height - 1) {
        return 1;
    }
    if (ry == 0) {
        return rx % 2 == 0;
    }
    if (rx == width - 1) {
        return ry % 2 == 1;
    }
    return -1;
}

/* The modules that hold data, put together without the sides. */
struct bit_map {
    int rows;
    int columns;
    int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
};

/* Puts a bit at a place; what leaves the mapping above or at the left comes in again at the other
 * side, moved so that neighbours stay neighbours (ISO/IEC 16022, annex F). */
static void put(struct bit_map *map, int row, int column, int codeword, int bit) {
    if (row < 0) {
        row += map->rows;
        column += 4 - (map->rows + 4) % 8;
    }
    if (column < 0) {
        column += map->columns;
        row += 4 - (map->columns + 4) % 8;
    }
    /* The shortest of ISO/IEC 21471 leave the mapping at the far side as well. */
    row %= map->rows;
    map->place[row * map->columns + column] = (int16_t)(codeword * 8 + bit);
}

/* The usual shape: three rows of two, three and three modules that end at (row, column). */
static void put_shape(struct bit_map *map, int row, int column, int codeword) {
    static const short off[8][2] = { { -2, -2 }, { -2, -1 }, { -1, -2 }, { -1, -1 },
                                     { -1, 0 },  { 0, -2 },  { 0, -1 },  { 0, 0 } };
    for (int bit = 0; bit < 8; bit++) {
        put(map, row + off[bit][0], column + off[bit][1], codeword, bit);
    }
}

/* Four shapes in which a codeword is spread over the corners. Coordinates below 0 count from the
 * far end: -1 is the last row or column. */
static void put_corner(struct bit_map *map, int which, int codeword) {
    static const short at[4][8][2] = {
        { { -1, 0 }, { -1, 1 }, { -1, 2 }, { 0, -2 }, { 0, -1 }, { 1, -1 }, { 2, -1 }, { 3, -1 } },
        { { -3, 0 }, { -2, 0 }, { -1, 0 }, { 0, -4 }, { 0, -3 }, { 0, -2 }, { 0, -1 }, { 1, -1 } },
        { { -3, 0 }, { -2, 0 }, { -1, 0 }, { 0, -2 }, { 0, -1 }, { 1, -1 }, { 2, -1 }, { 3, -1 } },
        { { -1, 0 }, { -1, -1 }, { 0, -3 }, { 0, -2 }, { 0, -1 }, { 1, -3 }, { 1, -2 }, { 1, -1 } },
    };
    for (int bit = 0; bit < 8; bit++) {
        int row = at[which][bit][0];
        int column = at[which][bit][1];
        row += row < 0 ? map->rows : 0;
        column += column < 0 ? map->columns : 0;
        put(map, row, column, codeword, bit);
    }
}

/* Which corner shape begins at (row, column), -1 for none. */
static int corner_at(const struct bit_map *map, int row, int column) {
    if (column == 0 && row == map->rows) {
        return 0;
    }
    if (column == 0 && row == map->rows - 2 && map->columns % 4 != 0) {
        return 1;
    }
    if (column == 0 && row == map->rows - 2 && map->columns % 8 == 4) {
        return 2;
    }
    if (column == 2 && row == map->rows + 4 && map->columns % 8 == 0) {
        return 3;
    }
    return -1;
}

static bool is_free(const struct bit_map *map, int row, int column) {
    return row >= 0 && row < map->rows && column >= 0 && column < map->columns &&
           map->place[row * map->columns + column] == UNSET;
}

static void fill(struct bit_map *map) {
    int codeword = 0;
    int row = 4;
    int column = 0;
    for (int i = 0; i < map->rows * map->columns; i++) {
        map->place[i] = UNSET;
    }
    /* Along diagonals, upwards to the right and downwards to the left in turn. */
    while (row < map->rows || column < map->columns) {
        int corner = corner_at(map, row, column);
        if (corner >= 0) {
            put_corner(map, corner, codeword++);
        }
        do {
            if (is_free(map, row, column)) {
                put_shape(map, row, column, codeword++);
            }
            row -= 2;
            column += 2;
        } while (row >= 0 && column < map->columns);
        row++;
        column += 3;
        do {
            if (is_free(map, row, column)) {
                put_shape(map, row, column, codeword++);
            }
            row += 2;
            column -= 2;
        } while (row < map->rows && column >= 0);
        row += 3;
        column++;
    }
    int last = map->rows * map->columns - 1;
    if (map->place[last] == UNSET) {
        map->place[last] = map->place[last - map->columns - 1] = CORNER_DARK;
        map->place[last - 1] = map->place[last - map->columns] = CORNER_LIGHT;
    }
}

void sk_data_matrix_places(const struct sk_data_matrix_size *size,
                           int16_t out[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX]) {
    struct bit_map map = { .rows = size->rows - 2 * size->regions_down,
                           .columns = size->columns - 2 * size->regions_across };
    fill(&map);
    int height = size->rows / size->regions_down;
    int width = size->columns / size->regions_across;
    for (int y = 0; y < size->rows; y++) {
        for (int x = 0; x < size->columns; x++) {
            int row = y - 1 - y / height * 2;
            int column = x - 1 - x / width * 2;
            bool is_side = sk_data_matrix_fixed(size, x, y) >= 0;
            out[y * size->columns + x] =
                is_side ? (int16_t)-1 : map.place[row * map.columns + column];
        }
    }
}
