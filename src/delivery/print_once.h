/* print_once.h — one label for one pair, and never two, whatever fails and whenever the power goes.
 * Pure: inputs go in, effects are taken out one by one. It knows no time.
 *
 * A note on the disk goes before the label, and another one behind it. Where the first is there and
 * not the second, nobody knows: that is noted, and the label is not printed again. What the print
 * service certainly did not take is tried again later. */
#ifndef SK_DELIVERY_PRINT_ONCE_H
#define SK_DELIVERY_PRINT_ONCE_H

#include "journal/label_note.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_delivery_once_state {
    SK_DELIVERY_ONCE_STATE_TO_LOOK,  /* what the log knows of the label is to be read */
    SK_DELIVERY_ONCE_STATE_LOOKING,  /* it is being read */
    SK_DELIVERY_ONCE_STATE_TO_ASK,   /* the printer is to be asked whether it can */
    SK_DELIVERY_ONCE_STATE_ASKING,   /* it is asked */
    SK_DELIVERY_ONCE_STATE_TO_NOTE,  /* something is to be written into the log */
    SK_DELIVERY_ONCE_STATE_NOTING,   /* it is being written */
    SK_DELIVERY_ONCE_STATE_TO_PRINT, /* that it begins is on the disk */
    SK_DELIVERY_ONCE_STATE_PRINTING,
    SK_DELIVERY_ONCE_STATE_ENDED, /* the end is to be taken out */
};

/* What is noted. */
enum sk_delivery_once_note {
    SK_DELIVERY_ONCE_NOTE_BEGUN,
    SK_DELIVERY_ONCE_NOTE_PRINTED,
    SK_DELIVERY_ONCE_NOTE_NOT_PRINTED,
    SK_DELIVERY_ONCE_NOTE_DOUBT,
};

enum sk_delivery_once_answer {
    SK_DELIVERY_ONCE_YES,
    SK_DELIVERY_ONCE_NO,
    SK_DELIVERY_ONCE_UNKNOWN
};

/* Plain value. */
struct sk_delivery_once {
    enum sk_delivery_once_state state;
    enum sk_delivery_once_note note;
    bool is_settled; /* ENDED: nothing is to be done any more; else later, from the beginning */
};

enum sk_delivery_once_input_type {
    SK_DELIVERY_ONCE_INPUT_STANDING, /* standing, and is_wanted: the pair is bound still */
    SK_DELIVERY_ONCE_INPUT_UNREAD,   /* the log could not be read */
    SK_DELIVERY_ONCE_INPUT_ASKED,    /* answer: YES, the printer can */
    SK_DELIVERY_ONCE_INPUT_NOTED,
    SK_DELIVERY_ONCE_INPUT_UNNOTED, /* perhaps it is on the disk all the same */
    SK_DELIVERY_ONCE_INPUT_PRINTED, /* answer */
};

struct sk_delivery_once_input {
    enum sk_delivery_once_input_type type;
    enum sk_label_standing standing;
    bool is_wanted;
    enum sk_delivery_once_answer answer;
};

enum sk_delivery_once_effect {
    SK_DELIVERY_ONCE_EFFECT_LOOK,
    SK_DELIVERY_ONCE_EFFECT_ASK,
    SK_DELIVERY_ONCE_EFFECT_NOTE, /* print_once.note */
    SK_DELIVERY_ONCE_EFFECT_PRINT,
    SK_DELIVERY_ONCE_EFFECT_END, /* print_once.is_settled; it is init() anew for the next one */
};

void sk_delivery_once_init(struct sk_delivery_once *once);
/* What it does not wait for changes nothing. */
void sk_delivery_once_step(struct sk_delivery_once *once,
                           const struct sk_delivery_once_input *input);
bool sk_delivery_once_next(struct sk_delivery_once *once, enum sk_delivery_once_effect *effect);

#endif
