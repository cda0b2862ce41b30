/* data_matrix_find.h — where in a picture two solid sides meet as those of a Data Matrix do. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_FIND_H
#define SK_INPUT_CAMERA_DATA_MATRIX_FIND_H

#include "base/err.h"
#include "input/camera/binary.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

#define SK_DATA_MATRIX_CORNERS_MAX 64
#define SK_DATA_MATRIX_QUADS_MAX 64

/* The two solid sides, on their outer edge, as in an upright code. */
struct sk_data_matrix_corner {
    struct sk_point above;  /* upper end of the left side */
    struct sk_point corner; /* where both meet: lower left */
    struct sk_point right;  /* right end of the lower side */
    struct sk_point far;    /* a guess of the upper right corner */
    float module_across;    /* pixels: how thick the left side is ... */
    float module_down;      /* ... and the lower one */
    float gaps;             /* share of the sides that is not solid; 0 is best */
    bool inverted;          /* light on dark */
};

/* Something with four sides, on their outer edge, clockwise. */
struct sk_data_matrix_quad {
    struct sk_point p[4];
    bool inverted;
};

/* Room that is kept from picture to picture. All zero before the first call. */
struct sk_data_matrix_finder {
    struct pixel_run *runs;
    struct blob *parts;
    int *rows; /* where the runs of each row begin */
    long run_room;
    long row_room;
};

/* Puts the pixels of one colour that touch each other together, and looks at each such part whether
 * it has two solid sides. Returns how many have, the most solid first, in *count.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_data_matrix_find(struct sk_data_matrix_finder *finder, const struct sk_grey *dark,
                                bool inverted,
                                struct sk_data_matrix_corner out[SK_DATA_MATRIX_CORNERS_MAX],
                                int *count);
/* The same, but looks for parts that have four sides, as a code is a part as a whole in a picture
 * in which all that is blurred is dark. The largest first. Errors: SK_ERR_NOMEM. */
enum sk_err sk_data_matrix_find_quads(struct sk_data_matrix_finder *finder,
                                      const struct sk_grey *dark, bool inverted,
                                      struct sk_data_matrix_quad out[SK_DATA_MATRIX_QUADS_MAX],
                                      int *count);

/* Whether the picture changes often between light and dark inside, both ways. Cheap. Pure. */
bool sk_data_matrix_is_textured(const struct sk_grey *grey, const struct sk_point p[4]);

void sk_data_matrix_finder_finish(struct sk_data_matrix_finder *finder);

#endif
