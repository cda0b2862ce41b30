#include "input/usb/hid_pos.h"

#include <string.h>

#define USAGE(id) SK_HID_USAGE(SK_HID_PAGE_BARCODE, id)
#define BYTE_COUNT SK_HID_USAGE(SK_HID_PAGE_DESKTOP, 0x3b)
#define AIM_1 0xfbu
#define DECODED_DATA 0xfeu
#define CONTINUED 0xffu

/* Reports of one barcode follow each other at once; this long after the last one it is lost. */
#define LOST_MS 1000

static struct sk_hid_field bytes_at(uint32_t byte, uint32_t count) {
    return (struct sk_hid_field){ .bit_offset = byte * 8, .bit_size = 8, .count = count };
}

/* The part of a field that holds the usage, if any. */
static bool find_usage(const struct sk_hid_field *field, uint32_t usage,
                       struct sk_hid_field *part) {
    if (field->is_array || usage < field->usage_min || usage > field->usage_max) {
        return false;
    }
    uint32_t index = usage - field->usage_min;
    if (index >= field->count) {
        return false;
    }
    *part = *field;
    part->bit_offset += index * field->bit_size;
    part->count = usage == field->usage_max ? field->count - index : 1;
    return true;
}

static void find_parts(struct sk_hid_pos_layout *layout,
                       const struct sk_hid_descriptor *descriptor) {
    for (size_t i = 0; i < descriptor->field_count; i++) {
        const struct sk_hid_field *field = &descriptor->fields[i];
        struct sk_hid_field part;
        if (field->report_id != layout->report_id) {
            continue;
        }
        for (uint32_t n = 0; n < 3; n++) {
            if (find_usage(field, USAGE(AIM_1 + n), &part) && part.bit_size == 8) {
                layout->aim[n] = part;
                layout->aim[n].count = 1;
                /* The three in one item under the first usage alone. */
                if (n == 0 && part.count == 3) {
                    for (uint32_t k = 1; k < 3; k++) {
                        layout->aim[k] = layout->aim[0];
                        layout->aim[k].bit_offset += 8 * k;
                    }
                }
            }
        }
        if (find_usage(field, USAGE(CONTINUED), &part)) {
            layout->continued = part;
        }
        if (find_usage(field, BYTE_COUNT, &part) && part.bit_size <= 16) {
            layout->length = part;
        }
    }
}

enum sk_err sk_hid_pos_init(struct sk_hid_pos *self, const struct sk_hid_descriptor *descriptor) {
    memset(self, 0, sizeof(*self));
    struct sk_hid_pos_layout *layout = &self->layout;
    layout->has_report_ids = descriptor->has_report_ids;
    for (size_t i = 0; i < descriptor->field_count && layout->data.count == 0; i++) {
        struct sk_hid_field part;
        if (find_usage(&descriptor->fields[i], USAGE(DECODED_DATA), &part) && part.bit_size == 8 &&
            part.bit_offset % 8 == 0) {
            layout->data = part;
            layout->report_id = part.report_id;
        }
    }
    if (layout->data.count > 0) {
        find_parts(layout, descriptor);
        return SK_OK;
    }
    if (!sk_hid_descriptor_has_application(descriptor, SK_HID_BARCODE_SCANNER)) {
        return SK_ERR_NOT_FOUND;
    }
    *layout = (struct sk_hid_pos_layout){ .has_report_ids = true,
                                          .report_id = 2,
                                          .data = bytes_at(4, 56),
                                          .length = bytes_at(0, 1),
                                          .aim = { bytes_at(1, 1), bytes_at(2, 1), bytes_at(3, 1) },
                                          .continued = {
                                              .bit_offset = 62 * 8, .bit_size = 1, .count = 1 } };
    return SK_OK;
}

void sk_hid_pos_init_symbol(struct sk_hid_pos *self) {
    memset(self, 0, sizeof(*self));
    self->layout.data = bytes_at(1, 63);
    self->layout.length = bytes_at(0, 1);
}

static uint32_t value_of(const struct sk_hid_field *field, const uint8_t *data, size_t length) {
    uint32_t value = 0;
    return field->count > 0 && sk_hid_field_get(field, data, length, 0, &value) ? value : 0;
}

/* Where the barcode's bytes are in this very report. */
struct part {
    size_t first;
    size_t room;
    char aim[3];
};

/* Reads the AIM identifier, and handles two vendors' quirks: one sends it a byte later than
 * declared, the other sends data in its place. It is recognised by its ']' (ISO/IEC 15424). */
static struct part place(const struct sk_hid_pos_layout *layout, const uint8_t *data,
                         size_t length) {
    struct part part = { .first = layout->data.bit_offset / 8, .room = layout->data.count };
    const struct sk_hid_field *aim = layout->aim;
    if (aim[0].count == 0) {
        return part;
    }
    size_t at = aim[0].bit_offset / 8;
    bool is_together = aim[0].bit_offset % 8 == 0 && aim[1].bit_offset == aim[0].bit_offset + 8 &&
                       aim[2].bit_offset == aim[0].bit_offset + 16 && part.first == at + 3;
    uint32_t sign = value_of(&aim[0], data, length);
    if (sign == ']' || sign == 0 || !is_together) {
        for (size_t i = 0; i < 3; i++) {
            part.aim[i] = (char)value_of(&aim[i], data, length);
        }
    } else if (at + 4 < length && data[at + 1] == ']') {
        memcpy(part.aim, data + at + 1, 3);
        part.first++;
    } else {
        part.first = at;
        part.room += 3;
    }
    return part;
}

static size_t bytes_in(const struct sk_hid_pos_layout *layout, const struct part *part,
                       const uint8_t *data, size_t length) {
    size_t room = part->first < length ? length - part->first : 0;
    room = room < part->room ? room : part->room;
    if (layout->length.count > 0) {
        size_t count = value_of(&layout->length, data, length);
        return count < room ? count : room;
    }
    while (room > 0 && data[part->first + room - 1] == 0) {
        room--;
    }
    return room;
}

bool sk_hid_pos_report(struct sk_hid_pos *self, const uint8_t *report, size_t length, sk_ms at) {
    const struct sk_hid_pos_layout *layout = &self->layout;
    uint8_t id = 0;
    const uint8_t *data = NULL;
    size_t count = 0;
    if (!sk_hid_report_split(layout->has_report_ids, report, length, &id, &data, &count) ||
        id != layout->report_id) {
        return false;
    }
    struct part part = place(layout, data, count);
    if (!self->is_open) {
        self->length = 0;
        self->is_cut = false;
        memcpy(self->aim, part.aim, sizeof(self->aim));
    }
    size_t bytes = bytes_in(layout, &part, data, count);
    size_t room = sizeof(self->text) - self->length;
    self->is_cut = self->is_cut || bytes > room;
    bytes = bytes < room ? bytes : room;
    if (bytes > 0) {
        memcpy(self->text + self->length, data + part.first, bytes);
    }
    self->length += bytes;
    self->last_at = at;
    self->is_open = value_of(&layout->continued, data, count) != 0;
    return !self->is_open && self->length > 0;
}

sk_ms sk_hid_pos_due(const struct sk_hid_pos *self) {
    return self->is_open ? self->last_at + LOST_MS : -1;
}

size_t sk_hid_pos_drop(struct sk_hid_pos *self) {
    size_t dropped = self->is_open ? self->length : 0;
    self->is_open = false;
    self->length = 0;
    return dropped;
}
