/* qr_pair.h — where the third finder pattern of a QR code would be, of which only two were found:
 * it is covered, or glare or a scratch lies on it. */
#ifndef SK_INPUT_CAMERA_QR_PAIR_H
#define SK_INPUT_CAMERA_QR_PAIR_H

#include "input/camera/grey.h"
#include "input/camera/qr_find.h"

/* Four if the two stand side by side, two if they stand across, and each twice: where the picture
 * looks most like a finder, and where one would be in an upright view. */
#define SK_QR_PAIR_MAX 12

/* Triples that the two would belong to, likeliest first. Returns how many: 0 if the two do not
 * look as if they stood so. Pure; takes a few tenths of a millisecond. */
int sk_qr_pair(const struct sk_grey *grey, const struct sk_qr_finder *one,
               const struct sk_qr_finder *two, struct sk_qr_triple out[SK_QR_PAIR_MAX]);

#endif
