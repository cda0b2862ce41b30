#include "journal/head_file.h"

#include "base/parse.h"
#include "journal/files.h"
#include "journal/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE 512 /* what every disk writes in one piece */
#define LINES 2
#define MAGIC "sag-kiosk-head 1 "
#define SUM_DIGITS 16

/* FNV-1a, 64 bits: against torn writes and flipped bits, not against people. */
static uint64_t sum_of(const char *text, size_t length) {
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++) {
        sum = (sum ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return sum;
}

static bool name_of(const char *path, char name[SK_FILES_PATH_SIZE]) {
    int length = snprintf(name, SK_FILES_PATH_SIZE, "%s.head", path);
    return length > 0 && length < SK_FILES_PATH_SIZE;
}

void sk_head_file_open(struct sk_head_file *out, const char *path) {
    char name[SK_FILES_PATH_SIZE];
    *out = (struct sk_head_file){ .fd = -1 };
    if (name_of(path, name)) {
        out->fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (out->fd >= 0) {
            sk_owner_share(path, name);
        }
    } else {
        errno = ENAMETOOLONG;
    }
}

void sk_head_file_close(struct sk_head_file *file) {
    if (file->fd >= 0) {
        (void)close(file->fd); /* what must last has been synced */
        file->fd = -1;
    }
}

void sk_head_file_write(struct sk_head_file *file, const struct sk_head_note *note) {
    char line[LINE];
    if (file->fd < 0) {
        return;
    }
    memset(line, ' ', sizeof(line));
    int length = snprintf(line, sizeof(line), MAGIC "%" PRId64 " %" PRId64 " %s ", note->seq,
                          note->next_number, note->hash);
    size_t used = (size_t)length;
    used += (size_t)snprintf(line + used, sizeof(line) - used, "%016" PRIx64,
                             sum_of(line, (size_t)length));
    line[used] = ' ';
    line[LINE - 1] = '\n';
    file->turn = (file->turn + 1) % LINES;
    ssize_t written = pwrite(file->fd, line, LINE, (off_t)file->turn * LINE);
    (void)written; /* an older note does no harm */
    file->is_written = true;
}

bool sk_head_file_sync(struct sk_head_file *file) {
    if (file->fd < 0 || !file->is_written) {
        return true;
    }
    file->is_written = fdatasync(file->fd) != 0;
    return !file->is_written;
}

/* A number that ends with a blank; moves *at behind it. */
static bool take_number(const char **at, int64_t *out) {
    char digits[24];
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length >= sizeof(digits) || (*at)[length] != ' ') {
        return false;
    }
    memcpy(digits, *at, length);
    digits[length] = '\0';
    *at += length + 1;
    return sk_parse_int(digits, 0, INT64_MAX, out);
}

static bool parse(const char line[LINE], struct sk_head_note *out) {
    char text[LINE + 1];
    char sum[SUM_DIGITS + 1];
    memcpy(text, line, LINE);
    text[LINE] = '\0';
    const char *at = text + strlen(MAGIC);
    struct sk_head_note note = { .seq = 0 };
    if (strncmp(text, MAGIC, strlen(MAGIC)) != 0 || !take_number(&at, &note.seq) ||
        !take_number(&at, &note.next_number) ||
        strspn(at, "0123456789abcdef") != SK_CHAIN_HEX_SIZE - 1 ||
        at[SK_CHAIN_HEX_SIZE - 1] != ' ') {
        return false;
    }
    memcpy(note.hash, at, SK_CHAIN_HEX_SIZE - 1);
    at += SK_CHAIN_HEX_SIZE;
    (void)snprintf(sum, sizeof(sum), "%016" PRIx64, sum_of(text, (size_t)(at - text)));
    if (strncmp(at, sum, SUM_DIGITS) != 0) {
        return false;
    }
    *out = note;
    return true;
}

enum sk_err sk_head_file_read(const char *path, struct sk_head_note *out) {
    char name[SK_FILES_PATH_SIZE];
    char lines[LINES * LINE];
    if (!name_of(path, name)) {
        return SK_ERR_NOT_FOUND;
    }
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? SK_ERR_NOT_FOUND : SK_ERR_IO;
    }
    ssize_t length = pread(fd, lines, sizeof(lines), 0);
    int error = errno;
    (void)close(fd); /* nothing was written */
    errno = error;
    if (length < 0) {
        return SK_ERR_IO;
    }
    struct sk_head_note note;
    bool is_found = false;
    bool is_one_damaged = false;
    for (ssize_t at = 0; at + LINE <= length; at += LINE) {
        bool is_whole = parse(lines + at, &note);
        is_one_damaged = is_one_damaged || !is_whole;
        if (is_whole && (!is_found || note.seq > out->seq)) {
            *out = note;
            is_found = true;
        }
    }
    if (is_found) {
        out->is_one_damaged = is_one_damaged;
    }
    return is_found ? SK_OK : length == 0 ? SK_ERR_NOT_FOUND : SK_ERR_CORRUPT;
}

void sk_head_file_remove(const char *path) {
    char name[SK_FILES_PATH_SIZE];
    if (name_of(path, name)) {
        (void)unlink(name); /* it is fine if there is none */
    }
}
