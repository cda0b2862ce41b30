/* usb_reader.h — scanners on USB, all at once, plugged and unplugged at will. */
#ifndef SK_INPUT_USB_USB_READER_H
#define SK_INPUT_USB_USB_READER_H

#include "base/clock.h"
#include "input/reader.h"
#include "input/usb/devices.h"
#include "input/usb/framing.h"
#include "input/usb/keymap.h"

#include <stdbool.h>

#define SK_USB_PATH_SIZE 4096

struct sk_usb_options {
    struct sk_usb_selectors selectors;
    struct sk_framing_rules rules;
    enum sk_layout layout;
    /* To find out which device is the scanner: every keyboard and serial line is taken, and what
     * it types is delivered under its port ("1-2.3") as the device's name. */
    bool is_learning;
    /* The file (remembered.h) of scanners that send no suffix; "": nothing is remembered. */
    char remembered_path[SK_USB_PATH_SIZE];
};

/* One thread, which sleeps while nothing comes. Each scanner has its status under its own name;
 * with none plugged in there is one SK_READER_ABSENT without a name. A scan that finds no room
 * waits in a queue of the reader; only what does not fit there is lost (the sink's op `lost`).
 * options is copied. clock is borrowed.
 * Owner: *out is the caller's (ops->destroy). Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_usb_reader_create(struct sk_reader **out, const struct sk_usb_options *options,
                                 struct sk_clock *clock, struct sk_err_info *info);

#endif
