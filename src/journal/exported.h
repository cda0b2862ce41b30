/* exported.h — up to which pair everything was exported, by the events about it. The journal's mark
 * is only a copy that is quicker to read: whoever can write the file can set it, and what was not
 * exported would be purged. Private to this folder. */
#ifndef SK_JOURNAL_EXPORTED_H
#define SK_JOURNAL_EXPORTED_H

#include "journal/store.h"

/* A purge takes old events about exports, too, so the one about it says what they said:
 * "…; pairs up to 40 were exported". */
#define SK_EXPORTED_NOTE "; pairs up to %" PRId64 " were exported"

/* Plain value. */
struct sk_exported {
    int64_t number; /* 0: none */
    int64_t mark;   /* what the journal's mark says */
    bool is_whole;  /* nothing that an event said has been lost: a purge by an older program did not
                       say what its events had said, so number may be too small */
};

/* Within the caller's transaction, if there is one. Errors: those of the database. */
enum sk_err sk_exported_read(struct sk_journal *journal, struct sk_exported *out,
                             struct sk_err_info *info);

/* What can be relied on: what the events say, or the mark where they are not whole. */
int64_t sk_exported_number(const struct sk_exported *exported);

/* The mark is one that the events can have made. */
bool sk_exported_agrees(const struct sk_exported *exported);

#endif
