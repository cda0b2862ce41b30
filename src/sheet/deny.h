/* deny.h — serial numbers that are barred, out of a setting or a file. Pure. */
#ifndef SK_SHEET_DENY_H
#define SK_SHEET_DENY_H

#include "pairing/label.h"
#include "sheet/mistakes.h"

#include <stdbool.h>

/* Bars what stands in the text (length bytes, in any encoding of sheet/encoding.h): patterns as for
 * sk_label_rules_deny(), by commas, semicolons, tabs or line ends, in quotes or not; what follows a
 * '#' is a remark. Where the first row has the heading of a column of serial numbers (further: see
 * sk_columns_check()), that column counts and no other. is_file: mistakes have a line.
 * Errors: SK_ERR_INVALID (*mistakes says what and where, info tells them together),
 *         SK_ERR_UNSUPPORTED, SK_ERR_NOMEM. */
enum sk_err sk_deny_read(struct sk_label_rules *rules, const char *text, size_t length,
                         bool is_file, const char *further, struct sk_mistakes *mistakes,
                         struct sk_err_info *info);

#endif
