#include "journal/still.h"

#include "base/parse.h"
#include "base/whole_file.h"
#include "journal/files.h"
#include "journal/owner.h"
#include "journal/store.h"
#include "journal/sync.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

_Static_assert(SK_STILL_HASH_SIZE == SK_CHAIN_HEX_SIZE, "a picture's hash is as an event's");

#define FOLDER ".stills"
#define ENDING ".jpg"
#define UNFINISHED ".jpg.part"
#define LEFT_BYTES                                                                                 \
    (INT64_C(256) << 20) /* of the disk; the journal is to last longer than these                  \
                          */
#define FRESH_S 60       /* a file without an event may get one yet */
#define HANDFUL 200      /* pairs that are looked at together */

/* Where it is; false: too long. */
static bool folder_of(const char *journal_path, char out[SK_FILES_PATH_SIZE]) {
    int length = snprintf(out, SK_FILES_PATH_SIZE, "%s" FOLDER, journal_path);
    return length > 0 && length < SK_FILES_PATH_SIZE;
}

static bool file_of(const char *journal_path, int64_t number, const char *ending,
                    char out[SK_FILES_PATH_SIZE]) {
    int length = snprintf(out, SK_FILES_PATH_SIZE, "%s" FOLDER "/%" PRId64 "%s", journal_path,
                          number, ending);
    return length > 0 && length < SK_FILES_PATH_SIZE;
}

bool sk_still_path(const char *journal_path, int64_t number, char out[SK_FILES_PATH_SIZE]) {
    return file_of(journal_path, number, ENDING, out);
}

static enum sk_err fail_path(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
}

static enum sk_err hash_of(const void *bytes, size_t length, char hash[SK_STILL_HASH_SIZE],
                           struct sk_err_info *info) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the picture's hash");
    }
    sk_chain_hex(digest, hash);
    return SK_OK;
}

/* --- writing ------------------------------------------------------------------------------ */

static enum sk_err cannot_write(const char *path, int error, struct sk_err_info *info) {
    return sk_fail(info, sk_files_err(error), "the picture '%.300s' cannot be written: %s; %s",
                   path, strerror(error), sk_files_fix(error));
}

/* It is there, with room: the journal on the same disk must be able to grow when pictures are not
 * kept any more. */
static enum sk_err need_folder(const char *journal_path, struct sk_err_info *info) {
    char folder[SK_FILES_PATH_SIZE];
    struct statvfs disk;
    if (!folder_of(journal_path, folder)) {
        return fail_path(info);
    }
    if (mkdir(folder, 0700) == 0) {
        sk_owner_share(journal_path, folder);
        (void)sk_sync_directory_of(folder); /* else the file's own rename tells */
    } else if (errno != EEXIST) {
        return cannot_write(folder, errno, info);
    }
    if (statvfs(folder, &disk) == 0 &&
        (int64_t)disk.f_bavail * (int64_t)disk.f_frsize < LEFT_BYTES) {
        return sk_fail(info, SK_ERR_FULL,
                       "the disk with '%.300s' is nearly full: pictures are not kept any more, so "
                       "that the journal has room; free some space, or purge the log",
                       folder);
    }
    return SK_OK;
}

static int write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        bytes += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
    return fsync(fd);
}

/* 0, or -1 with errno. */
static int write_file(const char *path, const void *bytes, size_t length) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    int status = write_all(fd, bytes, length);
    int error = errno;
    if (close(fd) != 0 && status == 0) {
        status = -1;
        error = errno;
    }
    errno = error;
    return status;
}

enum sk_err sk_still_write(const char *journal_path, int64_t number, const void *bytes,
                           size_t length, char hash[SK_STILL_HASH_SIZE], struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    char unfinished[SK_FILES_PATH_SIZE];
    if (!file_of(journal_path, number, ENDING, path) ||
        !file_of(journal_path, number, UNFINISHED, unfinished)) {
        return fail_path(info);
    }
    enum sk_err err = hash_of(bytes, length, hash, info);
    if (!err) {
        err = need_folder(journal_path, info);
    }
    if (err) {
        return err;
    }
    if (write_file(unfinished, bytes, length) != 0) {
        int error = errno;
        (void)unlink(unfinished); /* half a picture is of no use */
        return cannot_write(path, error, info);
    }
    sk_owner_share(journal_path, unfinished);
    if (rename(unfinished, path) != 0 || sk_sync_directory_of(path) != 0) {
        return cannot_write(path, errno, info);
    }
    return SK_OK;
}

/* --- reading ------------------------------------------------------------------------------ */

enum sk_err sk_still_read(const char *journal_path, int64_t number, const char *hash, char **bytes,
                          size_t *length, struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    char found[SK_STILL_HASH_SIZE];
    char *read = NULL;
    size_t size = 0;
    if (!file_of(journal_path, number, ENDING, path)) {
        return fail_path(info);
    }
    enum sk_err err = sk_whole_file_read(path, SK_STILL_BYTES_MAX, &read, &size, info);
    if (err == SK_ERR_FULL) { /* none of ours is so large */
        err = sk_fail(info, SK_ERR_CORRUPT, "the picture '%.300s' was changed", path);
    }
    if (!err) {
        err = hash_of(read, size, found, info);
    }
    if (!err && strcmp(found, hash) != 0) {
        err = sk_fail(info, SK_ERR_CORRUPT, "the picture '%.300s' was changed", path);
    }
    if (err) {
        free(read);
        return err;
    }
    *bytes = read;
    *length = size;
    return SK_OK;
}

/* --- taking away -------------------------------------------------------------------------- */

void sk_stills_remove(const char *journal_path, const int64_t *numbers, size_t count) {
    char path[SK_FILES_PATH_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (file_of(journal_path, numbers[i], ENDING, path)) {
            (void)unlink(path); /* one that is missing was told by a verify */
        }
    }
}

/* Of `<number>.jpg`, or `<number>.jpg.part`. False: it is neither. */
static bool number_of(const char *name, int64_t *number, bool *is_unfinished) {
    char digits[24];
    const char *ending = strchr(name, '.');
    size_t length = ending ? (size_t)(ending - name) : 0;
    *is_unfinished = ending && strcmp(ending, UNFINISHED) == 0;
    if (length == 0 || length >= sizeof(digits) || name[0] == '0' ||
        (!*is_unfinished && strcmp(ending, ENDING) != 0)) {
        return false;
    }
    memcpy(digits, name, length);
    digits[length] = '\0';
    return sk_parse_int(digits, 1, SK_STORE_NUMBER_MAX, number);
}

/* What the journal knows of a pair whose picture is there. */
enum knowledge {
    KNOWLEDGE_NONE,   /* there was no such pair */
    KNOWLEDGE_PURGED, /* there was */
    KNOWLEDGE_BARE,   /* it has no picture */
    KNOWLEDGE_FULL,   /* it has one */
};

#define KNOWLEDGE_SQL                                                                              \
    "SELECT coalesce((SELECT CASE still WHEN '' THEN 2 ELSE 3 END FROM pair WHERE number=?1),"     \
    " (SELECT 1 FROM known WHERE number=?1), 0)"

static enum sk_err ask(struct sk_journal *journal, sqlite3_stmt *statement, int64_t number,
                       enum knowledge *out, struct sk_err_info *info) {
    (void)sqlite3_bind_int64(statement, 1, number);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *out = (enum knowledge)sqlite3_column_int(statement, 0);
    }
    enum sk_err err = status == SQLITE_ROW ? SK_OK : sk_store_fail(journal, status, info);
    (void)sqlite3_reset(statement);
    return err;
}

/* The files of the folder, one after the other. */
struct files {
    struct sk_journal *journal;
    char folder[SK_FILES_PATH_SIZE];
    DIR *directory; /* NULL: there are no pictures */
    sqlite3_stmt *statement;
};

static enum sk_err files_open(struct files *files, struct sk_journal *journal,
                              struct sk_err_info *info) {
    *files = (struct files){ .journal = journal };
    if (!folder_of(journal->path, files->folder)) {
        return fail_path(info);
    }
    files->directory = opendir(files->folder);
    return files->directory ? sk_store_prepare(journal, &files->statement, KNOWLEDGE_SQL, info)
                            : SK_OK;
}

static void files_close(struct files *files) {
    sqlite3_finalize(files->statement);
    if (files->directory) {
        (void)closedir(files->directory); /* read only */
    }
}

/* The next one of a pair. False: there is none. */
static bool files_next(struct files *files, int64_t *number, bool *is_unfinished) {
    const struct dirent *entry = NULL;
    while (files->directory && (entry = readdir(files->directory))) {
        if (number_of(entry->d_name, number, is_unfinished)) {
            return true;
        }
    }
    return false;
}

enum sk_err sk_stills_tidy(struct sk_journal *journal, int64_t below, bool (*go_on)(void *data),
                           void *data, bool *is_over, int64_t *removed, struct sk_err_info *info) {
    struct files files;
    int64_t number = 0;
    bool is_unfinished = false;
    bool has_next = false;
    enum sk_err err = files_open(&files, journal, info);
    *removed = 0;
    while (!err && (has_next = files_next(&files, &number, &is_unfinished)) && go_on(data)) {
        enum knowledge knowledge = KNOWLEDGE_BARE;
        char path[SK_FILES_PATH_SIZE];
        if (number < below && !is_unfinished) {
            err = ask(journal, files.statement, number, &knowledge, info);
        }
        bool is_left = knowledge == KNOWLEDGE_BARE || knowledge == KNOWLEDGE_PURGED;
        if (!err && number < below && is_left &&
            file_of(journal->path, number, is_unfinished ? UNFINISHED : ENDING, path)) {
            *removed += unlink(path) == 0;
        }
    }
    *is_over = !err && !has_next;
    files_close(&files);
    return err;
}

/* --- verifying ---------------------------------------------------------------------------- */

struct still_check {
    struct sk_journal *journal;
    void (*each)(void *data, const char *text);
    void *data;
    sqlite3_stmt *statement; /* KNOWLEDGE_SQL */
    int64_t *checked;
};

static void tell(const struct still_check *check, int64_t number, const char *what) {
    char text[SK_ERR_TEXT_SIZE];
    (void)snprintf(text, sizeof(text), "the picture of pair %" PRId64 " %s", number, what);
    check->each(check->data, text);
}

/* Of a pair that has one. */
static enum sk_err check_pair(const struct still_check *check, int64_t number, const char *hash,
                              struct sk_err_info *info) {
    char *bytes = NULL;
    size_t length = 0;
    enum knowledge knowledge = KNOWLEDGE_FULL;
    enum sk_err err = sk_still_read(check->journal->path, number, hash, &bytes, &length, info);
    free(bytes);
    switch ((int)err) {
    case SK_OK:
        (*check->checked)++;
        return SK_OK;
    case SK_ERR_NOMEM:
        return err;
    case SK_ERR_CORRUPT:
        tell(check, number, "was changed");
        return SK_OK;
    case SK_ERR_NOT_FOUND: /* unless it was purged just now */
        err = ask(check->journal, check->statement, number, &knowledge, info);
        if (!err && knowledge == KNOWLEDGE_FULL) {
            tell(check, number, "is missing");
        }
        return err;
    default:
        tell(check, number, "cannot be read");
        return SK_OK;
    }
}

struct handful {
    size_t count;
    int64_t numbers[HANDFUL];
    char hashes[HANDFUL][SK_STILL_HASH_SIZE];
};

/* In pieces, so that a kiosk can write and purge while files are read. */
static enum sk_err read_handful(const struct still_check *check, int64_t after, struct handful *out,
                                struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(check->journal, &statement,
                                       "SELECT number, still FROM pair WHERE number>?1 AND"
                                       " still<>'' ORDER BY number LIMIT ?2",
                                       info);
    out->count = 0;
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, after);
    (void)sqlite3_bind_int(statement, 2, HANDFUL);
    int status = SQLITE_DONE;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW && out->count < HANDFUL) {
        out->numbers[out->count] = sqlite3_column_int64(statement, 0);
        sk_store_copy_text(statement, 1, out->hashes[out->count], SK_STILL_HASH_SIZE);
        out->count++;
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(check->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

/* A journal that was copied without its pictures is told once, not for each pair. */
static enum sk_err check_without_folder(const struct still_check *check, struct sk_err_info *info) {
    int64_t count = 0;
    char text[SK_ERR_TEXT_SIZE];
    enum sk_err err =
        sk_store_number(check->journal, "SELECT count(*) FROM pair WHERE still<>''", &count, info);
    if (!err && count > 0) {
        (void)snprintf(text, sizeof(text),
                       "the folder with the pictures is missing: %" PRId64 " pairs have one",
                       count);
        check->each(check->data, text);
    }
    return err;
}

static enum sk_err check_pairs(const struct still_check *check, struct sk_err_info *info) {
    struct handful *handful = malloc(sizeof(*handful));
    int64_t after = 0;
    if (!handful) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to verify the pictures");
    }
    enum sk_err err = read_handful(check, after, handful, info);
    while (!err && handful->count > 0) {
        for (size_t i = 0; i < handful->count && !err; i++) {
            after = handful->numbers[i];
            err = check_pair(check, after, handful->hashes[i], info);
        }
        if (!err) {
            err = read_handful(check, after, handful, info);
        }
    }
    free(handful);
    return err;
}

static bool is_fresh(const char *journal_path, int64_t number, const char *ending) {
    char path[SK_FILES_PATH_SIZE];
    struct stat status;
    return !file_of(journal_path, number, ending, path) || stat(path, &status) != 0 ||
           time(NULL) - status.st_mtime < FRESH_S;
}

/* What nobody has written down. A part of a file is no finding: the next start takes it away. */
static enum sk_err check_files(const struct still_check *check, struct files *files,
                               struct sk_err_info *info) {
    int64_t number = 0;
    bool is_unfinished = false;
    enum sk_err err = SK_OK;
    while (!err && files_next(files, &number, &is_unfinished)) {
        enum knowledge knowledge = KNOWLEDGE_FULL;
        if (!is_unfinished) {
            err = ask(check->journal, check->statement, number, &knowledge, info);
        }
        if (!err && knowledge != KNOWLEDGE_FULL &&
            !is_fresh(check->journal->path, number, ENDING)) {
            tell(check, number,
                 knowledge == KNOWLEDGE_NONE ? "is there, but no such pair"
                                             : "is there, but no event says so");
        }
    }
    return err;
}

enum sk_err sk_stills_verify(struct sk_journal *journal, void (*each)(void *data, const char *text),
                             void *data, int64_t *checked, struct sk_err_info *info) {
    struct files files;
    struct still_check check = {
        .journal = journal, .each = each, .data = data, .checked = checked
    };
    *checked = 0;
    enum sk_err err = files_open(&files, journal, info);
    if (!err) {
        err = sk_store_prepare(journal, &check.statement, KNOWLEDGE_SQL, info);
    }
    if (!err) {
        err = files.directory ? check_pairs(&check, info) : check_without_folder(&check, info);
    }
    if (!err) {
        err = check_files(&check, &files, info);
    }
    sqlite3_finalize(check.statement);
    files_close(&files);
    return err;
}
