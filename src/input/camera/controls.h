/* controls.h — light, exposure, focus and zoom of a camera, where it has them (Video4Linux2's
 * camera and flash controls). Talks to a device through one function, so that a test can be the
 * device. */
#ifndef SK_INPUT_CAMERA_CONTROLS_H
#define SK_INPUT_CAMERA_CONTROLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_torch { SK_TORCH_AUTO, SK_TORCH_ON, SK_TORCH_OFF };

/* All zero: the camera decides. */
struct sk_camera_setting {
    bool is_manual;
    int32_t value; /* if manual */
};

struct sk_camera_controls {
    enum sk_torch torch;               /* AUTO: as the device begins */
    struct sk_camera_setting exposure; /* units of 100 us (V4L2_CID_EXPOSURE_ABSOLUTE) */
    struct sk_camera_setting focus;    /* the device's own units, larger is nearer */
    struct sk_camera_setting zoom;     /* the device's own units; automatic is none */
};

/* A device that takes ioctl() requests. Embed it and find yourself with sk_container_of(). */
struct sk_v4l2_port {
    /* As ioctl(): 0, or -1 with errno. */
    int (*request)(struct sk_v4l2_port *port, unsigned long code, void *argument);
};

/* Sets them. What the device lacks is skipped (debug log); a value outside its range is clamped.
 * said (size bytes, at least 1) gets a sentence, in English, about each value that could not be set
 * as wanted; "" if there is none. Blocks on the device. */
void sk_camera_controls_apply(struct sk_v4l2_port *port, const struct sk_camera_controls *controls,
                              char *said, size_t size);

#endif
