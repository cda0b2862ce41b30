#include "journal/backup.h"

#include "base/new_file.h"
#include "base/small_file.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "journal/beside.h"
#include "journal/files.h"
#include "journal/head_file.h"
#include "journal/owner.h"
#include "journal/replace.h"
#include "journal/signed_note.h"
#include "journal/stamp.h"
#include "journal/store.h"
#include "journal/sync.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARTIAL ".partial"
#define ENDING ".db"
#define ID_SHOWN 8
#define SIDE_MAX ((size_t)64 * 1024 * 1024) /* bytes of a file beside the journal */
#define BATCH 64

/* What goes along. */
static const struct {
    const char *tail;
    bool is_key;
} sides[] = {
    { ".settings", false }, { ".checkpoints", false }, { ".people", true }, { ".key", true }
};

static enum sk_err fail_write(const char *path, struct sk_err_info *info) {
    int error = errno;
    return sk_fail(info, sk_files_err(error), "the copy '%.300s' cannot be written: %s; %s", path,
                   strerror(error), sk_files_fix(error));
}

static enum sk_err join(const char *path, const char *tail, char out[SK_BACKUP_PATH_SIZE],
                        struct sk_err_info *info) {
    int length = snprintf(out, SK_BACKUP_PATH_SIZE, "%s%s", path, tail);
    return length > 0 && length < SK_BACKUP_PATH_SIZE - 16
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "the path of the copy is too long");
}

/* --- the database ------------------------------------------------------------------------- */

/* A file of its own, without a write-ahead log, on the disk. */
static enum sk_err copy_database(struct sk_journal *journal, const char *to,
                                 struct sk_err_info *info) {
    sqlite3 *copy = NULL;
    int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail_write(to, info);
    }
    (void)close(fd); /* nothing was written */
    int status = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE, NULL);
    enum sk_err err = status == SQLITE_OK ? sk_store_copy_into(journal, copy, info)
                                          : sk_fail(info, SK_ERR_IO, "cannot write '%.300s': %s",
                                                    to, sqlite3_errstr(status));
    if (!err && sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK) {
        err = sk_fail(info, SK_ERR_IO, "cannot write '%.300s': %s", to, sqlite3_errmsg(copy));
    }
    (void)sqlite3_close(copy); /* nothing is open in it any more */
    return !err && sk_sync_file(to) != 0 ? fail_write(to, info) : err;
}

enum sk_err sk_backup_verify(const char *path, struct sk_verify_report *report,
                             struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    enum sk_err err = sk_journal_create(&journal, path, SK_JOURNAL_READ, info);
    err = err ? err : sk_journal_verify_alone(journal, report, info);
    sk_journal_destroy(journal);
    return err;
}

/* --- what is beside it -------------------------------------------------------------------- */

/* A file that is not there is none to be copied. */
static enum sk_err copy_side(const char *from, const char *to, struct sk_err_info *info) {
    char *text = NULL;
    size_t length = 0;
    struct sk_new_file file;
    enum sk_err err = sk_whole_file_read(from, SIDE_MAX, &text, &length, info);
    if (err) {
        return err == SK_ERR_NOT_FOUND ? SK_OK : err;
    }
    err = sk_new_file_open(&file, to, 0600, info);
    if (!err) {
        (void)sk_new_file_write(&file, text, length); /* close() tells */
        err = sk_new_file_close(&file, info);
        err = err ? err : sk_new_file_place(&file, info);
        sk_new_file_drop(&file);
    }
    sk_wipe(text, length);
    free(text);
    return err;
}

static enum sk_err copy_sides(const char *from, const char *to, bool with_keys,
                              struct sk_err_info *info) {
    char source[SK_BACKUP_PATH_SIZE];
    char target[SK_BACKUP_PATH_SIZE];
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(sides) && !err; i++) {
        if (sides[i].is_key && !with_keys) {
            continue;
        }
        err = join(from, sides[i].tail, source, info);
        err = err ? err : join(to, sides[i].tail, target, info);
        err = err ? err : copy_side(source, target, info);
    }
    return err;
}

static void remove_sides(const char *path) {
    char name[SK_BACKUP_PATH_SIZE];
    for (size_t i = 0; i < SK_ARRAY_LEN(sides); i++) {
        if (join(path, sides[i].tail, name, NULL) == SK_OK) {
            (void)unlink(name); /* it is fine if there is none */
        }
    }
}

/* --- making one --------------------------------------------------------------------------- */

enum sk_err sk_backup_make(const char *journal_path, const char *to, bool with_keys,
                           struct sk_verify_report *report, struct sk_err_info *info) {
    char partial[SK_BACKUP_PATH_SIZE];
    struct sk_journal *journal = NULL;
    enum sk_err err = join(to, PARTIAL, partial, info);
    if (!err && access(to, F_OK) == 0) {
        err = sk_fail(info, SK_ERR_BUSY, "'%.300s' is there already; it is not written over", to);
    }
    err = err ? err : sk_journal_create(&journal, journal_path, SK_JOURNAL_READ, info);
    if (err) {
        return err;
    }
    sk_beside_remove(partial); /* left by an interrupted try */
    err = copy_database(journal, partial, info);
    sk_journal_destroy(journal);
    err = err ? err : sk_backup_verify(partial, report, info);
    err = err ? err : copy_sides(journal_path, to, with_keys, info);
    if (!err && (rename(partial, to) != 0 || sk_sync_directory_of(to) != 0)) {
        err = fail_write(to, info);
    }
    if (err) {
        sk_beside_remove(partial);
        remove_sides(to);
    }
    return err;
}

static enum sk_err read_id(const char *journal_path, char id[ID_SHOWN + 1],
                           struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    sqlite3_stmt *statement = NULL;
    id[0] = '\0';
    enum sk_err err = sk_journal_create(&journal, journal_path, SK_JOURNAL_READ, info);
    err = err ? err : sk_store_prepare(journal, &statement, "SELECT hex(id) FROM bench", info);
    if (!err && sqlite3_step(statement) == SQLITE_ROW) {
        sk_store_copy_text(statement, 0, id, ID_SHOWN + 1);
    }
    sqlite3_finalize(statement);
    sk_journal_destroy(journal);
    return err;
}

enum sk_err sk_backup_name(const char *journal_path, const char *bench, const char *folder,
                           char out[SK_BACKUP_PATH_SIZE], struct sk_err_info *info) {
    char id[ID_SHOWN + 1];
    char name[SK_SIGNED_NOTE_NAME_SIZE];
    char stamp[SK_STAMP_NAME_SIZE];
    struct sk_clock *clock = sk_clock_system();
    enum sk_err err = read_id(journal_path, id, info);
    if (err) {
        return err;
    }
    sk_signed_note_name(bench, name);
    for (char *c = name; *c; c++) {
        *c = *c == '/' ? '-' : *c;
    }
    sk_stamp_name(clock->ops->wall(clock), stamp);
    int length =
        snprintf(out, SK_BACKUP_PATH_SIZE, "%s/journal-%s-%s-%s" ENDING, folder, name, id, stamp);
    return length > 0 && length < SK_BACKUP_PATH_SIZE - 32
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "the path of the copy is too long");
}

/* --- the oldest go ------------------------------------------------------------------------ */

#define STAMP_LENGTH (sizeof("20260106T091205") - 1)

/* `name` is one of those that differ from `like` in the time alone. */
static bool is_like(const char *name, const char *like) {
    size_t length = strlen(like);
    size_t common = length - STAMP_LENGTH - strlen(ENDING);
    return length > STAMP_LENGTH + strlen(ENDING) && strlen(name) == length &&
           memcmp(name, like, common) == 0 &&
           strspn(name + common, "0123456789T") == STAMP_LENGTH &&
           strcmp(name + length - strlen(ENDING), ENDING) == 0;
}

/* The oldest such name, and how many there are; false: the folder cannot be read. */
static bool find_oldest(const char *folder, const char *like, char *oldest, size_t size,
                        int64_t *count) {
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    *count = 0;
    while (directory && (entry = readdir(directory)) != NULL) {
        if (!is_like(entry->d_name, like)) {
            continue;
        }
        if (*count == 0 || strcmp(entry->d_name, oldest) < 0) {
            (void)snprintf(oldest, size, "%s", entry->d_name);
        }
        (*count)++;
    }
    if (directory) {
        (void)closedir(directory); /* nothing was written */
    }
    return directory != NULL;
}

enum sk_err sk_backup_prune(const char *newest, int64_t keep, size_t *removed,
                            struct sk_err_info *info) {
    char folder[SK_BACKUP_PATH_SIZE];
    char oldest[SK_BACKUP_PATH_SIZE];
    char path[2 * SK_BACKUP_PATH_SIZE];
    int64_t count = 0;
    (void)snprintf(folder, sizeof(folder), "%s", newest);
    char *slash = strrchr(folder, '/');
    const char *like = slash ? slash + 1 : folder;
    *removed = 0;
    if (!slash || !is_like(like, like)) {
        return SK_OK; /* it was named by hand */
    }
    *slash = '\0';
    while (find_oldest(folder, like, oldest, sizeof(oldest), &count) && count > keep) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, oldest);
        if (unlink(path) != 0) {
            return sk_fail(info, sk_files_err(errno), "the old copy '%.300s' cannot be removed: %s",
                           path, strerror(errno));
        }
        path[SK_BACKUP_PATH_SIZE - 1] = '\0';
        remove_sides(path);
        (*removed)++;
    }
    return SK_OK;
}

/* --- putting one back --------------------------------------------------------------------- */

struct waiting {
    struct sk_record records[BATCH];
    size_t count;
};

static void add_waiting(void *data, const struct sk_stored_pair *pair) {
    struct waiting *waiting = data;
    struct sk_clock *clock = sk_clock_system();
    waiting->records[waiting->count++] =
        (struct sk_record){ .event = SK_EVENT_ATTEMPT,
                            .pair.number = pair->pair.number,
                            .phase = SK_PHASE_OPEN,
                            .attempts = pair->attempts + 1,
                            .note = "it may have been sent after the copy was made",
                            .wall_ms = clock->ops->wall(clock),
                            .at = clock->ops->now(clock) };
}

/* Whatever became of them since: they are asked about before they are sent. */
static enum sk_err doubt_waiting(struct sk_journal *journal, struct sk_err_info *info) {
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    int64_t after = 0;
    enum sk_err err = SK_OK;
    if (!waiting) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    while (!err) {
        waiting->count = 0;
        err = sk_journal_pending(journal, after, BATCH, add_waiting, waiting, info);
        if (err || waiting->count == 0) {
            break;
        }
        after = waiting->records[waiting->count - 1].pair.number;
        err = sk_append_within(journal, waiting->records, waiting->count, NULL, info);
    }
    free(waiting);
    return err;
}

/* The event, and the numbers that the journal in its place has given since. */
static enum sk_err note_restored(struct sk_journal *journal, const char *from, const char *to,
                                 struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_head head;
    struct sk_head_note last;
    struct sk_record record = { .event = SK_EVENT_BEGUN,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    const char *name = strrchr(from, '/');
    bool has_last = sk_head_file_read(to, &last) == SK_OK;
    enum sk_err err = sk_store_head(journal, &head, info);
    if (err) {
        return err;
    }
    int used = snprintf(record.note, sizeof(record.note),
                        "from the copy '%.200s', which ends with event %" PRId64,
                        name ? name + 1 : from, head.seq);
    if (has_last && used > 0 && (size_t)used < sizeof(record.note)) {
        (void)snprintf(record.note + used, sizeof(record.note) - (size_t)used,
                       "; the journal in its place had event %" PRId64, last.seq);
    }
    if (has_last && last.next_number > head.next_number) {
        head.next_number = last.next_number;
        err = sk_append_head(journal, &head, info);
    }
    return err ? err : sk_append_within(journal, &record, 1, NULL, info);
}

/* The copy beside the journal: brought up to date, read through, and with what it has to know. */
static enum sk_err fill(const char *building, const char *from, const char *to,
                        struct sk_verify_report *report, struct sk_err_info *info) {
    char older[SK_BACKUP_PATH_SIZE];
    struct sk_journal *journal = NULL;
    enum sk_err err = sk_store_create_beside(&journal, building, info);
    err = err ? err : sk_journal_verify_alone(journal, report, info);
    if (!err) {
        err = sk_store_begin(journal, info);
        if (!err) {
            err = note_restored(journal, from, to, info);
            err = err ? err : doubt_waiting(journal, info);
            err = sk_store_end(journal, err, info);
        }
    }
    sk_journal_destroy(journal);
    if (sk_beside_find(building, SK_BESIDE_VERSION, older, sizeof(older))) {
        sk_beside_remove(older); /* a migration's; the copy that was put back is still there */
    }
    return err;
}

/* As it is, whatever version it is of. */
static enum sk_err copy_plain(const char *from, const char *to, struct sk_err_info *info) {
    sqlite3 *source = NULL;
    sqlite3 *copy = NULL;
    int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail_write(to, info);
    }
    (void)close(fd); /* nothing was written */
    int status = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL);
    status = status ? status : sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_backup *backup = status ? NULL : sqlite3_backup_init(copy, "main", source, "main");
    if (backup) {
        status = sqlite3_backup_step(backup, -1);
        (void)sqlite3_backup_finish(backup); /* repeats what the last step said */
    }
    (void)sqlite3_close(copy);   /* nothing is open in it any more */
    (void)sqlite3_close(source); /* likewise */
    return status == SQLITE_DONE
               ? SK_OK
               : sk_fail(info, SK_ERR_CORRUPT, "'%.300s' cannot be read as a copy of a journal: %s",
                         from, sqlite3_errstr(status));
}

/* The lock is held. */
static enum sk_err put_back(const char *from, const char *to, char aside[SK_BACKUP_PATH_SIZE],
                            struct sk_verify_report *report, struct sk_err_info *info) {
    char building[SK_BACKUP_PATH_SIZE];
    char stamp[SK_REPLACE_STAMP_SIZE];
    if (!sk_beside_name(to, SK_BESIDE_BUILDING, building, sizeof(building))) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    sk_beside_remove(building);
    enum sk_err err = sk_replace_find_stamp(to, stamp, info);
    err = err ? err : copy_plain(from, building, info);
    err = err ? err : fill(building, from, to, report, info);
    err = err ? err : sk_replace_complete(building, to, stamp, info);
    if (err) {
        sk_beside_remove(building);
        return err;
    }
    return sk_beside_finish(to, aside, SK_BACKUP_PATH_SIZE, info);
}

/* What this bench has already stays. */
static enum sk_err put_sides_back(const char *from, const char *to, struct sk_err_info *info) {
    char source[SK_BACKUP_PATH_SIZE];
    char target[SK_BACKUP_PATH_SIZE];
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(sides) && !err; i++) {
        err = join(from, sides[i].tail, source, info);
        err = err ? err : join(to, sides[i].tail, target, info);
        if (!err && access(target, F_OK) != 0) {
            err = copy_side(source, target, info);
            sk_owner_share(to, target);
        }
    }
    return err;
}

enum sk_err sk_backup_restore(const char *from, const char *to, char aside[SK_BACKUP_PATH_SIZE],
                              struct sk_verify_report *report, struct sk_err_info *info) {
    int lock = -1;
    bool was_there = access(to, F_OK) == 0;
    aside[0] = '\0';
    if (access(from, R_OK) != 0) {
        return sk_fail(info, sk_files_err(errno), "the copy '%.300s' cannot be read: %s", from,
                       strerror(errno));
    }
    enum sk_err err = sk_small_file_make_way(to, info);
    err = err ? err : sk_store_lock(to, &lock, info);
    err = err ? err : put_back(from, to, aside, report, info);
    err = err ? err : put_sides_back(from, to, info);
    if (lock >= 0) {
        char name[SK_BACKUP_PATH_SIZE];
        if (sk_beside_name(to, "lock", name, sizeof(name))) {
            sk_owner_share(to, name);
        }
        (void)close(lock); /* gives the lock back */
    }
    if (!was_there) {
        aside[0] = '\0';
    }
    return err;
}
