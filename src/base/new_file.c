#include "base/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sk_err cannot(const struct sk_new_file *file, int number, struct sk_err_info *info) {
    return sk_fail(info, sk_err_of_errno(number), "the file '%s' cannot be written: %s", file->path,
                   strerror(number));
}

static int open_beside(struct sk_new_file *file, mode_t mode) {
    struct stat status;
    file->is_device = stat(file->path, &status) == 0 && S_ISCHR(status.st_mode);
    if (file->is_device) {
        return open(file->path, O_WRONLY | O_CLOEXEC);
    }
    (void)snprintf(file->beside, sizeof(file->beside), "%s.new", file->path);
    (void)unlink(file->beside); /* left by a crash; if it cannot be removed, open() says so */
    int fd = open(file->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
        file->beside[0] = '\0'; /* not ours */
    }
    return fd;
}

enum sk_err sk_new_file_open(struct sk_new_file *file, const char *path, mode_t mode,
                             struct sk_err_info *info) {
    *file = (struct sk_new_file){ .fd = -1 };
    if (strlen(path) >= sizeof(file->path)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of '%.80s…' is too long", path);
    }
    (void)snprintf(file->path, sizeof(file->path), "%s", path);
    file->fd = open_beside(file, mode);
    return file->fd < 0 ? cannot(file, errno, info) : SK_OK;
}

bool sk_new_file_write(struct sk_new_file *file, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0 && file->error == 0) {
        ssize_t count = write(file->fd, at, length);
        if (count < 0) {
            file->error = errno == EINTR ? 0 : errno;
            continue;
        }
        at += count;
        length -= (size_t)count;
    }
    return file->error == 0;
}

enum sk_err sk_new_file_close(struct sk_new_file *file, struct sk_err_info *info) {
    if (file->error == 0 && !file->is_device && fsync(file->fd) != 0) {
        file->error = errno;
    }
    if (close(file->fd) != 0 && file->error == 0) {
        file->error = errno;
    }
    file->fd = -1;
    return file->error == 0 ? SK_OK : cannot(file, file->error, info);
}

bool sk_new_file_sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    int number = errno;
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    errno = number;
    return is_synced;
}

enum sk_err sk_new_file_place(struct sk_new_file *file, struct sk_err_info *info) {
    if (file->is_device) {
        return SK_OK;
    }
    if (rename(file->beside, file->path) != 0) {
        return cannot(file, errno, info);
    }
    file->beside[0] = '\0';
    char copy[SK_NEW_FILE_PATH_SIZE];
    (void)snprintf(copy, sizeof(copy), "%s", file->path);
    return sk_new_file_sync_folder(dirname(copy)) ? SK_OK : cannot(file, errno, info);
}

void sk_new_file_drop(struct sk_new_file *file) {
    if (file->fd >= 0) {
        (void)close(file->fd); /* it goes */
        file->fd = -1;
    }
    if (file->beside[0] != '\0') {
        (void)unlink(file->beside); /* half a file is of no use */
        file->beside[0] = '\0';
    }
}
