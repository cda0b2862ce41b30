/* inspect.h — do the journal's indexes say what its tables say? A flipped bit in an index hides
 * rows for good, even waiting pairs, and no query shows it. Private to this folder.
 *
 * It runs SQLite's integrity_check while time lasts. If the log is too large for that, the index of
 * waiting pairs is compared with the table, newest pairs first, a piece at a time. If only indexes
 * are wrong, they are rebuilt. */
#ifndef SK_JOURNAL_INSPECT_H
#define SK_JOURNAL_INSPECT_H

#include "journal/store.h"

/* How far it came; zero to begin with. */
struct sk_inspection {
    bool is_over;
    bool was_long;  /* the full check took longer than there was time */
    int64_t from;   /* pairs below this number are still to be looked at */
    bool has_begun; /* from is set */
};

struct sk_inspect_rules {
    struct sk_clock *clock;
    sk_ms budget;              /* of one call */
    bool (*go_on)(void *data); /* false ends it for now; NULL: it goes on */
    void *data;
};

/* Goes on where it stopped. text: for the log, what was fixed or that it takes longer; untouched
 * where there is nothing to say. Errors: SK_ERR_CORRUPT (not fixed by rebuilding indexes), those of
 * the disk. */
enum sk_err sk_inspect(struct sk_inspection *inspection, struct sk_journal *journal,
                       const struct sk_inspect_rules *rules, char text[SK_ERR_TEXT_SIZE],
                       struct sk_err_info *info);

#endif
