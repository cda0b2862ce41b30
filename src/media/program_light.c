#include "media/light_device.h"

#include "base/util.h"
#include "media/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define END_MS 1000 /* that it may take to end by itself */

struct program_light {
    struct sk_light_device device;
    char path[SK_LIGHT_PATH_SIZE];
    pid_t pid; /* 0: it does not run */
};

static struct program_light *self_of(struct sk_light_device *device) {
    return sk_container_of(device, struct program_light, device);
}

static enum sk_err fail(const struct program_light *self, int number, struct sk_err_info *info) {
    return sk_fail(info,
                   number == ENOENT   ? SK_ERR_NOT_FOUND
                   : number == EACCES ? SK_ERR_DENIED
                                      : SK_ERR_IO,
                   "the light's program %.80s cannot be started: %s", self->path, strerror(number));
}

static enum sk_err open_light(struct sk_light_device *device, struct sk_err_info *info) {
    struct program_light *self = self_of(device);
    int ends[2];
    if (pipe(ends) != 0) {
        return fail(self, errno, info);
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
    const char *const arguments[] = { self->path, NULL };
    int status = sk_spawn_start(arguments, NULL, ends[0], -1, -1, &self->pid);
    (void)close(ends[0]);
    if (status != 0) {
        self->pid = 0;
        (void)close(ends[1]);
        return fail(self, status, info);
    }
    device->fd = ends[1];
    return SK_OK;
}

static enum sk_err show(struct sk_light_device *device, struct sk_light_wish wish,
                        struct sk_err_info *info) {
    struct program_light *self = self_of(device);
    char line[16];
    int length =
        snprintf(line, sizeof(line), "%s\n", wish.is_called ? "call" : sk_lamp_name(wish.lamp));
    if (write(device->fd, line, (size_t)length) == length) {
        return SK_OK;
    }
    bool is_full = errno == EAGAIN; /* a pipe takes such a line whole or not at all */
    return sk_fail(info, SK_ERR_IO, "the light's program %.80s %s", self->path,
                   is_full ? "does not read what it is to show" : "has ended");
}

static enum sk_err keep(struct sk_light_device *device, struct sk_err_info *info) {
    (void)device;
    (void)info;
    return SK_OK;
}

/* The end of its input ends it; if not, it is ended. */
static void close_light(struct sk_light_device *device) {
    struct program_light *self = self_of(device);
    int status;
    if (device->fd >= 0) {
        (void)close(device->fd);
        device->fd = -1;
    }
    if (self->pid == 0) {
        return;
    }
    (void)sk_spawn_wait(self->pid, END_MS, &status);
    self->pid = 0;
}

static void destroy(struct sk_light_device *device) {
    close_light(device);
    free(self_of(device));
}

enum sk_err sk_light_program_create(struct sk_light_device **out, const char *path) {
    static const struct sk_light_device_ops ops = { open_light, show, keep, close_light, destroy };
    struct program_light *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->device = (struct sk_light_device){ .ops = &ops, .fd = -1 };
    (void)snprintf(self->path, sizeof(self->path), "%s", path);
    *out = &self->device;
    return SK_OK;
}
