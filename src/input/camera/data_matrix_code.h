/* data_matrix_code.h — from the modules of a Data Matrix (ECC 200) to its text. Pure but for
 * iconv(3), which turns declared character sets into UTF-8. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_CODE_H
#define SK_INPUT_CAMERA_DATA_MATRIX_CODE_H

#include "base/err.h"
#include "input/camera/charset.h"
#include "input/camera/data_matrix_layout.h"
#include "input/camera/symbol.h"

struct sk_data_matrix_grid {
    int rows; /* modules */
    int columns;
    uint8_t dark[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX]; /* row by row; 1 is dark */
};

/* Percent of the modules of the sides that are not what they must be; 100: there is no such size.
 */
int sk_data_matrix_wrong_sides(const struct sk_data_matrix_grid *grid);

/* Reads the text into symbol, all but its outline. Corrects as many errors as the standard allows,
 * if the sides look like sides. Errors as sk_data_matrix_text() (data_matrix_text.h);
 * SK_ERR_INVALID also for what is no Data Matrix. symbol is then undefined. Thread: any. */
enum sk_err sk_data_matrix_read(const struct sk_data_matrix_grid *grid, enum sk_charset encoding,
                                struct sk_symbol *symbol);

#endif
