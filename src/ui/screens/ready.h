/* ready.h — the screen on which a scan is awaited; also half a pair. */
#ifndef SK_UI_SCREENS_READY_H
#define SK_UI_SCREENS_READY_H

#include "ui/screens/stage.h"

void sk_screen_ready(struct sk_stage *stage);

#endif
