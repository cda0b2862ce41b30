/* glass_keyboard.h — the keyboard on the glass: keys for a glove, all letters at once where they
 * fit, else in two halves of a keyboard as it is known, which is quicker than two of the alphabet:
 * nearly all that begins a label is in the left one. For the files of this folder only. */
#ifndef SK_UI_SCREENS_GLASS_KEYBOARD_H
#define SK_UI_SCREENS_GLASS_KEYBOARD_H

#include "app/model/glass.h"
#include "ui/screens/stage.h"

enum sk_keypad_kind { SK_KEYPAD_LABEL, SK_KEYPAD_WORDS /* with blanks */ };

struct sk_keypad_look {
    enum sk_keypad_kind kind;
    sk_colour face, ink;
    const char *title; /* what is to be typed, translated */
    sk_colour title_ink;
    const char *close; /* msgid: what the key says that leaves */
};

/* Fills the area: title, what is typed (of what is too long its end), the keys, and under them
 * those that leave, clear and end. */
void sk_keypad_put(struct sk_stage *stage, struct sk_rect area, const struct sk_glass *glass,
                   const struct sk_keypad_look *look);

#endif
