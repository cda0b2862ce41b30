/* purge.h — removes old events from the log, so that what is left can still be verified.
 *
 * Only from the beginning, only what was exported, never an event of a pair that still waits, and
 * none that a receiver (acknowledged.h) does not have yet, unless told.
 * First an event "purged" and the mark say up to which event and with which hash; the chain begins
 * behind it from then on. Then the rows go, a few hundred at a time, so that a kiosk need not wait
 * for it to write; what a crash leaves over is removed the next time. The picture of a pair
 * (still.h) goes with it. What the guards need of a
 * pair is kept (known.h). The file does not shrink; its space is reused. */
#ifndef SK_JOURNAL_PURGE_H
#define SK_JOURNAL_PURGE_H

#include "journal/journal.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_purge {
    int64_t before_ms;         /* events before this moment */
    int64_t max_events;        /* at most so many in this call; 0: all */
    const char *operator_name; /* for the event; "" for the kiosk itself */
    int64_t person;            /* the same by number, where it is known; else 0 */
    bool on_screen;            /* that somebody wants it there; else from the command line */
    bool exported_only;      /* stop before what was not exported, instead of refusing everything */
    bool unacknowledged_too; /* what a receiver does not have yet may go; it will never get it */
    const char *why;         /* appended to the event's note; NULL: nothing */
    /* Called between two batches; false leaves the rest for the next call. May be NULL. */
    bool (*go_on)(void *data);
    void *data;
};

struct sk_purge_report {
    int64_t up_to_seq; /* everything up to this event is purged by now */
    int64_t events;    /* that were taken out by this call */
    int64_t pairs;
    bool more; /* max_events or go_on() left something to do */
};

/* journal: opened with SK_JOURNAL_WRITE or _NOTE.
 * Errors: SK_ERR_DENIED (pairs of that time were not exported, or not delivered; info says which
 * and how that is fixed), those of the database. */
enum sk_err sk_journal_purge(struct sk_journal *journal, const struct sk_purge *what,
                             struct sk_purge_report *report, struct sk_err_info *info);

#endif
