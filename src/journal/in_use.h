/* in_use.h — does an instance have its devices already, as far as this journal knows? The cloud
 * only says so when the instance is full, and until then nobody notices a swapped label. */
#ifndef SK_JOURNAL_IN_USE_H
#define SK_JOURNAL_IN_USE_H

#include "journal/journal.h"

/* Looks for limit other devices that this instance got by earlier pairs: bound ones, pending ones,
 * and those with an unknown outcome; not those that were undone or taken up again. prior: the
 * newest of them, number 0 if there are fewer than limit. Within the transaction of the pair's
 * intent.
 * Errors: SK_ERR_IO, SK_ERR_CORRUPT, as of reading. */
enum sk_err sk_in_use_find(struct sk_journal *journal, const struct sk_pair *pair, int32_t limit,
                           struct sk_prior *prior, struct sk_err_info *info);

#endif
