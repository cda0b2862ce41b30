/* status_pace.h — when the files that tell how the kiosk is are written: soon after a change, and
 * not more often than so. Pure, a plain value. */
#ifndef SK_APP_STATUS_STATUS_PACE_H
#define SK_APP_STATUS_STATUS_PACE_H

#include "base/clock.h"

#include <stdbool.h>

struct sk_status_pace {
    sk_ms every;      /* between two writes, at least */
    sk_ms not_before; /* the next write */
    bool is_changed;  /* since the last one */
};

void sk_status_pace_init(struct sk_status_pace *pace, sk_ms every, sk_ms now);
void sk_status_pace_change(struct sk_status_pace *pace);
/* When to write; -1: nothing has changed. It may be in the past: then now. */
sk_ms sk_status_pace_due(const struct sk_status_pace *pace);
/* They are being written, or were and it failed. */
void sk_status_pace_write(struct sk_status_pace *pace, sk_ms now);

#endif
