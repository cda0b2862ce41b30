#include "journal/checkpoint_file.h"

#include "journal/checkpoint_make.h"
#include "journal/files.h"
#include "journal/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define END "\n\n" /* of each: its last line's feed, and an empty line */
#define TAIL_SIZE 4096

static enum sk_err fail_file(const char *path, struct sk_err_info *info) {
    int error = errno;
    return sk_fail(info, sk_files_err(error), "the checkpoint cannot be written to '%s': %s; %s",
                   path, strerror(error), sk_files_fix(error));
}

/* Where the next one goes: behind the last that is whole. An empty line is also within one, before
 * its signature, so it is the sign of the signature that begins the last line. */
static bool find_end(int fd, off_t *end) {
    char tail[TAIL_SIZE];
    off_t size = lseek(fd, 0, SEEK_END);
    off_t from = size > TAIL_SIZE ? size - TAIL_SIZE : 0;
    ssize_t length = size >= 0 ? pread(fd, tail, (size_t)(size - from), from) : -1;
    if (length < 0) {
        return false;
    }
    size_t used = (size_t)length;
    static const char sign[] = "\xe2\x80\x94 ";
    for (; used >= 2; used--) {
        size_t line = used - 2;
        while (line > 0 && tail[line - 1] != '\n') {
            line--;
        }
        bool is_whole = memcmp(tail + used - 2, END, 2) == 0 && used - 2 - line > strlen(sign) &&
                        memcmp(tail + line, sign, strlen(sign)) == 0;
        if (is_whole) {
            *end = from + (off_t)used;
            return true;
        }
    }
    *end = from;
    return true;
}

static enum sk_err append(const char *path, const char *journal_path, const char *text,
                          struct sk_err_info *info) {
    off_t end = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail_file(path, info);
    }
    size_t length = strlen(text);
    bool is_written = find_end(fd, &end) && ftruncate(fd, end) == 0 &&
                      pwrite(fd, text, length, end) == (ssize_t)length &&
                      pwrite(fd, "\n", 1, end + (off_t)length) == 1 && fsync(fd) == 0;
    enum sk_err err = is_written ? SK_OK : fail_file(path, info);
    (void)close(fd); /* it is synced */
    sk_owner_share(journal_path, path);
    return err;
}

enum sk_err sk_checkpoint_file_append(struct sk_journal *journal, const char *bench,
                                      int64_t wall_ms, int64_t *seq, struct sk_err_info *info) {
    char text[SK_CHECKPOINT_SIZE];
    char path[SK_FILES_PATH_SIZE];
    struct sk_checkpoint made = { .seq = 0 };
    int length = snprintf(path, sizeof(path), "%s.checkpoints", journal->path);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    enum sk_err err = sk_checkpoint_make(journal, bench, wall_ms, text, &made, info);
    if (!err) {
        err = append(path, journal->path, text, info);
    }
    if (!err) {
        *seq = made.seq;
    }
    return err;
}
