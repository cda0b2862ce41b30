/* pin_pad.h — the pages on which a PIN is typed: to come in, and of a PIN that is set. */
#ifndef SK_UI_SCREENS_PIN_PAD_H
#define SK_UI_SCREENS_PIN_PAD_H

#include "ui/screens/stage.h"

void sk_screen_pin_pad(struct sk_stage *stage, struct sk_rect area);

#endif
