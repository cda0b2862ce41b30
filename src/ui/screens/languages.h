/* languages.h — all languages of the kiosk, each by its own name, to be touched. */
#ifndef SK_UI_SCREENS_LANGUAGES_H
#define SK_UI_SCREENS_LANGUAGES_H

#include "ui/screens/stage.h"

void sk_screen_languages(struct sk_stage *stage);

#endif
