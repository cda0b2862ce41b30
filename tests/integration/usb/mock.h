/* mock.h — USB devices that exist only for the programs of this test: umockdev shows them in /sys
 * and /dev/bus/usb, and this answers their usbfs requests (linux/usbdevice_fs.h).
 *
 * Its limits: there is no kernel driver to compete for a device, and timing means nothing. */
#ifndef SK_TESTS_INTEGRATION_USB_MOCK_H
#define SK_TESTS_INTEGRATION_USB_MOCK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mock_kind { MOCK_KEYBOARD, MOCK_POS, MOCK_SERIAL, MOCK_OPAQUE };

struct mock_spec {
    enum mock_kind kind;
    const char *port; /* "1-1" */
    uint8_t address;  /* on bus 1; a new one for each plugging */
    uint16_t vendor;
    uint16_t product;
    bool has_kernel_copy; /* of the report descriptor, in /sys, as if usbhid were bound */
};

struct mock;
struct mock_device;

struct mock *mock_new(void);
void mock_free(struct mock *mock);

struct mock_device *mock_plug(struct mock *mock, const struct mock_spec *spec);
/* The device stays valid for questions until mock_free(). */
void mock_unplug(struct mock_device *device);

bool mock_is_opened(const struct mock_device *device);  /* any request came at all */
bool mock_is_reading(const struct mock_device *device); /* transfers wait for a report */
bool mock_has_line_coding(const struct mock_device *device);

/* What the next transfers get. */
void mock_send(struct mock_device *device, const void *bytes, size_t length);
void mock_fail(struct mock_device *device, int status); /* -EPIPE: stall, -EOVERFLOW: babble */

/* A barcode as that kind of scanner sends it. count: only its first characters, no end; SIZE_MAX:
 * all. */
void mock_scan(struct mock_device *device, const char *text, size_t count);

#endif
