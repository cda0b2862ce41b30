#define SK_LOG_MODULE "camera"
#include "input/camera/controls.h"

#include "base/log.h"
#include "base/util.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <string.h>

/* One round of settings on one device. */
struct round {
    struct sk_v4l2_port *port;
    char *said;
    size_t size;
};

static void say(struct round *round, const char *sentence) {
    size_t used = strlen(round->said);
    (void)snprintf(round->said + used, round->size - used, "%s%s", used > 0 ? " " : "", sentence);
}

static bool query(struct round *round, uint32_t id, struct v4l2_queryctrl *query) {
    *query = (struct v4l2_queryctrl){ .id = id };
    return round->port->request(round->port, VIDIOC_QUERYCTRL, query) == 0 &&
           !(query->flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY));
}

static bool has_choice(struct round *round, uint32_t id, int32_t choice) {
    struct v4l2_queryctrl range;
    struct v4l2_querymenu menu = { .id = id, .index = (uint32_t)choice };
    return query(round, id, &range) && choice >= range.minimum && choice <= range.maximum &&
           (range.type != V4L2_CTRL_TYPE_MENU ||
            round->port->request(round->port, VIDIOC_QUERYMENU, &menu) == 0);
}

static bool set(struct round *round, uint32_t id, int32_t value) {
    struct v4l2_ext_control control = { .id = id, .value = value };
    struct v4l2_ext_controls controls = { .which = V4L2_CTRL_ID2WHICH(id),
                                          .count = 1,
                                          .controls = &control };
    if (round->port->request(round->port, VIDIOC_S_EXT_CTRLS, &controls) == 0) {
        return true;
    }
    if (errno != ENOTTY && errno != EINVAL) {
        return false;
    }
    /* Old drivers know the simple request only. */
    struct v4l2_control simple = { .id = id, .value = value };
    return round->port->request(round->port, VIDIOC_S_CTRL, &simple) == 0;
}

/* The first of the choices that the device has; there may be none, nor the control itself. */
static void choose(struct round *round, const char *name, uint32_t id, const int32_t *choices,
                   size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (has_choice(round, id, choices[i])) {
            if (!set(round, id, choices[i])) {
                sk_log_debug("%s: choice %d was not accepted (%s)", name, (int)choices[i],
                             strerror(errno));
            }
            return;
        }
    }
    sk_log_debug("%s: this camera has no such choice", name);
}

/* Within the range and on one of its steps. */
static int32_t nearest(const struct v4l2_queryctrl *range, int32_t value) {
    if (value <= range->minimum) {
        return range->minimum;
    }
    if (value >= range->maximum) {
        return range->maximum;
    }
    int64_t step = range->step > 1 ? range->step : 1;
    int64_t above = (int64_t)value - range->minimum;
    return (int32_t)(range->minimum + above / step * step);
}

static void set_value(struct round *round, const char *name, uint32_t id, int32_t value) {
    struct v4l2_queryctrl range;
    char sentence[160];
    if (!query(round, id, &range)) {
        sk_log_debug("%s = %d: this camera has no such control", name, (int)value);
        return;
    }
    int32_t taken = nearest(&range, value);
    if (!set(round, id, taken)) {
        (void)snprintf(sentence, sizeof(sentence), "%s = %d was not accepted by the camera (%s).",
                       name, (int)value, strerror(errno));
        say(round, sentence);
    } else if (value < range.minimum || value > range.maximum) {
        (void)snprintf(sentence, sizeof(sentence),
                       "%s = %d: this camera takes %d to %d; %d is used. Correct the setting.",
                       name, (int)value, (int)range.minimum, (int)range.maximum, (int)taken);
        say(round, sentence);
    }
}

static void apply_exposure(struct round *round, const struct sk_camera_setting *control) {
    /* Most USB cameras call their automatic one aperture priority, having no aperture. */
    static const int32_t automatic[] = { V4L2_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY };
    static const int32_t manual[] = { V4L2_EXPOSURE_MANUAL };
    if (!control->is_manual) {
        choose(round, "camera.exposure", V4L2_CID_EXPOSURE_AUTO, automatic,
               SK_ARRAY_LEN(automatic));
        return;
    }
    /* First, because the value cannot be set while the camera sets it. */
    choose(round, "camera.exposure", V4L2_CID_EXPOSURE_AUTO, manual, SK_ARRAY_LEN(manual));
    set_value(round, "camera.exposure", V4L2_CID_EXPOSURE_ABSOLUTE, control->value);
}

static void apply_focus(struct round *round, const struct sk_camera_setting *control) {
    const int32_t automatic[] = { control->is_manual ? 0 : 1 };
    choose(round, "camera.focus", V4L2_CID_FOCUS_AUTO, automatic, 1);
    if (control->is_manual) {
        set_value(round, "camera.focus", V4L2_CID_FOCUS_ABSOLUTE, control->value);
    }
}

static void apply_zoom(struct round *round, const struct sk_camera_setting *control) {
    struct v4l2_queryctrl range;
    if (control->is_manual) {
        set_value(round, "camera.zoom", V4L2_CID_ZOOM_ABSOLUTE, control->value);
    } else if (query(round, V4L2_CID_ZOOM_ABSOLUTE, &range)) {
        /* A camera keeps what an earlier run has set until it is unplugged. */
        set_value(round, "camera.zoom", V4L2_CID_ZOOM_ABSOLUTE, range.default_value);
    }
}

static void apply_torch(struct round *round, enum sk_torch torch) {
    struct v4l2_queryctrl range;
    int32_t mode = V4L2_FLASH_LED_MODE_NONE;
    switch (torch) {
    case SK_TORCH_AUTO:
        if (!query(round, V4L2_CID_FLASH_LED_MODE, &range)) {
            return;
        }
        mode = range.default_value;
        break;
    case SK_TORCH_ON:
        mode = V4L2_FLASH_LED_MODE_TORCH;
        break;
    case SK_TORCH_OFF:
        break;
    }
    choose(round, "camera.torch", V4L2_CID_FLASH_LED_MODE, &mode, 1);
}

void sk_camera_controls_apply(struct sk_v4l2_port *port, const struct sk_camera_controls *controls,
                              char *said, size_t size) {
    struct round round = { .port = port, .said = said, .size = size };
    said[0] = '\0';
    apply_torch(&round, controls->torch);
    apply_exposure(&round, &controls->exposure);
    apply_focus(&round, &controls->focus);
    apply_zoom(&round, &controls->zoom);
}
