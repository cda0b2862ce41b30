/* typed_reader.h — turns keys that a window received into scans: a keyboard-wedge scanner, or a
 * hand. The time between keys distinguishes the two.
 *
 * No thread and no clock: the window feeds it on the main thread, with the time of each key. */
#ifndef SK_INPUT_KEYBOARD_TYPED_READER_H
#define SK_INPUT_KEYBOARD_TYPED_READER_H

#include "base/clock.h"
#include "input/burst.h"
#include "input/ending.h"
#include "input/reader.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_typed_reader {
    struct sk_scan_sink *sink; /* borrowed */
    struct sk_burst burst;
    struct sk_ending ending; /* of the one that types */
    sk_ms key_gap;           /* longest pause between two keys of a scanner */
    sk_ms last_at;
    size_t burst_start; /* where the text after the last long pause begins */
    sk_ms pause;        /* how long that pause was */
    bool burst_is_slow; /* a pause longer than key_gap within that text */
    bool is_slow;       /* or anywhere */
    size_t pasted_from; /* where the text that was pasted last begins, */
    size_t pasted_to;   /* and ends; 0: none */
    size_t length;
    bool is_cut;
    char text[SK_SCAN_TEXT_MAX + 64];
};

void sk_typed_reader_init(struct sk_typed_reader *self, struct sk_scan_sink *sink, sk_ms key_gap);

/* Some UTF-8 text was typed at `at`. A control character begins none: it is a frame's STX, or a key
 * that means something elsewhere. */
void sk_typed_reader_text(struct sk_typed_reader *self, const char *utf8, sk_ms at);

/* BackSpace: a hand takes its last character back. In the middle of a scanner's keys it is a
 * character of the code, which is no label then. */
void sk_typed_reader_erase(struct sk_typed_reader *self, sk_ms at);

/* Ctrl+V or its like: a hand puts in what it has copied; line ends at the end are left out. A
 * scanner sends the same keys for a control character of a code: right before or after other keys
 * it is that, and nothing is put in. utf8 is borrowed for the call. */
void sk_typed_reader_paste(struct sk_typed_reader *self, const char *utf8, sk_ms at);

/* Return, Enter or Tab: what was typed is a scan, unless more follows at once (burst.h); it is
 * handed on by sk_typed_reader_tick(). */
void sk_typed_reader_end(struct sk_typed_reader *self, sk_ms at);

/* Forgets what was typed. */
void sk_typed_reader_clear(struct sk_typed_reader *self);

/* Scanners that type end no code with Return: silence does (input/ending.h). Before the first key;
 * else that has to be shown. */
void sk_typed_reader_declare_silent(struct sk_typed_reader *self);

/* Delivers what is due. A scanner may have no suffix: what came at a scanner's speed and then
 * stopped is a scan, too, or a part of one. Returns the time at which to call again; -1: never. */
sk_ms sk_typed_reader_tick(struct sk_typed_reader *self, sk_ms now);

/* What a hand has typed so far, to show it: borrowed, not NUL-terminated, length 0 where it is
 * nothing or a scanner's. False: whose keys these are will be known at sk_typed_reader_tick()'s
 * time; leave what is shown. */
bool sk_typed_reader_echo(const struct sk_typed_reader *self, sk_ms now, const char **text,
                          size_t *length);

#endif
