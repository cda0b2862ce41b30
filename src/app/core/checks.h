/* checks.h — from the state of the parts to the rows of the page "Diagnostics". Asks nothing and
 * opens nothing: it is what the kiosk knows already. Pure. Private to app. Main thread. */
#ifndef SK_APP_CORE_CHECKS_H
#define SK_APP_CORE_CHECKS_H

#include "app/core/present_from.h"
#include "app/model/model.h"

/* model: with its status bar filled. */
void sk_checks_make(const struct sk_present_from *from, const struct sk_model *model,
                    struct sk_model_checks *out);

#endif
