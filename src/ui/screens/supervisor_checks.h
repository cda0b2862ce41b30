/* supervisor_checks.h — the supervisor's page "Diagnostics": how the bench is, a row each. */
#ifndef SK_UI_SCREENS_SUPERVISOR_CHECKS_H
#define SK_UI_SCREENS_SUPERVISOR_CHECKS_H

#include "ui/screens/stage.h"

void sk_screen_super_checks(struct sk_stage *stage, struct sk_rect area);

#endif
