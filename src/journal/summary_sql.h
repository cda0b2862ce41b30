/* summary_sql.h — the counts of summary.h within a transaction that is under way. Private to this
 * folder. */
#ifndef SK_JOURNAL_SUMMARY_SQL_H
#define SK_JOURNAL_SUMMARY_SQL_H

#include "journal/filter_sql.h"
#include "journal/tally.h"

/* As sk_journal_summary(), of a filter that is prepared. The caller began the transaction. */
enum sk_err sk_summary_within(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              struct sk_tally *tally, struct sk_err_info *info);

#endif
