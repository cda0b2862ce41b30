/* stream_desk.h — a stream in virtual time and what came out of it; included once a test. */
#ifndef TEST_STREAM_DESK_H
#define TEST_STREAM_DESK_H

#include "check.h"

#include "input/stream.h"

#include <string.h>

#define GAP 100

static struct {
    struct sk_framing_rules rules;
    struct sk_stream stream;
    sk_ms now;
    int count;
    struct sk_scan got[8];
} desk;

static void desk_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    assert_in_range(desk.count, 0, 7);
    desk.got[desk.count++] = *scan;
}

static void desk_open(enum sk_scan_source source) {
    memset(&desk, 0, sizeof(desk));
    desk.rules.gap = GAP;
    sk_stream_init(&desk.stream, source, &desk.rules, desk_scan, NULL);
}

static void desk_pass(sk_ms ms) {
    for (sk_ms end = desk.now + ms; desk.now < end;) {
        sk_ms due = sk_stream_due(&desk.stream);
        desk.now = due >= 0 && due <= end ? due : end;
        (void)sk_stream_tick(&desk.stream, desk.now);
    }
}

#endif
