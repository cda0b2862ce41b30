#include "input/recording.h"

#include <string.h>

void sk_recording_init(struct sk_recording *self, enum sk_scan_source source,
                       void (*on_scan)(void *data, const struct sk_scan *scan), void *data) {
    memset(self, 0, sizeof(*self));
    self->on_scan = on_scan;
    self->data = data;
    self->scan.source = source;
}

void sk_recording_add(struct sk_recording *self, const char *bytes, size_t length, sk_ms at) {
    struct sk_scan *scan = &self->scan;
    size_t room = SK_SCAN_TEXT_MAX - scan->length;
    size_t taken = length < room ? length : room;
    memcpy(scan->text + scan->length, bytes, taken);
    scan->length += taken;
    scan->cut = scan->cut || taken < length;
    self->last_at = at;
}

sk_ms sk_recording_due(const struct sk_recording *self) {
    return self->scan.length == 0 ? -1 : self->last_at + SK_RECORDING_GAP_MS;
}

void sk_recording_tick(struct sk_recording *self, sk_ms now) {
    struct sk_scan *scan = &self->scan;
    sk_ms due = sk_recording_due(self);
    if (due < 0 || now < due) {
        return;
    }
    scan->text[scan->length] = '\0';
    scan->at = self->last_at;
    self->on_scan(self->data, scan);
    scan->length = 0;
    scan->cut = false;
    scan->symbology = SK_SYMBOLOGY_UNKNOWN;
}
