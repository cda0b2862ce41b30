/* pair_table.h — pairs as a table, for every page that has them. Private to this folder. */
#ifndef SK_OFFICE_PAIR_TABLE_H
#define SK_OFFICE_PAIR_TABLE_H

#include "office/turn.h"

#include <stdbool.h>

/* rows: of sk_office_pairs(), the first `count` of them. with_picks: a box before each, of the form
 * whose id is "ask". */
void sk_office_pair_table(struct sk_office_turn *turn, const struct sk_office_rows *rows, int count,
                          const char *caption, bool with_picks);

#endif
