/* vouch.h — what was scanned for a pair, according to its event, which the chain vouches for.
 * Private to this folder.
 *
 * The rows of `pair` are summaries and have no hash; so a pair is only sent, or taken over from a
 * damaged journal, as its event has it. */
#ifndef SK_JOURNAL_VOUCH_H
#define SK_JOURNAL_VOUCH_H

#include "journal/store.h"

struct sk_vouch {
    struct sk_chain *chain;
    sqlite3_stmt *event;
    sqlite3_stmt *event_anywhere; /* without an index */
    sqlite3_stmt *before;
    uint8_t purged_hash[SK_CHAIN_SIZE]; /* before the first event that is there */
};

/* What the log has of a pair's beginning. */
enum sk_vouched {
    SK_VOUCHED,     /* as it was written */
    SK_VOUCHED_NOT, /* no such event, or not as it was written */
    SK_VOUCHED_UNREAD,
};

/* db and chain are borrowed until sk_vouch_finish(). Returns SQLite's status; finish() in any
 * case. */
int sk_vouch_init(struct sk_vouch *vouch, sqlite3 *db, struct sk_chain *chain);
void sk_vouch_finish(struct sk_vouch *vouch);

/* Of a pair, by its number: what was scanned, by whom, and (may be NULL) whether that is an undo.
 * by_index: through the index of events, which may be wrong after damage. *out is untouched unless
 * SK_VOUCHED. status (of SK_VOUCHED_UNREAD): SQLite's. */
enum sk_vouched sk_vouch_find(struct sk_vouch *vouch, int64_t number, bool by_index,
                              struct sk_pair *out, bool *is_undo, int *status);

/* A row of SK_EVENT_COLUMNS with its hash behind: is it as it was written? */
enum sk_vouched sk_vouch_row(struct sk_vouch *vouch, sqlite3_stmt *statement,
                             struct sk_event_row *row, int *status);

/* Reads the pair from the row of its first event. */
void sk_vouch_read_pair(const struct sk_event_row *row, struct sk_pair *out);

#endif
