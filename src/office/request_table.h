/* request_table.h — what was asked of the benches, and what became of it. Private to this folder.
 */
#ifndef SK_OFFICE_REQUEST_TABLE_H
#define SK_OFFICE_REQUEST_TABLE_H

#include "office/queries.h"
#include "office/turn.h"

/* With its heading: of that pair, or the newest of all. name: NULL: all. */
enum sk_err sk_office_request_table(struct sk_office_turn *turn,
                                    const struct sk_office_pair_name *name);

#endif
