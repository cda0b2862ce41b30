/* typing.h — a damaged label, typed on the glass. */
#ifndef SK_UI_SCREENS_TYPING_H
#define SK_UI_SCREENS_TYPING_H

#include "ui/screens/stage.h"

void sk_screen_typing(struct sk_stage *stage);

#endif
