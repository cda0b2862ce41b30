/* halve.h — a picture in half the size, or with less noise. */
#ifndef SK_INPUT_CAMERA_HALVE_H
#define SK_INPUT_CAMERA_HALVE_H

#include "input/camera/grey.h"

/* Each pixel the mean of four. Resizes out, which must not share memory with grey. A last odd
 * column or row is dropped. Errors: SK_ERR_INVALID where nothing is left (a side of one pixel),
 * SK_ERR_NOMEM. */
enum sk_err sk_grey_halve(struct sk_grey *out, const struct sk_grey *grey);

/* Each pixel the mean of itself and its eight neighbours, the near ones counting more (1 2 1 both
 * ways); the outermost pixels stay. Resizes out, which must not share memory with grey.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_grey_smooth(struct sk_grey *out, const struct sk_grey *grey);

#endif
