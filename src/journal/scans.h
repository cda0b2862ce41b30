/* scans.h — what was scanned and became no part of a pair, and what else happened at the bench
 * beside pairs: who signed on and off, sessions and PINs, readers, holds, starts, people. */
#ifndef SK_JOURNAL_SCANS_H
#define SK_JOURNAL_SCANS_H

#include "journal/filter.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <stdint.h>

/* One of them; texts are borrowed during the call. */
struct sk_scans_row {
    int64_t seq;
    int64_t wall_ms;
    const char *at;    /* RFC 3339 with offset */
    const char *event; /* sk_event_name() */
    const char
        *code; /* of a scan: why it became no part of a pair, as sk_notice_name(); "": it is a
                  card that was obeyed, "further": so many of which only the number is known */
    const char *read; /* of a scan: what was read; else "" */
    const char *note; /* of the others */
    const char *symbology;
    const char *source;
    const char *device;
    bool by_hand;
    const char *operator_name; /* "": nobody was signed on */
    int64_t person;
    int64_t times; /* at least 1 */
};

/* Calls each for up to limit of them, newest first, or from the oldest on; 0: all. Of the filter
 * `text`, operator, times of day and, as numbers of events, first_number and last_number count.
 * Errors: SK_ERR_INVALID (text too long to be searched for), SK_ERR_NOMEM, those of the database.
 */
enum sk_err sk_scans_read(struct sk_journal *journal, const struct sk_filter *filter,
                          bool newest_first, int32_t limit,
                          void (*each)(void *data, const struct sk_scans_row *row), void *data,
                          struct sk_err_info *info);

#endif
