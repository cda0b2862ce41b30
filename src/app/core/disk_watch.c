#define SK_LOG_MODULE "app"

#include "app/core/disk_watch.h"

#include "base/log.h"

#include <inttypes.h>

#define STUCK 3 /* times `slow` */

sk_ms sk_disk_watch_look(struct sk_disk_watch *watch, sk_ms unsaved_for, sk_ms slow, int64_t number,
                         sk_ms now) {
    bool is_slow = unsaved_for >= slow;
    if (is_slow && !watch->is_slow) {
        sk_log_warning("the journal's disk is slow: pair %" PRId64 " is not saved after %" PRId64
                       " ms; no label is accepted until it is",
                       number, unsaved_for);
        watch->slow_since = now - unsaved_for;
    } else if (!is_slow && watch->is_slow) {
        sk_log_warning("the journal's disk answers again, after %" PRId64 " ms",
                       now - watch->slow_since);
    }
    watch->is_slow = is_slow;
    watch->is_stuck = unsaved_for >= STUCK * slow;
    return unsaved_for < 0 || watch->is_stuck ? -1
                                              : now - unsaved_for + (is_slow ? STUCK * slow : slow);
}
