#include "journal/journal.h"

#include "base/util.h"
#include "journal/beside.h"
#include "journal/files.h"
#include "journal/known.h"
#include "journal/lost.h"
#include "journal/migrate.h"
#include "journal/schema.h"
#include "journal/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_MIN 512 /* SQLite file format, section 1.2 */

static enum sk_err make_new(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = sk_store_execute(journal, "BEGIN IMMEDIATE", info);
    if (err) {
        return err;
    }
    err = sk_store_execute(journal, sk_schema_sql(), info);
    if (!err) {
        err = sk_store_execute(journal, sk_schema_5_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, sk_schema_6_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, "COMMIT", info);
    }
    if (err && sqlite3_get_autocommit(journal->db) == 0) {
        (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* err is told already */
    }
    return err;
}

/* The oldest version of the program that may open the journal. A newer file that does not say so is
 * not for this one, and not damaged either. */
static enum sk_err read_oldest(struct sk_journal *journal, int64_t version, int64_t *oldest,
                               struct sk_err_info *info) {
    *oldest = version; /* as up to version 4 */
    if (version <= SK_SCHEMA_VERSION) {
        return SK_OK;
    }
    enum sk_err err = sk_store_number(journal, "SELECT oldest FROM format", oldest, info);
    return err == SK_ERR_CORRUPT ? SK_OK : err;
}

static enum sk_err bring_up_to_date(struct sk_journal *journal, struct sk_err_info *info) {
    int64_t version = 0;
    int64_t application = 0;
    int64_t tables = 0;
    bool may_write = journal->mode == SK_JOURNAL_WRITE;
    enum sk_err err = sk_store_number(journal, "PRAGMA user_version", &version, info);
    if (!err) {
        err = sk_store_number(journal, "PRAGMA application_id", &application, info);
    }
    if (!err) {
        err = sk_store_number(journal, "SELECT count(*) FROM sqlite_schema", &tables, info);
    }
    if (err) {
        return err;
    }
    if (version == 0 && application == 0 && tables == 0 && may_write) {
        return make_new(journal, info);
    }
    if (application != SK_SCHEMA_APPLICATION) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "'%s' is a database, but not a journal of this kiosk; set journal.path to "
                       "another file",
                       journal->path);
    }
    int64_t oldest = 0;
    err = read_oldest(journal, version, &oldest, info);
    if (err) {
        return err;
    }
    if (oldest > SK_SCHEMA_VERSION) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "the journal '%s' is of version %lld, this program knows version %d; "
                       "install the newer sag-kiosk",
                       journal->path, (long long)version, SK_SCHEMA_VERSION);
    }
    if (version < SK_SCHEMA_VERSION && !may_write) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "the journal '%s' is of an older sag-kiosk (version %lld); start the kiosk "
                       "once, it brings it up to date",
                       journal->path, (long long)version);
    }
    err = version < SK_SCHEMA_VERSION ? sk_migrate(journal, version, info) : SK_OK;
    if (!err && may_write && version <= SK_SCHEMA_VERSION) {
        sk_migrate_pages(journal);
    }
    return err;
}

/* If the settings name some other file as the journal, it must not be set aside. A damaged journal
 * has left traces, or still begins like a database. */
static bool was_never_one(const struct sk_journal *journal) {
    static const char magic[] = "SQLite format 3";
    char head[sizeof(magic)] = "";
    struct stat status;
    bool is_odd = stat(journal->path, &status) == 0 && status.st_size % PAGE_MIN != 0;
    FILE *file = is_odd ? fopen(journal->path, "re") : NULL;
    bool is_read = file && fread(head, 1, sizeof(head), file) == sizeof(head);
    if (file) {
        (void)fclose(file); /* nothing was written */
    }
    return is_odd && !(is_read && memcmp(head, magic, sizeof(magic)) == 0) &&
           !sk_beside_has_traces(journal->path);
}

/* What is written next must not take a number that is taken. */
static enum sk_err check_head(struct sk_journal *journal, const struct sk_head *head,
                              struct sk_err_info *info) {
    int64_t pair = 0;
    int64_t event = 0;
    enum sk_err err =
        sk_store_number(journal, "SELECT coalesce(max(number), 0) FROM pair", &pair, info);
    if (!err) {
        err = sk_store_number(journal, "SELECT coalesce(max(seq), 0) FROM event", &event, info);
    }
    bool fits = head->next_number > pair && head->seq >= event;
    return err || fits ? err : sk_store_fail_head(journal, info);
}

/* From here on the head is also noted in its second place. */
static enum sk_err begin_notes(struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_head head;
    enum sk_err err = sk_store_head(journal, &head, info); /* without it nothing can be written */
    if (err || journal->mode != SK_JOURNAL_WRITE || journal->is_beside) {
        return err;
    }
    err = check_head(journal, &head, info);
    if (!err) {
        err = sk_lost_check(journal, info);
    }
    if (!err) {
        err = sk_store_head(journal, &head, info);
    }
    if (!err) {
        sk_head_file_open(&journal->head_file, journal->path);
        sk_store_note_head(journal, &head);
        sk_store_note_head(journal,
                           &head); /* both lines, so that none of another journal is left */
        (void)sk_head_file_sync(&journal->head_file);
        sk_beside_mark(journal->lock);
    }
    return err;
}

static enum sk_err open_all(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = sk_store_open(journal, info);
    if (!err) {
        err = sk_known_prepare(journal, info);
    }
    if (!err) {
        err = sk_store_prepare_texts(journal, info);
    }
    if (!err) {
        err = bring_up_to_date(journal, info);
    }
    if (!err) {
        err = sk_store_prepare_writing(journal, info);
    }
    if (!err) {
        err = begin_notes(journal, info);
    }
    if (err == SK_ERR_CORRUPT && was_never_one(journal)) {
        err = sk_fail(info, SK_ERR_UNSUPPORTED,
                      "'%s' is no journal; move it away, or set journal.path to another file",
                      journal->path);
    }
    return err;
}

/* lock: -1, or the journal's from now on. */
static enum sk_err create(struct sk_journal **out, const char *path, enum sk_journal_mode mode,
                          int lock, bool is_beside, struct sk_err_info *info) {
    struct sk_journal *journal = calloc(1, sizeof(*journal));
    if (!journal) {
        if (lock >= 0) {
            (void)close(lock); /* gives the lock back */
        }
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to open the journal");
    }
    journal->lock = lock;
    journal->head_file.fd = -1;
    journal->mode = mode;
    journal->is_beside = is_beside;
    journal->path = strdup(path);
    enum sk_err err = SK_ERR_NOMEM;
    if (!journal->path || sk_chain_create(&journal->chain) != SK_OK) {
        (void)sk_fail(info, err, "not enough memory to open the journal");
    } else {
        err = open_all(journal, info);
    }
    if (err) {
        sk_journal_destroy(journal);
        return err;
    }
    *out = journal;
    return SK_OK;
}

enum sk_err sk_journal_create(struct sk_journal **out, const char *path, enum sk_journal_mode mode,
                              struct sk_err_info *info) {
    return create(out, path, mode, -1, false, info);
}

enum sk_err sk_store_create_locked(struct sk_journal **out, const char *path, int lock,
                                   struct sk_err_info *info) {
    return create(out, path, SK_JOURNAL_WRITE, lock, false, info);
}

enum sk_err sk_store_create_beside(struct sk_journal **out, const char *path,
                                   struct sk_err_info *info) {
    return create(out, path, SK_JOURNAL_WRITE, -1, true, info);
}

void sk_journal_destroy(struct sk_journal *journal) {
    if (!journal) {
        return;
    }
    sk_store_finalize(journal);
    (void)sqlite3_close(journal->db); /* nothing is open in it any more */
    sk_chain_destroy(journal->chain);
    sk_journal_note_head(journal);
    (void)sk_head_file_sync(&journal->head_file); /* an older note does no harm */
    sk_head_file_close(&journal->head_file);
    if (journal->lock >= 0) {
        (void)close(journal->lock); /* gives the lock back */
    }
    free(journal->path);
    free(journal);
}

bool sk_journal_must_reopen(const struct sk_journal *journal) {
    return journal->must_reopen;
}

const char *sk_journal_notice(const struct sk_journal *journal, bool *has_losses) {
    *has_losses = journal->has_losses;
    return journal->notice;
}

void sk_journal_note_head(struct sk_journal *journal) {
    if (journal->has_unnoted) {
        journal->has_unnoted = false;
        sk_store_note_head(journal, &journal->committed);
    }
}

/* While nobody reads, SQLite's write-ahead log can start over: what is in the journal's own file by
 * then cannot be lost with the log. The first commit into a new log syncs twice; do that here, with
 * a commit that changes nothing, and not at the next scan. */
enum sk_err sk_journal_rest(struct sk_journal *journal, struct sk_err_info *info) {
    (void)sqlite3_busy_timeout(journal->db, 0);
    int status =
        sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    (void)sqlite3_busy_timeout(journal->db, SK_STORE_BUSY_MS);
    enum sk_err err = SK_OK;
    if (status == SQLITE_OK) {
        err = sk_store_begin(journal, info);
        if (!err) {
            err = sk_store_end(journal, sk_store_execute(journal, "UPDATE head SET seq=seq", info),
                               info);
        }
    } else if (status != SQLITE_BUSY) {
        err = sk_store_fail(journal, status, info);
    }
    sk_journal_note_head(journal);
    if (!err && !sk_head_file_sync(&journal->head_file)) {
        err = sk_fail(info, SK_ERR_IO, "the note beside the journal '%s' cannot be written: %s; %s",
                      journal->path, strerror(errno), sk_files_fix(errno));
    }
    return err;
}

enum sk_err sk_journal_next_number(struct sk_journal *journal, int64_t *number,
                                   struct sk_err_info *info) {
    return sk_store_number(journal, "SELECT next_number FROM head", number, info);
}

/* SQLite uses the partial index only if its condition is in the query. */
#define PENDING "result='pending' AND result<>'bound' AND kind='bind'"

enum sk_err sk_journal_count_pending(struct sk_journal *journal, int64_t *count,
                                     int64_t *oldest_wall_ms, struct sk_err_info *info) {
    enum sk_err err =
        sk_store_number(journal, "SELECT count(*) FROM pair WHERE " PENDING, count, info);
    return err ? err
               : sk_store_number(journal,
                                 "SELECT coalesce((SELECT scanned_wall_ms FROM pair WHERE " PENDING
                                 " ORDER BY number LIMIT 1), 0)",
                                 oldest_wall_ms, info);
}

enum sk_err sk_journal_count_since(struct sk_journal *journal, int64_t from_wall_ms, int64_t *first,
                                   int64_t *bound, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(
        journal, &statement,
        "SELECT coalesce(min(number), (SELECT next_number FROM head)),"
        " coalesce(sum(result='bound' AND undone_by=0), 0)"
        " FROM pair INDEXED BY pair_scanned WHERE scanned_wall_ms>=? AND kind='bind'",
        info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, from_wall_ms);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *first = sqlite3_column_int64(statement, 0);
        *bound = sqlite3_column_int64(statement, 1);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_journal_is_on_hold(struct sk_journal *journal, bool *is_on_hold,
                                  char who[SK_OPERATOR_SIZE], char why[SK_NOTE_SIZE],
                                  struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(
        journal, &statement, "SELECT is_held, " SK_OPERATOR_SQL("hold") ", note FROM hold", info);
    if (err) {
        return err;
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *is_on_hold = sqlite3_column_int(statement, 0) != 0;
        sk_store_copy_text(statement, 1, who, SK_OPERATOR_SIZE);
        sk_store_copy_text(statement, 2, why, SK_NOTE_SIZE);
    } else {
        err = sk_store_fail(journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

/* Is what sql selects another number than 0? */
static enum sk_err find_out(struct sk_journal *journal, const char *sql, bool *is_so,
                            struct sk_err_info *info) {
    int64_t found = 0;
    enum sk_err err = sk_store_number(journal, sql, &found, info);
    *is_so = found != 0;
    return err;
}

enum sk_err sk_journal_had_scanner(struct sk_journal *journal, bool *had_scanner,
                                   struct sk_err_info *info) {
    static const char begin[] = "SELECT EXISTS(SELECT 1 FROM event INDEXED BY event_other WHERE "
                                "pair=0 AND event='reader-back' AND (0";
    char sql[sizeof(begin) + (SK_SOURCE_LAST + 1) * 48];
    size_t used = (size_t)snprintf(sql, sizeof(sql), "%s", begin);
    for (int s = 0; s <= SK_SOURCE_LAST; s++) {
        if (sk_scan_source_is_scanner((enum sk_scan_source)s)) { /* the note begins with its name */
            used += (size_t)snprintf(sql + used, sizeof(sql) - used, " OR note LIKE '%s%%'",
                                     sk_scan_source_name((enum sk_scan_source)s));
        }
    }
    (void)snprintf(sql + used, sizeof(sql) - used, "))");
    return find_out(journal, sql, had_scanner, info);
}

enum sk_err sk_journal_sound_tested(struct sk_journal *journal, int64_t *wall_ms,
                                    struct sk_err_info *info) {
    return sk_store_number(journal,
                           "SELECT coalesce((SELECT wall_ms FROM event INDEXED BY event_other"
                           " WHERE pair=0 AND event='sound-test' ORDER BY seq DESC LIMIT 1), 0)",
                           wall_ms, info);
}

enum sk_err sk_journal_is_called(struct sk_journal *journal, bool *is_called,
                                 struct sk_err_info *info) {
    return find_out(
        journal,
        "SELECT coalesce((SELECT max(seq) FROM event INDEXED BY event_other WHERE pair=0 AND "
        "event='call'), 0) > coalesce((SELECT max(seq) FROM event INDEXED BY event_other WHERE "
        "pair=0 AND event='call-end'), 0)",
        is_called, info);
}

enum sk_err sk_journal_pending(struct sk_journal *journal, int64_t after, int32_t limit,
                               void (*each)(void *data, const struct sk_stored_pair *pair),
                               void *data, struct sk_err_info *info) {
    return sk_store_each_pair(journal,
                              SK_PAIR_COLUMNS " FROM pair AS p WHERE " PENDING
                                              " AND number>?1 ORDER BY number LIMIT ?2",
                              after, limit, each, data, info);
}

enum sk_err sk_journal_open_undos(struct sk_journal *journal, int32_t limit,
                                  void (*each)(void *data, const struct sk_stored_pair *pair),
                                  void *data, struct sk_err_info *info) {
    return sk_store_each_pair(journal,
                              SK_PAIR_COLUMNS
                              " FROM pair AS p WHERE result='pending' AND result<>'bound'"
                              " AND kind='undo' AND number>?1 ORDER BY number LIMIT ?2",
                              0, limit, each, data, info);
}

enum sk_err sk_journal_recent(struct sk_journal *journal, int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info) {
    return sk_store_each_pair(
        journal,
        SK_PAIR_COLUMNS " FROM pair AS p WHERE result<>'pending' AND kind='bind' AND number>?1"
                        " ORDER BY number DESC LIMIT ?2",
        0, limit, each, data, info);
}

enum sk_err sk_journal_pairs(struct sk_journal *journal,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info) {
    return sk_store_each_pair(
        journal, SK_PAIR_COLUMNS " FROM pair AS p WHERE number>?1 ORDER BY number LIMIT ?2", 0, -1,
        each, data, info);
}

static void keep_pair(void *data, const struct sk_stored_pair *pair) {
    *(struct sk_stored_pair *)data = *pair;
}

enum sk_err sk_journal_pair(struct sk_journal *journal, int64_t number, struct sk_stored_pair *out,
                            struct sk_err_info *info) {
    struct sk_stored_pair found = { .pair.number = 0 };
    enum sk_err err =
        sk_store_each_pair(journal, SK_PAIR_COLUMNS " FROM pair AS p WHERE number=?1 LIMIT ?2",
                           number, 1, keep_pair, &found, info);
    if (!err && found.pair.number == 0) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no pair %lld in the journal '%s'",
                      (long long)number, journal->path);
    }
    if (!err) {
        *out = found;
    }
    return err;
}

static const char *text_of(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

#define EVENTS                                                                                     \
    "SELECT e.seq, e.pair, e.event, e.at, coalesce(e.serial, p.serial),"                           \
    " coalesce(e.instance, p.instance), e.result, e.phase, e.already, e.attempts, e.request,"      \
    " e.http_status, e.code, e.message, e.request_id, e.serial_source, e.serial_device,"           \
    " e.serial_symbology, e.jump_ms, e.operator, e.refers, e.note, e.mono_ms, e.sent_wall_ms"      \
    " FROM event AS e LEFT JOIN pair AS p ON p.number = e.pair "

/* ?1 of the statement is `from`. */
static enum sk_err each_event(struct sk_journal *journal, const char *sql, int64_t from,
                              bool (*each)(void *data, const struct sk_logged_event *event),
                              void *data, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, from);
    int status = SQLITE_DONE;
    bool go_on = true;
    while (go_on && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_logged_event event = { .seq = sqlite3_column_int64(statement, 0),
                                         .pair = sqlite3_column_int64(statement, 1),
                                         .event = text_of(statement, 2),
                                         .at = text_of(statement, 3),
                                         .serial = text_of(statement, 4),
                                         .instance = text_of(statement, 5),
                                         .result = text_of(statement, 6),
                                         .phase = text_of(statement, 7),
                                         .already = sqlite3_column_int(statement, 8) != 0,
                                         .attempts = sqlite3_column_int64(statement, 9),
                                         .request = text_of(statement, 10),
                                         .http_status = sqlite3_column_int64(statement, 11),
                                         .code = text_of(statement, 12),
                                         .message = text_of(statement, 13),
                                         .request_id = text_of(statement, 14),
                                         .source = text_of(statement, 15),
                                         .device = text_of(statement, 16),
                                         .symbology = text_of(statement, 17),
                                         .jump_ms = sqlite3_column_int64(statement, 18),
                                         .operator_name = text_of(statement, 19),
                                         .refers = sqlite3_column_int64(statement, 20),
                                         .note = text_of(statement, 21),
                                         .mono_ms = sqlite3_column_int64(statement, 22),
                                         .sent_wall_ms = sqlite3_column_int64(statement, 23) };
        go_on = each(data, &event);
    }
    err = !go_on || status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_journal_events(struct sk_journal *journal, int64_t after,
                              bool (*each)(void *data, const struct sk_logged_event *event),
                              void *data, struct sk_err_info *info) {
    return each_event(journal, EVENTS "WHERE e.seq > ?1 ORDER BY e.seq", after, each, data, info);
}

enum sk_err sk_journal_pair_events(struct sk_journal *journal, int64_t number,
                                   bool (*each)(void *data, const struct sk_logged_event *event),
                                   void *data, struct sk_err_info *info) {
    return each_event(journal, EVENTS "WHERE e.pair = ?1 ORDER BY e.seq DESC", number, each, data,
                      info);
}
