/* side_log.h — what happens at the bench beside pairs, on its way to the journal, as a pure
 * machine: (records, now) → records.
 *
 * Pairs come first at the disk, and a scanner that went mad must not fill it: what comes faster
 * than a worker scans is held back, the same again is counted, and of more than fits only the
 * number is kept. No clock, no I/O. One thread. */
#ifndef SK_SENDING_SIDE_LOG_H
#define SK_SENDING_SIDE_LOG_H

#include "base/clock.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_SIDE_LOG_SIZE 32      /* records that may wait */
#define SK_SIDE_LOG_BURST 16     /* that go at once */
#define SK_SIDE_LOG_EVERY_MS 250 /* and then one each */

/* Plain value. */
struct sk_side_log {
    struct sk_record waiting[SK_SIDE_LOG_SIZE]; /* oldest first */
    int32_t count;
    int32_t lost;    /* scans without room, since the last that went */
    int32_t may_go;  /* of a burst */
    sk_ms filled_at; /* up to when may_go was counted */
    bool hurries;
};

void sk_side_log_init(struct sk_side_log *log, sk_ms now);

/* record: copied; sk_event_is_beside(). */
void sk_side_log_add(struct sk_side_log *log, const struct sk_record *record, sk_ms now);

/* From now on all goes at once: the bench is shut down. */
void sk_side_log_hurry(struct sk_side_log *log);

/* The next record to be saved. False: there is none, or not yet. */
bool sk_side_log_next(struct sk_side_log *log, sk_ms now, struct sk_record *record);

/* When next() gives one; -1: there is none. */
sk_ms sk_side_log_deadline(const struct sk_side_log *log, sk_ms now);

#endif
