/* which.h — two labels for one slot: which one is meant? Both are shown, with what the next scan of
 * each does. For the files of this folder only. */
#ifndef SK_UI_SCREENS_WHICH_H
#define SK_UI_SCREENS_WHICH_H

#include "ui/screens/stage.h"

void sk_screen_which(struct sk_stage *stage);

#endif
