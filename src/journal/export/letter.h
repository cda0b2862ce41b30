/* letter.h — what a receiver beside the cloud gets about a pair, as a line of JSON or CSV.
 *
 * One for each event that settles a pair, or changes a settled one: `settled` (also of an undo,
 * which refers to the pair), `intent` of a pair that a guard refused, `located`, `dealt`. A letter
 * is made of what is never changed, so it is the same each time it is asked for; only a name that
 * was erased is not in it any more. */
#ifndef SK_JOURNAL_EXPORT_LETTER_H
#define SK_JOURNAL_EXPORT_LETTER_H

#include "base/buf.h"
#include "journal/export/export.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_LETTER_VERSION 1 /* of the columns; new ones come last and do not change it */
#define SK_LETTER_ID_SIZE 64

/* Borrowed during the call. */
struct sk_letter {
    int64_t seq;   /* by which letters are in order, and acknowledged */
    int64_t event; /* what it is about; less than seq where a dead letter is sent again */
    int64_t pair;
    int64_t wall_ms;  /* of the event */
    const char *id;   /* the bench's id, the event's number and of its hash the beginning; the same
                         each time, and of this letter only; [0-9a-z-] */
    const char *text; /* its first column is the id */
    size_t length;    /* bytes of text, with the end of the line */
};

struct sk_letter_request {
    enum sk_export_format format; /* CSV or JSONL */
    int64_t after;                /* seq */
    int32_t limit;
    bool again;        /* also dead letters that are to be sent again */
    const char *bench; /* its name */
};

/* Calls each for up to limit letters, in order. *read_to: the event up to which there are no
 * others; *has_more: there are events behind it. Errors: SK_ERR_NOMEM, those of the database. */
enum sk_err sk_letter_read(struct sk_journal *journal, const struct sk_letter_request *request,
                           void (*each)(void *data, const struct sk_letter *letter), void *data,
                           int64_t *read_to, bool *has_more, struct sk_err_info *info);

/* How many there are behind that event, dead ones that are to be sent again too. */
enum sk_err sk_letter_count(struct sk_journal *journal, int64_t after, int64_t *count,
                            struct sk_err_info *info);

/* The line above the others: the names of the columns in CSV, nothing in JSONL. */
enum sk_err sk_letter_head(enum sk_export_format format, struct sk_buf *out);

/* The bench's id, which is in each letter's. out has SK_LETTER_ID_SIZE bytes. */
enum sk_err sk_letter_bench(struct sk_journal *journal, char *out, struct sk_err_info *info);

#endif
