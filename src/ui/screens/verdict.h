/* verdict.h — what became of a pair, and what it is waiting for. */
#ifndef SK_UI_SCREENS_VERDICT_H
#define SK_UI_SCREENS_VERDICT_H

#include "ui/screens/stage.h"

void sk_screen_verdict(struct sk_stage *stage);

#endif
