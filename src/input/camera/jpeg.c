#include "input/camera/jpeg.h"

#include <turbojpeg.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUALITY = 85,     /* small print on a label stays readable, */
    LOW_QUALITY = 55, /* and this still shows what was there */
};

static enum sk_err fail_memory(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_NOMEM, "not enough memory to keep a picture");
}

static enum sk_err fail_frame(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_CORRUPT, "the camera's picture cannot be read");
}

static enum sk_err fail_size(size_t length, struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_FULL,
                   "the camera's picture has %zu bytes as a JPEG; set camera.width and "
                   "camera.height to less",
                   length);
}

/* --- a JPEG that is there ----------------------------------------------------------------- */

struct layout {
    bool is_whole; /* from the first marker to the last */
    bool has_tables;
    size_t length; /* up to the end of the picture */
};

static struct layout layout_of(const unsigned char *bytes, size_t length) {
    struct layout layout = { .length = length };
    size_t at = 2;
    if (length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8) {
        return layout;
    }
    while (length - at >= 4 && bytes[at] == 0xFF && bytes[at + 1] != 0xDA) {
        size_t size = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        layout.has_tables = layout.has_tables || bytes[at + 1] == 0xC4;
        if (size < 2 || size + 2 > length - at) {
            return layout;
        }
        at += 2 + size;
    }
    for (size_t end = length; end >= at + 2; end--) {
        if (bytes[end - 2] == 0xFF && bytes[end - 1] == 0xD9) {
            layout.is_whole = true;
            layout.length = end;
            break;
        }
    }
    return layout;
}

static enum sk_err copy_jpeg(const unsigned char *bytes, size_t size, size_t max,
                             unsigned char **out, size_t *length, struct sk_err_info *info) {
    if (size == 0 || !bytes) {
        return fail_frame(info);
    }
    if (size > max) {
        return fail_size(size, info);
    }
    *out = malloc(size);
    if (!*out) {
        return fail_memory(info);
    }
    memcpy(*out, bytes, size);
    *length = size;
    return SK_OK;
}

/* The same coefficients with tables of their own. */
static enum sk_err complete_jpeg(const struct sk_frame *frame, size_t max, unsigned char **out,
                                 size_t *length, struct sk_err_info *info) {
    tjtransform as_it_is = { .op = TJXOP_NONE };
    unsigned char *made = NULL;
    unsigned long size = 0;
    tjhandle jpeg = tjInitTransform();
    if (!jpeg) {
        return fail_memory(info);
    }
    /* A frame with a fault in it is still mostly a picture. */
    bool failed =
        frame->length == 0 || (tjTransform(jpeg, frame->bytes, (unsigned long)frame->length, 1,
                                           &made, &size, &as_it_is, 0) != 0 &&
                               tjGetErrorCode(jpeg) == TJERR_FATAL);
    enum sk_err err = failed ? fail_frame(info) : copy_jpeg(made, size, max, out, length, info);
    tjFree(made);
    tjDestroy(jpeg);
    return err;
}

static enum sk_err take_jpeg(const struct sk_frame *frame, size_t max, unsigned char **out,
                             size_t *length, struct sk_err_info *info) {
    struct layout layout = layout_of(frame->bytes, frame->length);
    return layout.is_whole && layout.has_tables
               ? copy_jpeg(frame->bytes, layout.length, max, out, length, info)
               : complete_jpeg(frame, max, out, length, info);
}

/* --- a JPEG that is made ------------------------------------------------------------------ */

/* Brightness and the two colours, each in a plane of its own; U and V of half the width, and of
 * NV12 of half the height. */
struct planes {
    unsigned char *memory; /* owned */
    const unsigned char *at[3];
    int strides[3];
    int subsampling;
};

static enum sk_err check(const struct sk_frame *frame, size_t row, struct sk_err_info *info) {
    size_t stride = frame->stride > 0 ? (size_t)frame->stride : row;
    size_t rows = (size_t)frame->height;
    rows += frame->format == SK_FRAME_NV12 ? (rows + 1) / 2 : 0;
    return stride < row || frame->length < row || (frame->length - row) / stride < rows - 1
               ? fail_frame(info)
               : SK_OK;
}

static void split_yuyv(const struct sk_frame *frame, size_t stride, unsigned char *y,
                       unsigned char *u, unsigned char *v) {
    const unsigned char *from = frame->bytes;
    for (int row = 0; row < frame->height; row++, from += stride) {
        for (int pair = 0; pair < frame->width / 2; pair++) {
            const unsigned char *four = from + 4 * (size_t)pair;
            *y++ = four[0];
            *u++ = four[1];
            *y++ = four[2];
            *v++ = four[3];
        }
    }
}

static void split_nv12(const struct sk_frame *frame, size_t stride, unsigned char *u,
                       unsigned char *v) {
    const unsigned char *from =
        (const unsigned char *)frame->bytes + stride * (size_t)frame->height;
    for (int row = 0; row < frame->height / 2; row++, from += stride) {
        for (int i = 0; i < frame->width / 2; i++) {
            *u++ = from[2 * (size_t)i];
            *v++ = from[2 * (size_t)i + 1];
        }
    }
}

/* Of an even width and height: cameras have no others. */
static enum sk_err split(const struct sk_frame *frame, struct planes *out,
                         struct sk_err_info *info) {
    size_t width = (size_t)frame->width;
    size_t area = width * (size_t)frame->height;
    size_t row = frame->format == SK_FRAME_YUYV ? 2 * width : width;
    size_t stride = frame->stride > 0 ? (size_t)frame->stride : row;
    size_t colours = frame->format == SK_FRAME_YUYV ? area / 2 : area / 4;
    *out = (struct planes){ .strides = { (int)stride, frame->width / 2, frame->width / 2 },
                            .at = { frame->bytes },
                            .subsampling = TJSAMP_GRAY };
    enum sk_err err = check(frame, row, info);
    if (err || frame->format == SK_FRAME_GREY) {
        return err;
    }
    if (frame->width % 2 != 0 || frame->height % 2 != 0) {
        return fail_frame(info);
    }
    bool is_yuyv = frame->format == SK_FRAME_YUYV;
    out->memory = malloc(2 * colours + (is_yuyv ? area : 0));
    if (!out->memory) {
        return fail_memory(info);
    }
    unsigned char *u = out->memory;
    unsigned char *v = u + colours;
    if (is_yuyv) {
        split_yuyv(frame, stride, v + colours, u, v);
        out->at[0] = v + colours;
        out->strides[0] = frame->width;
    } else {
        split_nv12(frame, stride, u, v);
    }
    out->at[1] = u;
    out->at[2] = v;
    out->subsampling = is_yuyv ? TJSAMP_422 : TJSAMP_420;
    return SK_OK;
}

static enum sk_err encode(const struct sk_frame *frame, const struct planes *planes, int quality,
                          size_t max, unsigned char **out, size_t *length,
                          struct sk_err_info *info) {
    unsigned char *made = NULL;
    unsigned long size = 0;
    /* The library takes the planes as const char **, and does not change them. */
    const unsigned char *at[3] = { planes->at[0], planes->at[1], planes->at[2] };
    tjhandle jpeg = tjInitCompress();
    if (!jpeg) {
        return fail_memory(info);
    }
    bool failed = tjCompressFromYUVPlanes(jpeg, at, frame->width, planes->strides, frame->height,
                                          planes->subsampling, &made, &size, quality, 0) != 0;
    enum sk_err err = failed ? fail_frame(info) : copy_jpeg(made, size, max, out, length, info);
    tjFree(made);
    tjDestroy(jpeg);
    return err;
}

enum sk_err sk_jpeg_of_frame(const struct sk_frame *frame, size_t max, unsigned char **out,
                             size_t *length, struct sk_err_info *info) {
    struct planes planes;
    if (frame->format == SK_FRAME_MJPEG) {
        return take_jpeg(frame, max, out, length, info);
    }
    if (frame->width < 1 || frame->height < 1 || frame->width > SK_GREY_SIDE_MAX ||
        frame->height > SK_GREY_SIDE_MAX) {
        return sk_fail(info, SK_ERR_INVALID, "the camera's picture is %d x %d pixels", frame->width,
                       frame->height);
    }
    enum sk_err err = split(frame, &planes, info);
    if (!err) {
        err = encode(frame, &planes, QUALITY, max, out, length, info);
    }
    if (err == SK_ERR_FULL) {
        err = encode(frame, &planes, LOW_QUALITY, max, out, length, info);
    }
    free(planes.memory);
    return err;
}
