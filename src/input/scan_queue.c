#include "input/scan_queue.h"

#define PAUSE_MS 20

void sk_scan_queue_push(struct sk_scan_queue *self, struct sk_scan_sink *sink,
                        const struct sk_scan *scan, sk_ms now) {
    if (self->count == 0 && sink->ops->push(sink, scan)) {
        return;
    }
    if (self->count == SK_SCAN_QUEUE_MAX) {
        if (sink->ops->lost) {
            sink->ops->lost(sink);
        }
        return;
    }
    self->scans[(self->first + self->count) % SK_SCAN_QUEUE_MAX] = *scan;
    if (self->count++ == 0) {
        self->at = now + PAUSE_MS;
    }
}

sk_ms sk_scan_queue_due(const struct sk_scan_queue *self) {
    return self->count > 0 ? self->at : -1;
}

void sk_scan_queue_flush(struct sk_scan_queue *self, struct sk_scan_sink *sink, sk_ms now) {
    if (self->count == 0 || now < self->at) {
        return;
    }
    while (self->count > 0 && sink->ops->push(sink, &self->scans[self->first])) {
        self->first = (self->first + 1) % SK_SCAN_QUEUE_MAX;
        self->count--;
    }
    self->at = now + PAUSE_MS;
}
