/* supervisor_menu.h — the supervisor's menu: what is done all day is large and on top, what is done
 * once a year is small and apart. */
#ifndef SK_UI_SCREENS_SUPERVISOR_MENU_H
#define SK_UI_SCREENS_SUPERVISOR_MENU_H

#include "ui/screens/stage.h"

void sk_screen_super_menu(struct sk_stage *stage, struct sk_rect area);

#endif
