/* data_matrix_ruler.h — the dotted sides of a Data Matrix as rulers: how many modules there are,
 * and where each begins, be they of different widths. Pure. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_RULER_H
#define SK_INPUT_CAMERA_DATA_MATRIX_RULER_H

#include "input/camera/data_matrix_layout.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

struct sk_data_matrix_ruler {
    int columns;
    int rows;
    float u[SK_DATA_MATRIX_SIDE_MAX]; /* middle of each column, as a share of the width from the
                                         left */
    float v[SK_DATA_MATRIX_SIDE_MAX]; /* middle of each row, as a share of the height from above */
};

/* p: the outer corners, upper left one first, clockwise, right but for a module or so;
 * module_across and module_down: how wide and high a module is, as a share of the sides, roughly.
 * Walks along all four sides. False: the left and the lower one are not solid, or the others are
 * not dotted, or there is no such size, seen upright or in a mirror. */
bool sk_data_matrix_measure(const struct sk_grey *grey, const struct sk_point p[4], bool inverted,
                            float module_across, float module_down,
                            struct sk_data_matrix_ruler *out);

/* Brightness (darkness, if inverted) of each module; out has columns * rows places. */
void sk_data_matrix_ruler_sample(const struct sk_grey *grey, const struct sk_point p[4],
                                 bool inverted, const struct sk_data_matrix_ruler *ruler,
                                 float *out);

#endif
