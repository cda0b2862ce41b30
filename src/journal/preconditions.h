/* preconditions.h — may this pair be undone, or taken up again? */
#ifndef SK_JOURNAL_PRECONDITIONS_H
#define SK_JOURNAL_PRECONDITIONS_H

#include "journal/journal.h"

/* The pair of that number, if its binding can be taken away: it is bound, not undone, and no later
 * pair bound (or may still bind) the same device. *open_undo gets the number of an undo of it that
 * an earlier run left open, else 0.
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_INVALID (info says why not), those of the database. */
enum sk_err sk_journal_may_undo(struct sk_journal *journal, int64_t number,
                                struct sk_stored_pair *pair, int64_t *open_undo,
                                struct sk_err_info *info);

/* The pair of that number, if it was refused, or its outcome is unknown and asking did not help,
 * and it has not been taken up again yet. Errors: as above. */
enum sk_err sk_journal_may_retry(struct sk_journal *journal, int64_t number,
                                 struct sk_stored_pair *pair, struct sk_err_info *info);

/* The pair of that number, if it is open in the sense of sk_filter.open: a supervisor may deal with
 * it (SK_EVENT_DEALT). Errors: as above. */
enum sk_err sk_journal_may_deal(struct sk_journal *journal, int64_t number,
                                struct sk_stored_pair *pair, struct sk_err_info *info);

/* May its oldest dead letter be sent again? *event: what that one is about. */
enum sk_err sk_journal_may_resend(struct sk_journal *journal, int64_t number,
                                  struct sk_stored_pair *pair, int64_t *event,
                                  struct sk_err_info *info);

#endif
