/* checkpoint_due.h — when a bench writes a checkpoint of its own accord, as a pure machine: so many
 * events later, so long after the last one, at the end of a shift; never without a new event. */
#ifndef SK_JOURNAL_CHECKPOINT_DUE_H
#define SK_JOURNAL_CHECKPOINT_DUE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_CHECKPOINT_ENDS_MAX 12

struct sk_checkpoint_rules {
    int64_t events;                       /* since the last one; 0: their number does not matter */
    sk_ms after;                          /* since the last one; 0: the time does not matter */
    int32_t ends[SK_CHECKPOINT_ENDS_MAX]; /* of shifts: minutes of the local day */
    int32_t end_count;
};

/* Plain value; zeroed, with rules: nothing is known of an earlier one. */
struct sk_checkpoint_due {
    struct sk_checkpoint_rules rules;
    bool has_begun;
    int64_t seq;        /* the last event that one is of */
    sk_ms at;           /* monotonic, when it was made */
    int64_t minute;     /* of the local calendar, when it was looked at last */
    bool is_shift_over; /* since the last one */
};

/* Is one due? seq: the journal's last event; minute: of the local calendar, counted on from any day
 * on. The first look only begins the counts. */
bool sk_checkpoint_due_look(struct sk_checkpoint_due *due, int64_t seq, sk_ms now, int64_t minute);

/* One was made, of the event seq. */
void sk_checkpoint_due_made(struct sk_checkpoint_due *due, int64_t seq, sk_ms now);

#endif
