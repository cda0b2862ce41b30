#include "base/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_BYTES ((size_t)16 * 1024)

static enum sk_err cannot(const char *path, struct sk_err_info *info) {
    int number = errno;
    enum sk_err err = number == ENOENT                      ? SK_ERR_NOT_FOUND
                      : number == EACCES || number == EPERM ? SK_ERR_DENIED
                                                            : SK_ERR_IO;
    return sk_fail(info, err, "the file '%.300s' cannot be read: %s", path, strerror(number));
}

/* Room for at least one byte and a NUL; at most one byte more than max, which shows that there are
 * too many. */
static enum sk_err grow(char **text, size_t *capacity, size_t max) {
    size_t wanted = *capacity ? *capacity * 2 : FIRST_BYTES;
    wanted = wanted < max + 2 ? wanted : max + 2;
    char *more = realloc(*text, wanted);
    if (!more) {
        return SK_ERR_NOMEM;
    }
    *text = more;
    *capacity = wanted;
    return SK_OK;
}

static enum sk_err read_all(int fd, const char *path, size_t max, char **text, size_t *length,
                            struct sk_err_info *info) {
    size_t capacity = 0;
    for (;;) {
        if (*length + 1 >= capacity && grow(text, &capacity, max)) {
            return sk_fail(info, SK_ERR_NOMEM, "not enough memory to read the file '%.300s'", path);
        }
        ssize_t count = read(fd, *text + *length, capacity - *length - 1);
        if (count < 0) {
            return cannot(path, info);
        }
        *length += (size_t)count;
        if (*length > max) {
            return sk_fail(info, SK_ERR_FULL,
                           "the file '%.300s' cannot be read: it is longer than %zu bytes", path,
                           max);
        }
        if (count == 0) {
            (*text)[*length] = '\0';
            return SK_OK;
        }
    }
}

enum sk_err sk_whole_file_read(const char *path, size_t max, char **text, size_t *length,
                               struct sk_err_info *info) {
    char *bytes = NULL;
    size_t count = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return cannot(path, info);
    }
    enum sk_err err = read_all(fd, path, max, &bytes, &count, info);
    (void)close(fd); /* nothing was written */
    if (err) {
        free(bytes);
        return err;
    }
    *text = bytes;
    *length = count;
    return SK_OK;
}
