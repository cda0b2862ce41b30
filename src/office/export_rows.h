/* export_rows.h — the rows of an export out of the fleet's database, in the columns that a bench's
 * own export has (journal/export/export_columns.h), so that the same writers write them. */
#ifndef SK_OFFICE_EXPORT_ROWS_H
#define SK_OFFICE_EXPORT_ROWS_H

#include "journal/export/export_columns.h"
#include "office/db.h"
#include "office/queries.h"

struct sk_office_export_rows;

/* rows: PAIRS, or EVENTS with their hashes, of the benches and days of the search (a pair's other
 * conditions do not choose events). Begins to read; the link does nothing else until it is
 * destroyed or next() ends. search: borrowed during the call. Owner: *out is the caller's.
 * Errors: SK_ERR_INVALID, SK_ERR_NOMEM, those of the database. */
enum sk_err sk_office_export_create(struct sk_office_export_rows **out, struct sk_office_link *link,
                                    enum sk_export_rows rows, const struct sk_office_search *search,
                                    struct sk_err_info *info);
void sk_office_export_destroy(struct sk_office_export_rows *rows); /* NULL is fine */

/* Static; those of sk_export_columns(). */
const struct sk_column *sk_office_export_columns(const struct sk_office_export_rows *rows,
                                                 size_t *count);

/* The next row; cells has SK_EXPORT_COLUMNS_MAX places, texts are borrowed until the next call and
 * end with NUL. An event that cannot be read has what the server knows of it, "unreadable" as its
 * code, and its bytes as its note. Errors: SK_ERR_NOT_FOUND (there are no more), those of the
 * database. */
enum sk_err sk_office_export_next(struct sk_office_export_rows *rows, struct sk_cell *cells,
                                  struct sk_err_info *info);

#endif
