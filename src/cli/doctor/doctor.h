/* doctor.h — what the checks of `sag-kioskctl doctor` look at, and how they say what they found.
 *
 * Each subject is a function in a file of its own and a row of the table in doctor_subjects.c. It
 * runs in a process of its own, so that one that hangs or breaks takes no other with it. */
#ifndef SK_CLI_DOCTOR_DOCTOR_H
#define SK_CLI_DOCTOR_DOCTOR_H

#include "app/settings/config.h"
#include "app/settings/evdev_options.h"
#include "app/settings/light_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "cli/doctor/doctor_line.h"

struct sk_doctor {
    const struct sk_config *config; /* borrowed */
    const char *file;               /* the only settings file that was read; NULL: the usual ones */
    char journal_path[4096];
    struct sk_usb_options usb;
    struct sk_evdev_options evdev; /* with what was learned */
    struct sk_serial_options serial;
    struct sk_light_choice light;
    int out; /* where the lines go; of the process of a subject */
};

/* The settings of everything that is looked for. file: borrowed. Errors: those of the settings. */
enum sk_err sk_doctor_init(struct sk_doctor *doctor, const struct sk_config *config,
                           const char *file, struct sk_err_info *info);

/* Tells a line of that check. remedy: what to do, in lines of their own; NULL: nothing. Cut where
 * they are too long. Never a secret. */
void sk_doctor_say(const struct sk_doctor *doctor, enum sk_doctor_state state, const char *check,
                   const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The subjects, each of which tells at least one line for each of its checks. They block. */
void sk_doctor_screen(const struct sk_doctor *doctor);
void sk_doctor_scanners(const struct sk_doctor *doctor);
void sk_doctor_camera(const struct sk_doctor *doctor);
void sk_doctor_sound(const struct sk_doctor *doctor);
void sk_doctor_light(const struct sk_doctor *doctor);
void sk_doctor_fonts(const struct sk_doctor *doctor);
void sk_doctor_cloud(const struct sk_doctor *doctor);
void sk_doctor_disk(const struct sk_doctor *doctor);
void sk_doctor_journal(const struct sk_doctor *doctor);
void sk_doctor_chain(const struct sk_doctor *doctor);
void sk_doctor_people(const struct sk_doctor *doctor);
void sk_doctor_list(const struct sk_doctor *doctor);
void sk_doctor_fleet(const struct sk_doctor *doctor);
void sk_doctor_system(const struct sk_doctor *doctor);

/* Parts of sk_doctor_scanners(): how many devices the kiosk reads. */
int sk_doctor_usb(const struct sk_doctor *doctor, int *seen);
int sk_doctor_evdev(const struct sk_doctor *doctor);
int sk_doctor_serial(const struct sk_doctor *doctor);

#endif
