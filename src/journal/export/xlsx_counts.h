/* xlsx_counts.h — the sheets of an Excel file behind its rows: counts by outcome and error, by day,
 * hour, operator and order, each with a chart; and what is to be known about the file. Private to
 * this folder. */
#ifndef SK_JOURNAL_EXPORT_XLSX_COUNTS_H
#define SK_JOURNAL_EXPORT_XLSX_COUNTS_H

#include "journal/export/xlsx_book.h"
#include "journal/tally.h"

#include <stdint.h>

/* "Bound": the word for people, in the chosen language, for the journal's own; that one itself
 * where there is none. Static. */
const char *sk_xlsx_outcome(const char *name);

/* tally: sorted. */
lxw_error sk_xlsx_counts_write(struct sk_xlsx_book *book, const struct sk_tally *tally);

/* rows: of the sheets before. tally: NULL where nothing was counted. */
lxw_error sk_xlsx_about_write(struct sk_xlsx_book *book, const struct sk_tally *tally,
                              int64_t rows);

#endif
