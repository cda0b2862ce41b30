#include "input/usb/hid_keyboard.h"

#include <string.h>

#define FIRST_MODIFIER 0xe0u
#define LAST_MODIFIER 0xe7u
#define FIRST_KEY 0x04u /* 1 to 3 report errors, 0 is nothing */
#define KEYS_A_REPORT 64

/* The keys that one report holds, in its order and as a set. */
struct held {
    uint8_t set[32];
    uint8_t order[KEYS_A_REPORT];
    size_t count;
    bool is_error;
};

static bool has(const uint8_t set[32], uint32_t usage) {
    return (set[usage / 8] & 1u << (usage % 8)) != 0;
}

/* One that is no modifier. */
static bool holds_key(const uint8_t set[32]) {
    for (uint32_t usage = FIRST_KEY; usage < FIRST_MODIFIER; usage++) {
        if (has(set, usage)) {
            return true;
        }
    }
    return false;
}

static bool is_keyboard_field(const struct sk_hid_field *field) {
    return field->usage_min >> 16 == SK_HID_PAGE_KEYBOARD &&
           field->usage_max >> 16 == SK_HID_PAGE_KEYBOARD && field->bit_size <= 32;
}

static bool add_id(struct sk_hid_keyboard *self, uint8_t id) {
    for (size_t i = 0; i < self->id_count; i++) {
        if (self->ids[i] == id) {
            return true;
        }
    }
    if (self->id_count == SK_HID_KEYBOARD_IDS) {
        return false;
    }
    self->ids[self->id_count++] = id;
    return true;
}

enum sk_err sk_hid_keyboard_init(struct sk_hid_keyboard *self,
                                 const struct sk_hid_descriptor *descriptor) {
    *self = (struct sk_hid_keyboard){ .has_report_ids = descriptor->has_report_ids };
    bool has_keys = false;
    for (size_t i = 0; i < descriptor->field_count; i++) {
        const struct sk_hid_field *field = &descriptor->fields[i];
        if (is_keyboard_field(field) && self->field_count < SK_HID_KEYBOARD_FIELDS &&
            add_id(self, field->report_id)) {
            self->fields[self->field_count++] = *field;
            has_keys = has_keys || field->is_array || field->count > 8;
        }
    }
    return has_keys ? SK_OK : SK_ERR_NOT_FOUND;
}

void sk_hid_keyboard_init_boot(struct sk_hid_keyboard *self) {
    const struct sk_hid_field modifiers = { .usage_min =
                                                SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, FIRST_MODIFIER),
                                            .usage_max =
                                                SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, LAST_MODIFIER),
                                            .logical_max = 1,
                                            .bit_size = 1,
                                            .count = 8 };
    const struct sk_hid_field keys = { .is_array = true,
                                       .usage_min = SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, 0),
                                       .usage_max = SK_HID_USAGE(SK_HID_PAGE_KEYBOARD, 255),
                                       .logical_max = 255,
                                       .bit_offset = 16,
                                       .bit_size = 8,
                                       .count = 6 };
    *self = (struct sk_hid_keyboard){ .field_count = 2, .id_count = 1 };
    self->fields[0] = modifiers;
    self->fields[1] = keys;
}

static void hold(struct held *held, uint32_t usage) {
    if (usage == 0 || usage > 255) {
        return;
    }
    if (usage < FIRST_KEY) {
        held->is_error = true;
        return;
    }
    if (!has(held->set, usage)) {
        held->set[usage / 8] |= (uint8_t)(1u << (usage % 8));
        if (held->count < KEYS_A_REPORT) {
            held->order[held->count++] = (uint8_t)usage;
        }
    }
}

static void read_field(const struct sk_hid_field *field, const uint8_t *data, size_t length,
                       struct held *held) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < field->count && sk_hid_field_get(field, data, length, i, &value);
         i++) {
        int64_t usage = field->usage_min & 0xffffu;
        if (field->is_array) {
            usage += (int64_t)value - field->logical_min;
        } else if (value == 0) {
            continue;
        } else {
            usage += i;
        }
        if (usage >= 0 && usage <= (field->usage_max & 0xffffu)) {
            hold(held, (uint32_t)usage);
        }
    }
}

bool sk_hid_keyboard_report(struct sk_hid_keyboard *self, const uint8_t *report, size_t length,
                            void (*on_key)(void *data, uint8_t usage, bool is_down), void *data) {
    uint8_t id = 0;
    const uint8_t *bytes = NULL;
    size_t count = 0;
    struct held held = { .count = 0 };
    size_t slot = 0;
    if (!sk_hid_report_split(self->has_report_ids, report, length, &id, &bytes, &count)) {
        return false;
    }
    while (slot < self->id_count && self->ids[slot] != id) {
        slot++;
    }
    if (slot == self->id_count) {
        return false; /* a report of something else, for example of the media keys */
    }
    for (size_t i = 0; i < self->field_count; i++) {
        if (self->fields[i].report_id == id) {
            read_field(&self->fields[i], bytes, count, &held);
        }
    }
    if (held.is_error) {
        return false;
    }
    uint8_t before[32];
    memcpy(before, self->down[slot], sizeof(before));
    memcpy(self->down[slot], held.set, sizeof(held.set));
    for (uint32_t usage = FIRST_MODIFIER; usage <= LAST_MODIFIER; usage++) {
        if (has(before, usage) != has(held.set, usage)) {
            on_key(data, (uint8_t)usage, has(held.set, usage));
        }
    }
    for (uint32_t usage = FIRST_KEY; usage < FIRST_MODIFIER; usage++) {
        if (has(before, usage) && !has(held.set, usage)) {
            on_key(data, (uint8_t)usage, false);
        }
    }
    for (size_t i = 0; i < held.count; i++) {
        uint8_t usage = held.order[i];
        if (!SK_HID_IS_MODIFIER(usage) && !has(before, usage)) {
            on_key(data, usage, true);
        }
    }
    return memcmp(before, held.set, sizeof(before)) == 0 && holds_key(held.set);
}

bool sk_hid_keyboard_is_held(const struct sk_hid_keyboard *self) {
    for (size_t i = 0; i < self->id_count; i++) {
        if (holds_key(self->down[i])) {
            return true;
        }
    }
    return false;
}
