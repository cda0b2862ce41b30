/* framing.h — where one barcode ends and the next begins, in a stream of bytes with times: what a
 * keyboard scanner types, what a serial scanner sends. Pure: the time is handed in. */
#ifndef SK_INPUT_FRAMING_H
#define SK_INPUT_FRAMING_H

#include "base/clock.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

enum sk_suffix {
    /* CR, LF, TAB or ETX ends a barcode, and maybe silence (input/ending.h); what is between STX
     * and ETX is one barcode, whatever it holds, unless the prefix begins with STX. */
    SK_SUFFIX_AUTO,
    SK_SUFFIX_CR,
    SK_SUFFIX_LF,
    SK_SUFFIX_TAB,
    SK_SUFFIX_NONE, /* only silence ends a barcode; CR, LF and TAB may be in it */
    SK_SUFFIX_TEXT, /* the bytes of suffix_text; CR, LF and TAB may be in it */
};

#define SK_FRAMING_PREFIX_MAX 31
#define SK_FRAMING_SUFFIX_MAX 31

struct sk_framing_rules {
    enum sk_suffix suffix;
    sk_ms gap; /* silence after the last character that ends a barcode */
    size_t prefix_length;
    char prefix[SK_FRAMING_PREFIX_MAX + 1]; /* stripped where a barcode begins with it */
    size_t suffix_length;                   /* of SK_SUFFIX_TEXT; at least 1 there */
    char suffix_text[SK_FRAMING_SUFFIX_MAX + 1];
};

struct sk_framing {
    const struct sk_framing_rules *rules; /* borrowed */
    sk_ms last_at;
    size_t length;
    bool is_cut;
    bool is_enclosed;                 /* within STX … ETX; STX is the text's first byte */
    char text[SK_SCAN_TEXT_MAX + 64]; /* room for prefix, blanks and an AIM identifier */
};

enum sk_framing_end {
    SK_FRAMING_BY_SUFFIX,
    SK_FRAMING_BY_FRAME,   /* the scanner itself marked begin and end */
    SK_FRAMING_BY_SILENCE, /* nothing more came; it may be a part */
};

/* Receives barcodes, and what silence cut off. */
typedef void sk_framing_on_scan(void *data, const char *text, size_t length, bool is_cut,
                                enum sk_framing_end end, sk_ms at);

void sk_framing_init(struct sk_framing *self, const struct sk_framing_rules *rules);

/* Takes count bytes that arrived at `at`; calls on_scan for each barcode that ends in them. text is
 * borrowed for the call. Bytes over the room are counted as cut and dropped. */
void sk_framing_add(struct sk_framing *self, const char *bytes, size_t count, sk_ms at,
                    sk_framing_on_scan *on_scan, void *data);

/* True while a barcode has begun that has not ended; a possible rest of a suffix does not count. */
bool sk_framing_has_begun(const struct sk_framing *self);

/* True while that barcode has begun with STX. */
bool sk_framing_is_enclosed(const struct sk_framing *self);

/* When sk_framing_tick() is due; -1: nothing is unfinished. */
sk_ms sk_framing_due(const struct sk_framing *self);

/* Hands over what is unfinished if its time is up. Where a suffix is declared and did not come,
 * returns the bytes; else 0. */
size_t sk_framing_tick(struct sk_framing *self, sk_ms now, sk_framing_on_scan *on_scan, void *data);

/* Throws away what is unfinished (the scanner was unplugged). Returns the bytes. */
size_t sk_framing_drop(struct sk_framing *self);

/* Reads "\r", "\n", "\t", "\\" and "\xNN" in text into the rules' prefix. False: no such form, or
 * longer than SK_FRAMING_PREFIX_MAX. */
bool sk_framing_rules_set_prefix(struct sk_framing_rules *rules, const char *text);

/* "auto", "cr", "lf", "tab", "none", or the bytes themselves, written as those of the prefix.
 * False: no such form, empty, or longer than SK_FRAMING_SUFFIX_MAX. */
bool sk_framing_rules_set_suffix(struct sk_framing_rules *rules, const char *text);

#endif
