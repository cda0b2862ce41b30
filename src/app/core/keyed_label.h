/* keyed_label.h — a damaged label, typed on the glass, as a pure machine: (state, key, now) → the
 * text that counts. labels.by_hand says what it takes: the same text twice, or a look at it.
 *
 * A page that nobody presses closes, and what was typed waits for the next time; what is scanned
 * closes it, and what was typed is forgotten. No clock, no I/O. One thread. Private to app. */
#ifndef SK_APP_CORE_KEYED_LABEL_H
#define SK_APP_CORE_KEYED_LABEL_H

#include "app/model/model_typing.h"
#include "app/settings/values.h"
#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_KEYED_LABEL_IDLE_MS 60000 /* without a press */

enum sk_keyed_label_input_type {
    SK_KEYED_LABEL_INPUT_KEY,
    SK_KEYED_LABEL_INPUT_SCANNED, /* by a scanner, a camera, the demo */
    SK_KEYED_LABEL_INPUT_TICK,
};

struct sk_keyed_label_input {
    enum sk_keyed_label_input_type type;
    int32_t key;   /* KEY: of glass.h */
    bool is_label; /* KEY: what is typed would be a label */
};

/* Plain value. */
struct sk_keyed_label {
    enum sk_by_hand by_hand;
    enum sk_typing_page page; /* the state */
    struct sk_glass glass;
    char first[SK_LABEL_MAX + 1]; /* AGAIN: what was typed the first time */
    enum sk_typing_hint hint;
    sk_ms pressed_at;
    char counts[SK_LABEL_MAX + 1]; /* to be handed out; "": nothing */
};

void sk_keyed_label_init(struct sk_keyed_label *typed, enum sk_by_hand by_hand);
void sk_keyed_label_step(struct sk_keyed_label *typed, const struct sk_keyed_label_input *input,
                         sk_ms now);
/* What has been typed and counts as read. False: nothing. */
bool sk_keyed_label_next(struct sk_keyed_label *typed, char text[SK_LABEL_MAX + 1]);
/* -1: never. */
sk_ms sk_keyed_label_deadline(const struct sk_keyed_label *typed);

void sk_keyed_label_view(const struct sk_keyed_label *typed, struct sk_model_typing *view);

#endif
