/* chosen.h — which of the kernel's input devices are scanners: only those that are chosen, by the
 * settings or by learning. A scanner looks like any keyboard, so none is taken by itself. Pure. */
#ifndef SK_INPUT_EVDEV_CHOSEN_H
#define SK_INPUT_EVDEV_CHOSEN_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_EVDEV_TEXT_SIZE 64
#define SK_EVDEV_CHOICES_MAX 16
#define SK_EVDEV_ANY_BUS 0u

/* What the kernel says of a device, without its being opened. Printable text, "" where it has none.
 */
struct sk_evdev_identity {
    uint16_t bus; /* BUS_USB, BUS_BLUETOOTH, … of linux/input.h */
    uint16_t vendor;
    uint16_t product;
    char name[SK_EVDEV_TEXT_SIZE];   /* what it calls itself */
    char phys[SK_EVDEV_TEXT_SIZE];   /* where it is plugged in, or the radio that it talks to */
    char serial[SK_EVDEV_TEXT_SIZE]; /* serial number; of a Bluetooth device its address */
    bool is_keyboard;                /* has keys for digits: may type a code */
};

enum sk_evdev_choice_type { SK_EVDEV_BY_ID, SK_EVDEV_BY_NAME, SK_EVDEV_BY_PHYS };

struct sk_evdev_choice {
    enum sk_evdev_choice_type type;
    bool is_refusal; /* written with a ! in front: never take it */
    uint16_t bus;    /* SK_EVDEV_ANY_BUS: whichever */
    uint16_t vendor;
    uint16_t product;
    char text[SK_EVDEV_TEXT_SIZE]; /* of BY_ID the serial number, "": any; else name or path */
};

struct sk_evdev_choices {
    size_t count;
    struct sk_evdev_choice list[SK_EVDEV_CHOICES_MAX];
};

/* Reads the setting evdev.devices, or the lines of the learned file: vendor:product (hexadecimal),
 * which may go on with :SERIAL and with /usb, /bluetooth, /i2c, /ps2; name=NAME; path=PHYS. Joined
 * by commas or line ends; a ! in front for "never". Adds to what is there. Errors: SK_ERR_INVALID;
 * info quotes the item. */
enum sk_err sk_evdev_choices_add(struct sk_evdev_choices *choices, const char *text,
                                 struct sk_err_info *info);

/* Whether it is to be read: chosen, not refused, and a keyboard. */
bool sk_evdev_is_chosen(const struct sk_evdev_choices *choices,
                        const struct sk_evdev_identity *identity);

/* Means it, by its id, a device that may be on USB? Then no other reader may take it there. */
bool sk_evdev_choice_is_usb(const struct sk_evdev_choice *choice);

/* It is on USB, where the USB reader can have it, too. */
bool sk_evdev_is_on_usb(const struct sk_evdev_identity *identity);

/* The choice that means that very device, as sk_evdev_choices_add() reads it. False: there is none
 * (no id and a name with a comma). */
bool sk_evdev_choice_print(const struct sk_evdev_identity *identity, char *out, size_t out_size);

/* "usb", "bluetooth", …, "bus 0x19". */
void sk_evdev_bus_name(uint16_t bus, char *out, size_t out_size);

/* A name for people, always something. */
void sk_evdev_title(const struct sk_evdev_identity *identity, char *out, size_t out_size);

/* The udev rules: whoever sits at the machine, and the group sag-kiosk, may read scanners of the
 * shipped list that are on Bluetooth, and the chosen ones. No other keyboard. Errors: SK_ERR_NOMEM,
 * SK_ERR_FULL. */
enum sk_err sk_evdev_rules_write(struct sk_buf *out, const struct sk_evdev_choices *choices);

/* A line of sysfs' capabilities/key: is code in it? Words of word_bits each, the highest first. */
bool sk_evdev_has_key(const char *text, unsigned code, unsigned word_bits);

#endif
