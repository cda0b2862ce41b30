/* data_matrix_fit.h — lays the grid of a Data Matrix over the picture.
 *
 * As with QR codes (qr_fit.h): what the modules of the sides must be is known, so the four corners
 * are moved until the picture agrees with them best. */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_FIT_H
#define SK_INPUT_CAMERA_DATA_MATRIX_FIT_H

#include "input/camera/data_matrix_code.h"
#include "input/camera/data_matrix_find.h"
#include "input/camera/grey.h"

#define SK_DATA_MATRIX_MAPS_MAX 6

struct sk_data_matrix_map {
    const struct sk_data_matrix_size *size;
    bool on_end;          /* a rectangle that is seen with its columns downwards: in a mirror */
    bool inverted;        /* light modules stand for dark ones */
    struct sk_point p[4]; /* outer corners: upper left, upper right, lower right, lower left */
    float agreement;      /* correlation with the known modules, up to 1 */
};

/* Modules from left to right and from above to below, as seen. */
int sk_data_matrix_map_columns(const struct sk_data_matrix_map *map);
int sk_data_matrix_map_rows(const struct sk_data_matrix_map *map);
/* What the module that is seen there must be: 1 dark, 0 light, -1 free. The sides are the same in a
 * mirror. */
int sk_data_matrix_map_fixed(const struct sk_data_matrix_map *map, int x, int y);

/* Where the fourth corner may be. */
struct sk_data_matrix_fourth {
    int count;
    struct sk_point at[3];
};

/* By where both dotted sides end, by the outline, and by a parallelogram. `reach`: how far from the
 * latter it is looked for, as a share of the sides. Pure. */
void sk_data_matrix_guess(const struct sk_grey *grey, const struct sk_data_matrix_corner *corner,
                          float reach, struct sk_data_matrix_fourth *guesses);

/* The maps of the sizes that agree best, best first, not laid exactly yet. Returns how many. Pure;
 * takes up to a few milliseconds. */
int sk_data_matrix_fit(const struct sk_grey *grey, const struct sk_data_matrix_corner *corner,
                       const struct sk_data_matrix_fourth *guesses,
                       struct sk_data_matrix_map out[SK_DATA_MATRIX_MAPS_MAX]);

/* The same from four corners that are known but for a module, in any turn. */
int sk_data_matrix_fit_quad(const struct sk_grey *grey, const struct sk_data_matrix_quad *quad,
                            struct sk_data_matrix_map out[SK_DATA_MATRIX_MAPS_MAX]);

/* Moves the corners until the picture agrees best. Pure; takes up to a millisecond. */
void sk_data_matrix_climb(const struct sk_grey *grey, struct sk_data_matrix_map *map);

/* Brightness (darkness, if inverted) of each module as seen; out has columns * rows places. */
void sk_data_matrix_sample(const struct sk_grey *grey, const struct sk_data_matrix_map *map,
                           float *out);

#endif
