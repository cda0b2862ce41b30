#include "input/camera/data_matrix_code.h"

#include "input/camera/data_matrix_text.h"
#include "input/camera/reed_solomon.h"

#include <stddef.h>
#include <string.h>

enum {
    /* Percent of the modules of the sides that may be wrong; fewer of the smallest size, whose
     * check codewords alone would take one in 600,000 random grids for a code. */
    WRONG_MOST = 25,
    WRONG_MOST_SMALLEST = 10,
};

int sk_data_matrix_wrong_sides(const struct sk_data_matrix_grid *grid) {
    const struct sk_data_matrix_size *size = sk_data_matrix_size_of(grid->rows, grid->columns);
    int fixed = 0;
    int wrong = 0;
    for (int y = 0; size && y < grid->rows; y++) {
        for (int x = 0; x < grid->columns; x++) {
            int want = sk_data_matrix_fixed(size, x, y);
            fixed += want >= 0;
            wrong += want >= 0 && want != grid->dark[y * grid->columns + x];
        }
    }
    return fixed ? 100 * wrong / fixed : 100;
}

static void take_codewords(const struct sk_data_matrix_grid *grid,
                           const struct sk_data_matrix_size *size, uint8_t *codewords) {
    int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
    sk_data_matrix_places(size, place);
    memset(codewords, 0, (size_t)size->data + size->check);
    for (int i = 0; i < grid->rows * grid->columns; i++) {
        if (place[i] >= 0 && grid->dark[i]) {
            codewords[place[i] / 8] |= (uint8_t)(0x80 >> place[i] % 8);
        }
    }
}

/* Corrects block by block. Data codeword i is of block i % blocks, check codeword i of block
 * (i + first) % blocks. Returns how many errors there were, or -1. */
static int correct(const struct sk_data_matrix_size *size, int first, const uint8_t *codewords,
                   uint8_t *data) {
    int blocks = size->blocks;
    int check = size->check / blocks;
    int errors = 0;
    for (int b = 0; b < blocks; b++) {
        uint8_t block[256];
        int length = 0;
        for (int i = b; i < size->data; i += blocks) {
            block[length++] = codewords[i];
        }
        for (int i = 0; i < check; i++) {
            block[length + i] = codewords[size->data + i * blocks + (b + blocks - first) % blocks];
        }
        int found = sk_rs_correct(SK_RS_DATA_MATRIX, block, length + check, check, check / 2);
        if (found < 0) {
            return -1;
        }
        errors += found;
        for (int i = 0; i < length; i++) {
            data[b + i * blocks] = block[i];
        }
    }
    return errors;
}

enum sk_err sk_data_matrix_read(const struct sk_data_matrix_grid *grid, enum sk_charset encoding,
                                struct sk_symbol *symbol) {
    uint8_t codewords[SK_DATA_MATRIX_CODEWORDS_MAX];
    uint8_t data[SK_DATA_MATRIX_CODEWORDS_MAX];
    const struct sk_data_matrix_size *size = sk_data_matrix_size_of(grid->rows, grid->columns);
    if (!size ||
        sk_data_matrix_wrong_sides(grid) > (size->check < 7 ? WRONG_MOST_SMALLEST : WRONG_MOST)) {
        return SK_ERR_INVALID;
    }
    take_codewords(grid, size, codewords);
    int first = size->data % size->blocks;
    int errors = correct(size, first, codewords, data);
    if (errors < 0 && first > 0) {
        /* Only 144x144 has shorter blocks, and many writers begin with the first all the same. */
        errors = correct(size, 0, codewords, data);
    }
    if (errors < 0) {
        return SK_ERR_INVALID;
    }
    int used = 0;
    enum sk_err err = sk_data_matrix_text(data, size->data, encoding, symbol, &used);
    if (!err && errors > 0 && !sk_data_matrix_is_padded(data, size->data, used)) {
        return SK_ERR_INVALID;
    }
    symbol->symbology = SK_SYMBOLOGY_DATA_MATRIX;
    symbol->votes = 0;
    return err;
}
