/* present.h — from the state of the parts to the model that a face draws. Pure but for the wall
 * clock, which says how old the oldest waiting pair is. Private to app. Main thread. */
#ifndef SK_APP_CORE_PRESENT_H
#define SK_APP_CORE_PRESENT_H

#include "app/core/present_from.h"
#include "app/model/model.h"

#define SK_PRESENT_AGE_STEP_MS 10000 /* the age on the status bar need not tick every second */

/* Fills all of *model but its revision, padding too. */
void sk_present(const struct sk_present_from *from, sk_ms now, struct sk_model *model);

#endif
