/* grey.h — a grey picture, one byte a pixel, 0 black to 255 white. Depends on nothing but err.h. */
#ifndef SK_INPUT_CAMERA_GREY_H
#define SK_INPUT_CAMERA_GREY_H

#include "base/err.h"

#include <stdint.h>

/* Largest side and largest area that are accepted; a 50-megapixel photo fits. */
#define SK_GREY_SIDE_MAX 16384
#define SK_GREY_AREA_MAX (64L * 1024 * 1024)

/* Either owns its pixels (sk_grey_resize, sk_grey_finish) or is a view of somebody else's memory
 * that must never be finished. All zero is an empty picture that can be finished. */
struct sk_grey {
    uint8_t *pixels;
    int width;  /* pixels */
    int height; /* pixels */
    int stride; /* bytes from one row to the next, at least width */
    long room;  /* bytes owned; 0 for a view */
};

/* Makes room for width x height, rows without a gap; the content is undefined afterwards. Keeps
 * the memory where it suffices. Errors: SK_ERR_INVALID for a size outside 1x1 to the limits above,
 * SK_ERR_NOMEM; the picture is then empty. Thread: any, one at a time. */
enum sk_err sk_grey_resize(struct sk_grey *grey, int width, int height);

/* Frees the pixels and makes it empty. */
void sk_grey_finish(struct sk_grey *grey);

#endif
