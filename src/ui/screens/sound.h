/* sound.h — was the sound heard? And the supervisor's page on which it is set. */
#ifndef SK_UI_SCREENS_SOUND_H
#define SK_UI_SCREENS_SOUND_H

#include "ui/screens/stage.h"

/* The question, and what to do where the answer was no. */
void sk_screen_sound(struct sk_stage *stage);

/* For supervisor.c: how loud, by which output. */
void sk_screen_super_sound(struct sk_stage *stage, struct sk_rect area);

#endif
