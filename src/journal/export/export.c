#define SK_LOG_MODULE "journal"

#include "journal/export/export.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/util.h"
#include "journal/checkpoint_make.h"
#include "journal/export/export_about.h"
#include "journal/export/export_query.h"
#include "journal/export/export_text.h"
#include "journal/export/export_xlsx.h"
#include "journal/exported.h"
#include "journal/files.h"
#include "journal/scans_sql.h"
#include "journal/stamp.h"
#include "journal/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PROGRESS_ROWS 1024 /* between two calls */
#define ROOM_BYTES (1 << 20)
#define BENCH_SIZE 52 /* of the part of a file's name that names the bench */

const char *sk_export_format_name(enum sk_export_format format) {
    switch (format) {
    case SK_EXPORT_CSV:
        return "csv";
    case SK_EXPORT_JSONL:
        return "jsonl";
    case SK_EXPORT_XLSX:
        return "xlsx";
    }
    SK_UNREACHABLE("format of an export");
}

static const char *rows_name(enum sk_export_rows rows) {
    static const char *const names[] = {
        [SK_EXPORT_PAIRS] = "pairs", [SK_EXPORT_EVENTS] = "events", [SK_EXPORT_SCANS] = "scans"
    };
    return SK_AT(names, rows);
}

static const char *or_empty(const char *text) {
    return text ? text : "";
}

/* FNV-1a */
static uint32_t hash_of(const char *text) {
    uint32_t hash = 2166136261U;
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash;
}

/* "Bench-7-" of "Bench 7". Letters that not every file system takes are replaced by a number, so
 * that two benches still have two names. "" of "". */
static void name_bench(const char *bench, char out[BENCH_SIZE]) {
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t used = 0;
    bool is_told = true;
    for (const char *at = bench; *at; at++) {
        bool is_safe = strchr(safe, *at) != NULL;
        is_told = is_told && (unsigned char)*at < 0x80 && used < BENCH_SIZE - 12;
        if (used < BENCH_SIZE - 12 && (is_safe || (used > 0 && out[used - 1] != '-'))) {
            out[used++] = (char)(is_safe ? *at : '-');
        }
    }
    if (used > 0 && out[used - 1] != '-') {
        out[used++] = '-';
    }
    out[used] = '\0';
    if (bench[0] && (!is_told || used == 0)) {
        (void)snprintf(out + used, BENCH_SIZE - used, "%08x-", (unsigned)hash_of(bench));
    }
}

enum sk_err sk_export_file_path(const char *directory, const char *what, const char *bench,
                                int64_t wall_ms, const char *ending, char *out, size_t size) {
    char stamp[SK_STAMP_NAME_SIZE];
    char named[BENCH_SIZE];
    sk_stamp_name(wall_ms, stamp);
    name_bench(bench, named);
    int length =
        snprintf(out, size, "%s/sag-kiosk-%s-%s%s.%s", directory, what, named, stamp, ending);
    return length > 0 && (size_t)length < size ? SK_OK : SK_ERR_INVALID;
}

enum sk_err sk_export_made_up_path(const char *directory, const struct sk_export *what,
                                   int64_t wall_ms, char *out, size_t size) {
    return sk_export_file_path(
        directory, what->rows == SK_EXPORT_PAIRS ? "log" : rows_name(what->rows),
        or_empty(what->bench), wall_ms, sk_export_format_name(what->format), out, size);
}

struct export_job {
    struct sk_journal *journal;
    const struct sk_export *what;
    struct sk_export_result *result;
    struct sk_err_info *info;
    struct sk_filter_sql sql;
    struct sk_export_extent extent;
    struct sk_export_about about;
    char partial[SK_FILES_PATH_SIZE]; /* "": nothing has been made */
    int fd;                           /* -1: none */
};

/* Without its folder. */
static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "/stick/.log.csv.partial-4711" */
static enum sk_err name_beside(const char *path, const char *tail, char *out, size_t size,
                               struct sk_err_info *info) {
    const char *base = base_name(path);
    int length = snprintf(out, size, "%.*s.%s%s.partial-%ld", (int)(base - path), path, base, tail,
                          (long)getpid());
    return length > 0 && (size_t)length < size
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "the name of the export is too long");
}

static enum sk_err fail_file(const char *path, struct sk_err_info *info) {
    return sk_fail(info, sk_files_err(errno), "cannot write '%s': %s", path, strerror(errno));
}

/* Measured on logs of a bench, with room for longer names and messages. An Excel file is small in
 * the end, but its sheets are written uncompressed first. */
static int64_t bytes_of(const struct sk_export *what, int64_t rows) {
    static const int64_t of_pair[] = {
        [SK_EXPORT_CSV] = 350, [SK_EXPORT_JSONL] = 850, [SK_EXPORT_XLSX] = 1700
    };
    static const int64_t of_event[] = {
        [SK_EXPORT_CSV] = 650, [SK_EXPORT_JSONL] = 1600, [SK_EXPORT_XLSX] = 3900
    };
    bool is_long = what->rows == SK_EXPORT_EVENTS;
    return rows * (is_long ? SK_AT(of_event, what->format) : SK_AT(of_pair, what->format)) +
           ROOM_BYTES;
}

static enum sk_err check_room(struct export_job *job) {
    struct statvfs disk;
    char copy[SK_FILES_PATH_SIZE];
    (void)snprintf(copy, sizeof(copy), "%s", job->what->path);
    const char *directory = dirname(copy);
    if (statvfs(directory, &disk) != 0) {
        return sk_fail(job->info, sk_files_err(errno),
                       "the directory '%s' cannot be used: %s; is the stick plugged in?", directory,
                       strerror(errno));
    }
    int64_t free_bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
    int64_t need = bytes_of(job->what, job->extent.rows);
    if (free_bytes < need) {
        return sk_fail(job->info, SK_ERR_FULL,
                       "'%s' has %" PRId64 " MB free, the export needs up to %" PRId64
                       " MB; free some space, or export fewer days",
                       directory, free_bytes >> 20, (need >> 20) + 1);
    }
    return SK_OK;
}

static enum sk_err open_partial(struct export_job *job) {
    if (!job->what->path) {
        job->fd = STDOUT_FILENO;
        return job->what->format == SK_EXPORT_XLSX
                   ? sk_fail(job->info, SK_ERR_INVALID, "this format needs a file")
                   : SK_OK;
    }
    if (!job->what->replace && access(job->what->path, F_OK) == 0) {
        return sk_fail(job->info, SK_ERR_BUSY, "'%s' is there already; take another name",
                       job->what->path);
    }
    enum sk_err err = check_room(job);
    if (!err) {
        err = name_beside(job->what->path, "", job->partial, sizeof(job->partial), job->info);
    }
    if (err) {
        job->partial[0] = '\0';
        return err;
    }
    job->fd = open(job->partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return job->fd >= 0 ? SK_OK : fail_file(job->what->path, job->info);
}

static enum sk_err make_writer(struct export_job *job, struct sk_table_writer **out) {
    enum sk_err err = SK_ERR_NOMEM;
    switch (job->what->format) {
    case SK_EXPORT_CSV:
        err = sk_export_csv_create(out, job->fd, job->what->bom);
        break;
    case SK_EXPORT_JSONL:
        err = sk_export_jsonl_create(out, job->fd);
        break;
    case SK_EXPORT_XLSX:
        err = sk_export_xlsx_create(out, job->partial, &job->about);
        break;
    }
    return err ? sk_fail(job->info, err, "not enough memory to export") : SK_OK;
}

static bool may_go_on(struct export_job *job) {
    return !job->what->on_progress ||
           job->what->on_progress(job->what->data, job->result->rows, job->extent.rows);
}

static enum sk_err write_rows(struct export_job *job, struct sk_table_writer *writer,
                              sqlite3_stmt *statement) {
    size_t count;
    const struct sk_column *columns = sk_export_columns(job->what->rows, &count);
    struct sk_cell cells[SK_EXPORT_COLUMNS_MAX];
    struct sk_export_reader reader = { .zone = "" };
    SK_ASSERT(count <= SK_EXPORT_COLUMNS_MAX);
    enum sk_err err = writer->ops->begin(writer, columns, count, job->info);
    int status = SQLITE_DONE;
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        sk_export_read(&reader, statement, columns, count, cells);
        err = writer->ops->row(writer, cells, job->info);
        job->result->rows++;
        if (!err && job->result->rows % PROGRESS_ROWS == 0 && !may_go_on(job)) {
            err = sk_fail(job->info, SK_ERR_STOPPED, "the export was stopped; nothing is left");
        }
    }
    if (!err && status != SQLITE_DONE) {
        err = sk_store_fail(job->journal, status, job->info);
    }
    return err ? err : writer->ops->end(writer, job->info);
}

static enum sk_err write_file(struct export_job *job) {
    const struct sk_export_bench bench = { .name = or_empty(job->what->bench),
                                           .region = or_empty(job->what->region) };
    struct sk_table_writer *writer = NULL;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = make_writer(job, &writer);
    if (!err) {
        err = sk_export_prepare(job->journal, &job->sql, job->what->rows, &bench, &statement,
                                job->info);
    }
    if (!err) {
        err = write_rows(job, writer, statement);
    }
    sqlite3_finalize(statement);
    if (writer) {
        writer->ops->destroy(writer);
    }
    if (!err && !may_go_on(job)) {
        err = sk_fail(job->info, SK_ERR_STOPPED, "the export was stopped; nothing is left");
    }
    return err;
}

static enum sk_err hash_file(const char *path, char out[65], struct sk_err_info *info) {
    static const size_t size = 65536;
    unsigned char digest[EVP_MAX_MD_SIZE];
    enum sk_err err = SK_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = malloc(size);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ssize_t got = 0;
    if (fd < 0) {
        err = fail_file(path, info);
    } else if (!bytes || !context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory to export");
    }
    while (!err && (got = read(fd, bytes, size)) > 0) {
        if (EVP_DigestUpdate(context, bytes, (size_t)got) != 1) {
            err = sk_fail(info, SK_ERR_NOMEM, "not enough memory to export");
        }
    }
    if (!err && got < 0) {
        err = fail_file(path, info);
    }
    if (!err && EVP_DigestFinal_ex(context, digest, NULL) == 1) {
        sk_chain_hex(digest, out);
    }
    EVP_MD_CTX_free(context);
    free(bytes);
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
    }
    return err;
}

/* NAME and tail, beside the export, with this text: whole, or not at all. */
static enum sk_err write_beside(struct export_job *job, const char *tail, const char *text) {
    char partial[SK_FILES_PATH_SIZE];
    char name[SK_FILES_PATH_SIZE];
    int length = snprintf(name, sizeof(name), "%s%s", job->what->path, tail);
    if (length < 0 || (size_t)length >= sizeof(name)) {
        return sk_fail(job->info, SK_ERR_INVALID, "the name of the export is too long");
    }
    enum sk_err err = name_beside(job->what->path, tail, partial, sizeof(partial), job->info);
    if (err) {
        return err;
    }
    FILE *file = fopen(partial, "we");
    bool written = file && fputs(text, file) >= 0;
    int error = errno;
    if (file && fclose(file) != 0) {
        written = false;
        error = errno;
    }
    errno = error;
    if (!written || sk_sync_file(partial) != 0 || rename(partial, name) != 0 ||
        sk_sync_directory_of(name) != 0) {
        err = fail_file(name, job->info);
        (void)unlink(partial);
    }
    return err;
}

/* As sha256sum writes and reads it. */
static enum sk_err write_sum(struct export_job *job) {
    char text[sizeof(job->result->sha256) + SK_FILES_PATH_SIZE + 4];
    (void)snprintf(text, sizeof(text), "%s  %s\n", job->result->sha256, base_name(job->what->path));
    return write_beside(job, ".sha256", text);
}

static enum sk_err put_in_place(struct export_job *job) {
    if (close(job->fd) != 0) {
        job->fd = -1;
        return fail_file(job->what->path, job->info);
    }
    job->fd = -1;
    if (sk_sync_file(job->partial) != 0) {
        return fail_file(job->what->path, job->info);
    }
    enum sk_err err = hash_file(job->partial, job->result->sha256, job->info);
    if (!err && rename(job->partial, job->what->path) != 0) {
        err = fail_file(job->what->path, job->info);
    }
    if (err) {
        return err;
    }
    job->partial[0] = '\0';
    err = write_sum(job);
    if (err) {
        (void)unlink(job->what->path); /* without its checksum it would not be trusted */
    }
    return err;
}

/* Up to which pair everything has been exported, this export included. Only an export without gaps
 * that begins where the last one ended moves this on; unsettled pairs must be exported again. */
static enum sk_err move_mark(struct export_job *job, int64_t *exported) {
    struct sk_journal *journal = job->journal;
    const struct sk_export_extent *extent = &job->extent;
    sqlite3_stmt *statement = NULL;
    struct sk_exported before;
    enum sk_err err = sk_exported_read(journal, &before, job->info);
    *exported = err ? 0 : sk_exported_number(&before);
    if (err || !sk_filter_is_range(&job->what->filter) || extent->pairs == 0 ||
        job->what->rows == SK_EXPORT_SCANS) {
        return err;
    }
    err = sk_store_prepare(
        journal, &statement,
        "SELECT (SELECT count(*) FROM pair WHERE number BETWEEN ?1 AND ?2),"
        " EXISTS (SELECT 1 FROM pair WHERE number > ?3 AND number < ?1),"
        " coalesce((SELECT min(number) FROM pair WHERE result='pending' AND result<>'bound'), ?2+1)",
        job->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, extent->first_number);
    (void)sqlite3_bind_int64(statement, 2, extent->last_number);
    (void)sqlite3_bind_int64(statement, 3, *exported);
    int status = sqlite3_step(statement);
    if (status != SQLITE_ROW) {
        err = sk_store_fail(journal, status, job->info);
    } else if (sqlite3_column_int64(statement, 0) == extent->pairs &&
               sqlite3_column_int64(statement, 1) == 0) {
        int64_t pending = sqlite3_column_int64(statement, 2);
        int64_t last = pending <= extent->last_number ? pending - 1 : extent->last_number;
        *exported = last > *exported ? last : *exported;
    }
    sqlite3_finalize(statement);
    return err;
}

/* What it contained, for whoever is shown the file later. */
static struct sk_record make_note(const struct export_job *job) {
    char filter[128];
    const struct sk_export *what = job->what;
    bool is_pairs = what->rows == SK_EXPORT_PAIRS;
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_EXPORTED,
                                .has_source = true,
                                .pair.serial_facts.source =
                                    job->what->on_screen ? SK_SOURCE_SCREEN : SK_SOURCE_CLI,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    record.pair.refers = job->result->exported_number;
    record.pair.person = what->person;
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "%s",
                   or_empty(job->what->operator_name));
    sk_export_filter_text(&job->what->filter, true, filter, sizeof(filter));
    (void)snprintf(record.note, sizeof(record.note),
                   "%s; %s%s%s, %" PRId64 " rows, %s %" PRId64 " to %" PRId64 "%s; '%.120s'%s%s",
                   job->result->sha256, is_pairs ? "" : rows_name(what->rows), is_pairs ? "" : ", ",
                   sk_export_format_name(what->format), job->result->rows,
                   what->rows == SK_EXPORT_SCANS ? "events" : "pairs", job->result->first_number,
                   job->result->last_number,
                   sk_filter_is_range(&what->filter) ? "" : ", a selection", base_name(what->path),
                   filter[0] ? "; only " : "", filter);
    return record;
}

static enum sk_err remember(struct export_job *job) {
    struct sk_record record = make_note(job);
    struct sk_exported exported;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_begin(job->journal, job->info);
    if (err) {
        return err;
    }
    err = sk_append_within(job->journal, &record, 1, NULL, job->info);
    if (!err) {
        err = sk_exported_read(job->journal, &exported, job->info);
    }
    if (!err) {
        err = sk_store_prepare(job->journal, &statement, "UPDATE mark SET exported_number = ?1",
                               job->info);
    }
    if (!err) {
        (void)sqlite3_bind_int64(statement, 1, sk_exported_number(&exported));
        err = sk_store_run(job->journal, statement, job->info);
    }
    sqlite3_finalize(statement);
    err = sk_store_end(job->journal, err, job->info);
    job->result->is_remembered = !err;
    return err;
}

static void write_checkpoint(struct export_job *job) {
    struct sk_clock *clock = sk_clock_system();
    char text[SK_CHECKPOINT_SIZE];
    enum sk_err err = sk_checkpoint_make(job->journal, job->what->bench, clock->ops->wall(clock),
                                         text, NULL, job->info);
    if (!err) {
        err = write_beside(job, ".checkpoint", text);
    }
    job->result->has_checkpoint = !err;
    if (err) {
        sk_log_warning("there is no checkpoint beside '%s': %s", job->what->path, job->info->text);
    }
}

static enum sk_err tell_about(struct export_job *job) {
    const struct sk_export *what = job->what;
    struct sk_clock *clock = sk_clock_system();
    job->about = (struct sk_export_about){ .bench = or_empty(what->bench),
                                           .file = base_name(what->path),
                                           .operator_name = or_empty(what->operator_name),
                                           .on_screen = what->on_screen,
                                           .rows = what->rows,
                                           .wall_ms = clock->ops->wall(clock) };
    return sk_export_about_complete(&job->about, job->journal, &what->filter, what->bench != NULL,
                                    job->info);
}

/* One snapshot of the journal, while a kiosk goes on writing. */
static enum sk_err read_all(struct export_job *job) {
    const struct sk_filter *filter = &job->what->filter;
    enum sk_err err = job->what->rows == SK_EXPORT_SCANS
                          ? sk_scans_sql_init(&job->sql, filter, job->info)
                          : sk_filter_sql_init(&job->sql, job->journal, filter, job->info);
    if (!err) {
        err = sk_export_measure(job->journal, &job->sql, job->what->rows, &job->extent, job->info);
    }
    if (!err) {
        job->result->first_number = job->extent.first_number;
        job->result->last_number = job->extent.last_number;
        err = open_partial(job);
    }
    if (!err && job->what->format == SK_EXPORT_XLSX) {
        err = tell_about(job);
    }
    if (!err) {
        err = write_file(job);
    }
    return err ? err : move_mark(job, &job->result->exported_number);
}

enum sk_err sk_journal_export(struct sk_journal *journal, const struct sk_export *what,
                              struct sk_export_result *result, struct sk_err_info *info) {
    struct export_job job = {
        .journal = journal, .what = what, .result = result, .info = info, .fd = -1
    };
    *result = (struct sk_export_result){ 0 };
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (err) {
        return err;
    }
    err = read_all(&job);
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    if (!err && what->path) {
        err = put_in_place(&job);
    }
    if (job.fd > STDERR_FILENO) {
        (void)close(job.fd); /* err is told already */
    }
    if (job.partial[0]) {
        (void)unlink(job.partial);
    }
    if (!err && what->path && journal->mode != SK_JOURNAL_READ) {
        /* The file is good, even for users who may not write the journal. */
        err = remember(&job);
        err = err == SK_ERR_DENIED ? SK_OK : err;
    }
    if (!err && what->path && what->bench) {
        write_checkpoint(&job);
    }
    return err;
}
