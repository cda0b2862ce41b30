/* scan_queue.h — scans that found no room in the sink wait here, in order. For readers that must
 * not block, because several devices share their thread. */
#ifndef SK_INPUT_SCAN_QUEUE_H
#define SK_INPUT_SCAN_QUEUE_H

#include "base/clock.h"
#include "input/reader.h"

#include <stddef.h>

#define SK_SCAN_QUEUE_MAX 64

struct sk_scan_queue {
    size_t first;
    size_t count;
    sk_ms at; /* next try */
    struct sk_scan scans[SK_SCAN_QUEUE_MAX];
};

/* Gives the scan to the sink, or keeps a copy: nothing overtakes what waits. What fits neither here
 * nor there is lost, and the sink is told (its op `lost`). */
void sk_scan_queue_push(struct sk_scan_queue *self, struct sk_scan_sink *sink,
                        const struct sk_scan *scan, sk_ms now);

/* When sk_scan_queue_flush() is due; -1: nothing waits. */
sk_ms sk_scan_queue_due(const struct sk_scan_queue *self);

/* Offers again what waits, if it is time. */
void sk_scan_queue_flush(struct sk_scan_queue *self, struct sk_scan_sink *sink, sk_ms now);

#endif
