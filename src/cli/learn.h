/* learn.h — `doctor --learn`: finds out which USB device is the scanner by letting it scan. */
#ifndef SK_CLI_LEARN_H
#define SK_CLI_LEARN_H

#include "input/usb/usb_reader.h"

/* Shows a barcode on the terminal, takes every keyboard and serial line for at most a minute, and
 * prints the line for the settings that names the device which read the barcode. Everything is
 * given back afterwards. Returns an enum sk_cli_exit. Main thread. */
int sk_learn(const struct sk_usb_options *options);

#endif
