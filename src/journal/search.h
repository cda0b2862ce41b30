/* search.h — finding pairs in a log of ten million rows while somebody waits. */
#ifndef SK_JOURNAL_SEARCH_H
#define SK_JOURNAL_SEARCH_H

#include "journal/filter.h"
#include "journal/journal.h"

#include <stdint.h>

/* Calls each(data, pair) for up to limit pairs that pass the filter, newest first; pair is
 * borrowed during the call. For the next page set filter->last_number to the last number less one.
 *
 * How it stays quick: order numbers, the index of the beginning of serial numbers and instances,
 * an index of all their runs of three characters, one of times, and one of everything that is not
 * bound. Only a part of a label of less than three characters that hardly any label has, one in
 * which three characters repeat ("999999"), and a rare outcome within a very long range of times
 * are found by looking at many pairs.
 * Errors: SK_ERR_INVALID (a text too long to be part of a label), SK_ERR_NOMEM, those of the
 * database. */
enum sk_err sk_journal_search(struct sk_journal *journal, const struct sk_filter *filter,
                              int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info);

/* Takes up to limit pairs that it has not yet into the index of three characters, if at least
 * `least` wait for it: many at once cost little, and search looks at the rest one by one.
 * *more: there is more to do. For the writer, when nothing else is to be done.
 * An index that is damaged is made anew: it holds nothing that is not in the pairs. */
enum sk_err sk_journal_index_texts(struct sk_journal *journal, int32_t least, int32_t limit,
                                   bool *more, struct sk_err_info *info);

#endif
