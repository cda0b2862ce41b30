/* v4l2.h — a Video4Linux2 capture device: opened, set up, streamed through mapped buffers.
 * One thread per device. */
#ifndef SK_INPUT_CAMERA_V4L2_H
#define SK_INPUT_CAMERA_V4L2_H

#include "input/camera/controls.h"
#include "input/camera/frame.h"

#include <stdint.h>

/* One way in which a device can deliver. */
struct sk_v4l2_mode {
    enum sk_frame_format format;
    int width;  /* pixels */
    int height; /* pixels */
    int rate;   /* pictures a second, 0 where the device does not tell */
};

/* The best of the modes for pictures of about width x height: near that size, fifteen pictures a
 * second or more, and of equals the one that costs least to take the brightness of. -1 for none.
 * Pure. */
int sk_v4l2_choose(const struct sk_v4l2_mode *modes, int count, int width, int height);

struct sk_v4l2;

/* Opens path, settles on a mode and starts the stream.
 * Owner:  *out is the caller's.
 * Errors, each with a sentence that names path and the fix: SK_ERR_NOT_FOUND (nothing there),
 *         SK_ERR_DENIED, SK_ERR_BUSY (another program has it), SK_ERR_UNSUPPORTED (no camera, or
 *         no format that is read here), SK_ERR_IO, SK_ERR_NOMEM. */
enum sk_err sk_v4l2_open(struct sk_v4l2 **out, const char *path, int width, int height,
                         struct sk_err_info *info);
void sk_v4l2_close(struct sk_v4l2 *device);

/* sk_camera_controls_apply() on this device. */
void sk_v4l2_set_controls(struct sk_v4l2 *device, const struct sk_camera_controls *controls,
                          char *said, size_t size);

/* The path of the first camera under /dev, into out (out_size bytes).
 * Errors: SK_ERR_NOT_FOUND. */
enum sk_err sk_v4l2_find(char *out, size_t out_size);

/* For doctor: what the device offers, and which of it would be taken for pictures of about width x
 * height: "USB Camera: YUYV up to 640x480; MJPEG up to 1920x1080; takes MJPEG 1280x720, 30/s".
 * Opens it for an instant and changes nothing, so it may be in use. Errors: those of
 * sk_v4l2_open(). */
enum sk_err sk_v4l2_describe(const char *path, int width, int height, char *out, size_t out_size,
                             struct sk_err_info *info);

/* The device's own name; what it delivers. Borrowed, as long as the device. */
const char *sk_v4l2_name(const struct sk_v4l2 *device);
const struct sk_v4l2_mode *sk_v4l2_mode(const struct sk_v4l2 *device);

/* Becomes readable when a frame is there or the device is gone. */
int sk_v4l2_fd(const struct sk_v4l2 *device);

/* The newest frame; older ones that wait go back unseen. frame->bytes stay valid until
 * sk_v4l2_give_back(), which must follow each success.
 * Errors: SK_ERR_NOT_FOUND (none there yet), SK_ERR_IO (the device is gone or broken). */
enum sk_err sk_v4l2_take(struct sk_v4l2 *device, struct sk_frame *frame);
enum sk_err sk_v4l2_give_back(struct sk_v4l2 *device);

#endif
