/* binary.h — a picture in black and white, by a threshold that follows the light.
 *
 * Each block of 8x8 pixels has a threshold from its surroundings, in one of two ways. By the mean,
 * which noise hardly moves; a block without contrast says nothing about the light, so it takes the
 * threshold of its neighbours, and the inside of a large dark square stays dark. Or half way
 * between the darkest and the lightest block, which something grey beside the code does not
 * deceive; or nearer to one of the two, so that what is blurred becomes one piece. */
#ifndef SK_INPUT_CAMERA_BINARY_H
#define SK_INPUT_CAMERA_BINARY_H

#include "input/camera/grey.h"

struct sk_binary {
    struct sk_grey dark;      /* 1 where dark, 0 where light */
    struct sk_grey threshold; /* one byte a block */
    struct sk_grey local;     /* mean of each block, or its replacement */
    struct sk_grey low;       /* darkest and lightest pixel of each block, ... */
    struct sk_grey high;
    struct sk_grey swap; /* ... and room to spread them */
};

enum sk_binary_way {
    SK_BINARY_MEAN,
    SK_BINARY_MIDDLE,
    SK_BINARY_BOLD_DARK,  /* what is but a little darker than the lightest nearby is dark */
    SK_BINARY_BOLD_LIGHT, /* what is but a little lighter than the darkest nearby is light */
};

#define SK_BINARY_BLOCK 8

/* Fills binary from grey; all zero before the first call, kept from picture to picture.
 * Errors: SK_ERR_NOMEM, SK_ERR_INVALID for a picture smaller than a block. */
enum sk_err sk_binary_make(struct sk_binary *binary, const struct sk_grey *grey,
                           enum sk_binary_way way);
void sk_binary_finish(struct sk_binary *binary);

#endif
