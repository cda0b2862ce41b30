#define _DEFAULT_SOURCE /* flock() */

#include "journal/store.h"

#include "base/assert.h"
#include "journal/beside.h"
#include "journal/file_layer.h"
#include "journal/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

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

/* The database's message, or, if the system caused it, the system's. */
static enum sk_err fail_io(const struct sk_journal *journal, int error, const char *detail,
                           struct sk_err_info *info) {
    enum sk_err err = error ? sk_files_err(error) : SK_ERR_IO;
    return sk_fail(info, err == SK_ERR_NOT_FOUND ? SK_ERR_IO : err,
                   "the journal '%s' cannot be used: %s; %s", journal->path,
                   error ? strerror(error) : detail, sk_files_fix(error));
}

enum sk_err sk_store_fail(struct sk_journal *journal, int status, struct sk_err_info *info) {
    struct sk_file_faults faults = sk_file_layer_faults();
    bool has_faults = faults.count > journal->faults;
    enum sk_err err = err_of(status);
    if (err == SK_ERR_CORRUPT && has_faults) {
        err = SK_ERR_IO; /* what could not be read would look damaged to later reads */
    }
    journal->faults = faults.count; /* the next failure must have its own cause */
    if (err == SK_ERR_IO && is_disk_full(journal)) {
        err = SK_ERR_FULL;
    }
    const char *detail = journal->db ? sqlite3_errmsg(journal->db) : sqlite3_errstr(status);
    if (err == SK_ERR_FULL) {
        return sk_fail(info, err,
                       "the disk with the journal '%s' is full; free some space, the kiosk "
                       "continues by itself",
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
    if (err == SK_ERR_IO && has_faults) {
        return fail_io(journal, faults.error, detail, info);
    }
    return sk_fail(info, err, "the journal '%s' cannot be used: %s; check the disk", journal->path,
                   detail);
}

enum sk_err sk_store_execute(struct sk_journal *journal, const char *sql,
                             struct sk_err_info *info) {
    int status = sqlite3_exec(journal->db, sql, NULL, NULL, NULL);
    return status == SQLITE_OK ? SK_OK : sk_store_fail(journal, status, info);
}

/* Our statements fit a journal of this version; if it lacks what they name, it is damaged. */
static bool lacks_part(const struct sk_journal *journal) {
    static const char *const parts[] = { "no such table", "no such column", "no such index",
                                         "table " /* … has no column named … */ };
    const char *text = sqlite3_errmsg(journal->db);
    bool lacks = false;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        lacks = lacks || strncmp(text, parts[i], strlen(parts[i])) == 0;
    }
    return lacks;
}

enum sk_err sk_store_prepare(struct sk_journal *journal, sqlite3_stmt **statement, const char *sql,
                             struct sk_err_info *info) {
    int status =
        sqlite3_prepare_v3(journal->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (status == SQLITE_ERROR && lacks_part(journal)) {
        status = SQLITE_CORRUPT;
    }
    return status == SQLITE_OK ? SK_OK : sk_store_fail(journal, status, info);
}

enum sk_err sk_store_run(struct sk_journal *journal, sqlite3_stmt *statement,
                         struct sk_err_info *info) {
    int status = sqlite3_step(statement);
    enum sk_err err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

enum sk_err sk_store_number(struct sk_journal *journal, const char *sql, int64_t *number,
                            struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
    } else {
        /* Such a statement always has a row, unless the one row of a table is gone. */
        err = sk_store_fail(journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_store_begin(struct sk_journal *journal, struct sk_err_info *info) {
    return sk_store_run(journal, journal->statements[SK_STATEMENT_BEGIN], info);
}

void sk_store_note_head(struct sk_journal *journal, const struct sk_head *head) {
    struct sk_head_note note = { .seq = head->seq, .next_number = head->next_number };
    sk_chain_hex(head->hash, note.hash);
    sk_head_file_write(&journal->head_file, &note);
}

enum sk_err sk_store_end(struct sk_journal *journal, enum sk_err err, struct sk_err_info *info) {
    if (!err) {
        err = sk_store_run(journal, journal->statements[SK_STATEMENT_COMMIT], info);
    }
    journal->has_unnoted = journal->has_unnoted || (!err && journal->has_written);
    if (!err && journal->has_written) {
        journal->committed = journal->written;
    }
    journal->has_written = false;
    if (err && sqlite3_get_autocommit(journal->db) == 0) {
        (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* err is told already */
    }
    return err;
}

/* Differences of two such times are no overflow. */
static bool is_time(int64_t ms) {
    return ms >= -(INT64_MAX / 4) && ms <= INT64_MAX / 4;
}

/* What is written next counts on from these. */
static bool is_plausible(const struct sk_head *head) {
    return head->seq >= 0 && head->seq <= SK_STORE_NUMBER_MAX && head->next_number > 0 &&
           head->next_number <= SK_STORE_NUMBER_MAX && is_time(head->wall_ms) &&
           is_time(head->mono_ms);
}

enum sk_err sk_store_fail_head(const struct sk_journal *journal, struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_CORRUPT,
                   "the journal '%s' is damaged (its head does not fit what is in it); keep a copy "
                   "of it, move it away and start again",
                   journal->path);
}

enum sk_err sk_store_head(struct sk_journal *journal, struct sk_head *out,
                          struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_READ_HEAD];
    struct sk_head row = { .seq = 0 };
    int status = sqlite3_step(statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW && sqlite3_column_bytes(statement, 1) == SK_CHAIN_SIZE) {
        const char *boot = (const char *)sqlite3_column_text(statement, 4);
        row.seq = sqlite3_column_int64(statement, 0);
        memcpy(row.hash, sqlite3_column_blob(statement, 1), SK_CHAIN_SIZE);
        row.wall_ms = sqlite3_column_int64(statement, 2);
        row.mono_ms = sqlite3_column_int64(statement, 3);
        (void)snprintf(row.boot, sizeof(row.boot), "%s", boot ? boot : "");
        row.next_number = sqlite3_column_int64(statement, 5);
        err = is_plausible(&row) ? SK_OK : sk_store_fail_head(journal, info);
    } else {
        bool is_gone = status == SQLITE_ROW || status == SQLITE_DONE;
        err = sk_store_fail(journal, is_gone ? SQLITE_CORRUPT : status, info);
    }
    (void)sqlite3_reset(statement);
    if (!err) {
        *out = row;
    }
    return err;
}

/* Makes the directories above path; only for this user, as the journal names devices and instances.
 * What exists is left as it is. */
static enum sk_err make_directories(const char *path, struct sk_err_info *info) {
    char *copy = strdup(path);
    if (!copy) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to open the journal");
    }
    enum sk_err err = SK_OK;
    for (char *slash = strchr(copy + 1, '/'); slash && !err; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST && access(copy, F_OK) != 0) {
            err = sk_fail(info, sk_files_err(errno),
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
    int error = errno;
    return sk_fail(info, sk_files_err(error),
                   "cannot write the journal's file '%s': %s; %s, or set journal.path to another "
                   "place",
                   name, strerror(error), sk_files_fix(error));
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

enum sk_err sk_store_lock(const char *path, int *fd, struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE];
    int length = snprintf(name, sizeof(name), "%s.lock", path);
    if (length < 0 || (size_t)length >= sizeof(name)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    *fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0) {
        return fail_open(name, info);
    }
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        (void)close(*fd);
        *fd = -1;
        errno = error;
        if (error != EWOULDBLOCK) {
            return fail_open(name, info);
        }
        return sk_fail(info, SK_ERR_BUSY,
                       "another sag-kiosk or sag-kioskctl writes the journal '%s'; close that one "
                       "or set journal.path to another place",
                       path);
    }
    return SK_OK;
}

/* The monotonic clock restarts with the machine; this identifies one boot. */
static void read_boot(char out[SK_BOOT_SIZE]) {
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    out[0] = '\0';
    if (file) {
        if (fgets(out, SK_BOOT_SIZE, file)) {
            out[strcspn(out, "\n")] = '\0';
        }
        (void)fclose(file); /* nothing was written */
    }
}

/* A commit writes whole pages, and a scanned pair changes eight of them: small pages are a quarter
 * of the bytes. Only a file that is empty takes the size; sk_migrate() brings others to it. */
static const char *pragmas(enum sk_journal_mode mode) {
    switch (mode) {
    case SK_JOURNAL_WRITE:
        return "PRAGMA page_size=" SK_STORE_PAGE
               "; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1024;"
               "PRAGMA trusted_schema=OFF;";
    case SK_JOURNAL_NOTE:
        return "PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;";
    case SK_JOURNAL_READ:
        return "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;";
    }
    SK_UNREACHABLE("mode of a journal");
}

/* If a journal is gone, do not silently begin a new one. */
static enum sk_err check_not_gone(const struct sk_journal *journal, struct sk_err_info *info) {
    struct stat status;
    bool is_there = stat(journal->path, &status) == 0;
    if ((is_there && status.st_size > 0) || !sk_beside_has_traces(journal->path)) {
        return SK_OK;
    }
    return sk_fail(info, SK_ERR_CORRUPT, "the journal '%s' is %s, although there was one",
                   journal->path, is_there ? "empty" : "gone");
}

static enum sk_err take_place(struct sk_journal *journal, struct sk_err_info *info) {
    char finished[SK_FILES_PATH_SIZE];
    enum sk_err err = make_directories(journal->path, info);
    if (!err && journal->lock < 0) {
        err = sk_store_lock(journal->path, &journal->lock, info);
    }
    if (!err) {
        err = sk_beside_finish(journal->path, finished, sizeof(finished), info);
    }
    if (!err && finished[0] != '\0') {
        journal->has_losses = true;
        (void)snprintf(journal->notice, sizeof(journal->notice),
                       "the journal was damaged, and replacing it was cut off: it is now '%.300s', "
                       "and the new one was put in its place; keep the old file",
                       finished);
    }
    return err ? err : check_not_gone(journal, info);
}

enum sk_err sk_store_open(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    if (journal->mode == SK_JOURNAL_WRITE) {
        err = journal->is_beside ? SK_OK : take_place(journal, info);
        if (!err) {
            err = make_file(journal->path, info);
        }
    } else if (access(journal->path, F_OK) != 0) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no journal at '%s' yet: %s", journal->path,
                      strerror(errno));
    }
    if (err) {
        return err;
    }
    read_boot(journal->boot);
    /* Readers open it for writing, too, if they can: WAL needs the shared-memory file. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (journal->mode == SK_JOURNAL_WRITE ? SQLITE_OPEN_CREATE : 0);
    journal->faults = sk_file_layer_faults().count;
    int status = sqlite3_open_v2(journal->path, &journal->db, flags, sk_file_layer());
    if (status == SQLITE_OK) {
        (void)sqlite3_extended_result_codes(journal->db, 1);
        (void)sqlite3_busy_timeout(journal->db, SK_STORE_BUSY_MS);
        status = sqlite3_exec(journal->db, pragmas(journal->mode), NULL, NULL, NULL);
    }
    return status == SQLITE_OK ? SK_OK : sk_store_fail(journal, status, info);
}

/* Only this handle still reaches its content: move it into the journal's own file. */
static enum sk_err save_lost_wal(struct sk_journal *journal, struct sk_err_info *info) {
    int status = sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL);
    journal->must_reopen = status == SQLITE_OK;
    return sk_fail(info, SK_ERR_IO,
                   "the file '%s-wal' was removed or replaced while the journal was open; %s",
                   journal->path,
                   status == SQLITE_OK ? "what it held was saved, the kiosk continues by itself"
                                       : "have the disk checked, then start the kiosk again");
}

enum sk_err sk_store_check_moved(struct sk_journal *journal, struct sk_err_info *info) {
    int has_moved = 0;
    if (sqlite3_file_control(journal->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) !=
            SQLITE_OK ||
        has_moved == 0) {
        return SK_OK;
    }
    return sk_fail(info, SK_ERR_IO,
                   "the journal '%s' was removed or replaced while it was open; put it back if it "
                   "can be, then start the kiosk again",
                   journal->path);
}

enum sk_err sk_store_check_place(struct sk_journal *journal, struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE];
    struct stat wal;
    enum sk_err err = sk_store_check_moved(journal, info);
    if (err) {
        return err;
    }
    int length = snprintf(name, sizeof(name), "%s-wal", journal->path);
    bool is_there = length > 0 && (size_t)length < sizeof(name) && stat(name, &wal) == 0;
    if (journal->wal_file == 0 && is_there) {
        journal->wal_file = wal.st_ino;
    } else if (journal->wal_file != 0 && (!is_there || wal.st_ino != journal->wal_file)) {
        return save_lost_wal(journal, info);
    }
    return SK_OK;
}

enum sk_err sk_store_prepare_writing(struct sk_journal *journal, struct sk_err_info *info) {
    static const char *const sql[SK_STATEMENT_COUNT] = {
        [SK_STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
        [SK_STATEMENT_COMMIT] = "COMMIT",
        [SK_STATEMENT_READ_HEAD] =
            "SELECT seq, hash, wall_ms, mono_ms, boot, next_number FROM head",
        [SK_STATEMENT_WRITE_HEAD] = "UPDATE head SET seq=?1, hash=?2, wall_ms=?3, mono_ms=?4,"
                                    " boot=?5, next_number=?6",
        [SK_STATEMENT_INSERT_EVENT] = SK_EVENT_INSERT,
        [SK_STATEMENT_INSERT_PAIR] =
            "INSERT INTO pair (number, kind, serial, instance, operator, result, phase, attempts,"
            " code, message, request_id, source, device, symbology, scanned_wall_ms, sent_wall_ms,"
            " changed_wall_ms, refers, undone_by, retried_by, note, dealt_wall_ms, person,"
            " instance_source, instance_device, instance_symbology, serial_by_hand,"
            " instance_by_hand, region, profile, customer_order)"
            " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,0,0,?19,0,"
            " ?20,?21,?22,?23,?24,?25,?26,?27,?28)",
        [SK_STATEMENT_UPDATE_PAIR] =
            "UPDATE pair SET result=?2, phase=?3, attempts=?4, code=?5, message=?6, request_id=?7,"
            " changed_wall_ms=?8, sent_wall_ms=CASE sent_wall_ms WHEN 0 THEN ?9 ELSE sent_wall_ms END"
            " WHERE number=?1 AND result='pending'",
        [SK_STATEMENT_MARK_UNDONE] = "UPDATE pair SET undone_by=?1 WHERE number="
                                     "(SELECT refers FROM pair WHERE number=?1)",
        [SK_STATEMENT_MARK_RETRIED] = "UPDATE pair SET retried_by=?1 WHERE number=?2",
        [SK_STATEMENT_HAS_PAIR] = "SELECT EXISTS (SELECT 1 FROM pair WHERE number=?1)",
        [SK_STATEMENT_FIND_HISTORY] =
            "SELECT EXISTS (SELECT 1 FROM pair INDEXED BY pair_serial WHERE"
            " serial=?1 COLLATE NOCASE AND serial=?1 AND number<?2),"
            " EXISTS (SELECT 1 FROM pair INDEXED BY pair_serial WHERE"
            " serial=?1 COLLATE NOCASE AND number<?2 AND result='check' AND dealt_wall_ms=0)",
        /* Capitals or not, it is the same device. */
        [SK_STATEMENT_FIND_PRIOR] = "SELECT number, instance, changed_wall_ms, " SK_OPERATOR_SQL(
            "pair") " FROM pair INDEXED BY pair_serial WHERE serial=?1 COLLATE NOCASE AND kind='bind' AND result='bound' AND undone_by=0"
                    " AND number<?2 ORDER BY number DESC LIMIT 1",
        [SK_STATEMENT_FIND_IN_USE] = "SELECT max(number), serial, changed_wall_ms, " SK_OPERATOR_SQL(
            "pair") " FROM pair INDEXED BY pair_instance"
                    " WHERE instance=?1 COLLATE NOCASE AND serial<>?2 COLLATE NOCASE AND number<?3"
                    " AND kind='bind' AND undone_by=0 AND retried_by=0 AND (result IN ('bound', 'pending')"
                    " OR (result='check' AND dealt_wall_ms=0)) GROUP BY serial COLLATE NOCASE"
                    " ORDER BY 1 DESC LIMIT ?4", /* devices, not pairs; the rest of a row is its
                                                    newest's */
        [SK_STATEMENT_FIND_KNOWN_IN_USE] =
            "SELECT count(DISTINCT serial), coalesce(max(number), 0) FROM known"
            " INDEXED BY known_instance"
            " WHERE instance=known_hash(?1) AND serial<>known_hash(?2) AND number<?3"
            " AND standing IN (1, 2)",
        [SK_STATEMENT_FIND_KNOWN] = "SELECT count(*), coalesce(max(standing=2), 0),"
                                    " coalesce(max(CASE standing WHEN 1 THEN number END), 0)"
                                    " FROM known WHERE serial=known_hash(?1) AND number<?2",
        [SK_STATEMENT_FORGET_BOUND] = "UPDATE known SET standing=0 WHERE standing=1 AND number="
                                      "(SELECT refers FROM pair WHERE number=?1)",
        [SK_STATEMENT_MARK_DEALT] =
            "UPDATE pair SET dealt_wall_ms=?2 WHERE number=?1 AND dealt_wall_ms=0",
        [SK_STATEMENT_MARK_STILL] = "UPDATE pair SET still=?2 WHERE number=?1",
        [SK_STATEMENT_FIND_PERSON] = "SELECT number FROM person WHERE name=?1",
        [SK_STATEMENT_SPEAK] = "UPDATE person SET language=?2 WHERE number=?1",
        [SK_STATEMENT_WRITE_HOLD] = "UPDATE hold SET is_held=?1, operator=?2, note=?3,"
                                    " person=?4",
    };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_STATEMENT_COUNT && !err; i++) {
        err = sk_store_prepare(journal, &journal->statements[i], sql[i], info);
    }
    return err;
}

void sk_store_finalize(struct sk_journal *journal) {
    for (size_t i = 0; i < SK_STATEMENT_COUNT; i++) {
        sqlite3_finalize(journal->statements[i]);
        journal->statements[i] = NULL;
    }
}
