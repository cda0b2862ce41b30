/* export_xlsx.h — Excel's format: typed columns, a frozen header, a filter on it, and for exports
 * of pairs a second sheet with counts by hour, operator and error and a chart.
 *
 * Memory does not grow with the rows: rows are written to temporary files. A sheet of Excel has
 * 1,048,576 rows; further rows go to further sheets. Texts are never formulas. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_XLSX_H
#define SK_JOURNAL_EXPORT_EXPORT_XLSX_H

#include "journal/table.h"

/* Writes the file at path (with ops->end()); its directory holds the temporary files, too.
 * path is copied. Owner: *out is the caller's, ops->destroy(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_export_xlsx_create(struct sk_table_writer **out, const char *path);

#endif
