/* doctor_evdev.h — what doctor says of the kernel's input devices. */
#ifndef SK_CLI_DOCTOR_EVDEV_H
#define SK_CLI_DOCTOR_EVDEV_H

#include "input/evdev/evdev_reader.h"

/* A line for each keyboard that is chosen, or that could be, with the fix. choices: with what was
 * learned. *taken: those that are read or could be; returns how many are to be fixed. */
int sk_doctor_evdev(const struct sk_evdev_choices *choices, int *taken);

#endif
