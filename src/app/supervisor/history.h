/* history.h — what happened to a pair, in words: the log's events as a supervisor reads them. Pure.
 */
#ifndef SK_APP_SUPERVISOR_HISTORY_H
#define SK_APP_SUPERVISOR_HISTORY_H

#include "app/model/model_supervisor.h"
#include "journal/journal.h"

/* An event of a pair; logged is borrowed during the call. */
void sk_history_event(const struct sk_logged_event *logged, struct sk_model_super_event *out);

/* That it was sent for the first time, of which the log has only the time. */
void sk_history_sent(int64_t wall_ms, struct sk_model_super_event *out);

#endif
