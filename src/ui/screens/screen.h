/* screen.h — the screens: from a model to a list of shapes. Pure: same arguments, same list. */
#ifndef SK_UI_SCREENS_SCREEN_H
#define SK_UI_SCREENS_SCREEN_H

#include "app/model/model.h"
#include "ui/draw.h"
#include "ui/screens/viewport.h"

/* Smallest window that is laid out; a smaller one is drawn as if it had this size and is cut. */
#define SK_SCREEN_MIN_WIDTH 320
#define SK_SCREEN_MIN_HEIGHT 320

/* Texts come in the language of sk_language_set(). Thread: main. */
void sk_screen_build(const struct sk_model *model, const struct sk_viewport *view,
                     struct sk_measure *measure, struct sk_display_list *list);

#endif
