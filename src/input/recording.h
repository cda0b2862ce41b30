/* recording.h — everything that one device sends until it is silent, as it came: no framing, no
 * trimming. For finding out how a scanner is set (lesson.h). Pure: times are handed in. */
#ifndef SK_INPUT_RECORDING_H
#define SK_INPUT_RECORDING_H

#include "base/clock.h"
#include "pairing/scan.h"

#include <stddef.h>

/* Longer than any pause between characters that a maker's manual offers but for a few. */
#define SK_RECORDING_GAP_MS 400

struct sk_recording {
    void (*on_scan)(void *data, const struct sk_scan *scan);
    void *data;
    sk_ms last_at;
    struct sk_scan scan; /* text: the raw bytes so far */
};

/* on_scan(data, scan): scan is borrowed for the call; source, text, symbology, cut and at are set.
 */
void sk_recording_init(struct sk_recording *self, enum sk_scan_source source,
                       void (*on_scan)(void *data, const struct sk_scan *scan), void *data);

/* Bytes that came at `at`. What is over SK_SCAN_TEXT_MAX is dropped, and cut is set. */
void sk_recording_add(struct sk_recording *self, const char *bytes, size_t length, sk_ms at);

/* When sk_recording_tick() is due; -1: nothing waits. */
sk_ms sk_recording_due(const struct sk_recording *self);

/* Delivers what silence has ended. */
void sk_recording_tick(struct sk_recording *self, sk_ms now);

#endif
