#include "input/burst.h"

#include <string.h>

/* A further text that does not end: give up after this; the rest of it still belongs to the same
 * code. */
#define STALE_MS 1000

void sk_burst_init(struct sk_burst *burst, void (*on_scan)(void *data, const struct sk_scan *scan),
                   void *data) {
    *burst = (struct sk_burst){ .on_scan = on_scan, .data = data };
}

void sk_burst_flush(struct sk_burst *burst) {
    if (burst->has_scan) {
        burst->has_scan = false;
        burst->scan.is_joined = burst->scan.is_joined || burst->is_open;
        burst->on_scan(burst->data, &burst->scan);
    }
}

static bool is_at_once(const struct sk_burst *burst, sk_ms at) {
    return (burst->has_scan || burst->was_framed) && at - burst->last_at < SK_BURST_MS;
}

void sk_burst_touch(struct sk_burst *burst, sk_ms at) {
    if (!burst->is_open && is_at_once(burst, at)) {
        burst->is_open = true;
    } else if (!burst->is_open) {
        sk_burst_flush(burst);
    }
    burst->last_at = at;
}

void sk_burst_touch_framed(struct sk_burst *burst, sk_ms at) {
    if (burst->has_scan) {
        sk_burst_touch(burst, at);
    }
}

void sk_burst_blank(struct sk_burst *burst, sk_ms at) {
    sk_burst_forget(burst);
    if (is_at_once(burst, at)) {
        burst->last_at = at;
    }
}

static void join(struct sk_scan *scan, const struct sk_scan *more) {
    size_t room = SK_SCAN_TEXT_MAX - scan->length;
    size_t length = more->length < room ? more->length : room > 0 ? room - 1 : 0;
    if (room > 0) {
        scan->text[scan->length++] = '\r';
        memcpy(scan->text + scan->length, more->text, length);
        scan->length += length;
        scan->text[scan->length] = '\0';
    }
    scan->cut = scan->cut || more->cut || length < more->length;
    scan->is_part = scan->is_part || more->is_part;
    scan->at = more->at;
}

void sk_burst_end(struct sk_burst *burst, const struct sk_scan *scan) {
    bool is_of_it = burst->is_open || is_at_once(burst, scan->at);
    if (is_of_it && burst->has_scan) {
        join(&burst->scan, scan);
    } else {
        sk_burst_flush(burst);
        burst->scan = *scan;
        burst->has_scan = true;
    }
    burst->scan.is_joined = is_of_it;
    burst->is_open = false;
    burst->was_framed = false;
    burst->last_at = scan->at;
}

void sk_burst_end_framed(struct sk_burst *burst, const struct sk_scan *scan) {
    if (burst->is_open || (burst->has_scan && is_at_once(burst, scan->at))) {
        sk_burst_end(burst, scan);
        return;
    }
    sk_burst_flush(burst);
    burst->on_scan(burst->data, scan);
    burst->was_framed = true;
    burst->last_at = scan->at;
}

void sk_burst_forget(struct sk_burst *burst) {
    if (burst->has_scan && burst->is_open) {
        burst->scan.is_joined = true; /* there was more in it */
    }
    burst->is_open = false;
}

sk_ms sk_burst_due(const struct sk_burst *burst) {
    return !burst->has_scan ? -1 : burst->last_at + (burst->is_open ? STALE_MS : SK_BURST_MS);
}

void sk_burst_tick(struct sk_burst *burst, sk_ms now) {
    sk_ms due = sk_burst_due(burst);
    if (due >= 0 && now >= due) {
        sk_burst_flush(burst);
    }
}
