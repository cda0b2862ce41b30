/* supervisor_list.h — the supervisor's lists, and what they are narrowed down to. */
#ifndef SK_UI_SCREENS_SUPERVISOR_LIST_H
#define SK_UI_SCREENS_SUPERVISOR_LIST_H

#include "ui/screens/stage.h"

void sk_screen_super_list(struct sk_stage *stage, struct sk_rect area);
void sk_screen_super_choice(struct sk_stage *stage, struct sk_rect area);

#endif
