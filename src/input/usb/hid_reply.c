#include "input/usb/hid_reply.h"

#include "base/assert.h"
#include "base/util.h"

#define BARCODE(id) SK_HID_USAGE(SK_HID_PAGE_BARCODE, id)

enum {
    GOOD_READ_LED = 0x7D,
    ERROR_BEEP = 0x85,
    GOOD_READ_BEEP = 0x86,
    NOT_ON_FILE_BEEP = 0x87,
};

/* The best first; 0 ends the list. */
#define CHOICES 3
static const uint32_t wanted[SK_REPLY_COUNT][CHOICES] = {
    [SK_REPLY_TAKEN] = { BARCODE(GOOD_READ_LED) },
    [SK_REPLY_WORKING] = { 0 },
    [SK_REPLY_GOOD] = { BARCODE(GOOD_READ_BEEP), BARCODE(GOOD_READ_LED) },
    [SK_REPLY_BAD] = { BARCODE(ERROR_BEEP), BARCODE(NOT_ON_FILE_BEEP) },
    [SK_REPLY_AGAIN] = { BARCODE(NOT_ON_FILE_BEEP), BARCODE(ERROR_BEEP) },
};

static const struct sk_hid_output *find(const struct sk_hid_descriptor *descriptor,
                                        uint32_t usage) {
    for (size_t i = 0; i < descriptor->output_count; i++) {
        const struct sk_hid_output *output = &descriptor->outputs[i];
        if (output->usage == usage && output->report_bytes <= SK_HID_OUTPUT_BYTES_MAX) {
            return output;
        }
    }
    return NULL;
}

void sk_hid_reply_make(struct sk_hid_reply *out, const struct sk_hid_descriptor *descriptor,
                       enum sk_reply reply) {
    const uint32_t *choices = SK_AT(wanted, reply);
    const struct sk_hid_output *output = NULL;
    *out = (struct sk_hid_reply){ .length = 0 };
    for (size_t i = 0; i < CHOICES && choices[i] != 0 && !output; i++) {
        output = find(descriptor, choices[i]);
    }
    if (!output) {
        return;
    }
    size_t skip = descriptor->has_report_ids ? 1 : 0;
    out->report_id = output->report_id;
    out->length = output->report_bytes + skip;
    out->bytes[0] = output->report_id;
    out->bytes[skip + output->bit_offset / 8] |= (uint8_t)(1u << (output->bit_offset % 8));
}
