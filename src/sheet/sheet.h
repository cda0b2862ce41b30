/* sheet.h — rows and cells, as spreadsheets and ERP systems write them.
 *
 * CSV as in RFC 4180, also with semicolons, tabs or bars, with `sep=;` in the first line, with any
 * line ends, with ="text" for a cell, and in any encoding of encoding.h. Blanks of all widths
 * around a cell do not belong to it, whether it is quoted or not. What the cells mean is for others
 * to say. Pure: no I/O, no clock. A value belongs to one thread. */
#ifndef SK_SHEET_SHEET_H
#define SK_SHEET_SHEET_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_SHEET_CELLS_MAX 64

struct sk_sheet;

/* How a sheet is written that was made by hand. */
struct sk_sheet_rules {
    bool any_separator; /* comma, semicolon and tab all separate, the wide ones too */
    char remark;        /* begins one that runs to the end of the line; '\0': there are none */
};

/* Plain value; the texts are the sheet's and live as long as it. */
struct sk_sheet_row {
    int64_t line; /* where it begins, from 1 */
    size_t count;
    const char *cells[SK_SHEET_CELLS_MAX];
};

/* bytes: copied. rules: NULL for a sheet that a program made.
 * Owner:  *out is the caller's; sk_sheet_destroy().
 * Errors: those of sk_encoding_to_utf8(). */
enum sk_err sk_sheet_create(struct sk_sheet **out, const char *bytes, size_t length,
                            const struct sk_sheet_rules *rules, int64_t *line,
                            struct sk_err_info *info);
void sk_sheet_destroy(struct sk_sheet *sheet); /* NULL is fine */

/* How many of the columns that are wanted a row names; SK_SHEET_DATA: it is below all headings. */
#define SK_SHEET_DATA SIZE_MAX
typedef size_t (*sk_sheet_score)(void *data, const struct sk_sheet_row *row);

/* Looks for the row of headings among the first rows, with each separator, and makes it the next
 * row. False: no row names all `wanted` columns; the next row is the one that names most of them,
 * the first row where none does. Before the first sk_sheet_next(). */
bool sk_sheet_find_headings(struct sk_sheet *sheet, sk_sheet_score score, size_t wanted,
                            void *data);

/* The next row.
 * Errors: SK_ERR_NOT_FOUND (there is none), SK_ERR_INVALID (row->line has a mistake; info is one
 *         sentence; the next call goes on behind it). */
enum sk_err sk_sheet_next(struct sk_sheet *sheet, struct sk_sheet_row *row,
                          struct sk_err_info *info);

/* Nothing but separators and blanks. */
bool sk_sheet_row_is_blank(const struct sk_sheet_row *row);

/* The cell at index; "" behind the last. */
const char *sk_sheet_cell(const struct sk_sheet_row *row, size_t index);

/* Bytes of the blank that begins at text, 0: none does. Line ends are none. Reads up to `length`.
 */
size_t sk_sheet_blank(const char *text, size_t length);

#endif
