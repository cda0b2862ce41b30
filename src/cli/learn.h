/* learn.h — `doctor --learn`: finds out which device is the scanner by letting it scan. */
#ifndef SK_CLI_LEARN_H
#define SK_CLI_LEARN_H

#include "app/settings/values.h"
#include "input/evdev/evdev_reader.h"
#include "input/serial/serial_reader.h"
#include "input/usb/usb_reader.h"

/* Borrowed, all of it. */
struct sk_lessons {
    const struct sk_config *config; /* with which a scanner is compared */
    const struct sk_usb_options *usb;
    const struct sk_evdev_options *evdev; /* with what was learned before */
    const struct sk_serial_options *serial;
};

/* Shows a barcode on the terminal, takes every keyboard and serial line on USB and listens to every
 * other keyboard and serial adapter for at most a minute, and prints the lines for the settings
 * that name the device which read the barcode, and what it sends around it. One that is not on USB
 * is written into the learned file as well. Everything is given back afterwards. Returns an enum
 * sk_cli_exit. Main thread. */
int sk_learn(const struct sk_lessons *lessons);

#endif
