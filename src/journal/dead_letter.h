/* dead_letter.h — what a receiver refused for good, until somebody has it sent again: events
 * UNDELIVERED without a later RESEND of the same. */
#ifndef SK_JOURNAL_DEAD_LETTER_H
#define SK_JOURNAL_DEAD_LETTER_H

#include "journal/journal.h"

#include <stdbool.h>
#include <stdint.h>

/* Borrowed during the call. */
struct sk_dead_letter {
    int64_t event; /* that it is about */
    int64_t pair;
    int64_t wall_ms; /* when it was given up */
    const char *serial;
    const char *instance;
    const char *note; /* who refused it, and why */
};

/* Calls each for all of them, oldest first; false ends it. */
enum sk_err sk_dead_letter_list(struct sk_journal *journal,
                                bool (*each)(void *data, const struct sk_dead_letter *letter),
                                void *data, struct sk_err_info *info);

/* The oldest of that pair. Errors: SK_ERR_INVALID: it has none. */
enum sk_err sk_dead_letter_of(struct sk_journal *journal, int64_t pair, int64_t *event,
                              struct sk_err_info *info);

#endif
