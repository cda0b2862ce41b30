/* turn.h — runs the kiosk without a screen until a condition is true. */
#ifndef SK_CLI_TURN_H
#define SK_CLI_TURN_H

#include "app/core/app.h"
#include "base/wakeup.h"

/* Turns the app, which was made with sk_wakeup_post() and wake-up, until done(data) or for limit ms
 * (-1: as long as it takes). False: it timed out, or a signal came. Main thread. */
bool sk_turn_until(struct sk_app *app, struct sk_wakeup *wakeup, bool (*done)(void *data),
                   void *data, sk_ms limit);

/* The same until the journal is open. False: it is not; the model's first problem may say why. */
bool sk_turn_until_ready(struct sk_app *app, struct sk_wakeup *wakeup, sk_ms limit);

#endif
