#include "journal/replace.h"

#include "base/clock.h"
#include "journal/beside.h"
#include "journal/files.h"
#include "journal/owner.h"
#include "journal/salvage.h"
#include "journal/stamp.h"
#include "journal/store.h"
#include "journal/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100 /* names of the same second */
#define CHUNK 65536
#define SALVAGE "salvage"

/* --- what is read: the old file, or a copy of it that SQLite can open ------------------------ */

/* The first bytes of every journal: name, page size, write-ahead log; and, from 40 on, formats and
 * the text encoding (SQLite file format, section 1.3). */
#define HEADER_SIZE 24
#define PAGE_SIZE_AT 16
#define PAGE_SMALL 1024 /* store.h */
#define PAGE_LARGE                                                                                 \
    4096 /* of journals that were begun by version 4 or before, and could not change */
#define PAGES_AT 28
#define FORMATS_AT 44
#define ENCODING_AT 56
static const unsigned char header[HEADER_SIZE] = "SQLite format 3\0\x04\0\x02\x02\0\x40\x20\x20";

/* The beginning of the write-ahead log has the size of pages, too (section 4.1). */
#define WAL_PAGE_SIZE_AT 8

#define PAGES_LOOKED_AT 64

struct source {
    char path[SK_FILES_PATH_SIZE];
    bool is_copy;
};

static uint32_t big_endian(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum sk_err fail_copy(const char *path, struct sk_err_info *info) {
    int error = errno;
    return sk_fail(info, sk_files_err(error),
                   "the damaged journal '%s' cannot be read or copied: %s; %s", path,
                   strerror(error), sk_files_fix(error));
}

/* True: copied, or there is none. */
static bool copy_file(const char *from, const char *to) {
    char chunk[CHUNK];
    ssize_t length = -1;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out =
        in >= 0 || errno == ENOENT ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    while (out >= 0 && in >= 0 && (length = read(in, chunk, sizeof(chunk))) > 0) {
        if (write(out, chunk, (size_t)length) != length) {
            errno = errno ? errno : ENOSPC;
            length = -1;
            break;
        }
    }
    int error = errno;
    if (in >= 0) {
        (void)close(in); /* nothing was written */
    }
    bool good = out >= 0 && (in < 0 || length == 0);
    good = (out < 0 || close(out) == 0) && good;
    errno = error;
    return good;
}

/* Bytes from the beginning of a file; 0: it cannot be read. */
static size_t read_beginning(const char *path, unsigned char *out, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? pread(fd, out, size, 0) : 0;
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
    }
    return length > 0 ? (size_t)length : 0;
}

/* Where pages are small, most places at which only a small one can begin look like its beginning: a
 * node of a tree (section 1.6). */
static bool has_small_pages(const char *path) {
    static const unsigned char kinds[] = { 2, 5, 10, 13 };
    unsigned char bytes[PAGES_LOOKED_AT * PAGE_SMALL];
    size_t length = read_beginning(path, bytes, sizeof(bytes));
    int nodes = 0;
    int others = 0;
    for (size_t at = PAGE_SMALL; at < length; at += PAGE_SMALL) {
        if (at % PAGE_LARGE != 0) {
            bool is_node = memchr(kinds, bytes[at], sizeof(kinds)) != NULL;
            nodes += is_node;
            others += !is_node;
        }
    }
    return nodes >= others;
}

/* By the header, else by that of the log, else by how it looks. */
static off_t page_size_of(const char *path, const char *wal, const unsigned char *head) {
    unsigned char of_log[WAL_PAGE_SIZE_AT + 4] = "";
    off_t size = (off_t)head[PAGE_SIZE_AT] << 8 | head[PAGE_SIZE_AT + 1];
    if (memcmp(head, header, PAGE_SIZE_AT) != 0 || (size != PAGE_SMALL && size != PAGE_LARGE)) {
        size = read_beginning(wal, of_log, sizeof(of_log)) == sizeof(of_log)
                   ? (off_t)big_endian(of_log + WAL_PAGE_SIZE_AT)
                   : 0;
    }
    if (size != PAGE_SMALL && size != PAGE_LARGE) {
        size = has_small_pages(path) ? PAGE_SMALL : PAGE_LARGE;
    }
    return size;
}

static void make_header(off_t page, unsigned char out[HEADER_SIZE]) {
    memcpy(out, header, HEADER_SIZE);
    out[PAGE_SIZE_AT] = (unsigned char)(page >> 8);
    out[PAGE_SIZE_AT + 1] = (unsigned char)page;
}

/* Made the right length, with a header that SQLite accepts; what is missing becomes zeros. */
static bool pad(const char *path, off_t size, const unsigned char begin[HEADER_SIZE]) {
    static const unsigned char formats[4] = { 0, 0, 0, 4 };
    static const unsigned char encoding[4] = { 0, 0, 0, 1 }; /* UTF-8 */
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good =
        fd >= 0 && ftruncate(fd, size) == 0 && pwrite(fd, begin, HEADER_SIZE, 0) == HEADER_SIZE &&
        pwrite(fd, formats, 4, FORMATS_AT) == 4 && pwrite(fd, encoding, 4, ENCODING_AT) == 4;
    int error = errno;
    if (fd >= 0) {
        (void)close(fd); /* a copy to read from; it need not last */
    }
    errno = error;
    return good;
}

static enum sk_err make_copy(const char *path, off_t size, const unsigned char begin[HEADER_SIZE],
                             struct source *source, struct sk_err_info *info) {
    char from[SK_FILES_PATH_SIZE + 8];
    char to[SK_FILES_PATH_SIZE + 8];
    if (!sk_beside_name(path, SALVAGE, source->path, sizeof(source->path))) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    source->is_copy = true;
    sk_beside_remove(source->path); /* left by an interrupted try */
    (void)snprintf(from, sizeof(from), "%s-wal", path);
    (void)snprintf(to, sizeof(to), "%s-wal", source->path);
    bool good = copy_file(path, source->path) && pad(source->path, size, begin) &&
                (access(from, F_OK) != 0 || copy_file(from, to));
    return good ? SK_OK : fail_copy(path, info);
}

/* If the journal and its log are gone, the last one that was set aside is all there is. */
static enum sk_err find_source(const char *path, struct source *source, struct sk_err_info *info) {
    char wal[SK_FILES_PATH_SIZE + 8];
    unsigned char head[100] = "";
    unsigned char begin[HEADER_SIZE];
    struct stat status = { .st_size = 0 };
    source->is_copy = false;
    (void)snprintf(source->path, sizeof(source->path), "%s", path);
    (void)snprintf(wal, sizeof(wal), "%s-wal", path);
    bool is_empty = stat(path, &status) != 0 || status.st_size == 0;
    if (is_empty && access(wal, F_OK) != 0 &&
        sk_beside_find(path, SK_BESIDE_DAMAGED, source->path, sizeof(source->path))) {
        return SK_OK;
    }
    int fd = is_empty ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t length = pread(fd, head, sizeof(head), 0);
        int error = errno;
        (void)close(fd); /* nothing was written */
        errno = error;
        if (length < 0) {
            return fail_copy(path, info);
        }
    } else if (!is_empty) {
        return fail_copy(path, info);
    }
    off_t page = page_size_of(path, wal, head);
    make_header(page, begin);
    bool has_header = memcmp(head, begin, HEADER_SIZE) == 0;
    off_t size = (status.st_size + page - 1) / page * page;
    off_t wanted = has_header ? (off_t)big_endian(head + PAGES_AT) * page : page;
    bool is_plausible = wanted < 2 * size + 1024 * (off_t)PAGE_LARGE;
    size = wanted > size && is_plausible ? wanted : size > 0 ? size : page;
    return has_header && size == status.st_size ? SK_OK
                                                : make_copy(path, size, begin, source, info);
}

static enum sk_err read_file(const char *path, const char *tail, struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE + 8];
    char chunk[CHUNK];
    ssize_t length = 0;
    (void)snprintf(name, sizeof(name), "%s%s", path, tail);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? SK_OK : fail_copy(name, info);
    }
    do {
        length = read(fd, chunk, sizeof(chunk));
    } while (length > 0);
    int error = errno;
    (void)close(fd); /* nothing was written */
    errno = error;
    return length == 0 ? SK_OK : fail_copy(name, info);
}

enum sk_err sk_journal_read_through(const char *path, struct sk_err_info *info) {
    enum sk_err err = read_file(path, "", info);
    return err ? err : read_file(path, "-wal", info);
}

/* --- the new one ----------------------------------------------------------------------------- */

/* The time that both files have in their names. */
enum sk_err sk_replace_find_stamp(const char *path, char stamp[SK_REPLACE_STAMP_SIZE],
                                  struct sk_err_info *info) {
    char name[SK_FILES_PATH_SIZE];
    char time[SK_STAMP_NAME_SIZE];
    struct sk_clock *clock = sk_clock_system();
    sk_stamp_name(clock->ops->wall(clock), time);
    for (int i = 1; i <= TRIES; i++) {
        char kind[64];
        (void)snprintf(stamp, SK_REPLACE_STAMP_SIZE, "%s", time);
        if (i > 1) {
            (void)snprintf(stamp, SK_REPLACE_STAMP_SIZE, "%s-%d", time, i);
        }
        (void)snprintf(kind, sizeof(kind), SK_BESIDE_DAMAGED "%s", stamp);
        if (!sk_beside_name(path, kind, name, sizeof(name))) {
            return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
        }
        if (access(name, F_OK) != 0) {
            return SK_OK;
        }
    }
    return sk_fail(info, SK_ERR_BUSY, "the damaged journal '%s' finds no name to be set aside by",
                   path);
}

static enum sk_err write_begun(struct sk_journal *journal, const char *stamp, const char *path,
                               const struct sk_replaced *replaced, struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_BEGUN,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    char undelivered[SK_NOTE_SIZE];
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    sk_acknowledged_say_undelivered(&replaced->undelivered, undelivered, sizeof(undelivered));
    if (replaced->state == SK_REPLACED_GONE) {
        (void)snprintf(record.note, sizeof(record.note), "in the place of one that was gone%.300s",
                       undelivered);
    } else {
        (void)snprintf(record.note, sizeof(record.note),
                       "in the place of the %s '%.100s." SK_BESIDE_DAMAGED "%s'%.200s",
                       replaced->state == SK_REPLACED_EMPTY ? "empty" : "damaged", base, stamp,
                       undelivered);
    }
    return sk_append_within(journal, &record, 1, NULL, info);
}

static enum sk_err raise_number(struct sk_journal *journal, int64_t next_number,
                                struct sk_err_info *info) {
    struct sk_head head;
    enum sk_err err = sk_store_head(journal, &head, info);
    if (!err && next_number > head.next_number) {
        head.next_number = next_number;
        err = sk_append_head(journal, &head, info);
    }
    return err;
}

static enum sk_err fill(struct sk_journal *journal, const char *stamp, const char *path,
                        const char *source, int64_t next_number, struct sk_replaced *replaced,
                        struct sk_err_info *info) {
    struct sk_salvaged salvaged = { .taken_over = 0 };
    struct sk_head_note note;
    if (sk_head_file_read(path, &note) == SK_OK && note.next_number > next_number) {
        next_number = note.next_number;
    }
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_salvage_receivers(journal, source, &replaced->undelivered, info);
    if (!err) {
        err = write_begun(journal, stamp, path, replaced, info);
    }
    if (!err) {
        err = sk_salvage(journal, source, &next_number, &salvaged, info);
    }
    if (!err) {
        err = raise_number(journal, next_number, info);
    }
    replaced->taken_over = salvaged.taken_over;
    replaced->not_readable = salvaged.not_readable;
    replaced->is_incomplete = salvaged.is_incomplete;
    return sk_store_end(journal, err, info);
}

/* Whole, on the disk, and under the name that makes it the journal. */
enum sk_err sk_replace_complete(const char *building, const char *path, const char *stamp,
                                struct sk_err_info *info) {
    char kind[64];
    char name[SK_FILES_PATH_SIZE];
    char wal[SK_FILES_PATH_SIZE + 8];
    (void)snprintf(kind, sizeof(kind), SK_BESIDE_REPLACEMENT "%s", stamp);
    (void)snprintf(wal, sizeof(wal), "%s-wal", building);
    if (access(wal, F_OK) == 0) {
        return sk_fail(info, SK_ERR_IO,
                       "the new journal '%s' could not be written whole; check the disk", building);
    }
    sk_owner_share(path, building);
    if (!sk_beside_name(path, kind, name, sizeof(name)) || sk_sync_file(building) != 0 ||
        rename(building, name) != 0 || sk_sync_directory_of(name) != 0) {
        int error = errno;
        return sk_fail(info, sk_files_err(error), "the new journal '%s' cannot be written: %s; %s",
                       building, strerror(error), sk_files_fix(error));
    }
    return SK_OK;
}

static enum sk_err build(const char *path, int64_t next_number, struct sk_replaced *replaced,
                         struct sk_err_info *info) {
    char building[SK_FILES_PATH_SIZE];
    char stamp[SK_REPLACE_STAMP_SIZE];
    struct source source = { .path = "" };
    struct sk_journal *journal = NULL;
    if (!sk_beside_name(path, SK_BESIDE_BUILDING, building, sizeof(building))) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    sk_beside_remove(building);
    enum sk_err err = sk_replace_find_stamp(path, stamp, info);
    if (!err) {
        err = find_source(path, &source, info);
    }
    if (!err) {
        err = sk_store_create_beside(&journal, building, info);
    }
    if (!err) {
        err = fill(journal, stamp, path, source.path, next_number, replaced, info);
    }
    sk_journal_destroy(journal); /* it is the last connection: everything goes into the one file */
    if (source.is_copy) {
        sk_beside_remove(source.path);
    }
    if (!err) {
        err = sk_replace_complete(building, path, stamp, info);
    }
    if (err) {
        sk_beside_remove(building);
    }
    return err;
}

static enum sk_replaced_state state_of(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        return SK_REPLACED_GONE;
    }
    return status.st_size == 0 ? SK_REPLACED_EMPTY : SK_REPLACED_DAMAGED;
}

enum sk_err sk_journal_replace(struct sk_journal **out, const char *path, int64_t next_number,
                               struct sk_replaced *replaced, struct sk_err_info *info) {
    int lock = -1;
    *replaced = (struct sk_replaced){ .state = state_of(path) };
    enum sk_err err = sk_store_lock(path, &lock, info);
    if (!err) {
        err = build(path, next_number, replaced, info);
    }
    if (!err) {
        err = sk_beside_finish(path, replaced->name, sizeof(replaced->name), info);
    }
    if (err) {
        if (lock >= 0) {
            (void)close(lock); /* gives the lock back */
        }
        return err;
    }
    if (replaced->state == SK_REPLACED_GONE) {
        replaced->name[0] = '\0';
    }
    return sk_store_create_locked(out, path, lock, info);
}
