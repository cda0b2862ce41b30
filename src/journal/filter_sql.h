/* filter_sql.h — a filter as the condition of a query over `pair AS p`. Private to this folder. */
#ifndef SK_JOURNAL_FILTER_SQL_H
#define SK_JOURNAL_FILTER_SQL_H

#include "base/buf.h"
#include "journal/filter.h"
#include "journal/store.h"

/* The parameters have fixed numbers, so that they are bound in the same way in every query. */
enum sk_filter_parameter {
    SK_PARAMETER_SERIAL = 1, /* LIKE … ESCAPE '\' */
    SK_PARAMETER_INSTANCE,   /* the same */
    SK_PARAMETER_OPERATOR,
    SK_PARAMETER_OUTCOME,
    SK_PARAMETER_FROM_MS,
    SK_PARAMETER_TO_MS,
    SK_PARAMETER_FIRST_NUMBER,
    SK_PARAMETER_LAST_NUMBER,
    SK_PARAMETER_LIMIT,
    SK_PARAMETER_MATCH,       /* the expression for an index of texts */
    SK_PARAMETER_TEXT_NUMBER, /* up to which pair the text indexes reach */
    SK_PARAMETER_PREFIX,      /* of the column whose index is used, and its end */
    SK_PARAMETER_PREFIX_END,
    SK_PARAMETER_CUSTOMER_ORDER,
    SK_PARAMETER_BENCH,  /* of an export */
    SK_PARAMETER_REGION, /* of pairs that name none */
    SK_PARAMETER_PERSON,
    SK_PARAMETER_TEXT, /* of a scan; LIKE … ESCAPE '\' */
};

/* sk_stored_pair_outcome() of pair AS p. */
#define SK_OUTCOME_SQL                                                                             \
    "CASE WHEN p.result = 'bound' AND p.undone_by <> 0 THEN 'undone' ELSE p.result END"

/* The pairs that need somebody. The condition of the index pair_open, word for word: few, however
 * many pairs there are. */
#define SK_FILTER_OPEN_SQL                                                                         \
    "SELECT number FROM pair INDEXED BY pair_open WHERE kind='bind'"                               \
    " AND result IN ('refused', 'check') AND result<>'bound' AND dealt_wall_ms=0"                  \
    " AND retried_by=0 AND undone_by=0 UNION " SK_DEAD_LETTER_PAIRS_SQL                            \
    " UNION " SK_LABEL_DOUBT_PAIRS_SQL

#define SK_FILTER_TEXT_SIZE 256

/* Where the rows of an operator are found: each way has its index. */
enum sk_filter_by {
    SK_FILTER_BY_NAME, /* which is in the row itself, as for all who are not in the table of people
                        */
    SK_FILTER_BY_PERSON, /* whose name is in that table, or was */
    SK_FILTER_BY_BOTH,   /* rows from before the person was in the table, and from then on; or there
                            are several of that name */
};

/* The filter with its texts prepared for the query; borrows from it. */
struct sk_filter_sql {
    struct sk_filter filter;
    enum sk_filter_by by;
    int64_t person;
    char serial[SK_FILTER_TEXT_SIZE];
    char instance[SK_FILTER_TEXT_SIZE];
    char text[SK_FILTER_TEXT_SIZE]; /* of scans_sql.h */
};

/* A LIKE pattern for a part of a text, or for its beginning. Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_filter_sql_pattern(const char *text, bool is_prefix, char out[SK_FILTER_TEXT_SIZE],
                                  struct sk_err_info *info);

/* Narrows times to numbers of pairs, where few enough pairs are in them.
 * Errors: SK_ERR_INVALID (a text too long to be part of a label), those of the database. */
enum sk_err sk_filter_sql_init(struct sk_filter_sql *sql, struct sk_journal *journal,
                               const struct sk_filter *filter, struct sk_err_info *info);
/* Appends " WHERE …" for pair AS p; always at least "WHERE 1". */
enum sk_err sk_filter_sql_where(const struct sk_filter_sql *sql, struct sk_buf *out)
    __attribute__((warn_unused_result));
/* Binds whatever of the parameters the statement has. */
void sk_filter_sql_bind(const struct sk_filter_sql *sql, sqlite3_stmt *statement);

#endif
