/* usb_reader.h — scanners on USB, all at once, plugged and unplugged at will. */
#ifndef SK_INPUT_USB_USB_READER_H
#define SK_INPUT_USB_USB_READER_H

#include "base/clock.h"
#include "input/reader.h"
#include "input/usb/devices.h"
#include "input/framing.h"
#include "input/keymap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_USB_PATH_SIZE 4096
#define SK_USB_FAMILY_SIZE 32

struct sk_usb_options {
    struct sk_usb_selectors selectors;
    struct sk_framing_rules rules;
    enum sk_layout layout;
    /* Which commands a scanner on a serial line understands (input/reply.h): the name of a family,
     * "auto" (by its vendor), "off". A HID POS scanner says itself what it understands. */
    char replies[SK_USB_FAMILY_SIZE];
    /* To find out which device is the scanner, and how it is set: every keyboard and serial line is
     * taken, and what it sends is delivered as it comes (recording.h, lesson.h) under its port
     * ("1-2.3") as the device's name. */
    bool is_learning;
    /* While learning: the bytes of each report; port and bytes are borrowed. On the reader's
     * thread. NULL: nobody asks. */
    void (*on_report)(void *data, const char *port, const uint8_t *bytes, size_t length);
    void *on_report_data;
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
