#include "app/manifest/manifest_file.h"

#include "journal/bound.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_EVERY 256 /* lines between two calls of go_on() */

static enum sk_err err_of(int error) {
    return error == ENOENT || error == ENOTDIR ? SK_ERR_NOT_FOUND
           : error == EACCES || error == EPERM ? SK_ERR_DENIED
                                               : SK_ERR_IO;
}

static enum sk_err fail_read(const char *path, int error, struct sk_err_info *info) {
    return sk_fail(info, err_of(error), "the device list '%s' cannot be read: %s", path,
                   strerror(error));
}

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The whole file into *text, of *length bytes. */
static enum sk_err read_text(int fd, const char *path, char **text, size_t *length,
                             struct sk_err_info *info) {
    struct stat before;
    struct stat after;
    if (fstat(fd, &before) != 0) {
        return fail_read(path, errno, info);
    }
    if (!S_ISREG(before.st_mode)) {
        return sk_fail(info, SK_ERR_INVALID, "the device list '%s' is not a regular file", path);
    }
    if (before.st_size > SK_MANIFEST_BYTES_MAX) {
        return sk_fail(info, SK_ERR_FULL, "the device list '%s' is larger than %d MB", path,
                       SK_MANIFEST_BYTES_MAX / 1024 / 1024);
    }
    size_t size = (size_t)before.st_size;
    *text = malloc(size + 1);
    if (!*text) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the device list");
    }
    *length = 0;
    ssize_t got = 1;
    while (*length < size && got > 0) {
        got = read(fd, *text + *length, size - *length);
        *length += got > 0 ? (size_t)got : 0;
        got = got < 0 && errno == EINTR ? 1 : got;
    }
    if (got < 0 || fstat(fd, &after) != 0) {
        return fail_read(path, errno, info);
    }
    if (*length != size || !is_same(&before, &after)) {
        return sk_fail(info, SK_ERR_BUSY, "the device list '%s' is just being written", path);
    }
    return SK_OK;
}

enum sk_err sk_manifest_read(struct sk_manifest **out, const char *path,
                             const struct sk_manifest_rules *rules, struct sk_mistakes *mistakes,
                             struct sk_err_info *info) {
    char *text = NULL;
    size_t length = 0;
    struct sk_err_info what = { "" };
    *mistakes = (struct sk_mistakes){ .count = 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe in its place must not block */
    if (fd < 0) {
        return fail_read(path, errno, info);
    }
    enum sk_err err = read_text(fd, path, &text, &length, info);
    (void)close(fd); /* nothing was written */
    if (!err) {
        err = sk_manifest_create(out, text, length, rules, mistakes, &what);
        if (err && mistakes->count > 0) {
            (void)sk_fail(info, err, "the device list '%s' has %s%s", path,
                          sk_mistakes_begin(mistakes), what.text);
        } else if (err) {
            (void)sk_fail(info, err, "the device list '%s' cannot be used: %s", path, what.text);
        }
    }
    free(text);
    return err;
}

enum sk_err sk_manifest_count_bound(struct sk_manifest *manifest, const char *journal_path,
                                    bool (*go_on)(void *data), void *data,
                                    struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    struct sk_bound *bound = NULL;
    enum sk_err err = sk_journal_create(&journal, journal_path, SK_JOURNAL_READ, info);
    if (!err) {
        err = sk_bound_create(&bound, journal, info);
    }
    for (size_t i = 0; i < sk_manifest_count(manifest) && !err; i++) {
        const struct sk_manifest_line *line = sk_manifest_line(manifest, i);
        bool is_bound = false;
        if (i % LOOK_EVERY == 0 && go_on && !go_on(data)) {
            break;
        }
        err = sk_bound_ask(bound, line->serial, line->instance, &is_bound, info);
        if (is_bound) {
            sk_manifest_mark(manifest, line->serial, line->instance, true);
        }
    }
    sk_bound_destroy(bound);
    sk_journal_destroy(journal);
    return err;
}
