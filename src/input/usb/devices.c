#include "input/usb/devices.h"

#include "base/assert.h"
#include "base/parse.h"
#include "base/util.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const struct sk_usb_known *sk_usb_known_find(uint16_t vendor, uint16_t product) {
    for (size_t i = 0; i < sk_usb_known_count; i++) {
        if (sk_usb_known[i].vendor == vendor && sk_usb_known[i].product == product) {
            return &sk_usb_known[i];
        }
    }
    return NULL;
}

static bool read_text(const char *item, const char *key, char out[SK_USB_TEXT_SIZE]) {
    size_t length = strlen(key);
    size_t rest = strlen(item);
    if (strncmp(item, key, length) != 0 || rest == length || rest - length >= SK_USB_TEXT_SIZE) {
        return false;
    }
    memcpy(out, item + length, rest - length + 1);
    return true;
}

static bool read_selector(const char *item, struct sk_usb_selector *out) {
    *out = (struct sk_usb_selector){ .is_refusal = item[0] == '!' };
    item += out->is_refusal;
    if (read_text(item, "serial=", out->text)) {
        out->type = SK_USB_BY_SERIAL;
        return true;
    }
    if (read_text(item, "port=", out->text)) {
        out->type = SK_USB_BY_PORT;
        return strchr(out->text, '-') != NULL;
    }
    out->type = SK_USB_BY_ID;
    return strlen(item) == 9 && item[4] == ':' && sk_parse_hex4(item, &out->vendor) &&
           sk_parse_hex4(item + 5, &out->product);
}

enum sk_err sk_usb_selectors_parse(struct sk_usb_selectors *selectors, const char *text,
                                   struct sk_err_info *info) {
    static const char blanks[] = ", \t";
    selectors->count = 0;
    for (;;) {
        text += strspn(text, blanks);
        size_t length = strcspn(text, blanks);
        char item[SK_USB_TEXT_SIZE + 16];
        if (length == 0) {
            return SK_OK;
        }
        if (selectors->count == SK_USB_SELECTORS_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "usb.devices names more than %d devices",
                           SK_USB_SELECTORS_MAX);
        }
        (void)snprintf(item, sizeof(item), "%.*s", (int)length, text);
        if (length >= sizeof(item) || !read_selector(item, &selectors->list[selectors->count])) {
            return sk_fail(info, SK_ERR_INVALID,
                           "usb.devices: '%s' must be vendor:product like 05e0:1200, or "
                           "serial=NUMBER, or port=1-2.3, each with a ! in front to leave the "
                           "device alone",
                           item);
        }
        selectors->count++;
        text += length;
    }
}

static bool selects(const struct sk_usb_selector *selector,
                    const struct sk_usb_identity *identity) {
    switch (selector->type) {
    case SK_USB_BY_ID:
        return selector->vendor == identity->vendor && selector->product == identity->product &&
               (selector->text[0] == '\0' || strcmp(selector->text, identity->serial) == 0);
    case SK_USB_BY_SERIAL:
        return strcmp(selector->text, identity->serial) == 0;
    case SK_USB_BY_PORT:
        return strcmp(selector->text, identity->port) == 0;
    }
    SK_UNREACHABLE("type of a selector");
}

enum sk_usb_verdict sk_usb_judge(const struct sk_usb_selectors *selectors,
                                 const struct sk_usb_identity *identity) {
    enum sk_usb_verdict verdict =
        sk_usb_known_find(identity->vendor, identity->product) ? SK_USB_TAKE_KNOWN : SK_USB_UNKNOWN;
    for (size_t i = 0; i < selectors->count; i++) {
        if (selects(&selectors->list[i], identity)) {
            if (selectors->list[i].is_refusal) {
                return SK_USB_REFUSE;
            }
            verdict = SK_USB_TAKE_NAMED;
        }
    }
    return verdict;
}

void sk_usb_name(const struct sk_usb_identity *identity, char *out, size_t out_size) {
    const struct sk_usb_known *known = sk_usb_known_find(identity->vendor, identity->product);
    if (known) {
        (void)snprintf(out, out_size, "%s", known->name);
    } else if (identity->title[0]) {
        (void)snprintf(out, out_size, "%.40s", identity->title);
    } else {
        (void)snprintf(out, out_size, "USB %04x:%04x", identity->vendor, identity->product);
    }
}

bool sk_usb_sounds_like_scanner(const struct sk_usb_identity *identity) {
    static const char *const words[] = { "scanner", "barcode", "bar code", "2d reader" };
    char title[SK_USB_TEXT_SIZE];
    size_t length = strlen(identity->title);
    for (size_t i = 0; i <= length; i++) {
        title[i] = (char)tolower((unsigned char)identity->title[i]);
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strstr(title, words[i])) {
            return true;
        }
    }
    return false;
}

static enum sk_err write_rule(struct sk_buf *out, uint16_t vendor, uint32_t product,
                              const char *name) {
    enum sk_err err = sk_buf_addf(out, "# %s\nATTR{idVendor}==\"%04x\", ", name, vendor);
    if (!err && product != SK_USB_ANY_PRODUCT) {
        err = sk_buf_addf(out, "ATTR{idProduct}==\"%04x\", ", product);
    }
    return err ? err : sk_buf_addf(out, "MODE=\"0660\", GROUP=\"sag-kiosk\", TAG+=\"uaccess\"\n");
}

static bool is_covered(uint16_t vendor, uint32_t product) {
    for (size_t i = 0; i < sk_usb_known_count; i++) {
        if (sk_usb_known[i].vendor == vendor && sk_usb_known[i].product == SK_USB_ANY_PRODUCT) {
            return product != SK_USB_ANY_PRODUCT;
        }
    }
    return false;
}

enum sk_err sk_usb_rules_write(struct sk_buf *out, const struct sk_usb_selectors *selectors) {
    enum sk_err err = sk_buf_addf(
        out,
        "# USB scanners that sag-kiosk may open: whoever sits at this machine, and the group\n"
        "# sag-kiosk. Generated from assets/scanners.tsv by: sag-kioskctl doctor --udev-rules\n"
        "SUBSYSTEM!=\"usb\", GOTO=\"sag_kiosk_end\"\n"
        "ENV{DEVTYPE}!=\"usb_device\", GOTO=\"sag_kiosk_end\"\n");
    for (size_t i = 0; i < sk_usb_known_count && !err; i++) {
        if (!is_covered(sk_usb_known[i].vendor, sk_usb_known[i].product)) {
            err = write_rule(out, sk_usb_known[i].vendor, sk_usb_known[i].product,
                             sk_usb_known[i].name);
        }
    }
    for (size_t i = 0; i < selectors->count && !err; i++) {
        const struct sk_usb_selector *selector = &selectors->list[i];
        if (selector->type == SK_USB_BY_ID && !selector->is_refusal &&
            !is_covered(selector->vendor, selector->product) &&
            !sk_usb_known_find(selector->vendor, selector->product)) {
            err = write_rule(out, selector->vendor, selector->product, "named in usb.devices");
        }
    }
    return err ? err : sk_buf_addf(out, "LABEL=\"sag_kiosk_end\"\n");
}
