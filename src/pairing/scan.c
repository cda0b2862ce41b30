#include "pairing/scan.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

/* Digits of a supervisor's PIN (app/supervisor/pin.h). */
#define PIN_MIN 4
#define PIN_MAX 12

const char *sk_symbology_name(enum sk_symbology symbology) {
    switch (symbology) {
    case SK_SYMBOLOGY_UNKNOWN:
        return "unknown";
    case SK_SYMBOLOGY_CODE128:
        return "code128";
    case SK_SYMBOLOGY_GS1_128:
        return "gs1-128";
    case SK_SYMBOLOGY_CODE39:
        return "code39";
    case SK_SYMBOLOGY_CODE93:
        return "code93";
    case SK_SYMBOLOGY_CODABAR:
        return "codabar";
    case SK_SYMBOLOGY_ITF:
        return "itf";
    case SK_SYMBOLOGY_EAN_UPC:
        return "ean-upc";
    case SK_SYMBOLOGY_QR:
        return "qr";
    case SK_SYMBOLOGY_DATA_MATRIX:
        return "datamatrix";
    case SK_SYMBOLOGY_PDF417:
        return "pdf417";
    case SK_SYMBOLOGY_AZTEC:
        return "aztec";
    }
    SK_UNREACHABLE("symbology");
}

/* The set of what is named by length bytes; 0: nothing. */
static unsigned symbologies_named(const char *name, size_t length) {
    if (length == 3 && memcmp(name, "any", length) == 0) {
        return SK_SYMBOLOGY_ANY;
    }
    for (int s = 0; s <= SK_SYMBOLOGY_LAST; s++) {
        const char *known = sk_symbology_name((enum sk_symbology)s);
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return SK_SYMBOLOGY_BIT(s);
        }
    }
    return 0;
}

bool sk_symbologies_parse(const char *list, unsigned within, unsigned *out) {
    unsigned set = 0;
    while (*list) {
        size_t length = strcspn(list, ",");
        unsigned named = symbologies_named(list, length);
        if (named == 0 || (named & ~within) != 0) {
            return false;
        }
        set |= named;
        list += length + (list[length] == ',');
    }
    if (set == 0) {
        return false;
    }
    *out = set;
    return true;
}

void sk_symbologies_print(unsigned within, char out[SK_SYMBOLOGIES_SIZE]) {
    size_t used =
        (size_t)snprintf(out, SK_SYMBOLOGIES_SIZE, "%s", within == SK_SYMBOLOGY_ANY ? "any" : "");
    for (int s = 0; s <= SK_SYMBOLOGY_LAST; s++) {
        if (within & SK_SYMBOLOGY_BIT(s)) {
            used += (size_t)snprintf(out + used, SK_SYMBOLOGIES_SIZE - used, "%s%s",
                                     used > 0 ? ", " : "", sk_symbology_name((enum sk_symbology)s));
            SK_ASSERT(used < SK_SYMBOLOGIES_SIZE);
        }
    }
}

const char *sk_scan_source_name(enum sk_scan_source source) {
    switch (source) {
    case SK_SOURCE_KEYBOARD:
        return "keyboard";
    case SK_SOURCE_STDIN:
        return "stdin";
    case SK_SOURCE_REPLAY:
        return "replay";
    case SK_SOURCE_USB_HID_KEYBOARD:
        return "usb-hid-keyboard";
    case SK_SOURCE_USB_HID_POS:
        return "usb-hid-pos";
    case SK_SOURCE_USB_CDC:
        return "usb-cdc";
    case SK_SOURCE_CAMERA:
        return "camera";
    case SK_SOURCE_TOUCH:
        return "touch";
    case SK_SOURCE_CLI:
        return "command-line";
    case SK_SOURCE_SCREEN:
        return "screen";
    case SK_SOURCE_EVDEV:
        return "evdev";
    case SK_SOURCE_SERIAL:
        return "serial";
    }
    SK_UNREACHABLE("source of a scan");
}

bool sk_scan_source_is_scanner(enum sk_scan_source source) {
    switch (source) {
    case SK_SOURCE_USB_HID_KEYBOARD:
    case SK_SOURCE_USB_HID_POS:
    case SK_SOURCE_USB_CDC:
    case SK_SOURCE_EVDEV:
    case SK_SOURCE_SERIAL:
        return true;
    case SK_SOURCE_KEYBOARD:
    case SK_SOURCE_STDIN:
    case SK_SOURCE_REPLAY:
    case SK_SOURCE_CAMERA:
    case SK_SOURCE_TOUCH:
    case SK_SOURCE_CLI:
    case SK_SOURCE_SCREEN:
        return false;
    }
    SK_UNREACHABLE("source of a scan");
}

/* The code characters of ISO/IEC 15424 that a label on a box can carry, with the modifiers that
 * the standard gives each. Anything else after ']' is data, not an identifier. */
static bool aim_symbology(char letter, char modifier, enum sk_symbology *symbology) {
    static const struct {
        char letter;
        const char *modifiers;
        enum sk_symbology symbology;
    } table[] = {
        { 'A', "0123457", SK_SYMBOLOGY_CODE39 },
        { 'C', "0124", SK_SYMBOLOGY_CODE128 },
        { 'd', "0123456", SK_SYMBOLOGY_DATA_MATRIX },
        { 'E', "01234", SK_SYMBOLOGY_EAN_UPC },
        { 'F', "0124", SK_SYMBOLOGY_CODABAR },
        { 'G', "0123456789ABCDEFGHIJKLM", SK_SYMBOLOGY_CODE93 },
        { 'I', "013", SK_SYMBOLOGY_ITF },
        { 'L', "012345", SK_SYMBOLOGY_PDF417 },
        { 'Q', "0123456", SK_SYMBOLOGY_QR },
        { 'z', "0123456789ABC", SK_SYMBOLOGY_AZTEC },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].letter == letter && modifier != '\0' && strchr(table[i].modifiers, modifier)) {
            *symbology = table[i].symbology;
            if (letter == 'C' && modifier == '1') {
                *symbology = SK_SYMBOLOGY_GS1_128;
            }
            return true;
        }
    }
    return false;
}

static bool is_padding(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* Bytes of padding that text begins with: a blank, or a byte order mark, which a file begins with
 * that is piped in, and a QR code that says that it is UTF-8. */
static size_t padding_at(const char *raw, size_t length) {
    static const char mark[] = "\xEF\xBB\xBF";
    if (length >= sizeof(mark) - 1 && memcmp(raw, mark, sizeof(mark) - 1) == 0) {
        return sizeof(mark) - 1;
    }
    return length > 0 && is_padding(raw[0]);
}

static void skip_padding(const char **raw, size_t *length) {
    size_t count;
    while ((count = padding_at(*raw, *length)) > 0) {
        *raw += count;
        *length -= count;
    }
}

bool sk_scan_symbology_of(const char aim[3], enum sk_symbology *symbology) {
    return aim[0] == ']' && aim_symbology(aim[1], aim[2], symbology);
}

void sk_scan_set_text(struct sk_scan *scan, const char *raw, size_t length) {
    while (length > 0 && is_padding(raw[length - 1])) {
        length--;
    }
    skip_padding(&raw, &length);
    enum sk_symbology named = SK_SYMBOLOGY_UNKNOWN;
    if (length > 3 && sk_scan_symbology_of(raw, &named)) {
        if (scan->symbology == SK_SYMBOLOGY_UNKNOWN) {
            scan->symbology = named;
        }
        raw += 3;
        length -= 3;
        skip_padding(&raw, &length);
    }
    scan->cut = length > SK_SCAN_TEXT_MAX;
    if (scan->cut) {
        length = SK_SCAN_TEXT_MAX;
    }
    memcpy(scan->text, raw, length);
    scan->text[length] = '\0';
    scan->length = length;
}

bool sk_scan_is_like_pin(const struct sk_scan *scan) {
    return scan->length >= PIN_MIN && scan->length <= PIN_MAX &&
           strspn(scan->text, "0123456789") == scan->length;
}
