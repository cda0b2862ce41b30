/* jpeg.h — a camera's frame as a JPEG that any program can open. */
#ifndef SK_INPUT_CAMERA_JPEG_H
#define SK_INPUT_CAMERA_JPEG_H

#include "input/camera/frame.h"

#include <stddef.h>

/* A frame that is a JPEG stays as it is, without what a driver left behind its end; one without
 * Huffman tables, as many cameras send it, gets them, and loses nothing. All others are encoded.
 * *out is the caller's to free(), and of at most max bytes. Errors, with a sentence: SK_ERR_CORRUPT
 * (no such frame), SK_ERR_FULL (larger), SK_ERR_NOMEM, SK_ERR_INVALID (a size out of range). Any
 * thread; takes some milliseconds of its CPU time. */
enum sk_err sk_jpeg_of_frame(const struct sk_frame *frame, size_t max, unsigned char **out,
                             size_t *length, struct sk_err_info *info);

#endif
