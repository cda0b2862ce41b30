/* event_words.h — what an event of a pair says, in the words that a supervisor reads at the bench.
 */
#ifndef SK_OFFICE_EVENT_WORDS_H
#define SK_OFFICE_EVENT_WORDS_H

#include "office/event_body.h"

#include <stddef.h>

/* One sentence, in the thread's language; cut where it does not fit. who: the name of the event's
 * person, where that is known; "": the event's own, or the person's number. */
void sk_office_event_words(const struct sk_event_row *row, const char *who, char *out, size_t size);

#endif
