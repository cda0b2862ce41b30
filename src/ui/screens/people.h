/* people.h — the supervisor's pages of who works here. For supervisor.c. */
#ifndef SK_UI_SCREENS_PEOPLE_H
#define SK_UI_SCREENS_PEOPLE_H

#include "ui/screens/stage.h"

/* All of them, a page at a time. */
void sk_screen_people(struct sk_stage *stage, struct sk_rect area);
/* One of them: role and badge. */
void sk_screen_person(struct sk_stage *stage, struct sk_rect area);

#endif
