/* ending.h — whether silence is the end of a code, for one device.
 *
 * Most scanners end each code with a character or a frame: by that a text is known to be whole. A
 * text that silence ended may have been cut: a cable, a sleeping radio, a buffer that was full. So
 * silence is an end only for a device that is declared to send no suffix, or has shown it: the same
 * text twice in a row, each ended by silence. What is not an end is asked for again.
 *
 * What follows a text that was asked for again, soon and without beginning as it does, may be its
 * rest; that is asked for again as well, once. And a text that is the beginning of a longer one
 * that the same device has read is asked for again even where silence is an end; the same one a
 * second time in a row is what the label says.
 *
 * Pure: times are handed in. Thread: whoever owns the value. */
#ifndef SK_INPUT_ENDING_H
#define SK_INPUT_ENDING_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

/* Of a text, what is remembered; longer ones are told apart by their hash. */
#define SK_ENDING_TEXT_MAX 160
/* The newest texts that are remembered to tell their beginnings. */
#define SK_ENDING_TEXTS 64
/* For so long after a text was cut its rest may come. */
#define SK_ENDING_REST_MS 3000

enum sk_ending_state {
    SK_ENDING_STATE_UNKNOWN, /* it has shown nothing yet */
    SK_ENDING_STATE_MARKED,  /* it marks the ends of its codes */
    SK_ENDING_STATE_SILENT,  /* it does not: silence is the end */
};
#define SK_ENDING_STATES (SK_ENDING_STATE_SILENT + 1)

enum sk_ending_verdict {
    SK_ENDING_WHOLE, /* take it */
    SK_ENDING_AGAIN, /* it may be a part: ask for it again */
};

struct sk_ending_text {
    size_t length; /* of all of it; 0: none */
    unsigned long long hash;
    char text[SK_ENDING_TEXT_MAX];
};

struct sk_ending {
    enum sk_ending_state state;
    bool is_declared; /* by the settings; what it does changes nothing */
    bool has_news;    /* what it has shown differs from what sk_ending_news() told last */
    struct sk_ending_text asked; /* for again, last */
    sk_ms asked_at;
    size_t next;
    struct sk_ending_text seen[SK_ENDING_TEXTS];
};

/* UNKNOWN and not declared: it has to show. SILENT and not declared: it has shown it before. */
void sk_ending_init(struct sk_ending *self, enum sk_ending_state state, bool is_declared);

/* A text ended at `at`, by a character or a frame of the device. */
enum sk_ending_verdict sk_ending_by_mark(struct sk_ending *self, const char *text, size_t length,
                                         sk_ms at);

/* A text ended by a hand, which pressed a key: says nothing about a device. */
enum sk_ending_verdict sk_ending_by_hand(struct sk_ending *self, const char *text, size_t length,
                                         sk_ms at);

/* Silence after the text, whose last character came at `at`. */
enum sk_ending_verdict sk_ending_by_silence(struct sk_ending *self, const char *text, size_t length,
                                            sk_ms at);

/* The text is known to be a part: the device had said that more comes. Always asked for again. */
void sk_ending_cut(struct sk_ending *self, const char *text, size_t length, sk_ms at);

/* The rest of what was asked for again may still come at `at`. */
bool sk_ending_is_asking(const struct sk_ending *self, sk_ms at);

/* The device was away, from before `at`: the rest of what was asked for again may come from now on.
 */
void sk_ending_return(struct sk_ending *self, sk_ms at);

/* True once after the device has shown that it marks no ends, or that it does after all;
 * *is_silent: which. */
bool sk_ending_news(struct sk_ending *self, bool *is_silent);

/* "unknown", "marked", "silent". Static. */
const char *sk_ending_state_name(enum sk_ending_state state);

#endif
