/* export_query.h — the rows of an export: the query for their columns (export_columns.h). Private
 * to this folder. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_QUERY_H
#define SK_JOURNAL_EXPORT_EXPORT_QUERY_H

#include "journal/export/export_columns.h"
#include "journal/filter_sql.h"

/* What each row tells of the bench. Borrowed; never NULL. */
struct sk_export_bench {
    const char *name;
    const char *region; /* of pairs that name none */
};

/* sql: of SCANS by sk_scans_sql_init(). *statement gives the rows, oldest first. It is the
 * caller's. sql and the texts of bench must live as long as the statement. */
enum sk_err sk_export_prepare(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              enum sk_export_rows rows, const struct sk_export_bench *bench,
                              sqlite3_stmt **statement, struct sk_err_info *info);

/* Reads the statement's current row. Texts are borrowed from it and from the reader, until the next
 * row. */
void sk_export_read(struct sk_export_reader *reader, sqlite3_stmt *statement,
                    const struct sk_column *columns, size_t count, struct sk_cell *cells);

/* Over the pairs of the filter: how many, first and last, and how many events they have; of SCANS
 * over their events. */
struct sk_export_extent {
    int64_t pairs;
    int64_t first_number;
    int64_t last_number;
    int64_t rows; /* of the export */
};
enum sk_err sk_export_measure(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              enum sk_export_rows rows, struct sk_export_extent *extent,
                              struct sk_err_info *info);

#endif
