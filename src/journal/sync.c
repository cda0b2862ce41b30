#include "journal/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int sync_at(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int status = fsync(fd);
    int error = errno;
    (void)close(fd); /* synced already */
    errno = error;
    /* Some file systems (of USB sticks, too) know no sync of a directory. */
    return status != 0 && (flags & O_DIRECTORY) && (error == EINVAL || error == ENOTSUP) ? 0
                                                                                         : status;
}

int sk_sync_file(const char *path) {
    return sync_at(path, O_RDWR);
}

int sk_sync_directory_of(const char *path) {
    char *copy = strdup(path); /* dirname() writes into it */
    if (!copy) {
        errno = ENOMEM;
        return -1;
    }
    int status = sync_at(dirname(copy), O_RDONLY | O_DIRECTORY);
    int error = errno;
    free(copy);
    errno = error;
    return status;
}
