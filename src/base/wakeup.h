/* wakeup.h — a main loop without a window: threads and signals wake it, the loop waits for that or
 * until its deadline. */
#ifndef SK_BASE_WAKEUP_H
#define SK_BASE_WAKEUP_H

#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>

struct sk_wakeup {
    int ends[2];
};

/* On the caller's memory. Errors: SK_ERR_IO. */
enum sk_err sk_wakeup_init(struct sk_wakeup *wakeup, struct sk_err_info *info);
void sk_wakeup_finish(struct sk_wakeup *wakeup);

/* wake-up is a struct sk_wakeup *, as void * for sk_app_create(). Any thread; never blocks. */
void sk_wakeup_post(void *wakeup);

/* Waits to be woken, at most timeout ms (-1: for ever). SIGINT and SIGTERM end the wait, too.
 * Main thread. */
void sk_wakeup_wait(struct sk_wakeup *wakeup, sk_ms timeout);

/* For a loop that polls descriptors of its own, too: the one to be polled for reading, and what is
 * to be called before it is waited for again. The loop's thread. */
int sk_wakeup_fd(const struct sk_wakeup *wakeup);
void sk_wakeup_clear(struct sk_wakeup *wakeup);

/* From now on SIGINT and SIGTERM set what sk_wakeup_is_asked_to_end() returns, and wake the loop.
 * One struct sk_wakeup a process can have them. SIGPIPE and SIGXFSZ are ignored. Main thread,
 * before others start. */
void sk_wakeup_take_signals(struct sk_wakeup *wakeup);
bool sk_wakeup_is_asked_to_end(void);

#endif
