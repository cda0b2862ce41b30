/* qr_equalize.h — the modules of a QR code that blur into each other.
 *
 * Blur, out of focus or by motion, makes each module's brightness a weighted sum of its own and its
 * neighbours' colours. The weights are not known, but they are the same all over the code, and the
 * finder patterns show them: there every colour is known. From the weights follow the modules that
 * explain the picture best, first as shades between light and dark (least squares within bounds, by
 * steps along the gradient: A. Beck and M. Teboulle, "A fast iterative shrinkage-thresholding
 * algorithm", 2009), then as one or the other, flipped one at a time as long as it helps (J. Besag,
 * "On the statistical analysis of dirty pictures", 1986); and from those, better weights. Pure. */
#ifndef SK_INPUT_CAMERA_QR_EQUALIZE_H
#define SK_INPUT_CAMERA_QR_EQUALIZE_H

#include "input/camera/qr_code.h"

/* Working memory; its content means nothing between calls. side * side places are used of each. */
struct sk_qr_equalizer {
    float level[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];       /* brightness that is to be explained */
    float residual[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];    /* what is not explained of it */
    float shade[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];       /* 0 light to 1 dark */
    float ahead[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX];       /* where the next step begins */
    signed char fixed[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX]; /* as sk_qr_fixed() */
};

/* Decides the modules of a code with so many a side from their brightness (side * side places, as
 * sk_qr_sample() gives them). is_uneven: light and contrast change over the code, as with glare;
 * the weights are then known less well. guess: where to begin, of the same side, and may be grid;
 * NULL: with the finder patterns alone, which is better unless one of them is covered. False:
 * nothing tells the weights; grid is undefined. Takes a millisecond for a small code, 100 for the
 * largest. Thread: one at a time per equalizer. */
bool sk_qr_equalize(struct sk_qr_equalizer *equalizer, const float *brightness, int side,
                    bool is_uneven, const struct sk_qr_grid *guess, struct sk_qr_grid *grid);

#endif
