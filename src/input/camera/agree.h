/* agree.h — from symbols in frame after frame to scans that count.
 *
 * A label that lies in view is read thirty times a second and is one scan. It counts when it is one
 * of our labels, when enough frames agree (one, or more for symbologies without a check
 * character), and counts again only after frames without it have come for a while: no frames at all
 * prove nothing. Two different serial numbers, or two different instance ids, in one frame are
 * refused, as it is not clear which one is meant; two codes that hold the same one are one label.
 *
 * A box shows more than its serial number: what would only be complained about (the model's code,
 * an example) counts when no label that is taken has come for a while, and never beside one. A part
 * of a text that fills several codes (joiner.h) is no label, nor is a code that speaks to the
 * scanner. Pure: no clock, no thread. */
#ifndef SK_INPUT_CAMERA_AGREE_H
#define SK_INPUT_CAMERA_AGREE_H

#include "base/clock.h"
#include "input/camera/symbol.h"
#include "pairing/label.h"

#define SK_AGREE_TEXTS_MAX 24
/* Texts longer than this are none of our labels. */
#define SK_AGREE_TEXT_MAX SK_LABEL_TEXT_MAX

enum sk_agree_verdict {
    SK_AGREE_FOREIGN, /* none of our labels */
    SK_AGREE_WAIT,    /* more frames must agree */
    SK_AGREE_TAKE,    /* counts, now */
    SK_AGREE_IN_VIEW, /* has counted and is still in view */
    SK_AGREE_REFUSED, /* another one of its kind is in the same frame */
    SK_AGREE_PART,    /* of a text, whose other codes are missing */
};

struct sk_agree {
    const struct sk_label_rules *rules; /* borrowed, must outlive this */
    sk_ms rearm;                        /* how long a label must be out of view to count again */
    sk_ms patience;  /* how long what is only complained about waits for a label */
    int weak_frames; /* frames for a symbology without a check character */
    bool has_good;   /* a label that is taken was seen, ... */
    sk_ms good_at;   /* ... last at this time */
    int count;
    struct {
        char text[SK_AGREE_TEXT_MAX + 1]; /* a serial number or instance: what is sent of it */
        size_t length;
        sk_ms first_at;
        int frames; /* that showed it */
        bool taken;
        bool missing;     /* the last frame did not show it, ... */
        sk_ms missing_at; /* ... nor any since this time */
        sk_ms seen_at;    /* last time */
    } item[SK_AGREE_TEXTS_MAX];
};

/* weak_frames at least 1. */
void sk_agree_init(struct sk_agree *agree, const struct sk_label_rules *rules, sk_ms rearm,
                   sk_ms patience, int weak_frames);

/* One frame, which may be empty. verdicts[i] is for symbols->item[i]. now must not go back.
 * Returns whether anything was refused. */
bool sk_agree_frame(struct sk_agree *agree, const struct sk_symbols *symbols, sk_ms now,
                    enum sk_agree_verdict verdicts[SK_SYMBOLS_MAX]);

/* The label's scan could not be delivered, so it has not counted. */
void sk_agree_forget(struct sk_agree *agree, const struct sk_symbol *symbol);

#endif
