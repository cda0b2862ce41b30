/* scans_sql.h — the events of scans.h as a query. Private to journal and journal/export. */
#ifndef SK_JOURNAL_SCANS_SQL_H
#define SK_JOURNAL_SCANS_SQL_H

#include "base/buf.h"
#include "journal/filter_sql.h"

/* For sk_scans_sql_add(): what of `event AS e` is the text that was read, and the note. */
#define SK_SCANS_READ_SQL "CASE e.event WHEN 'scan' THEN e.note ELSE '' END"
#define SK_SCANS_NOTE_SQL                                                                           \
    "CASE e.event WHEN 'scan' THEN '' WHEN 'started' THEN e.message || CASE e.note WHEN '' THEN ''" \
    " ELSE '; ' || e.note END ELSE e.note END"
#define SK_SCANS_TIMES_SQL "max(e.attempts, 1)"

/* Prepares the filter; borrows from it. sk_filter_sql_bind() binds it.
 * Errors: SK_ERR_INVALID (text too long to be searched for). */
enum sk_err sk_scans_sql_init(struct sk_filter_sql *sql, const struct sk_filter *filter,
                              struct sk_err_info *info);

/* Appends "SELECT columns FROM event AS e …" without its order. The first column must be e.seq, if
 * it is to be ordered: each kind comes in order through the index, so nothing is sorted. */
enum sk_err sk_scans_sql_add(const struct sk_filter_sql *sql, const char *columns,
                             struct sk_buf *out) __attribute__((warn_unused_result));

#endif
