#include "input/usb/hid_descriptor.h"

#include <string.h>

/* Nesting that is followed; real scanners use 2 collections and no push. */
#define STACK_MAX 4
#define DEPTH_MAX 32
#define RANGES_MAX 32

#define REPORT_BITS_MAX ((uint64_t)SK_HID_REPORT_BYTES_MAX * 8)

/* The prefix byte without its size bits. */
enum {
    ITEM_INPUT = 0x80,
    ITEM_OUTPUT = 0x90,
    ITEM_COLLECTION = 0xa0,
    ITEM_FEATURE = 0xb0,
    ITEM_END_COLLECTION = 0xc0,
    ITEM_USAGE_PAGE = 0x04,
    ITEM_LOGICAL_MIN = 0x14,
    ITEM_LOGICAL_MAX = 0x24,
    ITEM_REPORT_SIZE = 0x74,
    ITEM_REPORT_ID = 0x84,
    ITEM_REPORT_COUNT = 0x94,
    ITEM_PUSH = 0xa4,
    ITEM_POP = 0xb4,
    ITEM_USAGE = 0x08,
    ITEM_USAGE_MIN = 0x18,
    ITEM_USAGE_MAX = 0x28,
};

#define LONG_ITEM 0xfe
#define FLAG_CONSTANT 0x01u
#define FLAG_VARIABLE 0x02u
#define COLLECTION_APPLICATION 0x01u

struct globals {
    uint32_t page;
    int32_t logical_min;
    int32_t logical_max;
    uint32_t report_size;
    uint32_t report_count;
    uint8_t report_id;
};

struct range {
    uint32_t min;
    uint32_t max;
    bool is_extended; /* the item itself named its page */
};

struct parser {
    struct sk_hid_descriptor *out;
    struct globals now;
    struct globals stack[STACK_MAX];
    size_t stacked;
    struct range ranges[RANGES_MAX];
    size_t range_count;
    struct range open_range; /* a usage minimum that waits for its maximum */
    bool has_open_range;
    uint32_t depth;
    uint32_t application;
    uint32_t input_bits[256];
    uint32_t output_bits[256];
};

struct hid_item {
    uint8_t tag; /* prefix without size */
    uint32_t size;
    uint32_t value;
    int32_t signed_value;
};

static void add_range(struct parser *self, uint32_t min, uint32_t max, bool is_extended) {
    if (self->range_count == RANGES_MAX) {
        self->out->is_cut = true;
        return;
    }
    self->ranges[self->range_count++] =
        (struct range){ .min = min, .max = max < min ? min : max, .is_extended = is_extended };
}

/* A usage of one or two bytes belongs to the page that is current when it stands there, and to a
 * page that is named only afterwards, right before the main item: devices do both. */
static void complete_pages(struct parser *self) {
    uint32_t page = self->now.page;
    for (size_t i = self->range_count; i-- > 0;) {
        struct range *range = &self->ranges[i];
        if (range->is_extended) {
            continue;
        }
        if (range->min >> 16 == page) {
            break;
        }
        range->min = SK_HID_USAGE(page, range->min & 0xffffu);
        range->max = SK_HID_USAGE(page, range->max & 0xffffu);
    }
}

static uint32_t usage_of(const struct parser *self, const struct hid_item *item) {
    return item->size > 2 ? item->value : SK_HID_USAGE(self->now.page, item->value);
}

static void add_field(struct parser *self, const struct range *range, bool is_array,
                      uint32_t bit_offset, uint32_t count) {
    struct sk_hid_descriptor *out = self->out;
    if (out->field_count == SK_HID_FIELDS_MAX) {
        out->is_cut = true;
        return;
    }
    out->fields[out->field_count++] = (struct sk_hid_field){ .report_id = self->now.report_id,
                                                             .is_array = is_array,
                                                             .application = self->application,
                                                             .usage_min = range->min,
                                                             .usage_max = range->max,
                                                             .logical_min = self->now.logical_min,
                                                             .logical_max = self->now.logical_max,
                                                             .bit_offset = bit_offset,
                                                             .bit_size = self->now.report_size,
                                                             .count = count };
}

/* Spreads the elements of a variable item over its usages; the last one takes all that is left. */
static void add_variable(struct parser *self, uint32_t bit_offset) {
    uint32_t left = self->now.report_count;
    for (size_t i = 0; i < self->range_count && left > 0; i++) {
        const struct range *range = &self->ranges[i];
        uint64_t length = (uint64_t)range->max - range->min + 1;
        bool is_last = i + 1 == self->range_count;
        uint32_t count = is_last || length > left ? left : (uint32_t)length;
        add_field(self, range, false, bit_offset, count);
        bit_offset += count * self->now.report_size;
        left -= count;
    }
}

static void take_input(struct parser *self, uint32_t flags) {
    uint64_t bits = (uint64_t)self->now.report_size * self->now.report_count;
    uint32_t offset = self->input_bits[self->now.report_id];
    if (bits == 0) {
        return;
    }
    if (offset + bits > REPORT_BITS_MAX) {
        self->out->is_cut = true;
        return;
    }
    self->input_bits[self->now.report_id] = offset + (uint32_t)bits;
    if ((flags & FLAG_CONSTANT) != 0 || self->range_count == 0) {
        return;
    }
    if ((flags & FLAG_VARIABLE) != 0) {
        add_variable(self, offset);
    } else {
        add_field(self, &self->ranges[0], true, offset, self->now.report_count);
    }
}

static void add_output(struct parser *self, uint32_t usage, uint32_t bit_offset) {
    struct sk_hid_descriptor *out = self->out;
    if (out->output_count < SK_HID_OUTPUTS_MAX) {
        out->outputs[out->output_count++] = (struct sk_hid_output){
            .usage = usage, .report_id = self->now.report_id, .bit_offset = bit_offset
        };
    }
}

/* Of single bits, one a usage, those of bar code scanners. */
static void list_outputs(struct parser *self, uint32_t bit_offset) {
    uint32_t left = self->now.report_count;
    for (size_t i = 0; i < self->range_count && left > 0; i++) {
        for (uint32_t usage = self->ranges[i].min; usage <= self->ranges[i].max && left > 0;
             usage++, left--, bit_offset++) {
            if (usage >> 16 == SK_HID_PAGE_BARCODE) {
                add_output(self, usage, bit_offset);
            }
        }
    }
}

static void take_output(struct parser *self, uint32_t flags) {
    uint64_t bits = (uint64_t)self->now.report_size * self->now.report_count;
    uint32_t offset = self->output_bits[self->now.report_id];
    for (size_t i = 0; i < self->range_count; i++) {
        if (self->ranges[i].min >> 16 == SK_HID_PAGE_LED && !self->out->has_leds) {
            self->out->has_leds = true;
            self->out->led_report_id = self->now.report_id;
        }
    }
    if (bits == 0 || offset + bits > REPORT_BITS_MAX) {
        return;
    }
    self->output_bits[self->now.report_id] = offset + (uint32_t)bits;
    if ((flags & FLAG_CONSTANT) == 0 && (flags & FLAG_VARIABLE) != 0 &&
        self->now.report_size == 1) {
        list_outputs(self, offset);
    }
}

static void begin_collection(struct parser *self, uint32_t type) {
    if (self->depth == 0) {
        struct sk_hid_descriptor *out = self->out;
        self->application = self->range_count > 0 ? self->ranges[0].min : 0;
        if (type == COLLECTION_APPLICATION && self->range_count > 0) {
            if (out->application_count < SK_HID_APPLICATIONS_MAX) {
                out->applications[out->application_count++] = self->application;
            } else {
                out->is_cut = true;
            }
        }
    }
    if (self->depth < DEPTH_MAX) {
        self->depth++;
    } else {
        self->out->is_cut = true;
    }
}

static void take_main(struct parser *self, const struct hid_item *item) {
    complete_pages(self);
    switch (item->tag) {
    case ITEM_INPUT:
        take_input(self, item->value);
        break;
    case ITEM_OUTPUT:
        take_output(self, item->value);
        break;
    case ITEM_FEATURE:
        self->out->features[self->now.report_id / 8] |= (uint8_t)(1u << (self->now.report_id % 8u));
        break;
    case ITEM_COLLECTION:
        begin_collection(self, item->value);
        break;
    case ITEM_END_COLLECTION:
        if (self->depth > 0) {
            self->depth--;
        } else {
            self->out->is_cut = true;
        }
        break;
    default: /* reserved: nothing to do but to forget the usages */
        break;
    }
    self->range_count = 0;
    self->has_open_range = false;
}

static void take_global(struct parser *self, const struct hid_item *item) {
    switch (item->tag) {
    case ITEM_USAGE_PAGE:
        self->now.page = item->value & 0xffffu;
        break;
    case ITEM_LOGICAL_MIN:
        self->now.logical_min = item->signed_value;
        break;
    case ITEM_LOGICAL_MAX:
        /* Many devices write 25 ff for 255; with a minimum of 0 that can mean nothing else. */
        self->now.logical_max = item->signed_value < self->now.logical_min
                                    ? (int32_t)(item->value & 0x7fffffffu)
                                    : item->signed_value;
        break;
    case ITEM_REPORT_SIZE:
        self->now.report_size = item->value;
        break;
    case ITEM_REPORT_COUNT:
        self->now.report_count = item->value;
        break;
    case ITEM_REPORT_ID:
        self->now.report_id = (uint8_t)item->value;
        self->out->has_report_ids = true;
        self->out->is_cut = self->out->is_cut || item->value == 0 || item->value > 255;
        break;
    case ITEM_PUSH:
        if (self->stacked < STACK_MAX) {
            self->stack[self->stacked++] = self->now;
        } else {
            self->out->is_cut = true;
        }
        break;
    case ITEM_POP:
        if (self->stacked > 0) {
            self->now = self->stack[--self->stacked];
        } else {
            self->out->is_cut = true;
        }
        break;
    default: /* units and physical limits do not matter here */
        break;
    }
}

static void take_local(struct parser *self, const struct hid_item *item) {
    uint32_t usage = usage_of(self, item);
    switch (item->tag) {
    case ITEM_USAGE:
        add_range(self, usage, usage, item->size > 2);
        break;
    case ITEM_USAGE_MIN:
        self->open_range = (struct range){ .min = usage, .is_extended = item->size > 2 };
        self->has_open_range = true;
        break;
    case ITEM_USAGE_MAX:
        if (self->has_open_range) {
            /* The page counts once: `1a 00 00 2b ff 00 07 00` has it in one of the two only. */
            uint32_t page = self->open_range.min >> 16;
            add_range(self, self->open_range.min, SK_HID_USAGE(page, item->value & 0xffffu),
                      self->open_range.is_extended);
            self->has_open_range = false;
        }
        break;
    default: /* designators, strings, delimiters */
        break;
    }
}

/* Reads the short item at bytes (length > 0). Returns its size with the prefix; 0: cut off. */
static size_t read_item(const uint8_t *bytes, size_t length, struct hid_item *item) {
    static const uint8_t sizes[] = { 0, 1, 2, 4 };
    *item = (struct hid_item){ .tag = bytes[0] & 0xfcu, .size = sizes[bytes[0] & 3u] };
    if (length < 1 + (size_t)item->size) {
        return 0;
    }
    for (uint32_t i = 0; i < item->size; i++) {
        item->value |= (uint32_t)bytes[1 + i] << (8 * i);
    }
    /* Two's complement of that many bytes. */
    uint32_t sign = item->size == 0 ? 0 : 1u << (8 * item->size - 1);
    item->signed_value = (int32_t)((item->value ^ sign) - sign);
    return 1 + (size_t)item->size;
}

static void take_item(struct parser *self, const struct hid_item *item) {
    switch (item->tag & 0x0cu) {
    case 0x00:
        take_main(self, item);
        break;
    case 0x04:
        take_global(self, item);
        break;
    case 0x08:
        take_local(self, item);
        break;
    default: /* reserved */
        self->out->is_cut = true;
        break;
    }
}

void sk_hid_descriptor_parse(struct sk_hid_descriptor *self, const uint8_t *bytes, size_t length) {
    *self = (struct sk_hid_descriptor){ 0 };
    struct parser parser = { .out = self };
    for (size_t at = 0; at < length;) {
        struct hid_item item;
        size_t size;
        if (bytes[at] == LONG_ITEM) {
            size = length - at >= 3 && length - at >= 3 + (size_t)bytes[at + 1]
                       ? 3 + (size_t)bytes[at + 1]
                       : 0;
        } else {
            size = read_item(bytes + at, length - at, &item);
            if (size > 0) {
                take_item(&parser, &item);
            }
        }
        if (size == 0) {
            self->is_cut = true;
            break;
        }
        at += size;
    }
    for (size_t i = 0; i < 256; i++) {
        size_t bits = parser.input_bits[i];
        size_t used = bits == 0 ? 0 : (bits + 7) / 8 + (self->has_report_ids ? 1 : 0);
        self->report_bytes = used > self->report_bytes ? used : self->report_bytes;
    }
    for (size_t i = 0; i < self->output_count; i++) {
        size_t bits = parser.output_bits[self->outputs[i].report_id];
        self->outputs[i].report_bytes = (bits + 7) / 8;
    }
}

bool sk_hid_descriptor_has_application(const struct sk_hid_descriptor *self, uint32_t usage) {
    for (size_t i = 0; i < self->application_count; i++) {
        if (self->applications[i] == usage) {
            return true;
        }
    }
    return false;
}

bool sk_hid_descriptor_has_feature(const struct sk_hid_descriptor *self, uint8_t report_id) {
    return (self->features[report_id / 8] & 1u << (report_id % 8u)) != 0;
}

bool sk_hid_report_split(bool has_report_ids, const uint8_t *report, size_t length, uint8_t *id,
                         const uint8_t **data, size_t *data_length) {
    if (!has_report_ids) {
        *id = 0;
        *data = report;
        *data_length = length;
        return length > 0;
    }
    if (length < 1) {
        return false;
    }
    *id = report[0];
    *data = report + 1;
    *data_length = length - 1;
    return true;
}

bool sk_hid_field_get(const struct sk_hid_field *field, const uint8_t *data, size_t data_length,
                      uint32_t index, uint32_t *value) {
    if (field->bit_size == 0 || field->bit_size > 32 || index >= field->count) {
        return false;
    }
    uint64_t first = field->bit_offset + (uint64_t)index * field->bit_size;
    if (first + field->bit_size > (uint64_t)data_length * 8) {
        return false;
    }
    uint64_t bits = 0;
    size_t byte = (size_t)(first / 8);
    uint32_t shift = (uint32_t)(first % 8);
    for (uint32_t i = 0; i * 8 < shift + field->bit_size; i++) {
        bits |= (uint64_t)data[byte + i] << (8 * i);
    }
    *value = (uint32_t)(bits >> shift & ((UINT64_C(1) << field->bit_size) - 1));
    return true;
}
