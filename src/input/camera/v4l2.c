#include "input/camera/v4l2.h"

#include "base/assert.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    BUFFERS = 4, /* one under way, one being looked at, and some air */
    MODES_MAX = 256,
    NODES = 64,     /* /dev/video0 to video63 */
    RATE_MAX = 30,  /* pictures a second that are asked for */
    SIZES_MAX = 64, /* entries beyond this are ignored */
};

struct sk_v4l2 {
    struct sk_v4l2_port port;
    int fd;
    int taken; /* index of the buffer that is lent, -1 for none */
    unsigned buffers;
    void *bytes[BUFFERS];
    size_t length[BUFFERS];
    int stride;
    bool is_streaming;
    struct sk_v4l2_mode mode;
    char name[64];
};

static const struct {
    uint32_t fourcc;
    enum sk_frame_format format;
} formats[] = {
    { V4L2_PIX_FMT_GREY, SK_FRAME_GREY },  { V4L2_PIX_FMT_NV12, SK_FRAME_NV12 },
    { V4L2_PIX_FMT_YUYV, SK_FRAME_YUYV },  { V4L2_PIX_FMT_MJPEG, SK_FRAME_MJPEG },
    { V4L2_PIX_FMT_JPEG, SK_FRAME_MJPEG },
};

static int request(int fd, unsigned long code, void *argument) {
    int result;
    do {
        result = ioctl(fd, code, argument);
    } while (result < 0 && errno == EINTR);
    return result;
}

static int port_request(struct sk_v4l2_port *port, unsigned long code, void *argument) {
    return request(sk_container_of(port, struct sk_v4l2, port)->fd, code, argument);
}

/* -- choosing ---------------------------------------------------------------------------------- */

static float merit(const struct sk_v4l2_mode *mode, int width, int height) {
    /* By the order of formats[]: how much work a pixel is. */
    static const float ease[] = {
        [SK_FRAME_GREY] = 0.3f,
        [SK_FRAME_YUYV] = 0.2f,
        [SK_FRAME_NV12] = 0.25f,
        [SK_FRAME_MJPEG] = 0.0f,
    };
    float size = log2f((float)mode->width * (float)mode->height / ((float)width * (float)height));
    float result = SK_AT(ease, mode->format) - (size < 0 ? -1.5f * size : size);
    if (mode->rate > 0 && mode->rate < 15) {
        result -= mode->rate < 8 ? 4.0f : 1.5f;
    }
    return result;
}

int sk_v4l2_choose(const struct sk_v4l2_mode *modes, int count, int width, int height) {
    int best = -1;
    for (int i = 0; i < count; i++) {
        if (modes[i].width < 16 || modes[i].height < 16 || modes[i].width > SK_GREY_SIDE_MAX ||
            modes[i].height > SK_GREY_SIDE_MAX) {
            continue;
        }
        if (best < 0 || merit(&modes[i], width, height) > merit(&modes[best], width, height)) {
            best = i;
        }
    }
    return best;
}

struct modes {
    int count;
    struct sk_v4l2_mode item[MODES_MAX];
    uint32_t fourcc[MODES_MAX];
};

/* The highest rate at one size; 0 where it is not told. */
static int rate_of(int fd, uint32_t fourcc, uint32_t width, uint32_t height) {
    struct v4l2_frmivalenum interval = { .pixel_format = fourcc, .width = width, .height = height };
    int best = 0;
    for (; interval.index < SIZES_MAX && request(fd, VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0;
         interval.index++) {
        const struct v4l2_fract *f = interval.type == V4L2_FRMIVAL_TYPE_DISCRETE
                                         ? &interval.discrete
                                         : &interval.stepwise.min;
        if (f->numerator > 0 && (int)(f->denominator / f->numerator) > best) {
            best = (int)(f->denominator / f->numerator);
        }
        if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE) {
            break;
        }
    }
    return best;
}

static void add_mode(struct modes *modes, int fd, size_t format, uint32_t width, uint32_t height) {
    if (modes->count == MODES_MAX || width > SK_GREY_SIDE_MAX || height > SK_GREY_SIDE_MAX) {
        return;
    }
    modes->fourcc[modes->count] = formats[format].fourcc;
    modes->item[modes->count++] =
        (struct sk_v4l2_mode){ formats[format].format, (int)width, (int)height,
                               rate_of(fd, formats[format].fourcc, width, height) };
}

static uint32_t within(int value, uint32_t low, uint32_t high) {
    return (uint32_t)value < low ? low : (uint32_t)value > high ? high : (uint32_t)value;
}

static void list_sizes(struct modes *modes, int fd, size_t format, int width, int height) {
    struct v4l2_frmsizeenum size = { .pixel_format = formats[format].fourcc };
    for (; size.index < SIZES_MAX && request(fd, VIDIOC_ENUM_FRAMESIZES, &size) == 0;
         size.index++) {
        if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
            add_mode(modes, fd, format, size.discrete.width, size.discrete.height);
            continue;
        }
        add_mode(modes, fd, format, within(width, size.stepwise.min_width, size.stepwise.max_width),
                 within(height, size.stepwise.min_height, size.stepwise.max_height));
        return;
    }
    if (size.index == 0) {
        add_mode(modes, fd, format, (uint32_t)width, (uint32_t)height); /* let the driver decide */
    }
}

static void list_modes(struct modes *modes, int fd, int width, int height) {
    modes->count = 0;
    struct v4l2_fmtdesc description = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
    for (; description.index < SIZES_MAX && request(fd, VIDIOC_ENUM_FMT, &description) == 0;
         description.index++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(formats); i++) {
            if (formats[i].fourcc == description.pixelformat) {
                list_sizes(modes, fd, i, width, height);
            }
        }
    }
}

/* -- opening ----------------------------------------------------------------------------------- */

static enum sk_err open_error(const char *path, struct sk_err_info *info) {
    switch (errno) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return sk_fail(info, SK_ERR_NOT_FOUND, "there is no camera at '%s'", path);
    case EACCES:
    case EPERM:
        return sk_fail(info, SK_ERR_DENIED,
                       "'%s' may not be opened; add the kiosk's user to the group video", path);
    case EBUSY:
        return sk_fail(info, SK_ERR_BUSY,
                       "another program uses the camera '%s'; close that program", path);
    default:
        return sk_fail(info, SK_ERR_IO,
                       "the camera '%s' does not work (%s); unplug it and plug it in again", path,
                       strerror(errno));
    }
}

static bool is_camera(int fd, struct v4l2_capability *capability) {
    if (request(fd, VIDIOC_QUERYCAP, capability) != 0) {
        return false;
    }
    uint32_t can = capability->capabilities & V4L2_CAP_DEVICE_CAPS ? capability->device_caps
                                                                   : capability->capabilities;
    return can & V4L2_CAP_VIDEO_CAPTURE && can & V4L2_CAP_STREAMING;
}

static enum sk_err set_mode(struct sk_v4l2 *device, const char *path, int width, int height,
                            struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    struct modes *modes = malloc(sizeof(*modes));
    if (!modes) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the camera '%s'", path);
    }
    list_modes(modes, device->fd, width, height);
    int best = sk_v4l2_choose(modes->item, modes->count, width, height);
    if (best < 0) {
        err = sk_fail(info, SK_ERR_UNSUPPORTED,
                      "the camera '%s' offers none of YUYV, NV12, grey and MJPEG; use another one",
                      path);
        goto done;
    }
    struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
    format.fmt.pix.width = (uint32_t)modes->item[best].width;
    format.fmt.pix.height = (uint32_t)modes->item[best].height;
    format.fmt.pix.pixelformat = modes->fourcc[best];
    format.fmt.pix.field = V4L2_FIELD_ANY;
    if (request(device->fd, VIDIOC_S_FMT, &format) != 0) {
        err = open_error(path, info);
        goto done;
    }
    /* The driver may change any of it. */
    if (format.fmt.pix.pixelformat != modes->fourcc[best] ||
        format.fmt.pix.width > SK_GREY_SIDE_MAX || format.fmt.pix.height > SK_GREY_SIDE_MAX) {
        err =
            sk_fail(info, SK_ERR_UNSUPPORTED,
                    "the camera '%s' does not deliver the format it offers; use another one", path);
        goto done;
    }
    device->mode = modes->item[best];
    device->mode.width = (int)format.fmt.pix.width;
    device->mode.height = (int)format.fmt.pix.height;
    device->stride = device->mode.format == SK_FRAME_MJPEG || format.fmt.pix.bytesperline > 1 << 20
                         ? 0
                         : (int)format.fmt.pix.bytesperline;

done:
    free(modes);
    return err;
}

/* Thirty pictures a second are enough; more only cost. Not every driver can do it, and an earlier
 * program's rate may still be set. */
static void set_rate(struct sk_v4l2 *device) {
    struct v4l2_streamparm parm = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
    if (device->mode.rate == 0) {
        return;
    }
    int rate = device->mode.rate < RATE_MAX ? device->mode.rate : RATE_MAX;
    parm.parm.capture.timeperframe = (struct v4l2_fract){ 1, (uint32_t)rate };
    if (request(device->fd, VIDIOC_S_PARM, &parm) == 0) {
        const struct v4l2_fract *f = &parm.parm.capture.timeperframe;
        device->mode.rate = f->numerator > 0 ? (int)(f->denominator / f->numerator) : rate;
    }
}

static int queue(const struct sk_v4l2 *device, unsigned index) {
    struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                  .memory = V4L2_MEMORY_MMAP,
                                  .index = index };
    return request(device->fd, VIDIOC_QBUF, &buffer);
}

static enum sk_err start_stream(struct sk_v4l2 *device, const char *path,
                                struct sk_err_info *info) {
    struct v4l2_requestbuffers buffers = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                           .memory = V4L2_MEMORY_MMAP,
                                           .count = BUFFERS };
    if (request(device->fd, VIDIOC_REQBUFS, &buffers) != 0 || buffers.count < 1) {
        return open_error(path, info);
    }
    unsigned count = buffers.count < BUFFERS ? buffers.count : BUFFERS;
    for (unsigned i = 0; i < count; i++) {
        struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                      .memory = V4L2_MEMORY_MMAP,
                                      .index = i };
        if (request(device->fd, VIDIOC_QUERYBUF, &buffer) != 0) {
            return open_error(path, info);
        }
        void *bytes = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, device->fd,
                           (off_t)buffer.m.offset);
        if (bytes == MAP_FAILED) {
            return open_error(path, info);
        }
        device->bytes[i] = bytes;
        device->length[i] = buffer.length;
        device->buffers = i + 1;
        if (queue(device, i) != 0) {
            return open_error(path, info);
        }
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (request(device->fd, VIDIOC_STREAMON, &type) != 0) {
        return open_error(path, info);
    }
    device->is_streaming = true;
    return SK_OK;
}

enum sk_err sk_v4l2_open(struct sk_v4l2 **out, const char *path, int width, int height,
                         struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    struct v4l2_capability capability;
    struct sk_v4l2 *device = calloc(1, sizeof(*device));
    if (!device) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the camera '%s'", path);
    }
    device->port.request = port_request;
    device->taken = -1;
    device->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device->fd < 0) {
        err = open_error(path, info);
        goto fail;
    }
    if (!is_camera(device->fd, &capability)) {
        err = sk_fail(info, SK_ERR_UNSUPPORTED, "'%s' is not a camera; camera.device must name one",
                      path);
        goto fail;
    }
    snprintf(device->name, sizeof(device->name), "%.*s", (int)sizeof(capability.card),
             (const char *)capability.card);
    err = set_mode(device, path, width, height, info);
    if (!err) {
        set_rate(device);
        err = start_stream(device, path, info);
    }
    if (err) {
        goto fail;
    }
    *out = device;
    return SK_OK;

fail:
    sk_v4l2_close(device);
    return err;
}

void sk_v4l2_close(struct sk_v4l2 *device) {
    if (!device) {
        return;
    }
    if (device->is_streaming) {
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        (void)request(device->fd, VIDIOC_STREAMOFF, &type); /* fails if the device is gone */
    }
    for (unsigned i = 0; i < device->buffers; i++) {
        (void)munmap(device->bytes[i], device->length[i]);
    }
    if (device->fd >= 0) {
        (void)close(device->fd);
    }
    free(device);
}

void sk_v4l2_set_controls(struct sk_v4l2 *device, const struct sk_camera_controls *controls,
                          char *said, size_t size) {
    sk_camera_controls_apply(&device->port, controls, said, size);
}

enum sk_err sk_v4l2_find(char *out, size_t out_size) {
    for (int i = 0; i < NODES; i++) {
        char path[32];
        struct v4l2_capability capability;
        snprintf(path, sizeof(path), "/dev/video%d", i);
        int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        /* A camera that we may not open is returned, too, so that it is reported. */
        bool found = fd >= 0 ? is_camera(fd, &capability) : errno == EACCES || errno == EBUSY;
        if (fd >= 0) {
            (void)close(fd);
        }
        if (found) {
            snprintf(out, out_size, "%s", path);
            return SK_OK;
        }
    }
    return SK_ERR_NOT_FOUND;
}

static const char *format_name(enum sk_frame_format format) {
    static const char *const names[] = { [SK_FRAME_GREY] = "grey",
                                         [SK_FRAME_YUYV] = "YUYV",
                                         [SK_FRAME_NV12] = "NV12",
                                         [SK_FRAME_MJPEG] = "MJPEG" };
    return SK_AT(names, format);
}

/* The largest of that format, if there is any. */
static const struct sk_v4l2_mode *largest_of(const struct modes *modes,
                                             enum sk_frame_format format) {
    const struct sk_v4l2_mode *largest = NULL;
    for (int i = 0; i < modes->count; i++) {
        const struct sk_v4l2_mode *mode = &modes->item[i];
        if (mode->format == format &&
            (!largest || mode->width * mode->height > largest->width * largest->height)) {
            largest = mode;
        }
    }
    return largest;
}

static void print_modes(const struct modes *modes, const char *name, int best, char *out,
                        size_t out_size) {
    static const enum sk_frame_format each[] = { SK_FRAME_GREY, SK_FRAME_YUYV, SK_FRAME_NV12,
                                                 SK_FRAME_MJPEG };
    const struct sk_v4l2_mode *chosen = &modes->item[best];
    char offers[192] = "";
    size_t length = 0;
    for (size_t i = 0; i < SK_ARRAY_LEN(each) && length < sizeof(offers); i++) {
        const struct sk_v4l2_mode *mode = largest_of(modes, each[i]);
        if (mode) {
            length += (size_t)snprintf(offers + length, sizeof(offers) - length, "%s up to %dx%d; ",
                                       format_name(each[i]), mode->width, mode->height);
        }
    }
    (void)snprintf(out, out_size, "%s: %stakes %s %dx%d", name, offers, format_name(chosen->format),
                   chosen->width, chosen->height);
    length = strlen(out);
    if (chosen->rate > 0) {
        (void)snprintf(out + length, out_size - length, ", %d/s", chosen->rate);
    }
}

static enum sk_err describe(int fd, const char *path, int width, int height, char *out,
                            size_t out_size, struct sk_err_info *info) {
    struct v4l2_capability capability;
    char name[sizeof(capability.card) + 1];
    if (!is_camera(fd, &capability)) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "'%s' is not a camera; camera.device must name one", path);
    }
    struct modes *modes = malloc(sizeof(*modes));
    if (!modes) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the camera '%s'", path);
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)sizeof(capability.card),
                   (const char *)capability.card);
    list_modes(modes, fd, width, height);
    int best = sk_v4l2_choose(modes->item, modes->count, width, height);
    if (best >= 0) {
        print_modes(modes, name, best, out, out_size);
    }
    free(modes);
    return best >= 0 ? SK_OK
                     : sk_fail(info, SK_ERR_UNSUPPORTED,
                               "the camera '%s' offers none of YUYV, NV12, grey and MJPEG; use "
                               "another one",
                               path);
}

enum sk_err sk_v4l2_describe(const char *path, int width, int height, char *out, size_t out_size,
                             struct sk_err_info *info) {
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return open_error(path, info);
    }
    enum sk_err err = describe(fd, path, width, height, out, out_size, info);
    (void)close(fd);
    return err;
}

const char *sk_v4l2_name(const struct sk_v4l2 *device) {
    return device->name;
}

const struct sk_v4l2_mode *sk_v4l2_mode(const struct sk_v4l2 *device) {
    return &device->mode;
}

int sk_v4l2_fd(const struct sk_v4l2 *device) {
    return device->fd;
}

enum sk_err sk_v4l2_take(struct sk_v4l2 *device, struct sk_frame *frame) {
    for (;;) {
        struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                      .memory = V4L2_MEMORY_MMAP };
        if (request(device->fd, VIDIOC_DQBUF, &buffer) != 0) {
            if (errno != EAGAIN) {
                return SK_ERR_IO;
            }
            return device->taken >= 0 ? SK_OK : SK_ERR_NOT_FOUND;
        }
        if (buffer.index >= device->buffers) {
            return SK_ERR_IO;
        }
        /* A newer one: the one before goes back unseen. */
        if (device->taken >= 0 && sk_v4l2_give_back(device) != SK_OK) {
            return SK_ERR_IO;
        }
        if (buffer.flags & V4L2_BUF_FLAG_ERROR) {
            if (queue(device, buffer.index) != 0) {
                return SK_ERR_IO;
            }
            continue;
        }
        device->taken = (int)buffer.index;
        size_t used = buffer.bytesused;
        size_t room = device->length[buffer.index];
        *frame = (struct sk_frame){ .format = device->mode.format,
                                    .width = device->mode.width,
                                    .height = device->mode.height,
                                    .stride = device->stride,
                                    .bytes = device->bytes[buffer.index],
                                    .length = used > room ? room : used };
    }
}

enum sk_err sk_v4l2_give_back(struct sk_v4l2 *device) {
    if (device->taken < 0) {
        return SK_OK;
    }
    unsigned index = (unsigned)device->taken;
    device->taken = -1;
    return queue(device, index) == 0 ? SK_OK : SK_ERR_IO;
}
