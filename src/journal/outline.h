/* outline.h — the log in a few figures, for whoever watches the bench: its end, what waits, and
 * what became of the pairs since some time. */
#ifndef SK_JOURNAL_OUTLINE_H
#define SK_JOURNAL_OUTLINE_H

#include "journal/chain.h"
#include "journal/journal.h"
#include "journal/tally.h"

#include <stdint.h>

/* Plain value. */
struct sk_outline {
    int64_t head_seq; /* the last event, and its hash */
    char head_hash[SK_CHAIN_HEX_SIZE];
    int64_t pending;                     /* pairs that are not settled */
    int64_t oldest_wall_ms;              /* when the first of them was scanned; 0: none is */
    int64_t by_result[SK_TALLY_RESULTS]; /* pairs that were scanned since then, as they are now */
};

/* One snapshot. Errors: those of the database; *out is undefined then. Blocks, for as long as it
 * takes to read the pairs since from_wall_ms. */
enum sk_err sk_journal_outline(struct sk_journal *journal, int64_t from_wall_ms,
                               struct sk_outline *out, struct sk_err_info *info);

#endif
