/* hid_reply.h — the output report by which a HID POS scanner beeps for good or for bad, where its
 * descriptor has one. Pure.
 *
 * Source: USB HID Point of Sale Usage Tables 1.02, section 3: Sound Error Beep (0x85), Sound Good
 * Read Beep (0x86), Sound Not On File Beep (0x87), Good Read LED (0x7D). */
#ifndef SK_INPUT_USB_HID_REPLY_H
#define SK_INPUT_USB_HID_REPLY_H

#include "input/reply.h"
#include "input/usb/hid_descriptor.h"

#include <stddef.h>
#include <stdint.h>

/* With its id where the device has ids. */
struct sk_hid_reply {
    uint8_t report_id;
    size_t length; /* 0: the descriptor has nothing for it */
    uint8_t bytes[SK_HID_OUTPUT_BYTES_MAX + 1];
};

/* Of several usages that would do, the one that fits best. */
void sk_hid_reply_make(struct sk_hid_reply *out, const struct sk_hid_descriptor *descriptor,
                       enum sk_reply reply);

#endif
