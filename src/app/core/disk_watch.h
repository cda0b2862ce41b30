/* disk_watch.h — is the journal's disk slow, and for so long that the kiosk cannot work? Pure. */
#ifndef SK_APP_CORE_DISK_WATCH_H
#define SK_APP_CORE_DISK_WATCH_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_disk_watch {
    bool is_slow;  /* the newest pair is not saved, and the screen says so */
    bool is_stuck; /* for so long that the kiosk cannot work */
    sk_ms slow_since;
};

/* unsaved_for: how long pair `number` has waited to be saved, -1 if none does; slow: the wait from
 * which the disk counts as slow. Begin and end are logged. Returns when to look again; -1: no
 * need. */
sk_ms sk_disk_watch_look(struct sk_disk_watch *watch, sk_ms unsaved_for, sk_ms slow, int64_t number,
                         sk_ms now);

#endif
