/* clean.h — makes what people type and services answer fit for the log. Private to this folder. */
#ifndef SK_JOURNAL_CLEAN_H
#define SK_JOURNAL_CLEAN_H

#include "sending/record.h"

/* Operator, reason, the words of an answer and the names of readers become printable UTF-8, as
 * sk_utf8_printable() writes it, each cut to fit; so does the service's message if it is not UTF-8,
 * but it keeps its line breaks. Serial number and instance are kept as they are: the label rules
 * let nothing else through, and a bind must repeat them exactly. */
void sk_record_clean(struct sk_record *record);

#endif
