/* bars.h — where in a picture there are parallel bars, and in which direction they run.
 *
 * A bar code is a patch whose brightness changes along one direction only. The structure tensor of
 * each block of 8x8 pixels (sums of products of the gradient) tells how strong the change is, in
 * which direction, and how much of it is in that one direction; neighbouring blocks that agree are
 * one region (Bigun and Granlund, "Optimal orientation detection of linear symmetry", 1987). */
#ifndef SK_INPUT_CAMERA_BARS_H
#define SK_INPUT_CAMERA_BARS_H

#include "input/camera/grey.h"

#define SK_BARS_MAX 24

/* A parallelogram: the points centre + u * along + v * down with u in [u0, u1], v in [v0, v1].
 * `down` runs along the bars, `along` crosses them. Pixels; both vectors have length 1. */
struct sk_bar_region {
    float centre_x, centre_y;
    float along_x, along_y;
    float down_x, down_y;
    float u0, u1;
    float v0, v1;
    float weight; /* how much gradient there is in it; larger is more likely a code */
};

/* Turns `along` perpendicular to the bars: for a region whose long axis was distorted by what lies
 * next to the code. */
void sk_bar_region_square(struct sk_bar_region *region);

struct sk_bars; /* working memory, kept from picture to picture */

/* Errors: SK_ERR_NOMEM. The caller owns *out. */
enum sk_err sk_bars_create(struct sk_bars **out);
void sk_bars_destroy(struct sk_bars *bars);

/* Finds up to SK_BARS_MAX regions, heaviest first. The picture is only read. A picture under 24
 * pixels on one side has none. Errors: SK_ERR_NOMEM. Thread: one at a time per struct sk_bars. */
enum sk_err sk_bars_find(struct sk_bars *bars, const struct sk_grey *grey,
                         struct sk_bar_region out[SK_BARS_MAX], int *count);

#endif
