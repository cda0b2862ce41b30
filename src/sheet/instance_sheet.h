/* instance_sheet.h — a list of instances whose labels are to be printed. Pure. */
#ifndef SK_SHEET_INSTANCE_SHEET_H
#define SK_SHEET_INSTANCE_SHEET_H

#include "base/err.h"
#include "pairing/label.h"
#include "sheet/mistakes.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_instance_sheet;

/* bytes: length of them, in any encoding of sheet/encoding.h; copied. Where a row of headings names
 * the column `instance` (sheet/columns.h; further: see sk_columns_check()), that column counts;
 * else the first one, from the first row on, as in a plain text with an instance a line. Each must
 * be an instance by the rules. One that is there twice, also in other case, counts once.
 * Owner: *out is the caller's. Errors: SK_ERR_INVALID (*mistakes says what and where; info tells
 * them in one sentence without the file), SK_ERR_UNSUPPORTED, SK_ERR_NOMEM. */
enum sk_err sk_instance_sheet_create(struct sk_instance_sheet **out, const char *bytes,
                                     size_t length, const struct sk_label_rules *rules,
                                     const char *further, struct sk_mistakes *mistakes,
                                     struct sk_err_info *info);
void sk_instance_sheet_destroy(struct sk_instance_sheet *sheet); /* NULL is fine */

size_t sk_instance_sheet_count(const struct sk_instance_sheet *sheet); /* at least 1 */
/* In the order of the list. Borrowed from the sheet. */
const char *sk_instance_sheet_at(const struct sk_instance_sheet *sheet, size_t index);

/* What is no mistake but should be known, as one sentence without the file: rows that are there
 * twice. False: none is. */
bool sk_instance_sheet_notice(const struct sk_instance_sheet *sheet, struct sk_err_info *info);

#endif
