/* outgoing.h — the next events of the log as they leave the bench for the fleet: the body and hash
 * of each, and the pairs that they are about as those are now. */
#ifndef SK_JOURNAL_OUTGOING_H
#define SK_JOURNAL_OUTGOING_H

#include "base/buf.h"
#include "base/err.h"
#include "journal/chain.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OUTGOING_EVENTS 1000     /* of one batch */
#define SK_OUTGOING_BYTES (1 << 20) /* of its bodies, and one event more */
#define SK_OUTGOING_NAME_SIZE 24    /* of an event's name, with NUL */
#define SK_OUTGOING_CHAIN_SIZE 33   /* of the journal's id: hexadecimal digits, with NUL */

/* What is searched for of an event; the same values are in its body. Plain value. */
struct sk_outgoing_event {
    size_t body_at; /* in bodies */
    size_t body_length;
    uint8_t hash[SK_CHAIN_SIZE];
    char name[SK_OUTGOING_NAME_SIZE];
    int64_t pair; /* 0: about none */
    int64_t wall_ms;
};

/* Made by sk_outgoing_init(), used again and again, released by sk_outgoing_finish(). */
struct sk_outgoing {
    int64_t first; /* number of the first event; the others follow without a gap */
    uint8_t previous[SK_CHAIN_SIZE]; /* hash of the event before the first */
    size_t count;
    struct sk_outgoing_event *events;
    struct sk_buf bodies; /* one after the other (sk_chain_body()) */
    struct sk_buf pairs;  /* a JSON array of objects, keys as the columns of the table `pair` */
    bool has_more;        /* there are events behind the last */
};

/* Errors: SK_ERR_NOMEM. */
enum sk_err sk_outgoing_init(struct sk_outgoing *outgoing);
void sk_outgoing_finish(struct sk_outgoing *outgoing);

/* Reads up to limit (1 to SK_OUTGOING_EVENTS) events behind `after`, which is the number of an
 * event that is there, that was the last to be purged, or 0. count 0: there are none. Errors:
 * SK_ERR_NOT_FOUND (there is no event `after`, or one behind it is missing), SK_ERR_NOMEM, those of
 * the database; the content is not to be used then. One thread; blocks on the disk. */
enum sk_err sk_outgoing_read(struct sk_outgoing *outgoing, struct sk_journal *journal,
                             int64_t after, int32_t limit, struct sk_err_info *info);

/* The hash of that event, or of the last that was purged; of 0 it is all zero.
 * Errors: SK_ERR_NOT_FOUND, those of the database. */
enum sk_err sk_outgoing_hash(struct sk_journal *journal, int64_t seq, uint8_t hash[SK_CHAIN_SIZE],
                             struct sk_err_info *info);

/* The id that the journal was given when it was made; never changes. */
enum sk_err sk_outgoing_chain(struct sk_journal *journal, char out[SK_OUTGOING_CHAIN_SIZE],
                              struct sk_err_info *info);

/* Number of the last event that was purged: the log begins behind it; 0: none was. */
enum sk_err sk_outgoing_beginning(struct sk_journal *journal, int64_t *seq,
                                  struct sk_err_info *info);

/* Number of the last event; 0: none. */
enum sk_err sk_outgoing_head(struct sk_journal *journal, int64_t *seq, struct sk_err_info *info);

#endif
