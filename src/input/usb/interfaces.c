#include "input/usb/interfaces.h"

#include <libusb.h>

#define HID_DESCRIPTOR 0x21
#define HID_SUBCLASS_BOOT 1
#define HID_PROTOCOL_KEYBOARD 1
#define HID_PROTOCOL_MOUSE 2
#define CDC_SUBCLASS_ACM 2
#define CDC_UNION_DESCRIPTOR 0x24
#define CDC_UNION_SUBTYPE 6
#define PACKET_BYTES 0x7ff /* the bits above are transactions a microframe */
#define PACKET_BYTES_MAX 1024

static bool find_endpoint(const struct libusb_interface_descriptor *alternate, uint8_t type,
                          struct sk_usb_interface *out) {
    for (uint8_t i = 0; i < alternate->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &alternate->endpoint[i];
        uint16_t bytes = endpoint->wMaxPacketSize & PACKET_BYTES;
        if ((endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0 &&
            (endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == type && bytes > 0 &&
            bytes <= PACKET_BYTES_MAX) {
            out->endpoint = endpoint->bEndpointAddress;
            out->packet_bytes = bytes;
            return true;
        }
    }
    return false;
}

static uint8_t find_out(const struct libusb_interface_descriptor *alternate) {
    for (uint8_t i = 0; i < alternate->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &alternate->endpoint[i];
        if ((endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) == 0 &&
            (endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == LIBUSB_TRANSFER_TYPE_BULK) {
            return endpoint->bEndpointAddress;
        }
    }
    return 0;
}

/* The length of the report descriptor stands in the HID descriptor (HID 1.11, 6.2.1). */
static uint16_t report_descriptor_bytes(const unsigned char *extra, int length) {
    for (int at = 0; at + 2 <= length && extra[at] >= 2; at += extra[at]) {
        if (extra[at + 1] == HID_DESCRIPTOR && extra[at] >= 9 && at + 9 <= length) {
            return (uint16_t)(extra[at + 7] | extra[at + 8] << 8);
        }
    }
    return 0;
}

static bool read_hid(const struct libusb_interface_descriptor *alternate,
                     struct sk_usb_interface *out) {
    *out = (struct sk_usb_interface){
        .type = SK_USB_HID,
        .number = alternate->bInterfaceNumber,
        .descriptor_bytes = report_descriptor_bytes(alternate->extra, alternate->extra_length),
        .is_boot = alternate->bInterfaceSubClass == HID_SUBCLASS_BOOT,
        .is_keyboard = alternate->bInterfaceProtocol == HID_PROTOCOL_KEYBOARD,
        .is_mouse = alternate->bInterfaceProtocol == HID_PROTOCOL_MOUSE,
    };
    return find_endpoint(alternate, LIBUSB_TRANSFER_TYPE_INTERRUPT, out);
}

/* The communication interface whose union descriptor names `data`; the one before it where there
 * is none (PSTN 1.2 demands it, some scanners lack it). False: no modem belongs to it. */
static bool find_control(const struct libusb_config_descriptor *config, uint8_t data,
                         uint8_t *number) {
    bool has_neighbour = false;
    for (uint8_t i = 0; i < config->bNumInterfaces; i++) {
        if (config->interface[i].num_altsetting < 1) {
            continue;
        }
        const struct libusb_interface_descriptor *control = config->interface[i].altsetting;
        if (control->bInterfaceClass != LIBUSB_CLASS_COMM ||
            control->bInterfaceSubClass != CDC_SUBCLASS_ACM) {
            continue;
        }
        const unsigned char *extra = control->extra;
        for (int at = 0; at + 5 <= control->extra_length && extra[at] >= 2; at += extra[at]) {
            if (extra[at + 1] == CDC_UNION_DESCRIPTOR && extra[at + 2] == CDC_UNION_SUBTYPE &&
                extra[at] >= 5 && extra[at + 4] == data) {
                *number = control->bInterfaceNumber;
                return true;
            }
        }
        if (control->bInterfaceNumber + 1 == data) {
            has_neighbour = true;
            *number = control->bInterfaceNumber;
        }
    }
    return has_neighbour;
}

static bool read_serial(const struct libusb_config_descriptor *config,
                        const struct libusb_interface_descriptor *alternate,
                        struct sk_usb_interface *out) {
    *out = (struct sk_usb_interface){ .type = SK_USB_SERIAL,
                                      .number = alternate->bInterfaceNumber,
                                      .out_endpoint = find_out(alternate) };
    return find_control(config, out->number, &out->control_number) &&
           find_endpoint(alternate, LIBUSB_TRANSFER_TYPE_BULK, out);
}

size_t sk_usb_interfaces_find(const struct libusb_config_descriptor *config,
                              struct sk_usb_interface out[SK_USB_INTERFACES_MAX]) {
    size_t count = 0;
    for (uint8_t i = 0; i < config->bNumInterfaces && count < SK_USB_INTERFACES_MAX; i++) {
        if (config->interface[i].num_altsetting < 1) {
            continue;
        }
        const struct libusb_interface_descriptor *alternate = config->interface[i].altsetting;
        bool is_found = false;
        if (alternate->bInterfaceClass == LIBUSB_CLASS_HID) {
            is_found = read_hid(alternate, &out[count]);
        } else if (alternate->bInterfaceClass == LIBUSB_CLASS_DATA) {
            is_found = read_serial(config, alternate, &out[count]);
        }
        count += is_found;
    }
    return count;
}
