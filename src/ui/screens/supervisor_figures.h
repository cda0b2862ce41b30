/* supervisor_figures.h — the supervisor's charts, the shift report, and what else goes on paper. */
#ifndef SK_UI_SCREENS_SUPERVISOR_FIGURES_H
#define SK_UI_SCREENS_SUPERVISOR_FIGURES_H

#include "ui/screens/stage.h"

void sk_screen_super_figures(struct sk_stage *stage, struct sk_rect area);
void sk_screen_super_report(struct sk_stage *stage, struct sk_rect area);
void sk_screen_super_print(struct sk_stage *stage, struct sk_rect area);

#endif
