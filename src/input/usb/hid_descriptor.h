/* hid_descriptor.h — reads a HID report descriptor into a list of input fields. Pure: no device, no
 * clock. Takes any bytes: a descriptor comes from whatever was plugged in.
 *
 * Source: USB Device Class Definition for Human Interface Devices 1.11, section 6.2.2. */
#ifndef SK_INPUT_USB_HID_DESCRIPTOR_H
#define SK_INPUT_USB_HID_DESCRIPTOR_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_HID_FIELDS_MAX 64
#define SK_HID_APPLICATIONS_MAX 16
/* Longest plausible report, in bytes; a longer one marks the descriptor as cut. */
#define SK_HID_REPORT_BYTES_MAX 4096
/* Longest descriptor that a device can announce (wDescriptorLength would allow more; the control
 * transfer of the kernel does not). */
#define SK_HID_DESCRIPTOR_BYTES_MAX 4096

#define SK_HID_PAGE_DESKTOP 0x01u
#define SK_HID_PAGE_KEYBOARD 0x07u
#define SK_HID_PAGE_LED 0x08u
#define SK_HID_PAGE_BARCODE 0x8cu
/* Page and usage in one number, as an extended usage item has them. */
#define SK_HID_USAGE(page, id) (((uint32_t)(page) << 16) | (uint32_t)(id))
#define SK_HID_KEYBOARD SK_HID_USAGE(SK_HID_PAGE_DESKTOP, 0x06)
#define SK_HID_KEYPAD SK_HID_USAGE(SK_HID_PAGE_DESKTOP, 0x07)
#define SK_HID_BARCODE_SCANNER SK_HID_USAGE(SK_HID_PAGE_BARCODE, 0x02)

/* `count` neighbours of bit_size bits. Constant fields (padding) are left out. */
struct sk_hid_field {
    uint8_t report_id;    /* 0 in a device without ids */
    bool is_array;        /* each element names a usage; else each element is a usage's value */
    uint32_t application; /* usage of the outermost collection */
    uint32_t usage_min;   /* of the first element; element i is min(usage_min + i, usage_max) */
    uint32_t usage_max;
    int32_t logical_min; /* array: this value stands for usage_min */
    int32_t logical_max;
    uint32_t bit_offset; /* in the report, behind the id */
    uint32_t bit_size;
    uint32_t count;
};

/* A bit that makes a bar code scanner do something (usage of SK_HID_PAGE_BARCODE). */
struct sk_hid_output {
    uint32_t usage;
    uint8_t report_id;   /* 0 in a device without ids */
    uint32_t bit_offset; /* in the report, behind the id */
    size_t report_bytes; /* of the output report, without its id */
};
#define SK_HID_OUTPUTS_MAX 8
#define SK_HID_OUTPUT_BYTES_MAX 64 /* longer reports are none of these */

struct sk_hid_descriptor {
    size_t field_count;
    struct sk_hid_field fields[SK_HID_FIELDS_MAX];
    size_t application_count;
    uint32_t applications[SK_HID_APPLICATIONS_MAX];
    bool has_report_ids;
    bool is_cut;          /* damaged, or more than is kept; the complete items are there */
    size_t report_bytes;  /* of the longest input report, with its id; 0: none */
    uint8_t features[32]; /* bit per report id that a feature item was declared for */
    size_t output_count;
    struct sk_hid_output outputs[SK_HID_OUTPUTS_MAX];
    bool has_leds;         /* an output report of keyboard lights */
    uint8_t led_report_id; /* its id, 0 without ids */
};

/* Never fails: what cannot be understood is left out and is_cut is set. */
void sk_hid_descriptor_parse(struct sk_hid_descriptor *self, const uint8_t *bytes, size_t length);

bool sk_hid_descriptor_has_application(const struct sk_hid_descriptor *self, uint32_t usage);
bool sk_hid_descriptor_has_feature(const struct sk_hid_descriptor *self, uint8_t report_id);

/* Takes the id off a report as it came from the wire. False: too short to have one.
 * *data is borrowed from report. */
bool sk_hid_report_split(bool has_report_ids, const uint8_t *report, size_t length, uint8_t *id,
                         const uint8_t **data, size_t *data_length);

/* Element `index` of a field in a report without its id (data_length bytes). False: it lies behind
 * the end of the report, or is wider than 32 bits. */
bool sk_hid_field_get(const struct sk_hid_field *field, const uint8_t *data, size_t data_length,
                      uint32_t index, uint32_t *value);

#endif
