/* unexported.h — how many pairs would be lost with the journal's file, as no export has them. */
#ifndef SK_JOURNAL_UNEXPORTED_H
#define SK_JOURNAL_UNEXPORTED_H

#include "journal/journal.h"

#include <stdint.h>

/* Plain value. */
struct sk_unexported {
    int64_t pairs;    /* undos are among them, as in an export */
    int64_t exported; /* the number up to which everything was exported; 0: nothing was */
};

/* By the events about exports, not by the journal's mark alone. journal: opened in any mode.
 * Errors: those of the database. */
enum sk_err sk_unexported_read(struct sk_journal *journal, struct sk_unexported *out,
                               struct sk_err_info *info);

#endif
