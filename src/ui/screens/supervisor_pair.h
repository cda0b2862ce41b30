/* supervisor_pair.h — the supervisor's page of one pair, and its picture alone. */
#ifndef SK_UI_SCREENS_SUPERVISOR_PAIR_H
#define SK_UI_SCREENS_SUPERVISOR_PAIR_H

#include "ui/screens/stage.h"

void sk_screen_super_detail(struct sk_stage *stage, struct sk_rect area);
void sk_screen_super_picture(struct sk_stage *stage, struct sk_rect area);

#endif
