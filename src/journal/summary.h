/* summary.h — counts of the pairs of a filter, for the terminal. */
#ifndef SK_JOURNAL_SUMMARY_H
#define SK_JOURNAL_SUMMARY_H

#include "journal/filter.h"
#include "journal/journal.h"
#include "journal/tally.h"

/* Counts every pair that passes, most frequent names first. A pair that was undone is one that is
 * undone, not one that is bound; the rows of undos are only counted as such.
 * Errors: SK_ERR_INVALID (a part of a label too long), SK_ERR_NOMEM, those of the database. */
enum sk_err sk_journal_summary(struct sk_journal *journal, const struct sk_filter *filter,
                               struct sk_tally *tally, struct sk_err_info *info);

#endif
