#include "input/evdev/chosen.h"

#include "base/assert.h"
#include "base/parse.h"
#include "base/util.h"
#include "input/usb/devices.h"

#include <linux/input.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    uint16_t bus;
} buses[] = {
    { "usb", BUS_USB }, { "bluetooth", BUS_BLUETOOTH }, { "i2c", BUS_I2C }, { "ps2", BUS_I8042 }
};

static bool read_text(const char *item, const char *key, char out[SK_EVDEV_TEXT_SIZE]) {
    size_t length = strlen(key);
    size_t rest = strlen(item);
    if (strncmp(item, key, length) != 0 || rest == length || rest - length >= SK_EVDEV_TEXT_SIZE) {
        return false;
    }
    memcpy(out, item + length, rest - length + 1);
    return true;
}

/* Takes a "/bus" off the end of item. */
static void take_bus(char *item, uint16_t *bus) {
    char *slash = strrchr(item, '/');
    for (size_t i = 0; slash && i < SK_ARRAY_LEN(buses); i++) {
        if (strcmp(slash + 1, buses[i].word) == 0) {
            *bus = buses[i].bus;
            *slash = '\0';
            return;
        }
    }
}

static bool read_id(char *item, struct sk_evdev_choice *out) {
    out->type = SK_EVDEV_BY_ID;
    take_bus(item, &out->bus);
    size_t length = strlen(item);
    if (length < 9 || item[4] != ':' || !sk_parse_hex4(item, &out->vendor) ||
        !sk_parse_hex4(item + 5, &out->product)) {
        return false;
    }
    return length == 9 || read_text(item + 9, ":", out->text);
}

static bool read_choice(char *item, struct sk_evdev_choice *out) {
    *out = (struct sk_evdev_choice){ .is_refusal = item[0] == '!' };
    item += out->is_refusal;
    if (read_text(item, "name=", out->text)) {
        out->type = SK_EVDEV_BY_NAME;
        return true;
    }
    if (read_text(item, "path=", out->text)) {
        out->type = SK_EVDEV_BY_PHYS;
        return true;
    }
    return read_id(item, out);
}

enum sk_err sk_evdev_choices_add(struct sk_evdev_choices *choices, const char *text,
                                 struct sk_err_info *info) {
    for (;;) {
        text += strspn(text, ", \t\r\n");
        size_t length = strcspn(text, ",\r\n");
        const char *next = text + length;
        char item[2 * SK_EVDEV_TEXT_SIZE];
        if (length == 0) {
            return SK_OK;
        }
        while (text[length - 1] == ' ' || text[length - 1] == '\t') {
            length--;
        }
        if (choices->count == SK_EVDEV_CHOICES_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "evdev.devices names more than %d devices",
                           SK_EVDEV_CHOICES_MAX);
        }
        (void)snprintf(item, sizeof(item), "%.*s", (int)length, text);
        char copy[sizeof(item)];
        memcpy(copy, item, sizeof(item));
        if (length >= sizeof(item) || !read_choice(copy, &choices->list[choices->count])) {
            return sk_fail(info, SK_ERR_INVALID,
                           "evdev.devices: '%s' must be vendor:product like 05e0:1200, which may "
                           "go on with :SERIAL and with /bluetooth or /usb, or name=NAME, or "
                           "path=PATH, each with a ! in front to leave the device alone",
                           item);
        }
        choices->count++;
        text = next;
    }
}

static bool means(const struct sk_evdev_choice *choice, const struct sk_evdev_identity *identity) {
    switch (choice->type) {
    case SK_EVDEV_BY_ID:
        return choice->vendor == identity->vendor && choice->product == identity->product &&
               (choice->bus == SK_EVDEV_ANY_BUS || choice->bus == identity->bus) &&
               (choice->text[0] == '\0' || strcmp(choice->text, identity->serial) == 0);
    case SK_EVDEV_BY_NAME:
        return strcmp(choice->text, identity->name) == 0;
    case SK_EVDEV_BY_PHYS:
        return strcmp(choice->text, identity->phys) == 0;
    }
    SK_UNREACHABLE("type of a choice");
}

bool sk_evdev_is_chosen(const struct sk_evdev_choices *choices,
                        const struct sk_evdev_identity *identity) {
    bool is_chosen = false;
    for (size_t i = 0; i < choices->count; i++) {
        if (means(&choices->list[i], identity)) {
            if (choices->list[i].is_refusal) {
                return false;
            }
            is_chosen = identity->is_keyboard;
        }
    }
    return is_chosen;
}

bool sk_evdev_choice_is_usb(const struct sk_evdev_choice *choice) {
    return choice->type == SK_EVDEV_BY_ID && !choice->is_refusal &&
           (choice->bus == SK_EVDEV_ANY_BUS || choice->bus == BUS_USB);
}

bool sk_evdev_is_on_usb(const struct sk_evdev_identity *identity) {
    return identity->bus == BUS_USB;
}

static bool can_be_written(const char *text) {
    size_t length = strlen(text);
    return length > 0 && !strpbrk(text, ",\r\n") && text[length - 1] != ' ';
}

bool sk_evdev_choice_print(const struct sk_evdev_identity *identity, char *out, size_t out_size) {
    if (identity->vendor == 0 && identity->product == 0) {
        (void)snprintf(out, out_size, "name=%s", identity->name);
        return can_be_written(identity->name);
    }
    bool has_serial = can_be_written(identity->serial) && !strchr(identity->serial, '/');
    const char *bus = "";
    for (size_t i = 0; i < SK_ARRAY_LEN(buses); i++) {
        bus = buses[i].bus == identity->bus ? buses[i].word : bus;
    }
    (void)snprintf(out, out_size, "%04x:%04x%s%s%s%s", identity->vendor, identity->product,
                   has_serial ? ":" : "", has_serial ? identity->serial : "", bus[0] ? "/" : "",
                   bus);
    return true;
}

void sk_evdev_bus_name(uint16_t bus, char *out, size_t out_size) {
    for (size_t i = 0; i < SK_ARRAY_LEN(buses); i++) {
        if (buses[i].bus == bus) {
            (void)snprintf(out, out_size, "%s", buses[i].word);
            return;
        }
    }
    (void)snprintf(out, out_size, "bus 0x%x", (unsigned)bus);
}

void sk_evdev_title(const struct sk_evdev_identity *identity, char *out, size_t out_size) {
    if (identity->name[0]) {
        (void)snprintf(out, out_size, "%.40s", identity->name);
    } else {
        (void)snprintf(out, out_size, "Scanner %04x:%04x", identity->vendor, identity->product);
    }
}

/* --- udev ----------------------------------------------------------------------------------- */

#define GIVE "MODE=\"0660\", GROUP=\"sag-kiosk\", TAG+=\"uaccess\"\n"

/* A text as udev matches it: what means something there is matched by any one
 * character, and letters that are not ASCII by any text. */
static enum sk_err write_match(struct sk_buf *out, const char *attribute, const char *text) {
    char pattern[SK_EVDEV_TEXT_SIZE];
    size_t length = 0;
    for (; *text && length + 1 < sizeof(pattern); text++) {
        bool is_plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
                        (*text >= '0' && *text <= '9') || strchr(" -_.:/+()#@", *text);
        bool is_ascii = (unsigned char)*text < 0x80;
        if (is_ascii || length == 0 || pattern[length - 1] != '*') {
            pattern[length++] = is_plain ? *text : is_ascii ? '?' : '*';
        }
    }
    pattern[length] = '\0';
    return sk_buf_addf(out, "ATTRS{%s}==\"%s\", ", attribute, pattern);
}

static enum sk_err write_known(struct sk_buf *out, const struct sk_usb_known *known) {
    enum sk_err err =
        sk_buf_addf(out, "# %s\nATTRS{id/bustype}==\"%04x\", ATTRS{id/vendor}==\"%04x\", ",
                    known->name, (unsigned)BUS_BLUETOOTH, (unsigned)known->vendor);
    if (!err && known->product != SK_USB_ANY_PRODUCT) {
        err = sk_buf_addf(out, "ATTRS{id/product}==\"%04x\", ", (unsigned)known->product);
    }
    return err ? err : sk_buf_addf(out, GIVE);
}

static enum sk_err write_choice(struct sk_buf *out, const struct sk_evdev_choice *choice) {
    enum sk_err err = sk_buf_addf(out, "# named in evdev.devices\n");
    if (!err && choice->type == SK_EVDEV_BY_NAME) {
        err = write_match(out, "name", choice->text);
    } else if (!err && choice->type == SK_EVDEV_BY_PHYS) {
        err = write_match(out, "phys", choice->text);
    } else if (!err) {
        err = sk_buf_addf(out, "ATTRS{id/vendor}==\"%04x\", ATTRS{id/product}==\"%04x\", ",
                          (unsigned)choice->vendor, (unsigned)choice->product);
        if (!err && choice->bus != SK_EVDEV_ANY_BUS) {
            err = sk_buf_addf(out, "ATTRS{id/bustype}==\"%04x\", ", (unsigned)choice->bus);
        }
        if (!err && choice->text[0]) {
            err = write_match(out, "uniq", choice->text);
        }
    }
    return err ? err : sk_buf_addf(out, GIVE);
}

/* Is its vendor there with all it makes? */
static bool is_covered(const struct sk_usb_known *known) {
    for (size_t i = 0; i < sk_usb_known_count && known->product != SK_USB_ANY_PRODUCT; i++) {
        if (sk_usb_known[i].vendor == known->vendor &&
            sk_usb_known[i].product == SK_USB_ANY_PRODUCT) {
            return true;
        }
    }
    return false;
}

enum sk_err sk_evdev_rules_write(struct sk_buf *out, const struct sk_evdev_choices *choices) {
    enum sk_err err = sk_buf_addf(
        out, "# The same makes on Bluetooth, and what evdev.devices names: the kernel has them as "
             "keyboards.\n"
             "SUBSYSTEM!=\"input\", GOTO=\"sag_kiosk_input_end\"\n"
             "KERNEL!=\"event*\", GOTO=\"sag_kiosk_input_end\"\n");
    for (size_t i = 0; i < sk_usb_known_count && !err; i++) {
        if (!is_covered(&sk_usb_known[i])) {
            err = write_known(out, &sk_usb_known[i]);
        }
    }
    for (size_t i = 0; i < choices->count && !err; i++) {
        if (!choices->list[i].is_refusal) {
            err = write_choice(out, &choices->list[i]);
        }
    }
    return err ? err : sk_buf_addf(out, "LABEL=\"sag_kiosk_input_end\"\n");
}

/* --- sysfs ---------------------------------------------------------------------------------- */

bool sk_evdev_has_key(const char *text, unsigned code, unsigned word_bits) {
    const char *end = text + strcspn(text, "\n");
    for (unsigned skip = code / word_bits; skip > 0; skip--) {
        while (end > text && end[-1] != ' ') {
            end--;
        }
        if (end == text) {
            return false;
        }
        end--;
    }
    unsigned bit = code % word_bits;
    size_t back = bit / 4 + 1;
    for (size_t i = 1; i < back; i++) { /* no word ends before the digit */
        if ((size_t)(end - text) < i || end[-(ptrdiff_t)i] == ' ') {
            return false;
        }
    }
    if ((size_t)(end - text) < back) {
        return false;
    }
    const char padded[5] = { '0', '0', '0', end[-(ptrdiff_t)back], '\0' };
    uint16_t digit = 0;
    return sk_parse_hex4(padded, &digit) && ((unsigned)digit >> (bit % 4) & 1u) != 0;
}
