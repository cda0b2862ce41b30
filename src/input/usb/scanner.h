/* scanner.h — one opened scanner: its interfaces claimed, transfers under way, scans coming out.
 *
 * Everything here runs on the USB thread. What libusb forbids inside a transfer's callback (waiting
 * for another transfer, closing) is only noted there and done by sk_usb_scanner_service(). */
#ifndef SK_INPUT_USB_SCANNER_H
#define SK_INPUT_USB_SCANNER_H

#include "base/clock.h"
#include "base/err.h"
#include "input/reply.h"
#include "input/usb/devices.h"
#include "input/framing.h"
#include "input/usb/reattach.h"
#include "input/keymap.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct libusb_context; /* libusb.h */
struct libusb_device;

struct sk_usb_scanner;

enum sk_usb_take {
    SK_USB_TAKE_ALL,      /* keyboard, bar code scanner and serial interfaces */
    SK_USB_TAKE_BARCODES, /* only interfaces whose descriptor says bar code scanner */
};

struct sk_usb_scanner_options {
    struct libusb_context *usb;
    const struct sk_framing_rules *rules; /* borrowed, as long as the scanner lives */
    enum sk_layout layout;
    enum sk_usb_take take;
    const char *family;               /* of input/reply.h; NULL: nothing is told on a serial line */
    bool has_replies;                 /* it is told what came of its scans, where it can be */
    bool is_recorded;                 /* scans are as they come (recording.h) */
    bool is_silent;                   /* has shown before that it sends no suffix */
    struct sk_clock *clock;           /* borrowed */
    struct sk_usb_reattach *reattach; /* borrowed; may be NULL */
    /* A scan; its device name is for the receiver to fill in. Borrowed for the call. Must not call
     * anything of this header. */
    void (*on_scan)(void *data, const struct sk_scan *scan);
    /* What one transfer brought, before anything is made of it; borrowed. NULL: nobody asks. */
    void (*on_report)(void *data, const uint8_t *bytes, size_t length);
    void *data;
};

/* Is there an interface that declares itself a bar code scanner, as far as can be seen without
 * opening it? SK_OK: yes. SK_ERR_NOT_FOUND: no. SK_ERR_BUSY: the kernel has not probed it yet.
 * Opens nothing; may block for a read from sysfs. */
enum sk_err sk_usb_scanner_probe(struct libusb_device *device,
                                 const struct sk_usb_identity *identity);

/* Opens the device, takes its interfaces from the kernel's driver, starts to read. Blocks for the
 * few control requests that this needs, each with a time limit.
 * Owner:  *out is the caller's.
 * Errors: SK_ERR_DENIED (permission), SK_ERR_BUSY (another program has it, or not configured yet),
 * SK_ERR_UNSUPPORTED (no interface that can be read), SK_ERR_NOT_FOUND (unplugged meanwhile),
 * SK_ERR_IO, SK_ERR_NOMEM; info says it in words for the bench, without the device's name. */
enum sk_err sk_usb_scanner_create(struct sk_usb_scanner **out, struct libusb_device *device,
                                  const struct sk_usb_identity *identity,
                                  const struct sk_usb_scanner_options *options,
                                  struct sk_err_info *info);

/* Ends the transfers, gives the interfaces back to the kernel's driver, closes. NULL is fine. */
void sk_usb_scanner_destroy(struct sk_usb_scanner *scanner);

/* The kind of its best interface: bar code scanner, serial, or keyboard. */
enum sk_scan_source sk_usb_scanner_source(const struct sk_usb_scanner *scanner);

/* Tells the scanner what came of its scan, where it can be told. Returns at once; while the last
 * one is still under way, nothing is told. */
void sk_usb_scanner_reply(struct sk_usb_scanner *scanner, enum sk_reply reply);

/* It types, and loses the second of two equal characters, or probably does (doubles.h). */
bool sk_usb_scanner_loses_doubles(const struct sk_usb_scanner *scanner);

/* When sk_usb_scanner_service() has something to do at the latest; -1: nothing to wait for. */
sk_ms sk_usb_scanner_due(const struct sk_usb_scanner *scanner);

/* Ends barcodes whose time is up, fixes stalled endpoints. Returns the bytes of unfinished barcodes
 * that were thrown away. */
size_t sk_usb_scanner_service(struct sk_usb_scanner *scanner, sk_ms now);

/* True once after it has shown that it sends no suffix, or that it does after all; *is_silent:
 * which. */
bool sk_usb_scanner_ending_news(struct sk_usb_scanner *scanner, bool *is_silent);

/* The device does not answer any more: unplugged, reset, or broken. Destroy it. */
bool sk_usb_scanner_is_lost(const struct sk_usb_scanner *scanner);
/* A barcode is unfinished. */
bool sk_usb_scanner_is_reading(const struct sk_usb_scanner *scanner);
/* Throws away what is unfinished. Returns its bytes. */
size_t sk_usb_scanner_drop(struct sk_usb_scanner *scanner);

#endif
