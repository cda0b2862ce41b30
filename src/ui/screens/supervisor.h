/* supervisor.h — the supervisor's pages. */
#ifndef SK_UI_SCREENS_SUPERVISOR_H
#define SK_UI_SCREENS_SUPERVISOR_H

#include "ui/screens/stage.h"

void sk_screen_supervisor(struct sk_stage *stage);

#endif
