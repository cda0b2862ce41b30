#include "app/model/status_bar.h"

#include <string.h>

static bool is_usb(enum sk_scan_source source) {
    return source == SK_SOURCE_USB_HID_KEYBOARD || source == SK_SOURCE_USB_HID_POS ||
           source == SK_SOURCE_USB_CDC;
}

size_t sk_status_bar_line_of(const struct sk_reader_status *lines, size_t count,
                             const struct sk_reader_status *status) {
    size_t absent = SK_MODEL_READERS;
    for (size_t i = 0; i < count; i++) {
        const struct sk_reader_status *line = &lines[i];
        bool is_nobody = line->device[0] == '\0' && is_usb(line->source);
        bool is_own =
            status->source == SK_SOURCE_CAMERA || strcmp(line->device, status->device) == 0;
        if ((line->source == status->source && is_own) || (is_nobody && is_usb(status->source))) {
            return i;
        }
        absent = line->health == SK_READER_ABSENT ? i : absent;
    }
    return count < SK_MODEL_READERS ? count : absent;
}
