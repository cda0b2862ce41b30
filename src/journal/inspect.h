/* inspect.h — do the journal's indexes say what its tables say? A flipped bit in one hides rows for
 * ever, waiting pairs too, and no query shows it. Private to this folder.
 *
 * All is SQLite's integrity_check, as long as its time lasts; where the log is too large for that,
 * the index of what waits is held against the table, newest pairs first, a piece at a time. What
 * is wrong with indexes only is built anew. */
#ifndef SK_JOURNAL_INSPECT_H
#define SK_JOURNAL_INSPECT_H

#include "journal/store.h"

/* How far it came; zero to begin with. */
struct sk_inspection {
    bool is_over;
    bool was_long;  /* all at once took longer than there was time */
    int64_t from;   /* pairs below this number are still to be looked at */
    bool has_begun; /* from is set */
};

struct sk_inspect_rules {
    struct sk_clock *clock;
    sk_ms budget;              /* of one call */
    bool (*go_on)(void *data); /* false ends it for now; NULL: it goes on */
    void *data;
};

/* Goes on where it was. text: for the log, what was fixed or that it takes longer; untouched where
 * there is nothing to say.
 * Errors: SK_ERR_CORRUPT (not fixed by building indexes anew), those of the disk. */
enum sk_err sk_inspect(struct sk_inspection *inspection, struct sk_journal *journal,
                       const struct sk_inspect_rules *rules, char text[SK_ERR_TEXT_SIZE],
                       struct sk_err_info *info);

#endif
