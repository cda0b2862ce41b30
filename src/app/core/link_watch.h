/* link_watch.h — can the cloud be reached, while nothing is sent? Tried at the start, and again and
 * again while the bench is idle, so that the screen does not say in the morning what was true in
 * the evening. Answers to what is sent say more, and put the next try off. Pure. Main thread. */
#ifndef SK_APP_CORE_LINK_WATCH_H
#define SK_APP_CORE_LINK_WATCH_H

#include "base/clock.h"
#include "pairing/pair.h"

#include <stdbool.h>

#define SK_LINK_WATCH_IDLE_MS 300000 /* between two tries while it is reached */
#define SK_LINK_WATCH_LOST_MS 30000  /* while it is not */

enum sk_link_reach {
    SK_LINK_REACH_UNKNOWN, /* not tried yet, or the try is under way */
    SK_LINK_REACHED,
    SK_LINK_LOST,
};

struct sk_link_watch {
    enum sk_link_reach reach;
    char code[SK_CODE_SIZE]; /* LOST: why, net.resolve and the like */
    sk_ms due;               /* of the next try */
};

/* The first try is due now. */
void sk_link_watch_init(struct sk_link_watch *watch, sk_ms now);

/* True: try now. Counts as tried. */
bool sk_link_watch_take(struct sk_link_watch *watch, sk_ms now);

/* What came of a try; code: why it did not reach the cloud, "" where it did. */
void sk_link_watch_told(struct sk_link_watch *watch, const char *code, sk_ms now);

/* The cloud answered what was sent. */
void sk_link_watch_answered(struct sk_link_watch *watch, sk_ms now);

#endif
