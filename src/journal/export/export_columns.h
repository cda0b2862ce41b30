/* export_columns.h — the columns of an export, in order, whatever the rows come from: a journal
 * (export_query.h), or a database where the logs of many benches meet. Pure. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_COLUMNS_H
#define SK_JOURNAL_EXPORT_EXPORT_COLUMNS_H

#include "journal/export/export_rows.h"
#include "journal/stamp.h"
#include "journal/table.h"

#define SK_EXPORT_COLUMNS_MAX 48

/* Static. */
const struct sk_column *sk_export_columns(enum sk_export_rows rows, size_t *count);

/* What is known from row to row; zero to begin with. */
struct sk_export_reader {
    struct sk_stamp stamp;
    char zone[16];
};

/* Fills in the cell "time_zone", where there is one: "UTC+08:00", where the clock of this machine
 * stood at the row's time. The other cells are filled in. Its text is borrowed from the reader,
 * until the next row. */
void sk_export_add_zone(struct sk_export_reader *reader, const struct sk_column *columns,
                        size_t count, struct sk_cell *cells);

#endif
