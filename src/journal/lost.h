/* lost.h — a journal that ends before the event noted in the second place (head_file.h) has lost
 * the rest. It is reported instead of ignored. Private to this folder. */
#ifndef SK_JOURNAL_LOST_H
#define SK_JOURNAL_LOST_H

#include "journal/head_file.h"
#include "journal/store.h"

/* How the journal's end compares with a note about it. */
enum sk_lost_end {
    SK_END_KNOWN, /* the event that was noted is there as it was, or was purged */
    SK_END_SHORT, /* it is behind the last one */
    SK_END_OTHER, /* it is another one, or missing: another journal, or a changed one */
};
enum sk_err sk_lost_compare(struct sk_journal *journal, const struct sk_head_note *note,
                            enum sk_lost_end *end, struct sk_err_info *info);

/* Compares; if something is missing, writes an event "lost" and fills journal->notice. journal:
 * prepared for writing, with its lock. Errors: as sk_journal_append(). */
enum sk_err sk_lost_check(struct sk_journal *journal, struct sk_err_info *info);

#endif
