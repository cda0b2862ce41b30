/* store.h — the open database behind struct sk_journal, and how its failures are reported. Private
 * to this folder. */
#ifndef SK_JOURNAL_STORE_H
#define SK_JOURNAL_STORE_H

#include "base/err.h"
#include "journal/chain.h"
#include "journal/head_file.h"
#include "journal/mode.h"
#include "sending/record.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define SK_STORE_BUSY_MS 5000 /* how long to wait for another writer */
#define SK_STORE_PAGE "1024"  /* bytes of a page of the database */
#define SK_BOOT_SIZE 40
#define SK_STORE_NUMBER_MAX 999999999999 /* of pairs and events; a larger one is damage itself */

/* The row of `head`. */
struct sk_head {
    int64_t seq;
    uint8_t hash[SK_CHAIN_SIZE];
    int64_t wall_ms;
    int64_t mono_ms;
    char boot[SK_BOOT_SIZE]; /* which run of the machine mono_ms belongs to */
    int64_t next_number;
};

enum sk_statement {
    SK_STATEMENT_BEGIN,
    SK_STATEMENT_COMMIT,
    SK_STATEMENT_READ_HEAD,
    SK_STATEMENT_WRITE_HEAD,
    SK_STATEMENT_INSERT_EVENT,
    SK_STATEMENT_INSERT_PAIR,
    SK_STATEMENT_UPDATE_PAIR,
    SK_STATEMENT_MARK_UNDONE,
    SK_STATEMENT_MARK_RETRIED,
    SK_STATEMENT_HAS_PAIR,
    SK_STATEMENT_FIND_HISTORY,
    SK_STATEMENT_FIND_PRIOR,
    SK_STATEMENT_FIND_IN_USE,
    SK_STATEMENT_FIND_KNOWN_IN_USE,
    SK_STATEMENT_FIND_KNOWN,
    SK_STATEMENT_FORGET_BOUND,
    SK_STATEMENT_MARK_DEALT,
    SK_STATEMENT_MARK_STILL,
    SK_STATEMENT_WRITE_HOLD,
    SK_STATEMENT_FIND_PERSON,
    SK_STATEMENT_SPEAK,
    SK_STATEMENT_COUNT,
};

struct sk_journal {
    char *path;
    enum sk_journal_mode mode;
    sqlite3 *db;
    int lock;       /* file descriptor, -1: none */
    int64_t faults; /* of the file layer in this thread, before this handle was opened */
    struct sk_chain *chain;
    char boot[SK_BOOT_SIZE];       /* "" where the system does not tell */
    struct sk_head_file head_file; /* of SK_JOURNAL_WRITE */
    struct sk_head written;        /* the last head that went into the transaction */
    bool has_written;
    struct sk_head committed; /* the last one that is on the disk */
    bool has_unnoted;         /* and is not noted in its second place yet */
    uint64_t wal_file;        /* inode of the write-ahead log; 0: not seen yet */
    bool must_reopen;
    bool is_beside;                /* sk_store_create_beside() */
    bool has_losses;               /* notice is about something that is gone */
    char notice[SK_ERR_TEXT_SIZE]; /* what was found and fixed when it was opened; "": nothing */
    sqlite3_stmt *statements[SK_STATEMENT_COUNT]; /* by sk_store_prepare_writing() */
};

/* The sentence for a failure of the database, with what to do about it. */
enum sk_err sk_store_fail(struct sk_journal *journal, int status, struct sk_err_info *info);

enum sk_err sk_store_execute(struct sk_journal *journal, const char *sql, struct sk_err_info *info);
/* *statement is the caller's, sqlite3_finalize(). */
enum sk_err sk_store_prepare(struct sk_journal *journal, sqlite3_stmt **statement, const char *sql,
                             struct sk_err_info *info);
/* Steps a statement that gives no rows, and resets it. */
enum sk_err sk_store_run(struct sk_journal *journal, sqlite3_stmt *statement,
                         struct sk_err_info *info);
/* The one number that sql selects. */
enum sk_err sk_store_number(struct sk_journal *journal, const char *sql, int64_t *number,
                            struct sk_err_info *info);

/* A column of text into out, cut where it is too long; nothing where out is NULL. stored_pair.c */
void sk_store_copy_text(sqlite3_stmt *statement, int column, char *out, size_t size);

/* All of the journal as it is at one moment, into a database that is open and empty; whoever writes
 * the journal goes on meanwhile. copy_into.c */
enum sk_err sk_store_copy_into(struct sk_journal *journal, sqlite3 *copy, struct sk_err_info *info);

/* BEGIN IMMEDIATE; and its end: COMMIT if err is SK_OK, else ROLLBACK. Returns what went wrong
 * first. */
enum sk_err sk_store_begin(struct sk_journal *journal, struct sk_err_info *info);
enum sk_err sk_store_end(struct sk_journal *journal, enum sk_err err, struct sk_err_info *info);

/* The same head in the second place: sk_head_file_write(). */
void sk_store_note_head(struct sk_journal *journal, const struct sk_head *head);

/* SK_ERR_CORRUPT, with the sentence: what the head says is contradicted. */
enum sk_err sk_store_fail_head(const struct sk_journal *journal, struct sk_err_info *info);

/* Errors: SK_ERR_CORRUPT: there is none, or with numbers that no head of ours has. */
enum sk_err sk_store_head(struct sk_journal *journal, struct sk_head *head,
                          struct sk_err_info *info);

/* Who that was, over a row of `pair` or `event`: a name, "#" and the person's number where the name
 * was erased, or "" for nobody. */
#define SK_OPERATOR_SQL(row)                                                                       \
    "CASE " row ".person WHEN 0 THEN " row ".operator ELSE coalesce((SELECT name FROM person"      \
    " WHERE number=" row ".person), '#' || " row ".person) END"

/* The pairs with a dead letter (dead_letter.h). The columns beside max() are those of its row: the
 * newest of each. */
#define SK_DEAD_LETTER_PAIRS_SQL                                                                   \
    "SELECT x.pair FROM (SELECT max(u.seq), u.event, u.refers AS about FROM event AS u"            \
    " WHERE u.pair=0 AND u.event IN ('undelivered', 'resend') GROUP BY u.refers"                   \
    " HAVING u.event='undelivered') CROSS JOIN event AS x WHERE x.seq=about"

/* The pairs with a label of which nobody knows whether it was printed (label_note.h). */
#define SK_LABEL_DOUBT_PAIRS_SQL                                                                   \
    "SELECT y.about FROM (SELECT max(v.seq), v.event, v.refers AS about FROM event AS v"           \
    " WHERE v.pair=0 AND v.event IN ('label-doubt', 'label-again') GROUP BY v.refers"              \
    " HAVING v.event='label-doubt') AS y"

/* Of event e: it settles a pair, or changes a settled one, so that receivers beside the cloud get a
 * letter about it (export/letter.h). */
#define SK_SETTLING_SQL                                                                            \
    "e.event IN ('settled', 'located', 'dealt') OR (e.event = 'intent' AND e.result <> 'pending')"

/* What sk_store_read_pair() reads; FROM must have `pair AS p`. */
#define SK_PAIR_COLUMNS                                                                                  \
    "SELECT p.number, p.serial, p.instance, p.result, p.phase, p.attempts, p.code, p.request_id,"        \
    " p.changed_wall_ms, p.scanned_wall_ms, EXISTS (SELECT 1 FROM pair AS q INDEXED BY"                  \
    " pair_serial WHERE q.serial = p.serial COLLATE NOCASE AND q.serial = p.serial"                      \
    " AND q.number < p.number) OR EXISTS (SELECT 1 FROM known AS k"                                      \
    " WHERE k.serial = known_hash(p.serial) AND k.number < p.number), p.kind,"                           \
    " " SK_OPERATOR_SQL(                                                                                 \
        "p") ","                                                                                         \
             " p.refers, p.undone_by, p.retried_by, p.sent_wall_ms, p.dealt_wall_ms,"                    \
             " EXISTS (SELECT 1 FROM pair AS q INDEXED BY pair_serial"                                   \
             " WHERE q.serial = p.serial COLLATE NOCASE AND q.number < p.number AND q.result = 'check'"  \
             " AND q.dealt_wall_ms = 0) OR EXISTS (SELECT 1 FROM known AS k"                             \
             " WHERE k.serial = known_hash(p.serial) AND k.number < p.number AND k.standing = 2),"       \
             " CASE WHEN p.result = 'refused' THEN (SELECT e.code || ' '"                                \
             " || e.note FROM event AS e WHERE e.pair = p.number AND e.event = 'located' ORDER BY e.seq" \
             " DESC LIMIT 1) END, p.person, p.region, p.profile, p.customer_order, p.serial_by_hand,"    \
             " p.instance_by_hand, p.number IN (" SK_DEAD_LETTER_PAIRS_SQL "), p.still,"                 \
             " p.number IN (" SK_LABEL_DOUBT_PAIRS_SQL ")"
void sk_store_read_pair(sqlite3_stmt *statement, struct sk_stored_pair *out); /* stored_pair.c */
/* Calls each(data, pair) for each row of sql, which begins with SK_PAIR_COLUMNS; ?1 in it is from,
 * ?2 is limit. pair is borrowed during the call. */
enum sk_err sk_store_each_pair(struct sk_journal *journal, const char *sql, int64_t from,
                               int64_t limit,
                               void (*each)(void *data, const struct sk_stored_pair *pair),
                               void *data, struct sk_err_info *info);

/* sk_journal_create() for SK_JOURNAL_WRITE with the lock taken: the journal owns lock from now on,
 * even on failure. And the same for one that is built beside the journal, under the journal's lock.
 * journal.c */
enum sk_err sk_store_create_locked(struct sk_journal **out, const char *path, int lock,
                                   struct sk_err_info *info);
enum sk_err sk_store_create_beside(struct sk_journal **out, const char *path,
                                   struct sk_err_info *info);

/* The steps of sk_journal_create(): directories, lock, file, database with its pragmas. */
enum sk_err sk_store_open(struct sk_journal *journal, struct sk_err_info *info);
/* Is the file that is open still the one at its path? A file that was deleted while open accepts
 * writes, but keeps nothing. Errors: SK_ERR_IO. */
enum sk_err sk_store_check_moved(struct sk_journal *journal, struct sk_err_info *info);
/* And SQLite's files beside it, too? What is in a deleted write-ahead log is saved.
 * Errors: SK_ERR_IO; journal->must_reopen where opening it again fixes that. */
enum sk_err sk_store_check_place(struct sk_journal *journal, struct sk_err_info *info);
/* Only the lock; closing *fd releases it. */
enum sk_err sk_store_lock(const char *path, int *fd, struct sk_err_info *info);
/* Prepares what appending needs; the tables must be there. */
enum sk_err sk_store_prepare_writing(struct sk_journal *journal, struct sk_err_info *info);

/* Frees them; they can be prepared again. */
void sk_store_finalize(struct sk_journal *journal);

/* The SQL function indexed_text(label) for all statements of this handle: what the indexes of texts
 * hold of it (trigrams.h). text_index.c */
enum sk_err sk_store_prepare_texts(struct sk_journal *journal, struct sk_err_info *info);

/* Writes the row of `head`, within a transaction that the caller began: append.c. */
enum sk_err sk_append_head(struct sk_journal *journal, const struct sk_head *head,
                           struct sk_err_info *info);
/* Events within a transaction that the caller began: append.c. */
enum sk_err sk_append_within(struct sk_journal *journal, const struct sk_record *records,
                             size_t count, struct sk_written *written, struct sk_err_info *info);

#endif
