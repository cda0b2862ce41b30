/* frame.h — a camera's frame as a grey picture. What a driver says about a frame need not be true:
 * every size is checked against the bytes that are there. */
#ifndef SK_INPUT_CAMERA_FRAME_H
#define SK_INPUT_CAMERA_FRAME_H

#include "input/camera/grey.h"

#include <stddef.h>

enum sk_frame_format {
    SK_FRAME_GREY,  /* one byte a pixel */
    SK_FRAME_YUYV,  /* Y U Y V, two bytes a pixel */
    SK_FRAME_NV12,  /* a plane of Y, then one of U and V at a quarter of the resolution */
    SK_FRAME_MJPEG, /* a JPEG a frame */
};

/* Plain value; bytes are borrowed. */
struct sk_frame {
    enum sk_frame_format format;
    int width;  /* pixels as negotiated; an MJPEG frame tells its own */
    int height; /* pixels */
    int stride; /* bytes from one row to the next; 0 for rows without a gap */
    const void *bytes;
    size_t length; /* bytes that are really there */
};

struct sk_frame_reader; /* holds the JPEG decoder */

/* Errors: SK_ERR_NOMEM. The caller owns *out. */
enum sk_err sk_frame_reader_create(struct sk_frame_reader **out);
void sk_frame_reader_destroy(struct sk_frame_reader *reader);

/* The frame's brightness into out, which is resized. An MJPEG frame wider than most_width pixels
 * (0: no limit) is decoded in a half, a quarter or an eighth of its size, which costs less.
 * Errors: SK_ERR_INVALID (a size out of range), SK_ERR_CORRUPT (fewer bytes than the size asks
 * for, or no JPEG), SK_ERR_NOMEM. Thread: one at a time per reader. */
enum sk_err sk_frame_to_grey(struct sk_frame_reader *reader, const struct sk_frame *frame,
                             int most_width, struct sk_grey *out);

#endif
