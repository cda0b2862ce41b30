/* journald.h — lines of the log with their fields into the system's journal, where standard error
 * leads there: PRIORITY, SAG_MODULE, SAG_PAIR, SAG_EVENT, SAG_READER. A flood of equal lines is one
 * line and a count (flood.h). */
#ifndef SK_APP_LOGGING_JOURNALD_H
#define SK_APP_LOGGING_JOURNALD_H

#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

/* Is this descriptor the stream that $JOURNAL_STREAM (stream, "DEVICE:INODE"; NULL: not set) names?
 */
bool sk_journald_is_stream(const char *stream, int fd);

#define SK_JOURNALD_FIELDS 8

/* The fields of a line, "NAME=value". Plain value, but for its own texts. */
struct sk_journald_fields {
    size_t count;
    char texts[SK_JOURNALD_FIELDS][2200];
};
void sk_journald_fields(const struct sk_log_line *line, struct sk_journald_fields *out);

/* Where standard error is the journal's stream, lines go there with their fields from now on, until
 * _end(). Main thread, before others start. */
void sk_journald_begin(void);
/* Tells what was held back. When the other threads have ended. */
void sk_journald_end(void);

#endif
