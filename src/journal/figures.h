/* figures.h — what a shift, a day or a fortnight came to: for charts and for the shift report. */
#ifndef SK_JOURNAL_FIGURES_H
#define SK_JOURNAL_FIGURES_H

#include "journal/journal.h"
#include "journal/tally.h"
#include "sending/record.h"

#include <stddef.h>
#include <stdint.h>

#define SK_FIGURES_DAYS 14
#define SK_FIGURES_NAMES                                                                           \
    12 /* persons, and orders; the last is SK_TALLY_OTHERS where there are more */

/* Plain value. A pair counts where its labels were scanned, and as what it is now: one that was
 * undone since is undone. The rows of undos are no pairs. */
struct sk_figures {
    int64_t from_ms; /* scanned at or after; wall clock */
    int64_t to_ms;   /* scanned before */
    int64_t total;
    int64_t by_result[SK_TALLY_RESULTS];
    int64_t median_ms; /* from the first label of a pair to its green; -1: no pair tells */
    int64_t open;      /* cases that still need somebody, from whatever time */
    int64_t hours[24][SK_TALLY_RESULTS]; /* local; of all days together */
    size_t day_count;                    /* the last days of the time, oldest first; those without
                                            a pair, too */
    struct sk_tally_row days[SK_FIGURES_DAYS];
    size_t person_count; /* most pairs first; "": nobody was signed on */
    struct sk_tally_row persons[SK_FIGURES_NAMES];
    size_t order_count; /* likewise; 0: no pair is of an order; "": of none */
    struct sk_tally_row orders[SK_FIGURES_NAMES];
};

/* One snapshot of the journal. from_ms below to_ms. Errors: SK_ERR_NOMEM, those of the database;
 * *out is untouched then. Blocks: some ten thousand pairs take a part of a second. */
enum sk_err sk_journal_figures(struct sk_journal *journal, int64_t from_ms, int64_t to_ms,
                               struct sk_figures *out, struct sk_err_info *info);

/* Calls each(data, pair) for the cases of that time, newest first, at most limit: all that still
 * need somebody, from whatever time before to_ms, and what was refused or is to be checked since
 * from_ms though somebody has dealt with it. pair is borrowed during the call. Errors: as above. */
enum sk_err sk_journal_cases(struct sk_journal *journal, int64_t from_ms, int64_t to_ms,
                             int32_t limit,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info);

#endif
