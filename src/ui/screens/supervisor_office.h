/* supervisor_office.h — the supervisor's page of what the office asks for. */
#ifndef SK_UI_SCREENS_SUPERVISOR_OFFICE_H
#define SK_UI_SCREENS_SUPERVISOR_OFFICE_H

#include "ui/screens/stage.h"

void sk_screen_super_office(struct sk_stage *stage, struct sk_rect area);

#endif
