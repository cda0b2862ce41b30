/* reattach.h — gives keyboards back to the kernel when this process is killed.
 *
 * A process that dies with an interface claimed leaves it without a driver: the scanner would be
 * dead as a keyboard until it is replugged. The small program sag-usb-reattach, a child of this
 * one, notes what was taken; when the line to it breaks, it asks the kernel to bind its driver
 * again (usbfs, USBDEVFS_CONNECT). */
#ifndef SK_INPUT_USB_REATTACH_H
#define SK_INPUT_USB_REATTACH_H

#include "base/err.h"

#include <stdint.h>

struct sk_usb_reattach;

enum { SK_USB_REATTACH_WATCH = '+', SK_USB_REATTACH_FORGET = '-' };

/* What goes over the line, one packet each. */
struct sk_usb_reattach_note {
    uint8_t what;
    uint8_t bus;
    uint8_t address;
    uint8_t interface;
};

/* Starts sag-usb-reattach, which lies beside this program's own file. Main thread.
 * Owner: *out is the caller's. Errors: SK_ERR_NOT_FOUND, SK_ERR_IO, SK_ERR_NOMEM. */
enum sk_err sk_usb_reattach_create(struct sk_usb_reattach **out, struct sk_err_info *info);

/* Ends it; what was not forgotten is given back. NULL is fine. Main thread; waits for its end. */
void sk_usb_reattach_destroy(struct sk_usb_reattach *reattach);

/* NULL is fine for both. Any thread; they never block; a note that cannot be sent is lost. */
void sk_usb_reattach_watch(struct sk_usb_reattach *reattach, uint8_t bus, uint8_t address,
                           uint8_t interface);
void sk_usb_reattach_forget(struct sk_usb_reattach *reattach, uint8_t bus, uint8_t address,
                            uint8_t interface);

#endif
