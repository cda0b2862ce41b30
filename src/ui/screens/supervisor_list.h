/* supervisor_list.h — the supervisor's pages with pairs: a list, and one of them. */
#ifndef SK_UI_SCREENS_SUPERVISOR_LIST_H
#define SK_UI_SCREENS_SUPERVISOR_LIST_H

#include "ui/screens/stage.h"

void sk_screen_super_list(struct sk_stage *stage, struct sk_rect area);
void sk_screen_super_detail(struct sk_stage *stage, struct sk_rect area);

#endif
