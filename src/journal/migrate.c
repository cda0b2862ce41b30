#include "journal/migrate.h"

#include "base/clock.h"
#include "journal/beside.h"
#include "journal/files.h"
#include "journal/schema.h"
#include "journal/stamp.h"
#include "journal/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The copy has its final name only when it is whole and on the disk. */
static enum sk_err back_up(struct sk_journal *journal, int64_t version, struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE];
    char partial[SK_FILES_PATH_SIZE];
    char stamp[SK_STAMP_NAME_SIZE];
    struct sk_clock *clock = sk_clock_system();
    sk_stamp_name(clock->ops->wall(clock), stamp);
    int length =
        snprintf(partial, sizeof(partial), "%s." SK_BESIDE_VERSION "%lld-%s" SK_BESIDE_PARTIAL,
                 journal->path, (long long)version, stamp);
    if (length < 0 || (size_t)length >= sizeof(partial)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    memcpy(name, partial, (size_t)length + 1);
    name[(size_t)length - strlen(SK_BESIDE_PARTIAL)] = '\0';
    sk_beside_remove_partial(journal->path); /* left by interrupted tries */
    sqlite3 *copy = NULL;
    enum sk_err err = SK_OK;
    int fd = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* nobody else's */
    if (fd < 0) {
        return sk_fail(info, sk_files_err(errno),
                       "cannot write the copy '%s' of the journal: %s; give this user write access "
                       "to the directory",
                       partial, strerror(errno));
    }
    (void)close(fd); /* nothing was written */
    int status = sqlite3_open_v2(partial, &copy, SQLITE_OPEN_READWRITE, NULL);
    if (status != SQLITE_OK) {
        err = sk_fail(info, SK_ERR_IO, "cannot write the copy '%s' of the journal: %s", partial,
                      sqlite3_errstr(status));
    } else {
        err = sk_store_copy_into(journal, copy, info);
    }
    (void)sqlite3_close(copy); /* nothing is open in it any more */
    if (!err && (sk_sync_file(partial) != 0 || rename(partial, name) != 0 ||
                 sk_sync_directory_of(name) != 0)) {
        err = sk_fail(info, sk_files_err(errno), "cannot write the copy '%s' of the journal: %s",
                      name, strerror(errno));
    }
    if (err) {
        sk_beside_remove_partial(journal->path);
    }
    return err;
}

/* The columns of version 1 in the order of today's; what it did not know is 0 or "". */
#define EVENTS_OF_1                                                                                \
    "SELECT seq, pair, event, at, wall_ms, mono_ms, 0, '', result, phase, already, attempts,"      \
    " request, http_status, code, message, request_id, attempt_id, 0, 0, '', serial, instance,"    \
    " serial_source, serial_device, serial_symbology, serial_wall_ms, instance_source,"            \
    " instance_device, instance_symbology, instance_wall_ms, 2, 0, NULL, NULL, '', '', '', '', ''" \
    " FROM event_1 ORDER BY seq"

static enum sk_err copy_events(struct sk_journal *journal, struct sk_head *head,
                               sqlite3_stmt *select, struct sk_err_info *info) {
    struct sk_event_row row;
    enum sk_err err = SK_OK;
    int status;
    while (!err && (status = sqlite3_step(select)) == SQLITE_ROW) {
        sk_event_row_read(&row, select);
        head->seq++;
        /* A skipped number (version 1 crashed between two) would look like a missing event. */
        sk_event_row_int(&row, SK_COLUMN_SEQ, head->seq);
        head->wall_ms = row.values[SK_COLUMN_WALL_MS].number;
        head->mono_ms = row.values[SK_COLUMN_MONO_MS].number;
        err = sk_chain_link(journal->chain, head->hash, &row, head->hash);
        if (err) {
            return sk_fail(info, err, "not enough memory to bring the journal up to date");
        }
        sk_event_row_bind(&row, journal->statements[SK_STATEMENT_INSERT_EVENT]);
        (void)sqlite3_bind_blob(journal->statements[SK_STATEMENT_INSERT_EVENT], SK_COLUMN_COUNT + 1,
                                head->hash, SK_CHAIN_SIZE, SQLITE_STATIC);
        err = sk_store_run(journal, journal->statements[SK_STATEMENT_INSERT_EVENT], info);
    }
    return err || status == SQLITE_DONE ? err : sk_store_fail(journal, status, info);
}

static enum sk_err chain_events(struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_head head;
    sqlite3_stmt *select = NULL;
    enum sk_err err = sk_store_head(journal, &head, info);
    if (!err) {
        err = sk_store_prepare(journal, &select, EVENTS_OF_1, info);
    }
    if (!err) {
        err = copy_events(journal, &head, select, info);
    }
    sqlite3_finalize(select);
    if (!err) {
        err = sk_store_number(journal, "SELECT coalesce(max(number), 0) + 1 FROM pair_1",
                              &head.next_number, info);
    }
    return err ? err : sk_append_head(journal, &head, info);
}

static const char rename_1[] = "DROP TRIGGER event_keep_update; DROP TRIGGER event_keep_delete;"
                               "DROP INDEX pair_serial; DROP INDEX pair_pending;"
                               "DROP INDEX event_pair;"
                               "ALTER TABLE event RENAME TO event_1;"
                               "ALTER TABLE pair RENAME TO pair_1;"
                               "CREATE INDEX event_1_pair ON event_1 (pair);";

static const char pairs_of_1[] =
    "INSERT INTO pair (number, kind, serial, instance, operator, result, phase, attempts, code,"
    " message, request_id, source, device, symbology, scanned_wall_ms, sent_wall_ms,"
    " changed_wall_ms, refers, undone_by, retried_by, note, dealt_wall_ms) SELECT p.number, 'bind', p.serial, p.instance, '', p.result, p.phase,"
    " p.attempts, p.code,"
    " coalesce((SELECT message FROM event_1 WHERE pair=p.number ORDER BY seq DESC LIMIT 1), ''),"
    " p.request_id, coalesce(i.serial_source, ''), coalesce(i.serial_device, ''),"
    " coalesce(i.serial_symbology, ''),"
    " coalesce(nullif(max(coalesce(i.serial_wall_ms, 0), coalesce(i.instance_wall_ms, 0)), 0),"
    "          p.scanned_wall_ms),"
    " 0, p.changed_wall_ms, 0, 0, 0, '', 0"
    " FROM pair_1 AS p LEFT JOIN event_1 AS i ON i.pair=p.number AND i.event='intent'"
    " ORDER BY p.number;";

static enum sk_err rewrite(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = sk_store_execute(journal, rename_1, info);
    if (!err) {
        err = sk_store_execute(journal, sk_schema_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, sk_schema_5_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, sk_schema_6_sql(), info);
    }
    if (!err) {
        err = sk_store_prepare_writing(journal, info);
    }
    if (!err) {
        err = chain_events(journal, info);
    }
    if (!err) {
        err = sk_store_execute(journal, pairs_of_1, info);
    }
    if (!err) {
        err = sk_store_execute(journal, "DROP TABLE event_1; DROP TABLE pair_1;", info);
    }
    return err ? err : sk_store_execute(journal, sk_schema_fill_5_sql(), info);
}

static enum sk_err extend(struct sk_journal *journal, int64_t version, struct sk_err_info *info) {
    enum sk_err err = version < 3 ? sk_store_execute(journal, sk_schema_3_sql(), info) : SK_OK;
    if (!err && version < 4) {
        err = sk_store_execute(journal, sk_schema_4_sql(), info);
    }
    if (!err && version < 5) {
        err = sk_store_execute(journal, sk_schema_5_sql(), info);
    }
    if (!err && version < 5) {
        err = sk_store_execute(journal, sk_schema_fill_5_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, sk_schema_6_sql(), info);
    }
    return err ? err : sk_store_prepare_writing(journal, info);
}

static enum sk_err note_migration(struct sk_journal *journal, int64_t version,
                                  struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_MIGRATED,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    (void)snprintf(record.note, sizeof(record.note), "from version %lld%s", (long long)version,
                   version == 1 ? "; the events before this one were not chained when they were "
                                  "written"
                                : "");
    return sk_append_within(journal, &record, 1, NULL, info);
}

/* VACUUM needs a second copy, and one of each page that it changes. What cannot be told is no. */
static bool has_room(const struct sk_journal *journal, int64_t bytes) {
    struct statvfs disk;
    return statvfs(journal->path, &disk) == 0 &&
           (uint64_t)disk.f_bavail * disk.f_frsize >= 2 * (uint64_t)bytes;
}

/* Nothing is moved about in a file that may be damaged. */
static bool is_whole(struct sk_journal *journal) {
    int64_t is_good = 0;
    return sk_store_number(journal,
                           "SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check='ok'",
                           &is_good, NULL) == SK_OK &&
           is_good == 1;
}

void sk_migrate_pages(struct sk_journal *journal) {
    int64_t size = 0;
    int64_t count = 0;
    if (sk_store_number(journal, "PRAGMA page_size", &size, NULL) != SK_OK ||
        sk_store_number(journal, "PRAGMA page_count", &count, NULL) != SK_OK ||
        size <= strtol(SK_STORE_PAGE, NULL, 10) || !has_room(journal, size * count)) {
        return;
    }
    (void)sqlite3_busy_timeout(journal->db, 0); /* a reader: at the next start, then */
    if (sqlite3_exec(journal->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK &&
        is_whole(journal)) {
        (void)sqlite3_exec(journal->db, "PRAGMA page_size=" SK_STORE_PAGE "; VACUUM", NULL, NULL,
                           NULL);
    }
    (void)sqlite3_exec(journal->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    (void)sqlite3_busy_timeout(journal->db, SK_STORE_BUSY_MS);
}

enum sk_err sk_migrate(struct sk_journal *journal, int64_t version, struct sk_err_info *info) {
    if (version < 1) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "the journal '%s' has version %lld, which never was; set journal.path to "
                       "another file",
                       journal->path, (long long)version);
    }
    enum sk_err err = back_up(journal, version, info);
    if (err) {
        return err;
    }
    err = sk_store_execute(journal, "BEGIN IMMEDIATE", info);
    if (err) {
        return err;
    }
    err = version == 1 ? rewrite(journal, info) : extend(journal, version, info);
    if (!err) {
        err = note_migration(journal, version, info);
    }
    if (!err) {
        err = sk_store_execute(journal, "COMMIT", info);
    }
    sk_store_finalize(journal);
    if (err && sqlite3_get_autocommit(journal->db) == 0) {
        (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* err is told already */
    }
    return err;
}
