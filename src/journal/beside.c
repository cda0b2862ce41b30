#include "journal/beside.h"

#include "base/util.h"
#include "journal/files.h"
#include "journal/head_file.h"
#include "journal/sync.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mark[] = "a journal was opened here\n";

static const char *const tails[] = { "", "-wal", "-shm" };

bool sk_beside_name(const char *path, const char *kind, char *out, size_t out_size) {
    int length = snprintf(out, out_size, "%s.%s", path, kind);
    return length > 0 && (size_t)length + strlen("-wal") < out_size;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* entry is `<base>.<kind>…`, and the file itself. */
static bool is_of_kind(const char *entry, const char *base, const char *kind) {
    size_t length = strlen(base);
    return strncmp(entry, base, length) == 0 && entry[length] == '.' &&
           strncmp(entry + length + 1, kind, strlen(kind)) == 0 && !ends_with(entry, "-wal") &&
           !ends_with(entry, "-shm") && !ends_with(entry, ".lock") && !ends_with(entry, ".stills");
}

bool sk_beside_find(const char *path, const char *kind, char *out, size_t out_size) {
    char folder[SK_FILES_PATH_SIZE];
    char copy[SK_FILES_PATH_SIZE];
    out[0] = '\0';
    (void)snprintf(folder, sizeof(folder), "%s", path); /* dirname() and basename() write into it */
    (void)snprintf(copy, sizeof(copy), "%s", path);
    const char *base = basename(copy);
    const char *parent = dirname(folder);
    DIR *directory = opendir(parent);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char name[SK_FILES_PATH_SIZE];
        int length = snprintf(name, sizeof(name), "%s/%s", parent, entry->d_name);
        if (is_of_kind(entry->d_name, base, kind) && length > 0 && (size_t)length < out_size &&
            (size_t)length < sizeof(name) && strcmp(name, out) > 0) {
            memcpy(out, name, (size_t)length + 1);
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
    return out[0] != '\0';
}

static int64_t size_of(const char *path, const char *tail) {
    char name[SK_FILES_PATH_SIZE + 8];
    struct stat status;
    (void)snprintf(name, sizeof(name), "%s%s", path, tail);
    return stat(name, &status) == 0 ? (int64_t)status.st_size : -1;
}

bool sk_beside_is_marked(const char *path) {
    return size_of(path, ".lock") >= (int64_t)strlen(mark);
}

bool sk_beside_has_traces(const char *path) {
    char found[SK_FILES_PATH_SIZE];
    return sk_beside_is_marked(path) || size_of(path, "-wal") > 0 || size_of(path, ".head") > 0 ||
           sk_beside_find(path, SK_BESIDE_DAMAGED, found, sizeof(found)) ||
           sk_beside_find(path, SK_BESIDE_VERSION, found, sizeof(found));
}

void sk_beside_mark(int fd) {
    ssize_t written = pwrite(fd, mark, strlen(mark), 0);
    (void)written; /* the other traces are still there */
}

void sk_beside_remove(const char *file) {
    char name[SK_FILES_PATH_SIZE + 8];
    for (size_t i = 0; i < SK_ARRAY_LEN(tails); i++) {
        (void)snprintf(name, sizeof(name), "%s%s", file, tails[i]);
        (void)unlink(name); /* it is fine if there is none */
    }
    (void)snprintf(name, sizeof(name), "%s.lock", file);
    (void)unlink(name);
}

static bool is_partial(const char *name, const char *base) {
    size_t length = strlen(base);
    return strncmp(name, base, length) == 0 && name[length] == '.' &&
           strncmp(name + length + 1, SK_BESIDE_VERSION, strlen(SK_BESIDE_VERSION)) == 0 &&
           strstr(name + length, SK_BESIDE_PARTIAL);
}

void sk_beside_remove_partial(const char *path) {
    char copy[SK_FILES_PATH_SIZE];
    char folder[SK_FILES_PATH_SIZE];
    (void)snprintf(copy, sizeof(copy), "%s", path); /* basename() and dirname() write into them */
    (void)snprintf(folder, sizeof(folder), "%s", path);
    const char *base = basename(copy);
    DIR *directory = opendir(dirname(folder));
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (is_partial(entry->d_name, base)) {
            (void)unlinkat(dirfd(directory), entry->d_name, 0); /* or at the next try */
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
}

static enum sk_err fail_move(const char *from, struct sk_err_info *info) {
    int error = errno;
    return sk_fail(info, sk_files_err(error),
                   "the damaged journal '%s' cannot be set aside: %s; %s, or move it away by hand",
                   from, strerror(error), sk_files_fix(error));
}

/* The pictures of its pairs go with it (still.h). If they cannot, they are only taken for those of
 * nobody, and that does not keep the bench from working. */
static void move_stills(const char *path, const char *aside) {
    char from[SK_FILES_PATH_SIZE + 8];
    char to[SK_FILES_PATH_SIZE + 8];
    (void)snprintf(from, sizeof(from), "%s.stills", path);
    (void)snprintf(to, sizeof(to), "%s.stills", aside);
    (void)rename(from, to);
}

/* The old file and its write-ahead log, if they are still in place. */
static enum sk_err move_aside(const char *path, const char *aside, struct sk_err_info *info) {
    for (size_t i = SK_ARRAY_LEN(tails); i-- > 0;) {
        char from[SK_FILES_PATH_SIZE + 8];
        char to[SK_FILES_PATH_SIZE + 8];
        (void)snprintf(from, sizeof(from), "%s%s", path, tails[i]);
        (void)snprintf(to, sizeof(to), "%s%s", aside, tails[i]);
        if (rename(from, to) != 0 && errno != ENOENT) {
            return fail_move(from, info);
        }
    }
    move_stills(path, aside);
    return SK_OK;
}

/* From `….replacement-<time>`; an existing file of that name belongs to another time. */
static bool aside_name(const char *path, const char *replacement, char *out, size_t out_size) {
    const char *time = replacement + strlen(replacement);
    while (time > replacement && time[-1] != '/' &&
           strncmp(time, SK_BESIDE_REPLACEMENT, strlen(SK_BESIDE_REPLACEMENT)) != 0) {
        time--;
    }
    time += strlen(SK_BESIDE_REPLACEMENT);
    for (int i = 1; i < 100; i++) {
        char more[8] = "";
        if (i > 1) {
            (void)snprintf(more, sizeof(more), "+%d", i);
        }
        int length = snprintf(out, out_size, "%s." SK_BESIDE_DAMAGED "%s%s", path, time, more);
        if (length < 0 || (size_t)length + strlen("-wal") >= out_size) {
            return false;
        }
        if (size_of(path, "") < 0 || access(out, F_OK) != 0) {
            return true;
        }
    }
    return false;
}

/* The note about the old journal does not apply to the new one, which will have its own. */
static void forget(const char *path) {
    char name[SK_FILES_PATH_SIZE];
    sk_head_file_remove(path);
    if (sk_beside_name(path, "lock", name, sizeof(name))) {
        int status = truncate(name, 0);
        (void)status; /* then a note that never existed is reported as missing */
    }
}

enum sk_err sk_beside_finish(const char *path, char *finished, size_t finished_size,
                             struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE];
    finished[0] = '\0';
    if (sk_beside_name(path, SK_BESIDE_BUILDING, name, sizeof(name))) {
        sk_beside_remove(name);
    }
    if (!sk_beside_find(path, SK_BESIDE_REPLACEMENT, name, sizeof(name))) {
        return SK_OK;
    }
    if (!aside_name(path, name, finished, finished_size)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    enum sk_err err = move_aside(path, finished, info);
    if (err) {
        return err;
    }
    forget(path);
    if (rename(name, path) != 0 || sk_sync_directory_of(path) != 0) {
        int error = errno;
        return sk_fail(info, sk_files_err(error),
                       "the new journal '%s' cannot be put in its place: %s; %s", name,
                       strerror(error), sk_files_fix(error));
    }
    return SK_OK;
}
