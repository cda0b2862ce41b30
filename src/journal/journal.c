#define _DEFAULT_SOURCE /* flock() */

#include "journal/journal.h"

#include "base/clock.h"
#include "base/util.h"
#include "journal/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct sk_journal {
    char *path;
    sqlite3 *db;
    int lock; /* file descriptor, -1: none */
    sqlite3_stmt *insert_event;
    sqlite3_stmt *insert_pair;
    sqlite3_stmt *update_pair;
    sqlite3_stmt *find_history;
};

const char *sk_event_name(enum sk_event event) {
    switch (event) {
    case SK_EVENT_INTENT:
        return "intent";
    case SK_EVENT_ATTEMPT:
        return "attempt";
    case SK_EVENT_ANSWER:
        return "answer";
    case SK_EVENT_ASKED:
        return "asked";
    case SK_EVENT_SETTLED:
        return "settled";
    }
    return "unknown";
}

static const char *request_name(enum sk_request request) {
    switch (request) {
    case SK_REQUEST_BIND:
        return "bind";
    case SK_REQUEST_ASK_INSTANCE:
        return "ask-instance";
    case SK_REQUEST_ASK_SERIAL:
        return "ask-serial";
    }
    return "unknown";
}

static enum sk_err err_of(int status) {
    switch (status & 0xFF) {
    case SQLITE_OK:
        return SK_OK;
    case SQLITE_NOMEM:
        return SK_ERR_NOMEM;
    case SQLITE_FULL:
        return SK_ERR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SK_ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH:
        return SK_ERR_CORRUPT;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return SK_ERR_DENIED;
    default:
        return SK_ERR_IO;
    }
}

/* SQLite says "disk I/O error" where it cannot grow its shared memory on a full disk. */
static bool is_disk_full(const struct sk_journal *journal) {
    struct statvfs disk;
    return statvfs(journal->path, &disk) == 0 && disk.f_bavail * disk.f_frsize < 64 * 1024;
}

/* The sentence for a failure of the database, with what to do about it. */
static enum sk_err fail_db(struct sk_journal *journal, int status, struct sk_err_info *info) {
    enum sk_err err = err_of(status);
    if (err == SK_ERR_IO && is_disk_full(journal)) {
        err = SK_ERR_FULL;
    }
    const char *detail = journal->db ? sqlite3_errmsg(journal->db) : sqlite3_errstr(status);
    if (err == SK_ERR_FULL) {
        return sk_fail(info, err,
                       "the disk with the journal '%s' is full; free some space, the kiosk goes "
                       "on by itself",
                       journal->path);
    }
    if (err == SK_ERR_CORRUPT) {
        return sk_fail(info, err,
                       "the journal '%s' is damaged (%s); keep a copy of it, move it away and "
                       "start again",
                       journal->path, detail);
    }
    if (err == SK_ERR_DENIED) {
        return sk_fail(info, err,
                       "the journal '%s' may not be written (%s); give this user write access to "
                       "the file and its directory",
                       journal->path, detail);
    }
    return sk_fail(info, err, "the journal '%s' cannot be used: %s; check the disk", journal->path,
                   detail);
}

static enum sk_err execute(struct sk_journal *journal, const char *sql, struct sk_err_info *info) {
    int status = sqlite3_exec(journal->db, sql, NULL, NULL, NULL);
    return status == SQLITE_OK ? SK_OK : fail_db(journal, status, info);
}

static enum sk_err prepare(struct sk_journal *journal, sqlite3_stmt **statement, const char *sql,
                           struct sk_err_info *info) {
    int status =
        sqlite3_prepare_v3(journal->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    return status == SQLITE_OK ? SK_OK : fail_db(journal, status, info);
}

static enum sk_err read_number(struct sk_journal *journal, const char *sql, int64_t *number,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
    } else {
        err = fail_db(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

/* Makes the directories above path; the journal names devices and instances, so they are ours
 * alone. What exists is left as it is. */
static enum sk_err make_directories(const char *path, struct sk_err_info *info) {
    char *copy = strdup(path);
    if (!copy) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to open the journal");
    }
    enum sk_err err = SK_OK;
    for (char *slash = strchr(copy + 1, '/'); slash && !err; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST && access(copy, F_OK) != 0) {
            enum sk_err kind = errno == EACCES || errno == EROFS || errno == EPERM ? SK_ERR_DENIED
                               : errno == ENOSPC                                   ? SK_ERR_FULL
                                                                                   : SK_ERR_IO;
            err = sk_fail(info, kind,
                          "cannot make the directory '%s' for the journal: %s; make it for this "
                          "user or set journal.path to another place",
                          copy, strerror(errno));
        }
        *slash = '/';
    }
    free(copy);
    return err;
}

static enum sk_err fail_open(const char *name, struct sk_err_info *info) {
    enum sk_err kind = errno == EACCES || errno == EROFS || errno == EPERM ? SK_ERR_DENIED
                       : errno == ENOSPC                                   ? SK_ERR_FULL
                                                                           : SK_ERR_IO;
    return sk_fail(info, kind,
                   "cannot write the journal's file '%s': %s; give this user write access to the "
                   "directory or set journal.path to another place",
                   name, strerror(errno));
}

/* SQLite gives its own files the mode of this one. */
static enum sk_err make_file(const char *path, struct sk_err_info *info) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail_open(path, info);
    }
    (void)close(fd); /* nothing was written */
    return SK_OK;
}

static enum sk_err take_lock(struct sk_journal *journal, struct sk_err_info *info) {
    char name[4096];
    int length = snprintf(name, sizeof(name), "%s.lock", journal->path);
    if (length < 0 || (size_t)length >= sizeof(name)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    journal->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (journal->lock < 0) {
        return fail_open(name, info);
    }
    if (flock(journal->lock, LOCK_EX | LOCK_NB) != 0) {
        return sk_fail(info, SK_ERR_BUSY,
                       "another sag-kiosk or sag-kioskctl writes the journal '%s'; close that one "
                       "or set journal.path to another place",
                       journal->path);
    }
    return SK_OK;
}

static enum sk_err bring_up_to_date(struct sk_journal *journal, enum sk_journal_mode mode,
                                    struct sk_err_info *info) {
    int64_t version = 0;
    int64_t application = 0;
    enum sk_err err = read_number(journal, "PRAGMA user_version", &version, info);
    if (!err) {
        err = read_number(journal, "PRAGMA application_id", &application, info);
    }
    if (err) {
        return err;
    }
    if (version == 0 && application == 0 && mode == SK_JOURNAL_WRITE) {
        int64_t tables = 0;
        err = read_number(journal, "SELECT count(*) FROM sqlite_schema", &tables, info);
        if (!err && tables == 0) {
            err = execute(journal, "BEGIN IMMEDIATE", info);
            if (!err) {
                err = execute(journal, sk_schema_sql(), info);
            }
            return err ? err : execute(journal, "COMMIT", info);
        }
    }
    if (!err && application != SK_SCHEMA_APPLICATION) {
        err = sk_fail(info, SK_ERR_CORRUPT,
                      "'%s' is a database, but not a journal of this kiosk; set journal.path to "
                      "another file",
                      journal->path);
    } else if (!err && version != SK_SCHEMA_VERSION) {
        err = sk_fail(info, SK_ERR_CORRUPT,
                      "the journal '%s' is of version %lld, this program knows version %d; install "
                      "the newer sag-kiosk",
                      journal->path, (long long)version, SK_SCHEMA_VERSION);
    }
    return err;
}

static enum sk_err prepare_writing(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = prepare(
        journal, &journal->insert_event,
        "INSERT INTO event (pair, event, at, wall_ms, mono_ms, result, phase, already, attempts,"
        " request, http_status, code, message, request_id, attempt_id, serial, instance,"
        " serial_source, serial_device, serial_symbology, serial_wall_ms, instance_source,"
        " instance_device, instance_symbology, instance_wall_ms)"
        " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,"
        "?23,?24,?25)",
        info);
    if (!err) {
        err = prepare(journal, &journal->insert_pair,
                      "INSERT INTO pair (number, serial, instance, result, phase, attempts,"
                      " scanned_wall_ms, changed_wall_ms) VALUES (?1,?2,?3,'pending',?4,0,?5,?5)",
                      info);
    }
    if (!err) {
        err = prepare(journal, &journal->update_pair,
                      "UPDATE pair SET result=?2, phase=?3, attempts=?4, code=?5, request_id=?6,"
                      " changed_wall_ms=?7 WHERE number=?1 AND result='pending'",
                      info);
    }
    if (!err) {
        err = prepare(journal, &journal->find_history,
                      "SELECT EXISTS (SELECT 1 FROM pair WHERE serial=?1 AND number<?2)", info);
    }
    return err;
}

enum sk_err sk_journal_create(struct sk_journal **out, const char *path, enum sk_journal_mode mode,
                              struct sk_err_info *info) {
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_journal *journal = calloc(1, sizeof(*journal));
    if (!journal) {
        return sk_fail(info, err, "not enough memory to open the journal");
    }
    journal->lock = -1;
    journal->path = strdup(path);
    if (!journal->path) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory to open the journal");
        goto fail;
    }
    if (mode == SK_JOURNAL_READ && access(path, F_OK) != 0) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no journal at '%s' yet: %s", path,
                      strerror(errno));
        goto fail;
    }
    if (mode == SK_JOURNAL_WRITE) {
        err = make_directories(path, info);
        if (!err) {
            err = take_lock(journal, info);
        }
        if (!err) {
            err = make_file(path, info);
        }
        if (err) {
            goto fail;
        }
    }
    /* Readers open for writing, too, where they may: WAL needs the shared-memory file. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (mode == SK_JOURNAL_WRITE ? SQLITE_OPEN_CREATE : 0);
    int status = sqlite3_open_v2(path, &journal->db, flags, NULL);
    if (status == SQLITE_OK) {
        (void)sqlite3_extended_result_codes(journal->db, 1);
        (void)sqlite3_busy_timeout(journal->db, 5000);
        status = sqlite3_exec(journal->db,
                              mode == SK_JOURNAL_WRITE
                                  ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                    "PRAGMA cache_size=-1024; PRAGMA trusted_schema=OFF;"
                                  : "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;",
                              NULL, NULL, NULL);
    }
    err = status == SQLITE_OK ? SK_OK : fail_db(journal, status, info);
    if (!err) {
        err = bring_up_to_date(journal, mode, info);
    }
    if (!err && mode == SK_JOURNAL_WRITE) {
        err = prepare_writing(journal, info);
    }
    if (err) {
        goto fail;
    }
    *out = journal;
    return SK_OK;

fail:
    sk_journal_destroy(journal);
    return err;
}

void sk_journal_destroy(struct sk_journal *journal) {
    if (!journal) {
        return;
    }
    sqlite3_finalize(journal->insert_event);
    sqlite3_finalize(journal->insert_pair);
    sqlite3_finalize(journal->update_pair);
    sqlite3_finalize(journal->find_history);
    (void)sqlite3_close(journal->db); /* nothing is open in it any more */
    if (journal->lock >= 0) {
        (void)close(journal->lock); /* gives the lock back */
    }
    free(journal->path);
    free(journal);
}

static void bind_text(sqlite3_stmt *statement, int index, const char *text) {
    (void)sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

static void bind_facts(sqlite3_stmt *statement, int index, const struct sk_scan_facts *facts) {
    bind_text(statement, index, sk_scan_source_name(facts->source));
    bind_text(statement, index + 1, facts->device);
    bind_text(statement, index + 2, sk_symbology_name(facts->symbology));
    (void)sqlite3_bind_int64(statement, index + 3, facts->wall_ms);
}

static enum sk_err run(struct sk_journal *journal, sqlite3_stmt *statement,
                       struct sk_err_info *info) {
    int status = sqlite3_step(statement);
    enum sk_err err = status == SQLITE_DONE ? SK_OK : fail_db(journal, status, info);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

static const char *phase_text(const struct sk_record *record) {
    return record->result != SK_RESULT_PENDING ? ""
           : record->phase == SK_PHASE_WAITING ? "waiting"
                                               : "open";
}

static enum sk_err write_event(struct sk_journal *journal, const struct sk_record *record,
                               struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->insert_event;
    char at[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(record->wall_ms, at, sizeof(at));
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    bind_text(statement, 2, sk_event_name(record->event));
    bind_text(statement, 3, at);
    (void)sqlite3_bind_int64(statement, 4, record->wall_ms);
    (void)sqlite3_bind_int64(statement, 5, record->at);
    bind_text(statement, 6, sk_result_name(record->result));
    bind_text(statement, 7, phase_text(record));
    (void)sqlite3_bind_int(statement, 8, record->already);
    (void)sqlite3_bind_int(statement, 9, record->attempts);
    bind_text(statement, 10, record->has_answer ? request_name(record->request) : "");
    (void)sqlite3_bind_int(statement, 11, record->http_status);
    bind_text(statement, 12, record->code);
    bind_text(statement, 13, record->message);
    bind_text(statement, 14, record->request_id);
    bind_text(statement, 15, record->attempt_id);
    if (record->event == SK_EVENT_INTENT) {
        bind_text(statement, 16, record->pair.serial);
        bind_text(statement, 17, record->pair.instance);
        bind_facts(statement, 18, &record->pair.serial_facts);
        bind_facts(statement, 22, &record->pair.instance_facts);
    }
    return run(journal, statement, info);
}

static enum sk_err write_pair(struct sk_journal *journal, const struct sk_record *record,
                              struct sk_err_info *info) {
    if (record->event == SK_EVENT_INTENT) {
        sqlite3_stmt *statement = journal->insert_pair;
        (void)sqlite3_bind_int64(statement, 1, record->pair.number);
        bind_text(statement, 2, record->pair.serial);
        bind_text(statement, 3, record->pair.instance);
        bind_text(statement, 4, phase_text(record));
        (void)sqlite3_bind_int64(statement, 5, record->wall_ms);
        return run(journal, statement, info);
    }
    sqlite3_stmt *statement = journal->update_pair;
    (void)sqlite3_bind_int64(statement, 1, record->pair.number);
    bind_text(statement, 2, sk_result_name(record->result));
    bind_text(statement, 3, phase_text(record));
    (void)sqlite3_bind_int(statement, 4, record->attempts);
    bind_text(statement, 5, record->code);
    bind_text(statement, 6, record->request_id);
    (void)sqlite3_bind_int64(statement, 7, record->wall_ms);
    return run(journal, statement, info);
}

static enum sk_err look_for_history(struct sk_journal *journal, const struct sk_pair *pair,
                                    bool *has_history, struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->find_history;
    bind_text(statement, 1, pair->serial);
    (void)sqlite3_bind_int64(statement, 2, pair->number);
    int status = sqlite3_step(statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW) {
        *has_history = sqlite3_column_int(statement, 0) != 0;
    } else {
        err = fail_db(journal, status, info);
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

enum sk_err sk_journal_append(struct sk_journal *journal, const struct sk_record *records,
                              size_t count, bool *has_history, struct sk_err_info *info) {
    enum sk_err err = execute(journal, "BEGIN IMMEDIATE", info);
    for (size_t i = 0; i < count && !err; i++) {
        err = write_event(journal, &records[i], info);
        if (!err) {
            err = write_pair(journal, &records[i], info);
        }
        if (!err && has_history) {
            has_history[i] = false;
            if (records[i].event == SK_EVENT_INTENT) {
                err = look_for_history(journal, &records[i].pair, &has_history[i], info);
            }
        }
    }
    if (!err) {
        err = execute(journal, "COMMIT", info);
    }
    if (err && sqlite3_get_autocommit(journal->db) == 0) {
        (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* err is told already */
    }
    return err;
}

enum sk_err sk_journal_next_number(struct sk_journal *journal, int64_t *number,
                                   struct sk_err_info *info) {
    return read_number(journal, "SELECT coalesce(max(number), 0) + 1 FROM pair", number, info);
}

enum sk_err sk_journal_count_pending(struct sk_journal *journal, int64_t *count,
                                     int64_t *oldest_wall_ms, struct sk_err_info *info) {
    enum sk_err err =
        read_number(journal, "SELECT count(*) FROM pair WHERE result='pending'", count, info);
    return err ? err
               : read_number(journal,
                             "SELECT coalesce((SELECT scanned_wall_ms FROM pair WHERE"
                             " result='pending' ORDER BY number LIMIT 1), 0)",
                             oldest_wall_ms, info);
}

static void copy_column(sqlite3_stmt *statement, int column, char *out, size_t size) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    (void)snprintf(out, size, "%s", text ? text : "");
}

static enum sk_result result_of(const char *name) {
    static const enum sk_result all[] = { SK_RESULT_BOUND, SK_RESULT_REFUSED, SK_RESULT_WITHDRAWN };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        if (strcmp(name, sk_result_name(all[i])) == 0) {
            return all[i];
        }
    }
    return SK_RESULT_PENDING;
}

static void read_pair(sqlite3_stmt *statement, struct sk_stored_pair *out) {
    char word[16];
    *out = (struct sk_stored_pair){ .pair = { .number = sqlite3_column_int64(statement, 0) } };
    copy_column(statement, 1, out->pair.serial, sizeof(out->pair.serial));
    copy_column(statement, 2, out->pair.instance, sizeof(out->pair.instance));
    copy_column(statement, 3, word, sizeof(word));
    out->result = result_of(word);
    copy_column(statement, 4, word, sizeof(word));
    /* Whatever is not certainly unsent is asked for. */
    out->phase = strcmp(word, "waiting") == 0 ? SK_PHASE_WAITING : SK_PHASE_OPEN;
    out->attempts = sqlite3_column_int(statement, 5);
    copy_column(statement, 6, out->code, sizeof(out->code));
    copy_column(statement, 7, out->request_id, sizeof(out->request_id));
    out->changed_wall_ms = sqlite3_column_int64(statement, 8);
    out->pair.serial_facts.wall_ms = sqlite3_column_int64(statement, 9);
    out->has_history = sqlite3_column_int(statement, 10) != 0;
}

#define PAIR_COLUMNS                                                                               \
    "SELECT number, serial, instance, result, phase, attempts, code, request_id, changed_wall_ms," \
    " scanned_wall_ms, EXISTS (SELECT 1 FROM pair AS p WHERE p.serial = pair.serial AND"           \
    " p.number < pair.number) FROM pair "

static enum sk_err each_pair(struct sk_journal *journal, const char *sql, int64_t after,
                             int32_t limit,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, after);
    (void)sqlite3_bind_int(statement, 2, limit);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_stored_pair pair;
        read_pair(statement, &pair);
        each(data, &pair);
    }
    err = status == SQLITE_DONE ? SK_OK : fail_db(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_journal_pending(struct sk_journal *journal, int64_t after, int32_t limit,
                               void (*each)(void *data, const struct sk_stored_pair *pair),
                               void *data, struct sk_err_info *info) {
    return each_pair(journal,
                     PAIR_COLUMNS "WHERE result='pending' AND number>?1 ORDER BY number LIMIT ?2",
                     after, limit, each, data, info);
}

enum sk_err sk_journal_recent(struct sk_journal *journal, int32_t limit,
                              void (*each)(void *data, const struct sk_stored_pair *pair),
                              void *data, struct sk_err_info *info) {
    return each_pair(
        journal, PAIR_COLUMNS "WHERE result<>'pending' AND number>?1 ORDER BY number DESC LIMIT ?2",
        0, limit, each, data, info);
}

enum sk_err sk_journal_pairs(struct sk_journal *journal,
                             void (*each)(void *data, const struct sk_stored_pair *pair),
                             void *data, struct sk_err_info *info) {
    return each_pair(journal, PAIR_COLUMNS "WHERE number>?1 ORDER BY number LIMIT ?2", 0, -1, each,
                     data, info);
}

enum sk_err sk_journal_events(struct sk_journal *journal, int64_t after,
                              bool (*each)(void *data, const struct sk_logged_event *event),
                              void *data, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        prepare(journal, &statement,
                "SELECT e.seq, e.pair, e.event, e.at, p.serial, p.instance, e.result, e.phase,"
                " e.already, e.attempts, e.request, e.http_status, e.code, e.message, e.request_id,"
                " coalesce(e.serial_source, ''), coalesce(e.serial_device, ''),"
                " coalesce(e.serial_symbology, '')"
                " FROM event AS e JOIN pair AS p ON p.number = e.pair"
                " WHERE e.seq > ?1 ORDER BY e.seq",
                info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, after);
    int status;
    bool go_on = true;
    while (go_on && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *text[18];
        for (int i = 0; i < 18; i++) {
            const char *value = (const char *)sqlite3_column_text(statement, i);
            text[i] = value ? value : "";
        }
        struct sk_logged_event event = { .seq = sqlite3_column_int64(statement, 0),
                                         .pair = sqlite3_column_int64(statement, 1),
                                         .event = text[2],
                                         .at = text[3],
                                         .serial = text[4],
                                         .instance = text[5],
                                         .result = text[6],
                                         .phase = text[7],
                                         .already = sqlite3_column_int(statement, 8) != 0,
                                         .attempts = sqlite3_column_int64(statement, 9),
                                         .request = text[10],
                                         .http_status = sqlite3_column_int64(statement, 11),
                                         .code = text[12],
                                         .message = text[13],
                                         .request_id = text[14],
                                         .source = text[15],
                                         .device = text[16],
                                         .symbology = text[17] };
        go_on = each(data, &event);
    }
    err = !go_on || status == SQLITE_DONE ? SK_OK : fail_db(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}
