/* sysfs.h — what the kernel knows of a USB device, read without opening or disturbing it. */
#ifndef SK_INPUT_USB_SYSFS_H
#define SK_INPUT_USB_SYSFS_H

#include "input/usb/devices.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct libusb_device; /* libusb.h */

/* Fills everything; missing texts become "". Printable. False: a hub's root, which has no port. */
bool sk_usb_sysfs_identity(struct libusb_device *device, struct sk_usb_identity *out);

/* The report descriptor of a HID interface that the kernel's driver has read. Returns its bytes;
 * 0: the driver has not bound (yet). */
size_t sk_usb_sysfs_report_descriptor(const char *port, uint8_t configuration, uint8_t interface,
                                      uint8_t *out, size_t out_size);

/* Calls each(data, port) for every device that is plugged in, root hubs left out.
 * False: the kernel does not say. */
bool sk_usb_sysfs_each(void (*each)(void *data, const char *port), void *data);

#endif
