/* doctor_scanners.c — is there something that reads, where the bench needs it? */
#include "cli/doctor/doctor.h"

#include <string.h>

static const char learn[] =
    "plug the scanner in; if it stands above, run 'sag-kioskctl doctor --learn'\n"
    "input.expect = camera (or keyboard) under [input] says that this bench needs none";

static void tell_none(const struct sk_doctor *doctor, int seen) {
    const struct sk_config *config = doctor->config;
    const char *what = seen == 0 ? "no keyboard, no serial line and no scanner is plugged in"
                                 : "none of these is read as a scanner";
    bool has_camera = strcmp(config->camera.device, "none") != 0;
    if (config->input.expect == SK_EXPECT_SCANNER) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "scanner", learn, "%s", what);
    } else if (config->input.expect == SK_EXPECT_AUTO && !has_camera) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "scanner", learn, "%s", what);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "scanner", NULL,
                      "%s, and this bench needs none, as %s says", what,
                      config->input.expect == SK_EXPECT_AUTO ? "camera.device" : "input.expect");
    }
}

void sk_doctor_scanners(const struct sk_doctor *doctor) {
    int seen = 0;
    int taken = sk_doctor_evdev(doctor);
    taken += sk_doctor_serial(doctor);
    taken += sk_doctor_usb(doctor, &seen);
    if (taken == 0) {
        tell_none(doctor, seen);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "scanner", NULL, "devices that are read: %d", taken);
    }
}
