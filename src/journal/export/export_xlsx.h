/* export_xlsx.h — Excel's format, in the chosen language: typed columns, a frozen header, a filter
 * on it; for exports of pairs sheets of counts with charts; at last what is to be known about the
 * file.
 *
 * Memory does not grow with the rows: rows are written to temporary files. A sheet of Excel has
 * 1,048,576 rows; further rows go to further sheets. Texts are never formulas, and stay texts: a
 * serial number of digits never turns into a number. Times are dates, by the clock of this machine.
 */
#ifndef SK_JOURNAL_EXPORT_EXPORT_XLSX_H
#define SK_JOURNAL_EXPORT_EXPORT_XLSX_H

#include "journal/export/export_about.h"
#include "journal/table.h"

/* Writes the file at path (with ops->end()); its directory holds the temporary files, too.
 * path is copied, about borrowed. Owner: *out is the caller's, ops->destroy(). Errors:
 * SK_ERR_NOMEM. */
enum sk_err sk_export_xlsx_create(struct sk_table_writer **out, const char *path,
                                  const struct sk_export_about *about);

#endif
