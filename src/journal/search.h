/* search.h — finds pairs in a log of ten million rows while somebody waits. */
#ifndef SK_JOURNAL_SEARCH_H
#define SK_JOURNAL_SEARCH_H

#include "journal/filter.h"
#include "journal/journal.h"

#include <stdint.h>

/* Calls each(data, pair) for up to limit pairs that pass the filter, newest first; pair is
 * borrowed during the call. For the next page set filter->last_number to the last number less one.
 *
 * How it stays quick: numbers of pairs, the index of the beginning of serial numbers and instances,
 * an index of all their runs of three characters, one of times, and one of everything that is not
 * bound. Slow cases: a part of a label with fewer than three characters that hardly any label has,
 * one in which three characters repeat ("999999"), and a rare outcome within a very long time
 * range; these visit many pairs.
 * Errors: SK_ERR_INVALID (a text too long to be part of a label), SK_ERR_NOMEM, those of the
 * database. */
enum sk_err sk_journal_search(struct sk_journal *journal, const struct sk_filter *filter,
                              int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info);

/* Adds up to limit pairs to the index of three characters, if at least `least` are missing from it:
 * many at once are cheap, and search visits the others one by one. *more: there is more to do. For
 * the writer, when it has nothing else to do. A damaged index is rebuilt: it holds nothing that is
 * not in the pairs. */
enum sk_err sk_journal_index_texts(struct sk_journal *journal, int32_t least, int32_t limit,
                                   bool *more, struct sk_err_info *info);

#endif
