/* journal.h — the durable list of pairs and what happened to them (SQLite, WAL, FULL).
 *
 * Two tables: `event` is append-only (triggers refuse anything else), chained by hashes (chain.h)
 * and the truth; `pair` is its summary, kept in the same transaction, so that unsettled pairs are
 * found quickly. A record that sk_journal_append() reported as written survives power loss.
 *
 * One process writes pairs: it holds `<path>.lock`. Readers need no lock, nor do those that only
 * append events about the journal itself. A handle belongs to one thread. All calls block on the
 * disk. */
#ifndef SK_JOURNAL_JOURNAL_H
#define SK_JOURNAL_JOURNAL_H

#include "base/err.h"
#include "journal/mode.h"
#include "sending/record.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_journal;

/* Opens the journal at path; WRITE brings an older one up to date, after making a copy (migrate.h).
 * Owner:  *out is the caller's; sk_journal_destroy() releases it.
 * Errors: SK_ERR_BUSY (another process writes this journal), SK_ERR_DENIED, SK_ERR_NOT_FOUND,
 *         SK_ERR_CORRUPT (damaged; left as it is, see replace.h),
 *         SK_ERR_UNSUPPORTED (no database, another program's, a newer version; an older one for
 *         READ and NOTE), SK_ERR_FULL, SK_ERR_IO, SK_ERR_NOMEM; info has a sentence with the
 *         fix. */
enum sk_err sk_journal_create(struct sk_journal **out, const char *path, enum sk_journal_mode mode,
                              struct sk_err_info *info);
void sk_journal_destroy(struct sk_journal *journal); /* NULL is fine */

/* What was found when a journal was opened with SK_JOURNAL_WRITE, and what was done about it: one
 * sentence, borrowed; "" where all was well. *has_losses: something is gone. */
const char *sk_journal_notice(const struct sk_journal *journal, bool *has_losses);

/* To be called after those who wait for the append have been told: notes the journal's end beside
 * it (head_file.h), without waiting for the disk. SK_JOURNAL_WRITE only. */
void sk_journal_note_head(struct sk_journal *journal);

/* After a failure: is it fixed by closing the journal and opening it again? */
bool sk_journal_must_reopen(const struct sk_journal *journal);

/* To be called when nothing is to be written for a while, SK_JOURNAL_WRITE only: moves what was
 * committed from the write-ahead log into the journal's own file, and the number of the last event
 * into the file beside it (head_file.h). While somebody reads, some of it is left for the next
 * time.
 * Errors: as sk_journal_append(). */
enum sk_err sk_journal_rest(struct sk_journal *journal, struct sk_err_info *info);

/* Writes all records in one transaction, in order, and syncs it to the disk; or none of them.
 * written[i] (may be NULL) says what became of records[i].
 * Errors: SK_ERR_FULL (disk), SK_ERR_IO (also: the file is no longer at its path), SK_ERR_BUSY,
 *         SK_ERR_CORRUPT, SK_ERR_DENIED. */
enum sk_err sk_journal_append(struct sk_journal *journal, const struct sk_record *records,
                              size_t count, struct sk_written *written, struct sk_err_info *info);

/* The number that the next pair gets (1 in an empty journal). */
enum sk_err sk_journal_next_number(struct sk_journal *journal, int64_t *number,
                                   struct sk_err_info *info);

/* Pairs that are not settled: how many, and when the oldest was scanned (0: none). */
enum sk_err sk_journal_count_pending(struct sk_journal *journal, int64_t *count,
                                     int64_t *oldest_wall_ms, struct sk_err_info *info);

/* Calls each(data, pair) for up to limit unsettled pairs with a number above `after`, in order.
 * pair is borrowed during the call. */
enum sk_err sk_journal_pending(struct sk_journal *journal, int64_t after, int32_t limit,
                               void (*each)(void *data, const struct sk_stored_pair *pair),
                               void *data, struct sk_err_info *info);

/* The same for undos that an earlier run left open. */
enum sk_err sk_journal_open_undos(struct sk_journal *journal, int32_t limit,
                                  void (*each)(void *data, const struct sk_stored_pair *pair),
                                  void *data, struct sk_err_info *info);

/* The same for the newest settled pairs, newest first. */
enum sk_err sk_journal_recent(struct sk_journal *journal, int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info);

/* The same for every pair, oldest first, undos too. */
enum sk_err sk_journal_pairs(struct sk_journal *journal,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info);

/* The pair of that number. Errors: SK_ERR_NOT_FOUND; *out is untouched then. */
enum sk_err sk_journal_pair(struct sk_journal *journal, int64_t number, struct sk_stored_pair *out,
                            struct sk_err_info *info);

/* Does the log know of a scanner (sk_scan_source_is_scanner()) that worked? What was purged is not
 * known. */
enum sk_err sk_journal_had_scanner(struct sk_journal *journal, bool *had_scanner,
                                   struct sk_err_info *info);

/* When the sound was tested last; 0: never, as far as the log goes back. Errors: of the disk. */
enum sk_err sk_journal_sound_tested(struct sk_journal *journal, int64_t *wall_ms,
                                    struct sk_err_info *info);

/* Was a supervisor called who has not come? The last of the events CALL and CALL_END says so. */
enum sk_err sk_journal_is_called(struct sk_journal *journal, bool *is_called,
                                 struct sk_err_info *info);

/* Of the pairs that were scanned since from_wall_ms: the first one's number (that of the next pair
 * if there is none), and how many are bound. */
enum sk_err sk_journal_count_since(struct sk_journal *journal, int64_t from_wall_ms, int64_t *first,
                                   int64_t *bound, struct sk_err_info *info);

/* Is the bench on hold? The last of the events HOLD and RELEASE says so, even if it was purged.
 * who, why (may be NULL): of that event, "" where there was none. */
enum sk_err sk_journal_is_on_hold(struct sk_journal *journal, bool *is_on_hold,
                                  char who[SK_OPERATOR_SIZE], char why[SK_NOTE_SIZE],
                                  struct sk_err_info *info);

/* One row of the log, as sk_journal_events() gives it. Strings are borrowed, never NULL. */
struct sk_logged_event {
    int64_t seq;
    int64_t pair;
    const char *event;
    const char *at;       /* RFC 3339 with offset */
    const char *serial;   /* of the pair */
    const char *instance; /* of the pair */
    const char *result;   /* after this event */
    const char *phase;    /* "waiting" or "open"; "" once settled */
    bool already;
    int64_t attempts;
    const char *request; /* "", "bind", "ask-instance", "ask-serial" */
    int64_t http_status;
    const char *code;
    const char *message;
    const char *request_id;
    const char *source; /* of the serial number's scan; on intents */
    const char *device;
    const char *symbology;
    int64_t jump_ms; /* the wall clock moved by this against the monotonic one since the event
                        before; 0: by less than a second. After sleep and off: only steps back */
    const char *operator_name;
    int64_t refers; /* the earlier pair that this one takes up or undoes; 0: none */
    const char *note;
    int64_t mono_ms;
    int64_t sent_wall_ms; /* when the request was sent that this answers; 0: none */
};

/* Calls each for every event with seq above `after`, oldest first; false from each ends it. */
enum sk_err sk_journal_events(struct sk_journal *journal, int64_t after,
                              bool (*each)(void *data, const struct sk_logged_event *event),
                              void *data, struct sk_err_info *info);

/* The same for the events of one pair, newest first. */
enum sk_err sk_journal_pair_events(struct sk_journal *journal, int64_t number,
                                   bool (*each)(void *data, const struct sk_logged_event *event),
                                   void *data, struct sk_err_info *info);

#endif
