/* table.h — rows of an export, and the trait for writing them. */
#ifndef SK_JOURNAL_TABLE_H
#define SK_JOURNAL_TABLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_cell_type {
    SK_CELL_INT,
    SK_CELL_TEXT,
    SK_CELL_TIME, /* milliseconds since 1970; 0 is no time */
};

struct sk_column {
    const char *name; /* English, [a-z0-9_]: the heading in CSV and JSON, in every language */
    enum sk_cell_type type;
    int width;         /* characters, for a screen */
    const char *title; /* msgid, the heading for people; NULL: its name */
    int print_rank;    /* from 1: what people read first and what is printed; 0: behind those */
};

/* Of its column's type. Borrowed during the call. */
struct sk_cell {
    bool is_null; /* there is nothing, not even an empty text */
    int64_t number;
    const char *text; /* never NULL */
    size_t length;    /* bytes of text */
};

struct sk_table_writer {
    const struct sk_table_writer_ops *ops;
};

/* All: the caller's thread; block on the disk. Errors: SK_ERR_FULL, SK_ERR_IO, SK_ERR_NOMEM; after
 * one only destroy() may follow. All mandatory. */
struct sk_table_writer_ops {
    /* Once, first. columns live until destroy(). */
    enum sk_err (*begin)(struct sk_table_writer *writer, const struct sk_column *columns,
                         size_t count, struct sk_err_info *info);
    enum sk_err (*row)(struct sk_table_writer *writer, const struct sk_cell *cells,
                       struct sk_err_info *info);
    /* Once, last: after it, everything has been passed to the system. */
    enum sk_err (*end)(struct sk_table_writer *writer, struct sk_err_info *info);
    void (*destroy)(struct sk_table_writer *writer); /* NULL is not fine */
};

#endif
