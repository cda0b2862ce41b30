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

/* The same picture with blur of about `reach` pixels (1 to 7) undone as far as it goes: each pixel
 * is moved away from the mean of 2 * reach + 1 pixels a side, `strength` times the difference, less
 * what is noise.
 * Errors: SK_ERR_NOMEM; SK_ERR_INVALID for a picture that is smaller than that. */
enum sk_err sk_grey_sharpen(struct sk_grey *out, const struct sk_grey *grey, int reach,
                            int strength);

#endif
