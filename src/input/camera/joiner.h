/* joiner.h — from codes that are parts of one text to that text (Structured Append).
 *
 * A text that is too long for one code, or that somebody wanted in several, is printed as up to
 * sixteen, each of which says which part it is and of how many. A part is never a label. The parts
 * need not be in one picture: what was seen is remembered for a while, and where all are there the
 * whole text takes their place. A part that says something else than the one seen before it in its
 * place is of another set, and the older ones are forgotten. The parts of a QR code must agree with
 * the parity that each of them states.
 *
 * Pure but for iconv(3): no clock, no thread. */
#ifndef SK_INPUT_CAMERA_JOINER_H
#define SK_INPUT_CAMERA_JOINER_H

#include "base/clock.h"
#include "input/camera/charset.h"
#include "input/camera/symbol.h"

#define SK_JOINER_SETS 2   /* that are remembered at once */
#define SK_JOINER_PARTS 16 /* of one set, at most (ISO/IEC 18004, 8.1; ISO/IEC 16022, 5.6) */
/* Bytes of a part; longer ones are none of a label's and never joined. */
#define SK_JOINER_PART_MAX 1024

struct sk_joiner_rules {
    enum sk_charset encoding; /* of bytes that no part declares */
    sk_ms part;               /* parts are remembered so long after one of their set was seen */
    sk_ms joined; /* the same for a set that is whole: at most as long as a label must be out of
                     view to count again, as one part shows the whole text till then */
    sk_ms tell;   /* a set may lack parts so long until the person is told */
};

struct sk_joiner_part {
    size_t length; /* 0: not seen */
    unsigned char parity;
    bool is_raw;
    bool gs1;
    char text[SK_JOINER_PART_MAX];
};

struct sk_joiner_set {
    enum sk_symbology symbology;
    struct sk_symbol_sequence sequence; /* count 0: not in use; index says nothing */
    bool is_whole;
    bool is_told;
    sk_ms seen_at; /* any part of it, last */
    sk_ms since;   /* there is nothing new about it */
    struct sk_joiner_part part[SK_JOINER_PARTS];
};

struct sk_joiner {
    struct sk_joiner_rules rules;
    struct sk_joiner_set set[SK_JOINER_SETS];
};

void sk_joiner_init(struct sk_joiner *joiner, const struct sk_joiner_rules *rules);

/* True for a part that is still one: it is no label. */
bool sk_joiner_is_part(const struct sk_symbol *symbol);

/* What one frame showed. Where all parts of a set are known, the joined symbol takes the place of
 * those that are in the frame. now must not go back. Returns the index in symbols of a part that
 * the person is to be told about, as the others do not come; -1: of none. Each part is told once.
 */
int sk_joiner_frame(struct sk_joiner *joiner, struct sk_symbols *symbols, sk_ms now);

#endif
