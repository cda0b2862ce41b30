/* data_matrix_layout.h — the sizes of Data Matrix ECC 200 and where each bit lies.
 *
 * ISO/IEC 16022 (squares and rectangles) and ISO/IEC 21471 (further rectangles, DMRE). Upright, the
 * solid sides are at the left and below, the dotted ones above and at the right. Pure. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_LAYOUT_H
#define SK_INPUT_CAMERA_DATA_MATRIX_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#define SK_DATA_MATRIX_SIDE_MAX 144
#define SK_DATA_MATRIX_SIZES 48
/* Of the largest size: 1558 of data, 620 to check. */
#define SK_DATA_MATRIX_CODEWORDS_MAX 2178

struct sk_data_matrix_size {
    uint8_t rows; /* modules, with the sides */
    uint8_t columns;
    uint8_t regions_down; /* parts with sides of their own */
    uint8_t regions_across;
    uint16_t data;  /* codewords */
    uint16_t check; /* codewords, of all blocks */
    uint8_t blocks; /* that are corrected one by one */
};

/* All sizes, squares first. Static. */
const struct sk_data_matrix_size *sk_data_matrix_sizes(void);
/* NULL: there is none such. Static. */
const struct sk_data_matrix_size *sk_data_matrix_size_of(int rows, int columns);

/* What a module must be whatever is encoded: 1 dark, 0 light, -1 free. x from the left, y from
 * above. */
int sk_data_matrix_fixed(const struct sk_data_matrix_size *size, int x, int y);

/* Which bit each module holds: out[y * columns + x] = codeword * 8 + bit, bit 0 the highest; -1 for
 * the sides, -2 and -3 for the last corner of some sizes, which is always light and dark. */
void sk_data_matrix_places(const struct sk_data_matrix_size *size,
                           int16_t out[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX]);

#endif
