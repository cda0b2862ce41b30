/* columns.h — the columns of a device list: how they are called, and what may stand in them.
 *
 * A heading is compared without its case, blanks and punctuation, so that "S/N", "sn:" and " SN "
 * are one. Pure. */
#ifndef SK_SHEET_COLUMNS_H
#define SK_SHEET_COLUMNS_H

#include "pairing/label.h"
#include "sheet/mistakes.h"
#include "sheet/sheet.h"

enum sk_list_column {
    SK_COLUMN_SERIAL,
    SK_COLUMN_INSTANCE,
    SK_COLUMN_ORDER, /* from here on they may be missing */
    SK_COLUMN_REGION,
    SK_COLUMN_ACCOUNT,
    SK_COLUMN_COUNT
};

const char *sk_column_name(enum sk_list_column column); /* "serial"; static */

/* Where each column stands. */
#define SK_COLUMN_NOWHERE SIZE_MAX
struct sk_columns {
    size_t at[SK_COLUMN_COUNT];
};

/* Further headings: "serial=Asset No., instance=Contract"; "": none.
 * Errors: SK_ERR_INVALID (info says what it must look like). */
enum sk_err sk_columns_check(const char *further, struct sk_err_info *info);

/* Looks for the columns in a row of headings. A heading in `further` wins over one that is known
 * without. Returns how many of serial and instance are there, each once. mistakes (may be NULL)
 * says which is missing, or there twice. */
size_t sk_columns_find(struct sk_columns *columns, const struct sk_sheet_row *row,
                       const char *further, struct sk_mistakes *mistakes);

/* Is it a heading of that column? */
bool sk_column_is_heading(enum sk_list_column column, const char *text, const char *further);

/* Holds the serial number and the instance of a row against the rules for labels (NULL: only
 * against what no label looks like), and says what is wrong with them. True: nothing is. */
bool sk_columns_check_labels(const struct sk_label_rules *rules, const char *serial,
                             const char *instance, int64_t line, struct sk_mistakes *mistakes);

/* The same for an instance alone. */
bool sk_columns_check_instance(const struct sk_label_rules *rules, const char *instance,
                               int64_t line, struct sk_mistakes *mistakes);

/* What that text is as a label, without being changed or folded. */
enum sk_label_kind sk_column_kind(const struct sk_label_rules *rules, const char *text);

#endif
