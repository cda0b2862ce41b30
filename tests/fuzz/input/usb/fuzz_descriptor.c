/* Any bytes as a HID report descriptor; what was understood must hold what the decoders rely on. */
#include "input/usb/source.h"

#include <stdlib.h>
#include <string.h>

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    (void)scan;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_usb_source source;
    static const struct sk_framing_rules rules = { .gap = 100 };
    struct sk_hid_descriptor descriptor;
    uint8_t *copy = malloc(size + (size == 0)); /* exact size, so that reading past it is seen */
    if (!copy) {
        return 0;
    }
    memcpy(copy, data, size);
    sk_hid_descriptor_parse(&descriptor, copy, size);
    free(copy);
    if (descriptor.report_bytes > SK_HID_REPORT_BYTES_MAX + 1) {
        abort();
    }
    for (size_t i = 0; i < descriptor.field_count; i++) {
        const struct sk_hid_field *field = &descriptor.fields[i];
        uint64_t end = field->bit_offset + (uint64_t)field->bit_size * field->count;
        if (end > (uint64_t)descriptor.report_bytes * 8 || field->usage_max < field->usage_min) {
            abort();
        }
    }
    sk_usb_source_init(&source, &rules, on_scan, NULL);
    (void)sk_usb_source_begin_hid(&source, &descriptor, SK_LAYOUT_US); /* may well be neither */
    return 0;
}
