/* hid_keyboard.h — reports of a HID keyboard into keys that go down and up. Pure.
 *
 * Source: HID 1.11, section 8.3 and appendices B.1 and C (boot keyboard); HID Usage Tables 1.12,
 * section 10. */
#ifndef SK_INPUT_USB_HID_KEYBOARD_H
#define SK_INPUT_USB_HID_KEYBOARD_H

#include "base/err.h"
#include "input/usb/hid_descriptor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_HID_IS_MODIFIER(usage) ((usage) >= 0xe0u && (usage) <= 0xe7u)
#define SK_HID_KEYBOARD_FIELDS 16
#define SK_HID_KEYBOARD_IDS 4

struct sk_hid_keyboard {
    bool has_report_ids;
    size_t field_count;
    struct sk_hid_field fields[SK_HID_KEYBOARD_FIELDS];
    size_t id_count;
    uint8_t ids[SK_HID_KEYBOARD_IDS];
    uint8_t down[SK_HID_KEYBOARD_IDS][32]; /* bit per usage that the last report of the id held */
};

/* Finds the fields of the keyboard page. Errors: SK_ERR_NOT_FOUND (no keyboard in there). */
enum sk_err sk_hid_keyboard_init(struct sk_hid_keyboard *self,
                                 const struct sk_hid_descriptor *descriptor);
/* The eight bytes that every boot keyboard sends after SET_PROTOCOL(boot). */
void sk_hid_keyboard_init_boot(struct sk_hid_keyboard *self);

/* on_key(data, usage, is_down) for each change against the report before: modifiers (0xe0 to 0xe7)
 * first, then keys that were let go, then new keys in the order of the report, of which there may
 * be several. A report that says "too many keys" (usages 1 to 3) and one that is too short to hold
 * anything change nothing.
 * True: the report held a key, and held what the last one of its kind held. */
bool sk_hid_keyboard_report(struct sk_hid_keyboard *self, const uint8_t *report, size_t length,
                            void (*on_key)(void *data, uint8_t usage, bool is_down), void *data);

/* A key that is no modifier is down. */
bool sk_hid_keyboard_is_held(const struct sk_hid_keyboard *self);

#endif
