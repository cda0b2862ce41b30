/* source.h — one interface of a scanner, from the bytes of its reports to scans: chooses the
 * decoder, frames, names the symbology. Pure: bytes and times come in, scans go out. */
#ifndef SK_INPUT_USB_SOURCE_H
#define SK_INPUT_USB_SOURCE_H

#include "input/framing.h"
#include "input/keymap.h"
#include "input/recording.h"
#include "input/stream.h"
#include "input/usb/doubles.h"
#include "input/usb/hid_keyboard.h"
#include "input/usb/hid_pos.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_usb_source {
    enum sk_scan_source kind; /* SK_SOURCE_USB_HID_KEYBOARD, _HID_POS or _CDC */
    union {
        struct {
            struct sk_hid_keyboard keyboard;
            struct sk_typist typist;
            struct sk_doubles doubles;
            bool was_held; /* a key, before the report that is being read */
        } typed;
        struct sk_hid_pos pos;
    } u;
    struct sk_stream stream; /* where all of them deliver, */
    bool is_recorded;        /* or this, where it is to be learned how the scanner is set */
    struct sk_recording recording;
    sk_ms now; /* of the report that is being read */
};

/* on_scan(data, scan): scan is borrowed for the call; kind, text, symbology, cut, is_part and at
 * are set, the name is the caller's. rules is borrowed. Then one of the _begin functions. */
void sk_usb_source_init(struct sk_usb_source *self, const struct sk_framing_rules *rules,
                        void (*on_scan)(void *data, const struct sk_scan *scan), void *data);

/* From now on all is delivered as it comes (recording.h), keys as sk_lesson_key() writes them.
 * Before the _begin function. */
void sk_usb_source_record(struct sk_usb_source *self);

/* A HID interface by its report descriptor: bar code scanner before keyboard.
 * Errors: SK_ERR_NOT_FOUND (neither). */
enum sk_err sk_usb_source_begin_hid(struct sk_usb_source *self,
                                    const struct sk_hid_descriptor *descriptor,
                                    enum sk_layout layout);
void sk_usb_source_begin_boot(struct sk_usb_source *self, enum sk_layout layout);
void sk_usb_source_begin_symbol(struct sk_usb_source *self);
void sk_usb_source_begin_serial(struct sk_usb_source *self);

/* The scanner has shown before that silence ends its barcodes. Where the rules declare what it
 * sends, that counts instead. Before the first transfer. */
void sk_usb_source_set_silent(struct sk_usb_source *self);

/* What one transfer brought. */
void sk_usb_source_take(struct sk_usb_source *self, const uint8_t *bytes, size_t length, sk_ms now);

/* Of a keyboard: it has lost characters, or probably does (doubles.h). */
bool sk_usb_source_loses_doubles(const struct sk_usb_source *self);

/* True while half a barcode is there. */
bool sk_usb_source_is_reading(const struct sk_usb_source *self);

/* When sk_usb_source_tick() is due; -1: nothing waits. */
sk_ms sk_usb_source_due(const struct sk_usb_source *self);

/* Delivers what is due, and what silence has ended or cut. Returns the bytes that should have gone
 * on or should have had a suffix. */
size_t sk_usb_source_tick(struct sk_usb_source *self, sk_ms now);

/* Throws away what is unfinished, and delivers what is complete. Returns the bytes thrown away. */
size_t sk_usb_source_drop(struct sk_usb_source *self);

#endif
