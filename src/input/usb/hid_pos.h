/* hid_pos.h — reports of a HID POS bar code scanner into barcodes. Pure.
 *
 * Sources: USB HID Point of Sale Usage Tables 1.02, section 3 (usages); product manuals of
 * Access-IS LSR118 and ATR110 (appendix "HID reports") and Newland NLS-FM420 ("HID-POS") for the
 * layouts that are tried where the descriptor does not help. */
#ifndef SK_INPUT_USB_HID_POS_H
#define SK_INPUT_USB_HID_POS_H

#include "base/clock.h"
#include "base/err.h"
#include "input/usb/hid_descriptor.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the parts are; count 0 in a field: the report has none. */
struct sk_hid_pos_layout {
    bool has_report_ids;
    uint8_t report_id;
    struct sk_hid_field data;      /* 0xfe, one byte an element */
    struct sk_hid_field length;    /* how many of them belong to the barcode */
    struct sk_hid_field aim[3];    /* 0xfb to 0xfd */
    struct sk_hid_field continued; /* 0xff */
};

struct sk_hid_pos {
    struct sk_hid_pos_layout layout;
    bool is_open; /* a barcode has begun and goes on in the next report */
    bool is_cut;
    sk_ms last_at;
    char aim[3];
    size_t length;
    char text[SK_SCAN_TEXT_MAX];
};

/* Finds the scanned-data report. A scanner whose descriptor names no decoded data gets the layout
 * of the Access-IS manual. Errors: SK_ERR_NOT_FOUND (no bar code scanner in there). */
enum sk_err sk_hid_pos_init(struct sk_hid_pos *self, const struct sk_hid_descriptor *descriptor);

/* The reports of a Symbol scanner in "simple COM port emulation" (05e0:0600), whose descriptor is
 * the vendor's own: 64 bytes, the first one is the length. */
void sk_hid_pos_init_symbol(struct sk_hid_pos *self);

/* One report that came at `at`. True: a barcode is whole; it is in text, length, aim (three NULs
 * where the scanner does not tell) and is_cut until the next call. */
bool sk_hid_pos_report(struct sk_hid_pos *self, const uint8_t *report, size_t length, sk_ms at);

/* A barcode that says "continued" and does not continue: when to give it up; -1: there is none. */
sk_ms sk_hid_pos_due(const struct sk_hid_pos *self);

/* Throws away what is unfinished. Returns its bytes. */
size_t sk_hid_pos_drop(struct sk_hid_pos *self);

#endif
