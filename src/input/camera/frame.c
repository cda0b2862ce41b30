#include "input/camera/frame.h"

#include <turbojpeg.h>

#include <stdlib.h>
#include <string.h>

struct sk_frame_reader {
    tjhandle jpeg;
};

enum sk_err sk_frame_reader_create(struct sk_frame_reader **out) {
    struct sk_frame_reader *reader = calloc(1, sizeof(*reader));
    if (!reader) {
        return SK_ERR_NOMEM;
    }
    reader->jpeg = tjInitDecompress();
    if (!reader->jpeg) {
        sk_frame_reader_destroy(reader);
        return SK_ERR_NOMEM;
    }
    *out = reader;
    return SK_OK;
}

void sk_frame_reader_destroy(struct sk_frame_reader *reader) {
    if (!reader) {
        return;
    }
    if (reader->jpeg) {
        tjDestroy(reader->jpeg);
    }
    free(reader);
}

/* Rows of `pixel_bytes` bytes a pixel, the first of them the brightness. */
static enum sk_err take_plane(const struct sk_frame *frame, int pixel_bytes, struct sk_grey *out) {
    enum sk_err err = sk_grey_resize(out, frame->width, frame->height);
    if (err) {
        return err;
    }
    size_t row = (size_t)frame->width * (size_t)pixel_bytes;
    size_t stride = frame->stride > 0 ? (size_t)frame->stride : row;
    if (stride < row || frame->length < row ||
        (frame->length - row) / stride < (size_t)frame->height - 1) {
        return SK_ERR_CORRUPT;
    }
    const uint8_t *from = frame->bytes;
    for (int y = 0; y < frame->height; y++, from += stride) {
        uint8_t *restrict to = out->pixels + (size_t)y * (size_t)out->stride;
        if (pixel_bytes == 1) {
            memcpy(to, from, row);
            continue;
        }
        for (int x = 0; x < frame->width; x++) {
            to[x] = from[2 * x];
        }
    }
    return SK_OK;
}

static enum sk_err take_jpeg(struct sk_frame_reader *reader, const struct sk_frame *frame,
                             int most_width, struct sk_grey *out) {
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colours = 0;
    const unsigned char *bytes = frame->bytes;
    if (frame->length == 0 || tjDecompressHeader3(reader->jpeg, bytes, (unsigned long)frame->length,
                                                  &width, &height, &subsampling, &colours)) {
        return SK_ERR_CORRUPT;
    }
    tjscalingfactor scale = { 1, 1 };
    while (most_width > 0 && TJSCALED(width, scale) > most_width && scale.denom < 8) {
        scale.denom *= 2;
    }
    width = TJSCALED(width, scale);
    height = TJSCALED(height, scale);
    enum sk_err err = sk_grey_resize(out, width, height);
    if (err) {
        return err;
    }
    /* A frame with a fault in it is still mostly a picture; the next one comes soon. */
    if (tjDecompress2(reader->jpeg, bytes, (unsigned long)frame->length, out->pixels, width,
                      out->stride, height, TJPF_GRAY, TJFLAG_FASTDCT | TJFLAG_FASTUPSAMPLE) &&
        tjGetErrorCode(reader->jpeg) == TJERR_FATAL) {
        return SK_ERR_CORRUPT;
    }
    return SK_OK;
}

enum sk_err sk_frame_to_grey(struct sk_frame_reader *reader, const struct sk_frame *frame,
                             int most_width, struct sk_grey *out) {
    switch (frame->format) {
    case SK_FRAME_MJPEG:
        return take_jpeg(reader, frame, most_width, out);
    case SK_FRAME_YUYV:
        return take_plane(frame, 2, out);
    case SK_FRAME_GREY:
    case SK_FRAME_NV12:
        break;
    }
    return take_plane(frame, 1, out); /* of NV12 only the first plane matters */
}
