/* export_text.h — the two text formats: CSV (RFC 4180) and JSON Lines.
 *
 * CSV: a line of names, CRLF at line ends, quotes where needed. A text that a spreadsheet would
 * take for a formula (it begins with = + - @, a tab or a CR) gets an apostrophe in front; NULL and
 * the empty text look alike.
 * JSON Lines: an object a line, every column in each; nothing is added to a text, NULL is null.
 * Times are RFC 3339 with milliseconds and offset in both. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_TEXT_H
#define SK_JOURNAL_EXPORT_EXPORT_TEXT_H

#include "base/buf.h"
#include "journal/table.h"

/* fd is borrowed and written at its current offset. bom: a byte-order mark first, by which Excel
 * knows UTF-8. Owner: *out is the caller's, ops->destroy(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_export_csv_create(struct sk_table_writer **out, int fd, bool bom);
enum sk_err sk_export_jsonl_create(struct sk_table_writer **out, int fd);

/* One row of CSV or JSONL as the writers above write it, and what they write before the first;
 * appended to out. Errors: as sk_buf_add(). */
enum sk_err sk_export_line(struct sk_buf *out, bool is_csv, const struct sk_column *columns,
                           size_t count, const struct sk_cell *cells);
enum sk_err sk_export_head(struct sk_buf *out, bool is_csv, const struct sk_column *columns,
                           size_t count);

#endif
