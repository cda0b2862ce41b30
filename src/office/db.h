/* db.h — the fleet's database, as the office page needs it: a few connections that are shared, and
 * queries whose values are parameters. No text of a request ever becomes a part of a query.
 *
 * Nothing is prepared by name and nothing is set for longer than a transaction, so that a pooler in
 * transaction mode may stand in between. */
#ifndef SK_OFFICE_DB_H
#define SK_OFFICE_DB_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OFFICE_FORMAT 5      /* the version of the fleet's schema that the queries here need */
#define SK_OFFICE_VALUES_MAX 16 /* of one query */

struct sk_office_db;
struct sk_office_link; /* one connection */
struct pg_result;

/* Is it a connection string, without a password in it? Errors: SK_ERR_INVALID. */
enum sk_err sk_office_dsn_check(const char *dsn, struct sk_err_info *info);

/* Connects when it is first needed. dsn: libpq's, copied; most: connections at once.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_db_create(struct sk_office_db **out, const char *dsn, int most,
                                struct sk_err_info *info);
void sk_office_db_destroy(struct sk_office_db *db); /* all links were given back; NULL is fine */

/* A link of the caller's own until it is given back. Waits up to five seconds for one. Thread: any.
 * Errors: SK_ERR_BUSY (none is free), SK_ERR_IO (the database cannot be reached, or is no fleet's),
 * SK_ERR_UNSUPPORTED (its schema is older than SK_OFFICE_FORMAT; each later call looks again),
 * SK_ERR_NOMEM. */
enum sk_err sk_office_db_take(struct sk_office_db *db, struct sk_office_link **out,
                              struct sk_err_info *info);
/* The schema's version as the last new connection found it; 0: none was made yet. Thread: any. */
int sk_office_db_format(struct sk_office_db *db);
/* A link that is in the middle of rows is closed. NULL is fine. */
void sk_office_db_give(struct sk_office_db *db, struct sk_office_link *link);

/* Plain value; zero is an empty one. What its functions return is borrowed from it. */
struct sk_office_rows {
    struct pg_result *result; /* owned */
    int count;
};
void sk_office_rows_finish(struct sk_office_rows *rows); /* an empty one is fine */
const char *sk_office_text_at(const struct sk_office_rows *rows, int row,
                              int column); /* NULL: "" */
int64_t sk_office_number_at(const struct sk_office_rows *rows, int row, int column);
bool sk_office_is_true_at(const struct sk_office_rows *rows, int row, int column);
bool sk_office_is_null_at(const struct sk_office_rows *rows, int row, int column);
int sk_office_columns(const struct sk_office_rows *rows);
const char *sk_office_column_name(const struct sk_office_rows *rows, int column);
/* Does JSON write it without quotes: a number? or 'true' and 'false'? */
bool sk_office_column_is_number(const struct sk_office_rows *rows, int column);
bool sk_office_column_is_bool(const struct sk_office_rows *rows, int column);
/* The bytes of a bytea, of which *length are at *out; free() them. Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_bytes_at(const struct sk_office_rows *rows, int row, int column,
                               uint8_t **out, size_t *length);

/* values: count of them, text; NULL is NULL. *rows is the caller's, sk_office_rows_finish().
 * Errors: SK_ERR_NOT_FOUND (SG003: nobody has that number), SK_ERR_BUSY (it is there already),
 * SK_ERR_INVALID (a value that cannot be), SK_ERR_DENIED, SK_ERR_STOPPED (took too long),
 * SK_ERR_IO; info has the database's own words, which are for the log. */
enum sk_err sk_office_query(struct sk_office_link *link, const char *sql, size_t count,
                            const char *const *values, struct sk_office_rows *rows,
                            struct sk_err_info *info);

/* The same a row at a time, without the time limit: memory does not grow with the rows. Until
 * next() says SK_ERR_NOT_FOUND (there are no more) or another error, the link does nothing else. */
enum sk_err sk_office_rows_begin(struct sk_office_link *link, const char *sql, size_t count,
                                 const char *const *values, struct sk_err_info *info);
enum sk_err sk_office_rows_next(struct sk_office_link *link, struct sk_office_rows *row,
                                struct sk_err_info *info);

#endif
