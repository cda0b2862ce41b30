/* stream.h — from the characters of one device to scans: where a code ends (framing), whether it is
 * whole (ending), and what belongs to one code (burst). What keyboards type and serial lines send
 * comes here; what a device frames itself, as well. Pure: characters and times come in. */
#ifndef SK_INPUT_STREAM_H
#define SK_INPUT_STREAM_H

#include "input/burst.h"
#include "input/ending.h"
#include "input/framing.h"
#include "input/recording.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_stream {
    enum sk_scan_source source;
    struct sk_framing framing;
    struct sk_ending ending;
    struct sk_burst burst;
    bool is_broken;  /* something was lost: what ends is a part, until a code begins for certain */
    bool has_ended;  /* by a mark; nothing came after it */
    sk_ms broken_at; /* the last character since then */
    bool (*is_lacking)(void *data); /* NULL: nobody is asked */
    void *is_lacking_data;
    struct sk_recording *recording; /* NULL: codes are delivered */
    struct sk_scan scan;
};

/* on_scan(data, scan): scan is borrowed for the call; source, text, symbology, cut, is_part and at
 * are set, the name is the caller's. rules is borrowed. */
void sk_stream_init(struct sk_stream *self, enum sk_scan_source source,
                    const struct sk_framing_rules *rules,
                    void (*on_scan)(void *data, const struct sk_scan *scan), void *data);

/* The device has shown before that silence ends its codes. Where the rules declare what it sends,
 * that counts instead. Before the first character. */
void sk_stream_set_silent(struct sk_stream *self);

/* is_lacking(data) is asked once for each text that ends, blank ones too. True: it lacks
 * characters, and is a part. */
void sk_stream_ask(struct sk_stream *self, bool (*is_lacking)(void *data), void *data);

/* From now on all is delivered as it comes, to the recording's receiver. Borrowed. */
void sk_stream_record(struct sk_stream *self, struct sk_recording *recording);

/* Characters that arrived at `at`; length may be 0. */
void sk_stream_add(struct sk_stream *self, const char *text, size_t length, sk_ms at);

/* A text that the device framed itself; it is named by its AIM identifier where symbology is
 * unknown. */
void sk_stream_add_whole(struct sk_stream *self, const char *text, size_t length, bool is_cut,
                         enum sk_symbology symbology, sk_ms at);

/* A text of which the device had said that more comes, which did not. */
void sk_stream_add_part(struct sk_stream *self, const char *text, size_t length, sk_ms at);

/* Characters were lost at `at`. What is unfinished is a part, and so is a code that has just ended,
 * of which more may have come, and the next one: it may lack its beginning. A code begins for
 * certain after silence, or where a mark ended one and a burst is over. Returns whether a part of
 * something was there, which is delivered now or when the burst is over. */
bool sk_stream_break(struct sk_stream *self, sk_ms at);

/* True until then. */
bool sk_stream_is_broken(const struct sk_stream *self, sk_ms at);

/* True while half a code is there. */
bool sk_stream_is_reading(const struct sk_stream *self);

/* When sk_stream_tick() is due; -1: nothing waits. */
sk_ms sk_stream_due(const struct sk_stream *self);

/* Delivers what is due, and what silence has ended or cut. Returns the bytes that should have had a
 * suffix. */
size_t sk_stream_tick(struct sk_stream *self, sk_ms now);

/* Throws away what is unfinished, and delivers what is complete. Returns the bytes thrown away. */
size_t sk_stream_drop(struct sk_stream *self);

#endif
