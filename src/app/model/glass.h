/* glass.h — the keyboard on the glass: what its keys are, and the text that they make. What a label
 * may hold: digits, small letters, '-'; and blanks where words are typed.
 *
 * Pure, plain values; owns nothing. */
#ifndef SK_APP_MODEL_GLASS_H
#define SK_APP_MODEL_GLASS_H

#include "pairing/label.h"

#include <stdbool.h>
#include <stdint.h>

/* A key is the character that it types, or one of these. */
enum sk_glass_key {
    SK_GLASS_ERASE = 128, /* the last character */
    SK_GLASS_CLEAR,       /* all */
    SK_GLASS_OTHER,       /* where not all letters fit: the other half of them */
    SK_GLASS_DONE,
    SK_GLASS_OPEN,
    SK_GLASS_CLOSE,
    SK_GLASS_YES,
    SK_GLASS_NO,
};

struct sk_glass {
    char text[SK_LABEL_MAX + 1];
    bool is_right; /* the half of the letters that is shown where not all fit */
};

/* Keys that are no business of the text change nothing, and so does what would not fit. */
void sk_glass_press(struct sk_glass *glass, int32_t key);

#endif
