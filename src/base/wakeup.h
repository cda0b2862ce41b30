/* wakeup.h — a main loop without a window: threads and signals knock, the loop waits for a knock
 * or for its time. */
#ifndef SK_BASE_WAKEUP_H
#define SK_BASE_WAKEUP_H

#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>

struct sk_knock {
    int ends[2];
};

/* On the caller's memory. Errors: SK_ERR_IO. */
enum sk_err sk_knock_init(struct sk_knock *knock, struct sk_err_info *info);
void sk_knock_finish(struct sk_knock *knock);

/* knock is a struct sk_knock *, as void * for sk_app_create(). Any thread; never blocks. */
void sk_knock_wake(void *knock);

/* Waits for a knock, at most timeout ms (-1: for ever). SIGINT and SIGTERM end the wait, too.
 * Main thread. */
void sk_knock_wait(struct sk_knock *knock, sk_ms timeout);

/* From now on SIGINT and SIGTERM set what sk_knock_is_asked_to_end() returns, and knock. One
 * struct sk_knock a process can have them. SIGPIPE and SIGXFSZ are ignored. Main thread, before
 * others start. */
void sk_knock_take_signals(struct sk_knock *knock);
bool sk_knock_is_asked_to_end(void);

#endif
