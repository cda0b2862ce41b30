#include "base/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sk_err class_of(int number) {
    return number == ENOENT                                         ? SK_ERR_NOT_FOUND
           : number == EACCES || number == EPERM || number == EROFS ? SK_ERR_DENIED
           : number == ENOSPC || number == EDQUOT                   ? SK_ERR_FULL
                                                                    : SK_ERR_IO;
}

static enum sk_err cannot(const char *what, const char *path, struct sk_err_info *info) {
    int number = errno;
    return sk_fail(info, class_of(number), "the file '%s' cannot be %s: %s", path, what,
                   strerror(number));
}

enum sk_err sk_small_file_read(const char *path, char *out, size_t size, size_t *length,
                               mode_t *mode, struct sk_err_info *info) {
    struct stat status;
    enum sk_err err = SK_OK;
    size_t used = 0;
    /* Not blocking: a FIFO in its place must not hang us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0) {
        err = cannot("read", path, info);
        goto done;
    }
    if (!S_ISREG(status.st_mode)) {
        err = sk_fail(info, SK_ERR_CORRUPT, "'%s' is no file", path);
        goto done;
    }
    ssize_t count = 1;
    while (count > 0 && used < size) {
        count = read(fd, out + used, size - used);
        used += count > 0 ? (size_t)count : 0;
        if (count < 0 && errno != EINTR) {
            err = cannot("read", path, info);
            goto done;
        }
        count = count < 0 ? 1 : count;
    }
    if (used == size) {
        err = sk_fail(info, SK_ERR_CORRUPT, "the file '%s' is longer than it can be", path);
        goto done;
    }
    out[used] = '\0';
    *length = used;
    if (mode) {
        *mode = status.st_mode;
    }

done:
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
    }
    return err;
}

static bool write_all(int fd, const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t count = write(fd, text, left);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        text += count > 0 ? count : 0;
        left -= count > 0 ? (size_t)count : 0;
    }
    return fsync(fd) == 0;
}

static enum sk_err sync_directory(const char *path, struct sk_err_info *info) {
    char copy[4096];
    (void)snprintf(copy, sizeof(copy), "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    enum sk_err err = is_synced ? SK_OK : cannot("written", path, info);
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    return err;
}

enum sk_err sk_small_file_write(const char *path, const char *text, struct sk_err_info *info) {
    char other[4096];
    int length = snprintf(other, sizeof(other), "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof(other)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of '%.80s…' is too long", path);
    }
    (void)unlink(other); /* left by a crash; if it cannot be removed, open() says so */
    int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return cannot("written", path, info);
    }
    enum sk_err err = write_all(fd, text) ? SK_OK : cannot("written", path, info);
    if (close(fd) != 0 && !err) {
        err = cannot("written", path, info);
    }
    if (!err && rename(other, path) != 0) {
        err = cannot("written", path, info);
    }
    if (err) {
        (void)unlink(other); /* half a file is of no use */
        return err;
    }
    return sync_directory(path, info);
}

enum sk_err sk_small_file_make_way(const char *path, struct sk_err_info *info) {
    char part[4096];
    int length = snprintf(part, sizeof(part), "%s", path);
    if (length < 0 || (size_t)length >= sizeof(part)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of '%.80s…' is too long", path);
    }
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        /* A directory that we may not make may exist already; if not, opening the file says so. */
        if (mkdir(part, 0700) != 0 && errno != EEXIST && errno != EACCES && errno != EROFS) {
            return sk_fail(info, SK_ERR_IO, "cannot make the directory '%s': %s", part,
                           strerror(errno));
        }
        *slash = '/';
    }
    return SK_OK;
}
