#define _GNU_SOURCE /* syncfs() */

#include "update/bundle_file.h"

#include "base/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

/* Reads exactly so many bytes at that place. */
static bool read_at(int fd, void *out, size_t length, int64_t at) {
    char *to = out;
    while (length > 0) {
        ssize_t got = pread(fd, to, length, (off_t)at);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        to += got > 0 ? got : 0;
        at += got > 0 ? got : 0;
        length -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* --- checking ----------------------------------------------------------------------------- */

/* The bytes of one file, through a hash and (to not -1) into a file. */
static enum sk_err pass_on(int fd, int64_t at, const struct sk_bundle_entry *entry, int to,
                           struct sk_err_info *info) {
    static const char changed[] = "the file '%s' in it is not the one that was signed";
    char chunk[CHUNK];
    uint8_t hash[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_hashed = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    enum sk_err err = is_hashed ? SK_OK : sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    for (int64_t left = entry->size; left > 0 && !err;) {
        size_t length = left < CHUNK ? (size_t)left : CHUNK;
        if (!read_at(fd, chunk, length, at) || EVP_DigestUpdate(context, chunk, length) != 1) {
            err = sk_fail(info, SK_ERR_CORRUPT, changed, entry->path);
        } else if (to >= 0 && write(to, chunk, length) != (ssize_t)length) {
            err = sk_fail(info, sk_err_of_errno(errno), "'%s' cannot be unpacked: %s", entry->path,
                          strerror(errno));
        }
        at += (int64_t)length;
        left -= (int64_t)length;
    }
    if (!err && (EVP_DigestFinal_ex(context, hash, NULL) != 1 ||
                 memcmp(hash, entry->hash, SK_BUNDLE_HASH_SIZE) != 0)) {
        err = sk_fail(info, SK_ERR_CORRUPT, changed, entry->path);
    }
    EVP_MD_CTX_free(context);
    return err;
}

static enum sk_err check_payload(int fd, const struct sk_bundle *bundle, int64_t at, int64_t size,
                                 struct sk_err_info *info) {
    if (size - at != bundle->payload) {
        return sk_fail(info, SK_ERR_INVALID, "it was cut off, or something follows it");
    }
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < bundle->count && !err; i++) {
        bool is_link = bundle->entries[i].kind == SK_BUNDLE_LINK; /* it is in the list alone */
        err = is_link ? SK_OK : pass_on(fd, at, &bundle->entries[i], -1, info);
        at += bundle->entries[i].size;
    }
    return err;
}

/* The line of the signature is the last of the head; what follows it may look like anything. */
static enum sk_err read_head(const char *text, size_t length, const struct sk_signed_note_key *key,
                             struct sk_bundle *out, int64_t *payload_at, struct sk_err_info *info) {
    struct sk_signed_note note;
    const char *at = text;
    size_t left = length;
    if (length == 0 || text[0] == '\n' || !sk_signed_note_next(&at, &left, &note)) {
        return sk_fail(info, SK_ERR_INVALID, "it is no update of sag-kiosk, or was cut off");
    }
    const char *end = memchr(note.lines, '\n', note.lines_length);
    note.lines_length = (size_t)(end - note.lines) + 1; /* one signature */
    struct sk_signed_note_key any = *key;
    any.name[0] = '\0';
    if (!sk_signed_note_is_signed_by(&note, &any)) {
        return sk_fail(info, SK_ERR_DENIED,
                       "it is not signed with the key of the version that is installed, or was "
                       "changed since");
    }
    *payload_at = end + 1 - text;
    return sk_bundle_read(note.text, note.text_length, out, info);
}

enum sk_err sk_bundle_file_check(int fd, const struct sk_signed_note_key *key,
                                 struct sk_bundle *out, int64_t *payload_at,
                                 struct sk_err_info *info) {
    struct stat status;
    struct sk_bundle bundle = { .count = 0 };
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return sk_fail(info, SK_ERR_INVALID, "it is no file");
    }
    size_t length =
        status.st_size < (off_t)SK_BUNDLE_HEAD_MAX ? (size_t)status.st_size : SK_BUNDLE_HEAD_MAX;
    char *text = malloc(length + 1);
    enum sk_err err = SK_OK;
    if (!text) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    if (!read_at(fd, text, length, 0)) {
        err = sk_fail(info, SK_ERR_IO, "it cannot be read: %s", strerror(errno));
    }
    err = err ? err : read_head(text, length, key, &bundle, payload_at, info);
    free(text);
    err = err ? err : check_payload(fd, &bundle, *payload_at, status.st_size, info);
    if (err) {
        sk_bundle_finish(&bundle);
        return err;
    }
    *out = bundle;
    return SK_OK;
}

/* --- unpacking ---------------------------------------------------------------------------- */

static enum sk_err cannot_make(const char *path, struct sk_err_info *info) {
    return sk_fail(info, sk_err_of_errno(errno), "'%s' cannot be unpacked: %s", path,
                   strerror(errno));
}

/* The folders that lead to it. None is a link: links are named as files are, and a name is there
 * once. */
static enum sk_err make_way(int into, const char *path, struct sk_err_info *info) {
    char part[SK_BUNDLE_PATH_SIZE];
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        struct stat status;
        memcpy(part, path, (size_t)(slash - path));
        part[slash - path] = '\0';
        if (mkdirat(into, part, 0755) != 0 &&
            (errno != EEXIST || fstatat(into, part, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
             !S_ISDIR(status.st_mode))) {
            return cannot_make(path, info);
        }
    }
    return SK_OK;
}

static enum sk_err unpack_file(int fd, int64_t at, const struct sk_bundle_entry *entry, int into,
                               struct sk_err_info *info) {
    mode_t mode = entry->kind == SK_BUNDLE_PROGRAM ? 0755 : 0644;
    int to = openat(into, entry->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (to < 0) {
        return cannot_make(entry->path, info);
    }
    enum sk_err err = pass_on(fd, at, entry, to, info);
    if (!err && (fchmod(to, mode) != 0 || fsync(to) != 0)) { /* whatever the umask says */
        err = cannot_make(entry->path, info);
    }
    return close(to) != 0 && !err ? cannot_make(entry->path, info) : err;
}

enum sk_err sk_bundle_file_unpack(int fd, const struct sk_bundle *bundle, int64_t payload_at,
                                  int into, void (*after)(void *data), void *data,
                                  struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < bundle->count && !err; i++) {
        const struct sk_bundle_entry *entry = &bundle->entries[i];
        err = make_way(into, entry->path, info);
        if (!err && entry->kind == SK_BUNDLE_LINK) {
            err = symlinkat(entry->target, into, entry->path) == 0 ? SK_OK
                                                                   : cannot_make(entry->path, info);
        } else if (!err) {
            err = unpack_file(fd, payload_at, entry, into, info);
        }
        payload_at += entry->size;
        if (!err && after) {
            after(data);
        }
    }
    return !err && syncfs(into) != 0 ? cannot_make("the folders", info) : err;
}

/* --- making ------------------------------------------------------------------------------- */

/* Appends the file's bytes to `file`; they have the hash that the list says. */
static enum sk_err add_file(const char *folder, const struct sk_bundle_entry *entry,
                            struct sk_new_file *file, struct sk_err_info *info) {
    char path[SK_NEW_FILE_PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->path);
    int fd = length > 0 && (size_t)length < sizeof(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return sk_fail(info, sk_err_of_errno(errno), "'%.300s' cannot be read: %s", path,
                       strerror(errno));
    }
    enum sk_err err = pass_on(fd, 0, entry, file->fd, info);
    (void)close(fd); /* nothing was written */
    return err;
}

static enum sk_err sign_head(const struct sk_bundle *bundle, const char *name,
                             const struct sk_bench_key *key, struct sk_buf *head,
                             struct sk_err_info *info) {
    char line[SK_SIGNED_NOTE_LINE_SIZE];
    enum sk_err err = sk_bundle_write(bundle, head);
    err = err ? err : sk_signed_note_sign(head->data, name, key, line);
    err = err ? err : sk_buf_add(head, line, strlen(line));
    return err ? sk_fail(info, err, "not enough memory, or too many files for an update") : SK_OK;
}

enum sk_err sk_bundle_file_make(const struct sk_bundle *bundle, const char *folder,
                                const char *name, const struct sk_bench_key *key, const char *path,
                                struct sk_err_info *info) {
    struct sk_new_file file;
    struct sk_buf head = SK_BUF_INIT(SK_BUNDLE_HEAD_MAX);
    enum sk_err err = sign_head(bundle, name, key, &head, info);
    if (!err) {
        err = sk_new_file_open(&file, path, 0644, info);
        if (!err) {
            (void)sk_new_file_write(&file, head.data, head.length); /* close() tells */
            for (size_t i = 0; i < bundle->count && !err; i++) {
                bool is_link = bundle->entries[i].kind == SK_BUNDLE_LINK;
                err = is_link ? SK_OK : add_file(folder, &bundle->entries[i], &file, info);
            }
            enum sk_err closed = sk_new_file_close(&file, err ? NULL : info);
            err = err ? err : closed;
            err = err ? err : sk_new_file_place(&file, info);
            sk_new_file_drop(&file);
        }
    }
    sk_buf_finish(&head);
    return err;
}
