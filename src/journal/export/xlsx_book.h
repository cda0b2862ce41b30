/* xlsx_book.h — the Excel file that is being written: its formats, and sheets that print well.
 * Private to this folder. */
#ifndef SK_JOURNAL_EXPORT_XLSX_BOOK_H
#define SK_JOURNAL_EXPORT_XLSX_BOOK_H

#include "base/err.h"
#include "journal/export/export_about.h"

#include <xlsxwriter.h>

struct sk_xlsx_book {
    lxw_workbook *book;
    const struct sk_export_about *about; /* borrowed */
    lxw_format *heading;
    lxw_format *number_heading; /* above numbers, which stand at the right */
    lxw_format *bold;
    lxw_format *text;    /* stays a text, whatever is typed over it */
    lxw_format *time;    /* a date that Excel counts with */
    lxw_format *wrapped; /* lines of their own within a cell */
    lxw_format *fixed;   /* the same, each character as wide as the other */
    lxw_format *share;   /* percent */
    lxw_format *whole;   /* a number on its own, at the left */
};

/* Nothing is written before workbook_close(). Owner: self->book is the caller's.
 * Errors: LXW_ERROR_MEMORY_MALLOC_FAILED. */
lxw_error sk_xlsx_book_open(struct sk_xlsx_book *self, const char *path, const char *directory,
                            const struct sk_export_about *about);

/* A sheet with that name (in the chosen language already; from the second one on with its number)
 * that prints on landscape pages as wide as its columns, with its first row on each, the bench
 * above and the page below. NULL: no memory. */
lxw_worksheet *sk_xlsx_book_sheet(struct sk_xlsx_book *self, const char *name, int number);

#endif
