/* Any reports, under any descriptor, at any times.
 *
 * Input: one byte chooses the decoder and the layout, one the suffix, one the length of the report
 * descriptor that follows; then each report: a byte of length, a byte of time, its bytes. */
#include "input/usb/source.h"

#include <stdlib.h>
#include <string.h>

static size_t scans;

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    if (scan->length == 0 || scan->length > SK_SCAN_TEXT_MAX || scan->text[scan->length] != '\0') {
        abort();
    }
    scans++;
}

struct input {
    const uint8_t *bytes;
    size_t length;
};

static uint8_t next(struct input *input) {
    if (input->length == 0) {
        return 0;
    }
    input->length--;
    return *input->bytes++;
}

/* A heap copy of exactly that size, or of what is left. */
static uint8_t *cut(struct input *input, size_t *length) {
    *length = *length < input->length ? *length : input->length;
    uint8_t *copy = malloc(*length + (*length == 0));
    if (copy) {
        memcpy(copy, input->bytes, *length);
        input->bytes += *length;
        input->length -= *length;
    }
    return copy;
}

static bool begin(struct sk_usb_source *source, struct input *input, uint8_t choice) {
    enum sk_layout layout = (enum sk_layout)((choice >> 3) % 5);
    size_t length = next(input);
    uint8_t *bytes = cut(input, &length);
    if (!bytes) {
        return false;
    }
    struct sk_hid_descriptor descriptor;
    bool is_begun = true;
    switch (choice & 7) {
    case 0:
        sk_usb_source_begin_boot(source, layout);
        break;
    case 1:
        sk_usb_source_begin_serial(source);
        break;
    case 2:
        sk_usb_source_begin_symbol(source);
        break;
    default:
        sk_hid_descriptor_parse(&descriptor, bytes, length);
        is_begun = sk_usb_source_begin_hid(source, &descriptor, layout) == SK_OK;
        break;
    }
    free(bytes);
    return is_begun;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_usb_source source;
    struct input input = { data, size };
    struct sk_framing_rules rules = { .gap = 100, .prefix_length = 1, .prefix = "P" };
    uint8_t choice = next(&input);
    rules.suffix = (enum sk_suffix)(next(&input) % 5);
    sk_usb_source_init(&source, &rules, on_scan, NULL);
    if (!begin(&source, &input, choice)) {
        return 0;
    }
    sk_ms now = 0;
    while (input.length > 0) {
        size_t length = next(&input);
        now += next(&input) * 8;
        uint8_t *report = cut(&input, &length);
        if (!report) {
            break;
        }
        (void)sk_usb_source_tick(&source, now);
        sk_usb_source_take(&source, report, length, now);
        free(report);
    }
    if (sk_usb_source_drop(&source) > SK_SCAN_TEXT_MAX + 64) {
        abort();
    }
    return 0;
}
