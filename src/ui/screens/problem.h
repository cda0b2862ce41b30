/* problem.h — the kiosk itself cannot work. */
#ifndef SK_UI_SCREENS_PROBLEM_H
#define SK_UI_SCREENS_PROBLEM_H

#include "ui/screens/stage.h"

void sk_screen_problem(struct sk_stage *stage);

#endif
