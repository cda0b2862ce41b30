/* unseen.h — pairs whose red nobody acknowledged, so that it is on the screen again after a start.
 *
 * That a red was seen is an event of its own (SK_EVENT_SEEN). So that a start need not go through
 * the whole log, and one after an update does not show what was seen before there was such an
 * event, each start notes from which pair on red may be unseen: in `refers` of its
 * SK_EVENT_STARTED. Private to this folder. */
#ifndef SK_JOURNAL_UNSEEN_H
#define SK_JOURNAL_UNSEEN_H

#include "journal/store.h"

/* Pairs that were refused or are to be checked, with which nobody has dealt in any way, and whose
 * red was not acknowledged: up to limit of them, oldest first. Not those of a shell, which was
 * told. pair is borrowed during the call. */
enum sk_err sk_unseen_each(struct sk_journal *journal, int32_t limit,
                           void (*each)(void *data, const struct sk_stored_pair *pair), void *data,
                           struct sk_err_info *info);

/* What a start that comes now has to note: every pair below is settled, and its red was seen. */
enum sk_err sk_unseen_from(struct sk_journal *journal, int64_t *number, struct sk_err_info *info);

#endif
