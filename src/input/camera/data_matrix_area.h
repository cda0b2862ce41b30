/* data_matrix_area.h — where a picture is uneven in all directions, as a code of squares is and
 * bars are not: a cheap test by which most of a picture is passed over. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_AREA_H
#define SK_INPUT_CAMERA_DATA_MATRIX_AREA_H

#include "input/camera/grey.h"

#define SK_DATA_MATRIX_AREAS_MAX 24

/* Pixels of the picture that was looked at. */
struct sk_data_matrix_area {
    int x, y;
    int width, height;
};

/* Areas with some room around, the most uneven ones first. Returns how many. Pure. */
int sk_data_matrix_areas(const struct sk_grey *grey,
                         struct sk_data_matrix_area out[SK_DATA_MATRIX_AREAS_MAX]);

#endif
