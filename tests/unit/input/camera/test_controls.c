/* Light, exposure, focus and zoom on a simulated camera (a table): what it is asked, and what is
 * reported if it cannot. */
#include "check.h"

#include "base/util.h"
#include "input/camera/controls.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <string.h>

struct fake_control {
    struct v4l2_queryctrl range;
    uint32_t choices; /* MENU: bit i for index i */
    int32_t value;
    int sets;
    int refuses; /* errno for every attempt to set it */
};

struct fake {
    struct sk_v4l2_port port;
    struct fake_control control[8];
    int count;
    bool is_old; /* knows no VIDIOC_S_EXT_CTRLS */
};

static struct fake fake;
static char said[192];

static struct fake_control *find(struct fake *self, uint32_t id) {
    for (int i = 0; i < self->count; i++) {
        if (self->control[i].range.id == id) {
            return &self->control[i];
        }
    }
    errno = EINVAL;
    return NULL;
}

static int set(struct fake *self, uint32_t id, int32_t value) {
    struct fake_control *control = find(self, id);
    if (!control) {
        return -1;
    }
    struct fake_control *mode = find(self, V4L2_CID_EXPOSURE_AUTO);
    if (id == V4L2_CID_EXPOSURE_ABSOLUTE && mode && mode->value != V4L2_EXPOSURE_MANUAL) {
        errno = EACCES; /* as the driver for USB cameras does */
        return -1;
    }
    errno = control->refuses;
    if (control->refuses) {
        return -1;
    }
    assert_in_range(value - control->range.minimum, 0,
                    control->range.maximum - control->range.minimum);
    assert_int_equal((value - control->range.minimum) % control->range.step, 0);
    control->value = value;
    control->sets++;
    return 0;
}

static int fake_request(struct sk_v4l2_port *port, unsigned long code, void *argument) {
    struct fake *self = sk_container_of(port, struct fake, port);
    if (code == VIDIOC_QUERYCTRL) {
        struct v4l2_queryctrl *query = argument;
        struct fake_control *control = find(self, query->id);
        if (control) {
            *query = control->range;
        }
        return control ? 0 : -1;
    }
    if (code == VIDIOC_QUERYMENU) {
        struct v4l2_querymenu *menu = argument;
        struct fake_control *control = find(self, menu->id);
        errno = EINVAL;
        return control && control->choices >> menu->index & 1 ? 0 : -1;
    }
    if (code == VIDIOC_S_EXT_CTRLS && !self->is_old) {
        struct v4l2_ext_controls *controls = argument;
        assert_int_equal(controls->count, 1);
        assert_int_equal(controls->which, V4L2_CTRL_ID2WHICH(controls->controls->id));
        return set(self, controls->controls->id, controls->controls->value);
    }
    if (code == VIDIOC_S_CTRL) {
        struct v4l2_control *control = argument;
        return set(self, control->id, control->value);
    }
    errno = ENOTTY;
    return -1;
}

static struct fake_control *add(uint32_t id, enum v4l2_ctrl_type type, int32_t min, int32_t max,
                                int32_t step, int32_t initial) {
    struct fake_control *control = &fake.control[fake.count++];
    control->range = (struct v4l2_queryctrl){ .id = id,
                                              .type = type,
                                              .minimum = min,
                                              .maximum = max,
                                              .step = step,
                                              .default_value = initial };
    control->value = initial;
    return control;
}

/* A usual USB camera: no light, "aperture priority" for automatic exposure. */
static int plug_in(void **state) {
    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.port.request = fake_request;
    add(V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, 0, 3, 1, 3)->choices = 1 << 1 | 1 << 3;
    add(V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 3, 2047, 1, 250);
    add(V4L2_CID_FOCUS_AUTO, V4L2_CTRL_TYPE_BOOLEAN, 0, 1, 1, 1);
    add(V4L2_CID_FOCUS_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 0, 250, 5, 0);
    add(V4L2_CID_ZOOM_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, 100, 500, 1, 100);
    return 0;
}

static int32_t value_of(uint32_t id) {
    struct fake_control *control = find(&fake, id);
    assert_non_null(control);
    return control->value;
}

static void apply(struct sk_camera_controls controls) {
    memset(said, 'x', sizeof(said));
    sk_camera_controls_apply(&fake.port, &controls, said, sizeof(said));
}

static struct sk_camera_setting fixed(int32_t value) {
    return (struct sk_camera_setting){ .is_manual = true, .value = value };
}

static void a_fixed_value_first_takes_the_automatic_off(void **state) {
    (void)state;
    apply((struct sk_camera_controls){ .exposure = fixed(80), .focus = fixed(35) });
    assert_int_equal(value_of(V4L2_CID_EXPOSURE_AUTO), V4L2_EXPOSURE_MANUAL);
    assert_int_equal(value_of(V4L2_CID_EXPOSURE_ABSOLUTE), 80);
    assert_int_equal(value_of(V4L2_CID_FOCUS_AUTO), 0);
    assert_int_equal(value_of(V4L2_CID_FOCUS_ABSOLUTE), 35);
    assert_string_equal(said, "");
}

static void automatic_takes_back_what_an_earlier_run_has_left(void **state) {
    (void)state;
    apply((struct sk_camera_controls){
        .exposure = fixed(80), .focus = fixed(35), .zoom = fixed(300) });
    apply((struct sk_camera_controls){ 0 });
    assert_int_equal(value_of(V4L2_CID_EXPOSURE_AUTO), V4L2_EXPOSURE_APERTURE_PRIORITY);
    assert_int_equal(value_of(V4L2_CID_FOCUS_AUTO), 1);
    assert_int_equal(value_of(V4L2_CID_ZOOM_ABSOLUTE), 100);
    assert_string_equal(said, "");
}

static void a_value_out_of_range_is_taken_to_its_end_and_said(void **state) {
    (void)state;
    apply((struct sk_camera_controls){ .exposure = fixed(9000), .zoom = fixed(1) });
    assert_int_equal(value_of(V4L2_CID_EXPOSURE_ABSOLUTE), 2047);
    assert_int_equal(value_of(V4L2_CID_ZOOM_ABSOLUTE), 100);
    assert_string_equal(said, "camera.exposure = 9000: this camera takes 3 to 2047; 2047 is used. "
                              "Correct the setting. camera.zoom = 1: this camera takes 100 to 500; "
                              "100 is used. Correct the setting.");
}

static void a_value_between_two_steps_is_no_fault(void **state) {
    (void)state;
    apply((struct sk_camera_controls){ .focus = fixed(38) });
    assert_int_equal(value_of(V4L2_CID_FOCUS_ABSOLUTE), 35);
    assert_string_equal(said, "");
}

static void a_camera_without_any_of_them_is_no_trouble(void **state) {
    (void)state;
    fake.count = 0;
    apply((struct sk_camera_controls){
        .torch = SK_TORCH_ON, .exposure = fixed(80), .focus = fixed(35), .zoom = fixed(300) });
    assert_string_equal(said, "");
    apply((struct sk_camera_controls){ 0 });
    assert_string_equal(said, "");
}

static void the_light_is_switched_on_and_off(void **state) {
    (void)state;
    struct fake_control *light =
        add(V4L2_CID_FLASH_LED_MODE, V4L2_CTRL_TYPE_MENU, 0, 2, 1, V4L2_FLASH_LED_MODE_NONE);
    light->choices = 1 << V4L2_FLASH_LED_MODE_NONE | 1 << V4L2_FLASH_LED_MODE_TORCH;
    apply((struct sk_camera_controls){ .torch = SK_TORCH_ON });
    assert_int_equal(light->value, V4L2_FLASH_LED_MODE_TORCH);
    apply((struct sk_camera_controls){ .torch = SK_TORCH_OFF });
    assert_int_equal(light->value, V4L2_FLASH_LED_MODE_NONE);
    light->value = V4L2_FLASH_LED_MODE_TORCH;
    apply((struct sk_camera_controls){ .torch = SK_TORCH_AUTO });
    assert_int_equal(light->value, V4L2_FLASH_LED_MODE_NONE);
    light->choices = 1 << V4L2_FLASH_LED_MODE_NONE; /* flashes, but does not stay on */
    apply((struct sk_camera_controls){ .torch = SK_TORCH_ON });
    assert_int_equal(light->value, V4L2_FLASH_LED_MODE_NONE);
    assert_string_equal(said, "");
}

static void a_camera_that_refuses_a_value_is_quoted(void **state) {
    (void)state;
    find(&fake, V4L2_CID_ZOOM_ABSOLUTE)->refuses = EBUSY;
    apply((struct sk_camera_controls){ .zoom = fixed(200) });
    assert_non_null(strstr(said, "camera.zoom = 200 was not accepted by the camera ("));
    assert_non_null(strstr(said, strerror(EBUSY)));
}

static void what_is_read_only_or_switched_off_is_left_alone(void **state) {
    (void)state;
    find(&fake, V4L2_CID_ZOOM_ABSOLUTE)->range.flags = V4L2_CTRL_FLAG_READ_ONLY;
    find(&fake, V4L2_CID_FOCUS_AUTO)->range.flags = V4L2_CTRL_FLAG_DISABLED;
    apply((struct sk_camera_controls){ .zoom = fixed(200) });
    assert_int_equal(find(&fake, V4L2_CID_ZOOM_ABSOLUTE)->sets, 0);
    assert_int_equal(find(&fake, V4L2_CID_FOCUS_AUTO)->sets, 0);
}

static void an_old_driver_is_asked_in_the_old_way(void **state) {
    (void)state;
    fake.is_old = true;
    apply((struct sk_camera_controls){ .exposure = fixed(80) });
    assert_int_equal(value_of(V4L2_CID_EXPOSURE_ABSOLUTE), 80);
    assert_string_equal(said, "");
}

static void what_is_said_is_cut_where_there_is_no_room(void **state) {
    (void)state;
    char small[20];
    struct sk_camera_controls controls = { .exposure = fixed(9000), .zoom = fixed(9000) };
    sk_camera_controls_apply(&fake.port, &controls, small, sizeof(small));
    assert_string_equal(small, "camera.exposure = 9");
}

#define TEST(function) cmocka_unit_test_setup(function, plug_in)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_fixed_value_first_takes_the_automatic_off),
        TEST(automatic_takes_back_what_an_earlier_run_has_left),
        TEST(a_value_out_of_range_is_taken_to_its_end_and_said),
        TEST(a_value_between_two_steps_is_no_fault),
        TEST(a_camera_without_any_of_them_is_no_trouble),
        TEST(the_light_is_switched_on_and_off),
        TEST(a_camera_that_refuses_a_value_is_quoted),
        TEST(what_is_read_only_or_switched_off_is_left_alone),
        TEST(an_old_driver_is_asked_in_the_old_way),
        TEST(what_is_said_is_cut_where_there_is_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
