/* salvage.h — copies what can still be read of a damaged journal into a new one: waiting pairs,
 * what the guards must know of all others, a hold, and who is told of events. Private to this
 * folder. */
#ifndef SK_JOURNAL_SALVAGE_H
#define SK_JOURNAL_SALVAGE_H

#include "journal/acknowledged.h"
#include "journal/store.h"

/* What came of it. Plain value. */
struct sk_salvaged {
    int64_t taken_over;   /* pairs that waited */
    int64_t not_readable; /* waited, too, but the chain does not vouch for what was scanned */
    bool is_incomplete;   /* reading failed somewhere: it is not known how many there were */
};

/* Reads the database at source, which is not changed, and writes into journal, within a transaction
 * that the caller began. *next_number becomes larger where source knows of larger ones.
 * Errors: those of writing; SK_ERR_IO, SK_ERR_FULL, SK_ERR_NOMEM of reading, too: what the system
 * refused may be readable the next time. Damage is not an error. */
enum sk_err sk_salvage(struct sk_journal *journal, const char *source, int64_t *next_number,
                       struct sk_salvaged *out, struct sk_err_info *info);

/* The receivers that source knows get all that is written into journal, from its beginning; what
 * they did not have of source is counted. Transaction and errors: as above. */
enum sk_err sk_salvage_receivers(struct sk_journal *journal, const char *source,
                                 struct sk_undelivered *out, struct sk_err_info *info);

#endif
