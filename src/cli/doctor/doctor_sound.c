/* doctor_sound.c — can the bench be heard, and does the signal light work? */
#include "cli/doctor/doctor.h"

#include "media/light_try.h"

#include <glob.h>
#include <unistd.h>

#define OUTPUTS "/dev/snd/pcmC*D*p"

static const char no_card[] = "plug in a loudspeaker or a screen that has one, or set sound.volume "
                              "to 0; the screen tells all that the sound tells";

static void tell_outputs(const struct sk_doctor *doctor, const glob_t *found) {
    size_t allowed = 0;
    for (size_t i = 0; i < found->gl_pathc; i++) {
        allowed += access(found->gl_pathv[i], R_OK | W_OK) == 0;
    }
    if (allowed > 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "sound", NULL, "outputs: %zu; volume: %d%%", allowed,
                      (int)doctor->config->sound.volume);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "sound",
                      "sudo usermod -a -G audio USER, then log in anew; a user who sits at the "
                      "machine needs no group",
                      "none of the %zu outputs may be opened by this user", found->gl_pathc);
    }
}

void sk_doctor_sound(const struct sk_doctor *doctor) {
    glob_t found;
    if (doctor->config->sound.volume == 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "sound", NULL, "off: sound.volume is 0");
        return;
    }
    if (glob(OUTPUTS, 0, NULL, &found) == 0) {
        tell_outputs(doctor, &found);
        globfree(&found);
    } else if (access("/proc/asound/cards", F_OK) == 0) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "sound", no_card, "there is no output for sound");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "sound", no_card,
                      "the system knows of no sound (no ALSA)");
    }
}

void sk_doctor_light(const struct sk_doctor *doctor) {
    struct sk_err_info info = { "" };
    if (doctor->light.kind == SK_LIGHT_NONE) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "light", NULL, "none is set (light.device)");
        return;
    }
    enum sk_err err = sk_light_try(&doctor->light, &info);
    if (err == SK_ERR_BUSY) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "light", NULL,
                      "another program has it; perhaps that is the kiosk");
    } else if (err) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "light", "correct light.device, or plug it in", "%s",
                      info.text);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "light", NULL, "can be used");
    }
}
