/* interfaces.h — which interfaces of a configuration can be a scanner, by class. Pure: reads what
 * libusb parsed, opens nothing. */
#ifndef SK_INPUT_USB_INTERFACES_H
#define SK_INPUT_USB_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct libusb_config_descriptor; /* libusb.h */

#define SK_USB_INTERFACES_MAX 4

enum sk_usb_interface_type { SK_USB_HID, SK_USB_SERIAL };

struct sk_usb_interface {
    enum sk_usb_interface_type type;
    uint8_t number;
    uint8_t control_number;    /* SERIAL: the communication interface that belongs to it */
    uint8_t endpoint;          /* interrupt or bulk, in */
    uint8_t out_endpoint;      /* SERIAL: bulk, out; 0: there is none */
    uint16_t packet_bytes;     /* of that endpoint, 1 to 1024 */
    uint16_t descriptor_bytes; /* HID: length of its report descriptor, 0 if it does not tell */
    bool is_boot;              /* HID: of the boot subclass */
    bool is_keyboard;          /* HID: of the keyboard protocol, says the interface */
    bool is_mouse;
};

/* Writes up to SK_USB_INTERFACES_MAX into out; returns how many. */
size_t sk_usb_interfaces_find(const struct libusb_config_descriptor *config,
                              struct sk_usb_interface out[SK_USB_INTERFACES_MAX]);

#endif
