/* waiting.h — loads the pairs that an earlier run left for the outbox, but only those that are
 * still as they were scanned. */
#ifndef SK_JOURNAL_WAITING_H
#define SK_JOURNAL_WAITING_H

#include "journal/journal.h"

/* Receives them; both arguments are borrowed during the call. */
struct sk_waiting_ear {
    void (*each)(void *data, const struct sk_stored_pair *pair);
    /* The row of that pair is not what its event says: it is settled by now and never sent. text
     * says so. */
    void (*unfit)(void *data, const struct sk_stored_pair *pair, const char *text);
    void *data;
};

/* Up to limit pairs that wait with a number above `after`, in order, each compared with its first
 * event; what differs is settled as "check" with the code SK_CODE_CHANGED. journal: opened with
 * SK_JOURNAL_WRITE. Errors: as sk_journal_append(). */
enum sk_err sk_waiting_load(struct sk_journal *journal, int64_t after, int32_t limit,
                            const struct sk_waiting_ear *ear, struct sk_err_info *info);

/* The same for undos that an earlier run left open; what differs is settled as refused. */
enum sk_err sk_waiting_load_undos(struct sk_journal *journal, int32_t limit,
                                  const struct sk_waiting_ear *ear, struct sk_err_info *info);

#endif
