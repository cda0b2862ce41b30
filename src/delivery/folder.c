#include "delivery/folder.h"

#include "base/new_file.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_SIZE 4352
#define FILE_MODE 0640 /* names of people are in it; the folder's group may read it */

struct folder {
    struct sk_receiver receiver;
    char *path;
    char *bench;
    char *suffix;
    char *head;
    bool by_day;
    atomic_bool stopped;
};

/* A file that is being written beside its place. */
struct folder_part {
    char path[PATH_SIZE];   /* where it goes */
    char beside[PATH_SIZE]; /* where it is */
    FILE *file;
};

static struct folder *self_of(struct sk_receiver *receiver) {
    return sk_container_of(receiver, struct folder, receiver);
}

static enum sk_err cannot(const struct folder *self, struct sk_err_info *info) {
    int number = errno;
    enum sk_err err = number == ENOSPC || number == EDQUOT                     ? SK_ERR_FULL
                      : number == EACCES || number == EPERM || number == EROFS ? SK_ERR_DENIED
                      : number == ENOENT                                       ? SK_ERR_NOT_FOUND
                                                                               : SK_ERR_IO;
    return sk_fail(info, err,
                   "a file cannot be written into folder.path '%.200s': %s; nothing is lost, it is "
                   "tried again",
                   self->path, strerror(number));
}

static enum sk_err part_open(const struct folder *self, struct folder_part *part, const char *name,
                             struct sk_err_info *info) {
    int a = snprintf(part->path, sizeof(part->path), "%s/%s", self->path, name);
    int b = snprintf(part->beside, sizeof(part->beside), "%s/.%s.part", self->path, name);
    if (a < 0 || b < 0 || (size_t)b >= sizeof(part->beside)) {
        errno = ENAMETOOLONG;
        return cannot(self, info);
    }
    (void)unlink(part->beside); /* left by a crash; if it cannot be removed, open() says so */
    int fd = open(part->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    part->file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (part->file) {
        return SK_OK;
    }
    enum sk_err err = cannot(self, info);
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
        (void)unlink(part->beside);
    }
    return err;
}

/* good: what was to be written was taken by stdio. The file is at its place then, and on the disk;
 * else nothing is left of it. */
static enum sk_err part_close(const struct folder *self, struct folder_part *part, bool good,
                              struct sk_err_info *info) {
    good = good && fflush(part->file) == 0 && fsync(fileno(part->file)) == 0;
    int number = errno;
    if (fclose(part->file) != 0 && good) {
        good = false;
        number = errno;
    }
    errno = number;
    if (good && rename(part->beside, part->path) == 0 && sk_new_file_sync_folder(self->path)) {
        return SK_OK;
    }
    enum sk_err err = cannot(self, info);
    (void)unlink(part->beside); /* half a file is of no use */
    return err;
}

static bool put(struct folder_part *part, const char *text, size_t length) {
    return fwrite(text, 1, length, part->file) == length;
}

/* --- a file a letter ---------------------------------------------------------------------- */

static enum sk_err write_one(const struct folder *self, const struct sk_letter *letter,
                             struct sk_err_info *info) {
    char name[256];
    struct folder_part part = { .file = NULL };
    (void)snprintf(name, sizeof(name), "sag-kiosk-%s.%s", letter->id, self->suffix);
    enum sk_err err = part_open(self, &part, name, info);
    if (err) {
        return err;
    }
    bool good =
        put(&part, self->head, strlen(self->head)) && put(&part, letter->text, letter->length);
    return part_close(self, &part, good, info);
}

/* --- a file a day ------------------------------------------------------------------------- */

/* Bytes up to and with the first comma, by which a letter is known. */
static size_t key_length(const struct sk_letter *letter) {
    const char *comma = memchr(letter->text, ',', letter->length);
    return comma ? (size_t)(comma - letter->text) + 1 : letter->length;
}

static void find_in(const char *line, size_t length, const struct sk_letter *letters, int32_t count,
                    bool *is_there) {
    for (int32_t i = 0; i < count; i++) {
        size_t key = key_length(&letters[i]);
        is_there[i] = is_there[i] || (length >= key && memcmp(line, letters[i].text, key) == 0);
    }
}

/* What the file has so far, line by line. *is_empty: nothing. False: it cannot be read or written.
 */
static bool copy_old(struct folder_part *part, const struct sk_letter *letters, int32_t count,
                     bool *is_there, bool *is_empty) {
    struct stat status;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    bool good = true;
    *is_empty = true;
    int fd = open(part->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT;
    }
    FILE *old = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(fd, "r") : NULL;
    if (!old) {
        (void)close(fd); /* read only */
        errno = EINVAL;
        return false;
    }
    while (good && (length = getline(&line, &size, old)) > 0) {
        *is_empty = false;
        find_in(line, (size_t)length, letters, count, is_there);
        good = put(part, line, (size_t)length) &&
               (line[length - 1] == '\n' || put(part, "\n", 1)); /* somebody else wrote there */
    }
    good = good && !ferror(old);
    free(line);
    (void)fclose(old); /* read only */
    return good;
}

static enum sk_err add_to_day(const struct folder *self, const char *name,
                              const struct sk_letter *letters, int32_t count,
                              struct sk_err_info *info) {
    bool is_there[SK_DELIVERY_LETTERS] = { false };
    bool is_empty = true;
    struct folder_part part = { .file = NULL };
    enum sk_err err = part_open(self, &part, name, info);
    if (err) {
        return err;
    }
    bool good = copy_old(&part, letters, count, is_there, &is_empty);
    if (good && is_empty) {
        good = put(&part, self->head, strlen(self->head));
    }
    for (int32_t i = 0; i < count && good; i++) {
        good = is_there[i] || put(&part, letters[i].text, letters[i].length);
    }
    return part_close(self, &part, good, info);
}

/* By the local day of the event. */
static void name_of_day(const struct folder *self, int64_t wall_ms, char *out, size_t size) {
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm day = { 0 };
    (void)localtime_r(&seconds, &day);
    (void)snprintf(out, size, "sag-kiosk-%s-%04d%02d%02d.%s", self->bench, day.tm_year + 1900,
                   day.tm_mon + 1, day.tm_mday, self->suffix);
}

static enum sk_err write_days(const struct folder *self, const struct sk_letter *letters,
                              int32_t count, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    for (int32_t first = 0, end; first < count && !err; first = end) {
        char name[256];
        char other[256];
        name_of_day(self, letters[first].wall_ms, name, sizeof(name));
        for (end = first + 1; end < count; end++) {
            name_of_day(self, letters[end].wall_ms, other, sizeof(other));
            if (strcmp(name, other) != 0) {
                break;
            }
        }
        err = add_to_day(self, name, letters + first, end - first, info);
    }
    return err;
}

/* --- as a receiver ------------------------------------------------------------------------ */

static enum sk_delivery_end deliver(struct sk_receiver *receiver, const struct sk_letter *letters,
                                    int32_t count, sk_ms *retry_after, struct sk_err_info *info) {
    struct folder *self = self_of(receiver);
    enum sk_err err = SK_OK;
    *retry_after = 0;
    info->text[0] = '\0';
    if (self->by_day) {
        err = write_days(self, letters, count, info);
    }
    for (int32_t i = 0; i < count && !self->by_day && !err; i++) {
        err = atomic_load(&self->stopped) ? sk_fail(info, SK_ERR_STOPPED, "the kiosk ends")
                                          : write_one(self, &letters[i], info);
    }
    return err ? SK_DELIVERY_END_TROUBLE : SK_DELIVERY_END_TAKEN;
}

static void stop(struct sk_receiver *receiver) {
    atomic_store(&self_of(receiver)->stopped, true);
}

static void destroy(struct sk_receiver *receiver) {
    struct folder *self = self_of(receiver);
    free(self->path);
    free(self->bench);
    free(self->suffix);
    free(self->head);
    free(self);
}

enum sk_err sk_folder_check(const char *path, struct sk_err_info *info) {
    struct stat status;
    if (stat(path, &status) != 0) {
        return sk_fail(info, errno == ENOENT ? SK_ERR_NOT_FOUND : SK_ERR_DENIED,
                       "the folder '%.200s' cannot be used: %s; the kiosk does not make it", path,
                       strerror(errno));
    }
    if (!S_ISDIR(status.st_mode)) {
        return sk_fail(info, SK_ERR_INVALID, "'%.200s' is no folder", path);
    }
    if (access(path, R_OK | W_OK | X_OK) != 0) {
        return sk_fail(info, SK_ERR_DENIED, "this user may not write into the folder '%.200s': %s",
                       path, strerror(errno));
    }
    return SK_OK;
}

enum sk_err sk_folder_create(struct sk_receiver **out, const struct sk_folder_options *options,
                             struct sk_err_info *info) {
    static const struct sk_receiver_ops ops = { .deliver = deliver,
                                                .stop = stop,
                                                .destroy = destroy };
    struct folder *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the folder");
    }
    self->receiver.ops = &ops;
    self->path = strdup(options->path);
    self->bench = strdup(options->bench);
    self->suffix = strdup(options->suffix);
    self->head = strdup(options->head);
    self->by_day = options->by_day;
    atomic_init(&self->stopped, false);
    if (!self->path || !self->bench || !self->suffix || !self->head) {
        destroy(&self->receiver);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the folder");
    }
    *out = &self->receiver;
    return SK_OK;
}
