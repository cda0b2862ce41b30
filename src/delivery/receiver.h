/* receiver.h — whoever gets each settled pair beside the cloud, as a trait. The webhook and the
 * watched folder fill it, and tests. */
#ifndef SK_DELIVERY_RECEIVER_H
#define SK_DELIVERY_RECEIVER_H

#include "base/err.h"
#include "delivery/delivery.h"
#include "journal/export/letter.h"

#include <stdint.h>

struct sk_receiver {
    const struct sk_receiver_ops *ops;
};

/* All mandatory. */
struct sk_receiver_ops {
    /* Hands over the letters, in order, all or none; blocks on network or disk. *retry_after: how
     * long the receiver asks to wait, 0: it does not. info: why they were not taken; "" if they
     * were. The delivery's thread. */
    enum sk_delivery_end (*deliver)(struct sk_receiver *receiver, const struct sk_letter *letters,
                                    int32_t count, sk_ms *retry_after, struct sk_err_info *info);
    /* A deliver() that is under way ends soon, in trouble, and so do all after it. Any thread. */
    void (*stop)(struct sk_receiver *receiver);
    void (*destroy)(struct sk_receiver *receiver); /* NULL is not fine */
};

#endif
