/* devices.h — which USB devices are scanners, by the shipped list and the settings. Pure. */
#ifndef SK_INPUT_USB_DEVICES_H
#define SK_INPUT_USB_DEVICES_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_USB_TEXT_SIZE 64
#define SK_USB_SELECTORS_MAX 16  /* of the setting */
#define SK_USB_SELECTORS_ROOM 32 /* and what the reader of input devices has */
#define SK_USB_ANY_PRODUCT 0x10000u

/* What can be known of a device without opening it. Printable text, "" where it has none. */
struct sk_usb_identity {
    uint16_t vendor;
    uint16_t product;
    char port[SK_USB_TEXT_SIZE];   /* "1-2.3": bus, then the ports on the way, as the kernel says */
    char serial[SK_USB_TEXT_SIZE]; /* its serial number */
    char title[SK_USB_TEXT_SIZE];  /* what it calls itself: "Symbol Bar Code Scanner" */
};

/* A row of assets/scanners.tsv. */
struct sk_usb_known {
    uint16_t vendor;
    uint32_t product; /* SK_USB_ANY_PRODUCT: every device of the vendor may be opened */
    const char *name;
};

/* The rows; made from the file when the program is built. */
extern const struct sk_usb_known sk_usb_known[];
extern const size_t sk_usb_known_count;

/* The row of that very device; NULL if there is none. */
const struct sk_usb_known *sk_usb_known_find(uint16_t vendor, uint16_t product);

enum sk_usb_selector_type { SK_USB_BY_ID, SK_USB_BY_SERIAL, SK_USB_BY_PORT };

struct sk_usb_selector {
    enum sk_usb_selector_type type;
    bool is_refusal; /* written with a ! in front: never take it */
    uint16_t vendor;
    uint16_t product;
    char text[SK_USB_TEXT_SIZE]; /* serial number or port; of an id, "": any serial number */
};

struct sk_usb_selectors {
    size_t count;
    struct sk_usb_selector list[SK_USB_SELECTORS_ROOM];
};

/* Reads the setting usb.devices: VID:PID (hexadecimal), serial=NUMBER or port=1-2.3, joined by
 * commas or blanks, a ! in front for "never". Errors: SK_ERR_INVALID; info quotes the item. */
enum sk_err sk_usb_selectors_parse(struct sk_usb_selectors *selectors, const char *text,
                                   struct sk_err_info *info);

enum sk_usb_verdict {
    SK_USB_REFUSE,     /* the settings say never */
    SK_USB_UNKNOWN,    /* only if its report descriptor says bar code scanner */
    SK_USB_TAKE_KNOWN, /* in the shipped list */
    SK_USB_TAKE_NAMED, /* in the settings */
};

/* A plain keyboard is never SK_USB_TAKE_…, unless the settings name it. */
enum sk_usb_verdict sk_usb_judge(const struct sk_usb_selectors *selectors,
                                 const struct sk_usb_identity *identity);

/* A name for people, always something: the list's, the device's own, or its id. */
void sk_usb_name(const struct sk_usb_identity *identity, char *out, size_t out_size);

/* Does its own name sound like a scanner? For a hint only. */
bool sk_usb_sounds_like_scanner(const struct sk_usb_identity *identity);

/* The udev rules: whoever sits at the machine, and the group sag-kiosk, may open the devices of the
 * list, and those that the selectors name by id. Errors: SK_ERR_NOMEM, SK_ERR_FULL. */
enum sk_err sk_usb_rules_write(struct sk_buf *out, const struct sk_usb_selectors *selectors);

#endif
