#include "app/model/status_bar.h"

#include <string.h>

size_t sk_status_bar_line_of(const struct sk_reader_status *lines, size_t count,
                             const struct sk_reader_status *status) {
    size_t absent = SK_MODEL_READERS;
    for (size_t i = 0; i < count; i++) {
        const struct sk_reader_status *line = &lines[i];
        bool is_nobody = line->device[0] == '\0' && sk_scan_source_is_scanner(line->source);
        bool is_own =
            status->source == SK_SOURCE_CAMERA || strcmp(line->device, status->device) == 0;
        if ((line->source == status->source && is_own) ||
            (is_nobody && sk_scan_source_is_scanner(status->source))) {
            return i;
        }
        absent = line->health == SK_READER_ABSENT ? i : absent;
    }
    return count < SK_MODEL_READERS ? count : absent;
}
