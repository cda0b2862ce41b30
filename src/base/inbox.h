/* inbox.h — a bounded queue that carries values from any thread to one.
 *
 * Items are copied in and out, own nothing, and therefore cannot leak. The mutex gives the
 * ordering; the wake-up carries no data (it only makes the receiver look here). */
#ifndef SK_BASE_INBOX_H
#define SK_BASE_INBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_inbox;

/* capacity in items of item_size bytes. wake(wake_data) is called on the sender's thread after
 * each post, without the lock held; it must not block and may be NULL.
 * Owner:  *out is the caller's; release with sk_inbox_destroy().
 * Errors: SK_ERR_NOMEM, SK_ERR_INVALID (a size of 0, or one that overflows). */
enum sk_err sk_inbox_create(struct sk_inbox **out, size_t item_size, size_t capacity,
                            void (*wake)(void *wake_data), void *wake_data);

/* All senders must have stopped. NULL is fine. */
void sk_inbox_destroy(struct sk_inbox *inbox);

/* Copies *item in. reserve: places this sender must leave free, 0 for what may not be dropped.
 * Errors: SK_ERR_FULL (the caller decides what that means), SK_ERR_STOPPED after close.
 * Thread: any. Never blocks. */
enum sk_err sk_inbox_post(struct sk_inbox *inbox, const void *item, size_t reserve);

/* Takes the oldest item into *item. False if there is none. Thread: the receiver's. */
bool sk_inbox_take(struct sk_inbox *inbox, void *item);

/* Like sk_inbox_take(), but waits for an item or for close. False: closed and empty. */
bool sk_inbox_wait(struct sk_inbox *inbox, void *item);

/* From now on posts fail with SK_ERR_STOPPED; what is in can still be taken. Any thread. */
void sk_inbox_close(struct sk_inbox *inbox);

#endif
