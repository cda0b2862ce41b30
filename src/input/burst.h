/* burst.h — texts that reach a reader in quick succession are one code, not several scans.
 *
 * A code may hold a CR: read by a scanner that types, or over a serial line, `SN CR SAGK:ACK` on a
 * box would be a serial number and then a command that nobody gave. Nobody pulls a trigger twice
 * within SK_BURST_MS, so a text that begins that soon after another one belongs to the same code.
 * Such a code becomes one scan with is_joined set, which is never a label.
 *
 * For readers that find the ends of codes by characters. What a device frames itself (a report, STX
 * … ETX) is a scan of its own, however fast, and is delivered at once. Lines of standard input do
 * not come here. But a device that frames its codes frames all of them: if unframed text comes
 * right with a frame, the frame characters are part of the code. The price: a scan is delivered
 * SK_BURST_MS after its last character.
 *
 * Pure: times are handed in, and do not go back. Thread: whoever owns the value. */
#ifndef SK_INPUT_BURST_H
#define SK_INPUT_BURST_H

#include "base/clock.h"
#include "pairing/scan.h"

#include <stdbool.h>

#define SK_BURST_MS 30

struct sk_burst {
    void (*on_scan)(void *data, const struct sk_scan *scan);
    void *data;
    bool has_scan;   /* a complete one, not delivered yet */
    bool is_open;    /* a further text of the same code has begun and not ended */
    bool was_framed; /* the last one was framed, and has been delivered */
    sk_ms last_at;   /* the last character or end */
    struct sk_scan scan;
};

/* on_scan(data, scan): scan is borrowed for the call. */
void sk_burst_init(struct sk_burst *burst, void (*on_scan)(void *data, const struct sk_scan *scan),
                   void *data);

/* A character of a text that has not ended arrived at `at`. */
void sk_burst_touch(struct sk_burst *burst, sk_ms at);

/* The same for a text that began with the device's own frame. */
void sk_burst_touch_framed(struct sk_burst *burst, sk_ms at);

/* A character that belongs to no text (the LF of a CR LF, a second Return) arrived at `at`; a text
 * that had begun is dropped. */
void sk_burst_blank(struct sk_burst *burst, sk_ms at);

/* A text ended at scan->at. Copied. */
void sk_burst_end(struct sk_burst *burst, const struct sk_scan *scan);

/* A text that the device frames itself ended at scan->at. Delivered, or copied. */
void sk_burst_end_framed(struct sk_burst *burst, const struct sk_scan *scan);

/* The text that had begun was thrown away. */
void sk_burst_forget(struct sk_burst *burst);

/* When sk_burst_tick() is due; -1: nothing waits. */
sk_ms sk_burst_due(const struct sk_burst *burst);

/* Delivers what has waited long enough. */
void sk_burst_tick(struct sk_burst *burst, sk_ms now);

/* Delivers at once what waits: the reader is gone, nothing will follow. */
void sk_burst_flush(struct sk_burst *burst);

#endif
