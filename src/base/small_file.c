#include "base/small_file.h"

#include "base/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sk_err cannot_read(const char *path, struct sk_err_info *info) {
    int number = errno;
    return sk_fail(info, sk_err_of_errno(number), "the file '%s' cannot be read: %s", path,
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
        err = cannot_read(path, info);
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
            err = cannot_read(path, info);
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

enum sk_err sk_small_file_write(const char *path, const char *text, struct sk_err_info *info) {
    struct sk_new_file file;
    enum sk_err err = sk_new_file_open(&file, path, 0600, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, text, strlen(text)); /* close() tells */
    err = sk_new_file_close(&file, info);
    if (!err) {
        err = sk_new_file_place(&file, info);
    }
    sk_new_file_drop(&file);
    return err;
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
