/* clean.h — what somebody typed or a service answered, made fit for the log. Private to this
 * folder.
 */
#ifndef SK_JOURNAL_CLEAN_H
#define SK_JOURNAL_CLEAN_H

#include "sending/record.h"

/* Operator, reason, the words of an answer and the names of readers become printable UTF-8, as
 * sk_utf8_printable() writes it, each cut where it does not fit any more; so does the service's
 * message where it is no UTF-8, but its lines stay. Serial number and
 * instance stay: the label rules let nothing else through, and the bind repeats them. */
void sk_record_clean(struct sk_record *record);

#endif
