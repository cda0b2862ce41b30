/* verify.h — is the log still as it was written? Reads everything once, in constant memory. */
#ifndef SK_JOURNAL_VERIFY_H
#define SK_JOURNAL_VERIFY_H

#include "journal/chain.h"
#include "journal/journal.h"

#include <stdint.h>

/* What was found. Plain value. */
struct sk_verify_report {
    int64_t events;
    int64_t pairs;
    int64_t stills; /* pictures of pairs that are as they were taken */
    int64_t problems;
    int64_t purged_seq; /* events up to this one were purged; the chain begins behind it */
    int64_t head_seq;   /* the last event, and its hash: worth keeping elsewhere */
    char head_hash[SK_CHAIN_HEX_SIZE];
};

/* What became of an event that was noted elsewhere. */
enum sk_verify_seen {
    SK_VERIFY_NOT_REACHED, /* the log could not be read so far */
    SK_VERIFY_SEEN,        /* it is there: all up to it is as it was then */
    SK_VERIFY_CHANGED,     /* it has another hash */
    SK_VERIFY_MISSING,     /* the log ends before it, or it was taken out */
    SK_VERIFY_PURGED       /* gone with a purge: nothing can be said */
};

/* An event's number and hash that were noted elsewhere (an earlier report, an export, a
 * checkpoint). */
struct sk_verify_noted {
    int64_t seq;
    uint8_t hash[SK_CHAIN_SIZE];
    enum sk_verify_seen seen; /* out */
};

/* Finds events that were changed, taken out, swapped or cut off at the end, pairs whose summary
 * contradicts their events, a database or an index that is damaged, an end that is not the one
 * noted beside the journal (head_file.h), a mark of
 * what was exported that no event made, a replacement that was cut off, and
 * pictures (still.h) that are missing, were changed or belong to no pair. Holds the log against
 * the `count` events that were noted elsewhere, and puts them in order first, by number and hash.
 * Calls each(data, text) for every problem; text is an English sentence that names the row,
 * borrowed. It cannot find: an end that was cut off or changed by somebody who hashed everything
 * anew (chain.h), unless something was noted of a row behind the change. Errors: SK_ERR_IO,
 * SK_ERR_CORRUPT (so damaged that it cannot be read to the end), SK_ERR_NOMEM. Problems are no
 * errors: report->problems counts them. */
enum sk_err sk_journal_verify(struct sk_journal *journal, struct sk_verify_noted *noted,
                              size_t count, void (*each)(void *data, const char *text), void *data,
                              struct sk_verify_report *report, struct sk_err_info *info);

/* The same for a copy that lies alone: nothing beside it is looked at, nor pictures. It is only
 * counted; the first problem is in info, as SK_ERR_CORRUPT. */
enum sk_err sk_journal_verify_alone(struct sk_journal *journal, struct sk_verify_report *report,
                                    struct sk_err_info *info);

#endif
