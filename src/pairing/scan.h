/* scan.h — one thing that a reader read. A plain value; owns nothing. */
#ifndef SK_PAIRING_SCAN_H
#define SK_PAIRING_SCAN_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of text that are kept; a reader that read more sets `cut`. */
#define SK_SCAN_TEXT_MAX 4096
#define SK_SCAN_DEVICE_SIZE 64

enum sk_symbology {
    SK_SYMBOLOGY_UNKNOWN, /* the reader does not tell */
    SK_SYMBOLOGY_CODE128,
    SK_SYMBOLOGY_GS1_128,
    SK_SYMBOLOGY_CODE39,
    SK_SYMBOLOGY_CODE93,
    SK_SYMBOLOGY_CODABAR,
    SK_SYMBOLOGY_ITF,
    SK_SYMBOLOGY_EAN_UPC,
    SK_SYMBOLOGY_QR,
    SK_SYMBOLOGY_DATA_MATRIX,
    SK_SYMBOLOGY_PDF417,
    SK_SYMBOLOGY_AZTEC,
};

#define SK_SYMBOLOGY_LAST SK_SYMBOLOGY_AZTEC
/* A set of symbologies is an unsigned with a bit for each. */
#define SK_SYMBOLOGY_BIT(symbology) (1u << (unsigned)(symbology))
#define SK_SYMBOLOGY_ANY (SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_LAST + 1) - 1)

enum sk_scan_source {
    SK_SOURCE_KEYBOARD, /* SDL text: a hand or a keyboard wedge */
    SK_SOURCE_STDIN,
    SK_SOURCE_REPLAY,
    SK_SOURCE_USB_HID_KEYBOARD,
    SK_SOURCE_USB_HID_POS,
    SK_SOURCE_USB_CDC,
    SK_SOURCE_CAMERA,
    SK_SOURCE_TOUCH, /* a click on an example label of the demo; by_hand: typed on the glass */
    SK_SOURCE_CLI,
    SK_SOURCE_SCREEN, /* a supervisor's page: what is done there, not what is read */
    SK_SOURCE_EVDEV,  /* the kernel's input devices: Bluetooth, dongles */
    SK_SOURCE_SERIAL, /* a serial line: adapter, RFCOMM */
};
#define SK_SOURCE_LAST SK_SOURCE_SERIAL

struct sk_scan {
    char text[SK_SCAN_TEXT_MAX + 1]; /* raw bytes as read, may hold NUL and anything else */
    size_t length;                   /* bytes, without the final NUL */
    bool cut;                        /* more was read than fits */
    bool is_joined;                  /* several texts of one code (input/burst.h): no label */
    bool is_part;                    /* it was cut off, or may be (input/ending.h), or is one of
                                        several codes that are one text: no label */
    unsigned char part;              /* of such a code: which one, from 1, ... */
    unsigned char parts;             /* ... and of how many; 0: it is none */
    bool by_hand;                    /* keys came too slowly for a scanner */
    enum sk_symbology symbology;
    enum sk_scan_source source;
    char device[SK_SCAN_DEVICE_SIZE]; /* name for people; "" if there is only one of its kind */
    uint64_t picture;                 /* of a camera (input/camera/album.h), in which it was read;
                                         0: none, or it is not kept */
    sk_ms at;                         /* monotonic, when the last byte was there */
};

/* "code128", "qr", …, "unknown". Static. */
const char *sk_symbology_name(enum sk_symbology symbology);
/* From names joined by commas, or "any"; each must be in within. False: a name that is not, or none
 * at all; *out is untouched. */
bool sk_symbologies_parse(const char *list, unsigned within, unsigned *out);
/* Into out what such a list may hold, for people: "any, unknown, code128, …". */
#define SK_SYMBOLOGIES_SIZE 128
void sk_symbologies_print(unsigned within, char out[SK_SYMBOLOGIES_SIZE]);
/* "keyboard", "stdin", "usb-hid-pos", …. Static. */
const char *sk_scan_source_name(enum sk_scan_source source);
/* A scanner that the kiosk itself reads: on USB, of the kernel's input devices, on a serial line.
 */
bool sk_scan_source_is_scanner(enum sk_scan_source source);

/* What an AIM identifier (three characters, ']' first) means. False: it is not one, or of a
 * symbology that is not printed on boxes; *symbology is untouched. */
bool sk_scan_symbology_of(const char aim[3], enum sk_symbology *symbology);

/* Digits alone, as many as a PIN has (app/supervisor/pin.h): no log may have that where it could
 * have been one. */
bool sk_scan_is_like_pin(const struct sk_scan *scan);

/* From a reader's raw bytes: strips spaces, CR, LF, TAB and NUL from both ends, and in front a
 * byte order mark and a known AIM identifier (ISO/IEC 15424: ']' letter modifier), which becomes
 * scan->symbology; fills text, length and cut and leaves the other members. An unknown ']x0' stays
 * in the text. scan->symbology must already hold what the reader knows (it wins over UNKNOWN only).
 */
void sk_scan_set_text(struct sk_scan *scan, const char *raw, size_t length);

#endif
