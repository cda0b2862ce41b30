/* lost.h — a journal that ends before the event that was noted elsewhere (head_file.h) has lost the
 * rest; it says so instead of going on as if nothing had been. Private to this folder. */
#ifndef SK_JOURNAL_LOST_H
#define SK_JOURNAL_LOST_H

#include "journal/head_file.h"
#include "journal/store.h"

/* How the journal's end stands to a note about it. */
enum sk_lost_end {
    SK_END_KNOWN, /* the event that was noted is there as it was, or was purged */
    SK_END_SHORT, /* it is behind the last one */
    SK_END_OTHER, /* it is another one, or missing: another journal, or a changed one */
};
enum sk_err sk_lost_compare(struct sk_journal *journal, const struct sk_head_note *note,
                            enum sk_lost_end *end, struct sk_err_info *info);

/* Compares, and has an event "lost" written and journal->notice filled where something is. journal:
 * prepared for writing, with its lock. Errors: as sk_journal_append(). */
enum sk_err sk_lost_check(struct sk_journal *journal, struct sk_err_info *info);

#endif
