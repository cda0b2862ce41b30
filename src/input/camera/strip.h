/* strip.h — a bar region laid straight: rows along the region's long side, each row the mean over
 * a few pixels along the bars. */
#ifndef SK_INPUT_CAMERA_STRIP_H
#define SK_INPUT_CAMERA_STRIP_H

#include "input/camera/bars.h"
#include "input/camera/linear.h"
#include "input/camera/symbol.h"

#include <stdbool.h>

#define SK_STRIP_ROWS_MAX 36

struct sk_strip {
    struct sk_bar_region region; /* widened by a margin for the quiet zones */
    int count;                   /* samples a row */
    int rows;
    float step;                 /* pixels a sample */
    const struct sk_grey *grey; /* borrowed; rows are sampled when they are first asked for */
    bool sampled[SK_STRIP_ROWS_MAX];
    float cell[SK_STRIP_ROWS_MAX][SK_LINEAR_SAMPLES_MAX]; /* brightness, 0 to 255 */
};

/* Lays the strip over the region, about twice as fine as the picture and `margin` (a share of its
 * length) beyond both ends. Places outside the picture are as light as the label. grey must stay
 * until the strip is laid anew. Thread: any, one at a time. */
void sk_strip_lay(struct sk_strip *strip, const struct sk_grey *grey,
                  const struct sk_bar_region *region, float margin);

/* out[0 .. count) becomes the mean of the rows first to last. */
void sk_strip_mean(struct sk_strip *strip, int first, int last, float *out);

/* The corners in the picture of the samples [begin, end] of the rows first to last, in order
 * around: the first two at the upper rows' edge. */
void sk_strip_outline(const struct sk_strip *strip, int first, int last, float begin, float end,
                      struct sk_point outline[4]);

#endif
