/* doctor_camera.c — does the camera offer pictures that are read here? */
#include "cli/doctor/doctor.h"

#include "input/camera/v4l2.h"

#include <string.h>
#include <unistd.h>

static void tell_device(const struct sk_doctor *doctor, const char *path) {
    const struct sk_config *config = doctor->config;
    struct sk_err_info info = { "" };
    char formats[SK_ERR_TEXT_SIZE];
    enum sk_err err = sk_v4l2_describe(path, (int)config->camera.width, (int)config->camera.height,
                                       formats, sizeof(formats), &info);
    if (err == SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "camera", NULL, "%s: %s", path, formats);
    } else if (err == SK_ERR_BUSY) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "camera", NULL,
                      "%s: another program uses it; perhaps that is the kiosk", path);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "camera",
                      err == SK_ERR_DENIED
                          ? "sudo usermod -a -G video USER, then log in anew; the service has it"
                          : "plug the camera in again, or correct camera.device; none says that "
                            "this bench has no camera",
                      "%s", info.text);
    }
}

static void tell_picture(const struct sk_doctor *doctor, const char *path) {
    bool is_readable = access(path, R_OK) == 0;
    sk_doctor_say(doctor, is_readable ? SK_DOCTOR_OK : SK_DOCTOR_FAIL, "camera",
                  is_readable ? NULL : "correct camera.device", "pictures from '%s'%s", path,
                  is_readable ? "" : ", which cannot be read");
}

void sk_doctor_camera(const struct sk_doctor *doctor) {
    const char *device = doctor->config->camera.device;
    const char *colon = strchr(device, ':');
    char path[64];
    if (strcmp(device, "none") == 0 || !device[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "camera", NULL, "none is set (camera.device)");
    } else if (strncmp(device, "file:", 5) == 0 || strncmp(device, "loop:", 5) == 0) {
        tell_picture(doctor, colon + 1);
    } else if (strcmp(device, "auto") != 0) {
        tell_device(doctor, device);
    } else if (sk_v4l2_find(path, sizeof(path)) == SK_OK) {
        tell_device(doctor, path);
    } else {
        bool is_needed = doctor->config->input.expect == SK_EXPECT_CAMERA;
        sk_doctor_say(doctor, is_needed ? SK_DOCTOR_FAIL : SK_DOCTOR_WARN, "camera",
                      "plug it in; camera.device = none says that this bench has none",
                      "no camera is plugged in");
    }
}
