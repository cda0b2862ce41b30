#include "input/usb/reattach.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "sag-usb-reattach"

struct sk_usb_reattach {
    int line;
    pid_t pid;
};

/* The program beside this one's own file. */
static enum sk_err find_program(char *out, size_t size, struct sk_err_info *info) {
    ssize_t length = readlink("/proc/self/exe", out, size - 1);
    if (length <= 0 || (size_t)length == size - 1) {
        return sk_fail(info, SK_ERR_IO, "cannot find out where this program lies: %s",
                       strerror(errno));
    }
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    size_t room = slash ? size - (size_t)(slash + 1 - out) : 0;
    if (!slash || (size_t)snprintf(slash + 1, room, "%s", PROGRAM) >= room) {
        return sk_fail(info, SK_ERR_IO, "the path of this program is too long");
    }
    if (access(out, X_OK) != 0) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "'%s' is missing; install sag-kiosk anew", out);
    }
    return SK_OK;
}

static enum sk_err spawn(struct sk_usb_reattach *self, char *program, int its_end,
                         struct sk_err_info *info) {
    char *argv[] = { program, NULL };
    char *environment[] = {
        NULL
    }; /* it outlives this process and needs nothing; keys are in ours */
    posix_spawn_file_actions_t actions;
    int status = posix_spawn_file_actions_init(&actions);
    if (status != 0) {
        return sk_fail(info, SK_ERR_NOMEM, "cannot prepare '%s': %s", program, strerror(status));
    }
    status = posix_spawn_file_actions_adddup2(&actions, its_end, STDIN_FILENO);
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO && status == 0; fd++) {
        /* It outlives this process, and whoever reads our output must not wait for it. */
        status = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
    }
    if (status == 0) {
        status = posix_spawn(&self->pid, program, &actions, NULL, argv, environment);
    }
    (void)posix_spawn_file_actions_destroy(&actions); /* cannot fail once initialised */
    return status == 0
               ? SK_OK
               : sk_fail(info, SK_ERR_IO, "cannot start '%s': %s", program, strerror(status));
}

enum sk_err sk_usb_reattach_create(struct sk_usb_reattach **out, struct sk_err_info *info) {
    char program[4096];
    int ends[2] = { -1, -1 };
    struct sk_usb_reattach *self = calloc(1, sizeof(*self));
    if (!self) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for USB");
    }
    enum sk_err err = find_program(program, sizeof(program), info);
    if (!err && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) {
        err = sk_fail(info, SK_ERR_IO, "cannot make a line to the USB child: %s", strerror(errno));
    }
    if (!err &&
        (fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0)) {
        err = sk_fail(info, SK_ERR_IO, "cannot set up a line: %s", strerror(errno));
    }
    if (!err) {
        err = spawn(self, program, ends[1], info);
    }
    if (ends[1] >= 0) {
        (void)close(ends[1]); /* nothing was written */
    }
    if (err) {
        if (ends[0] >= 0) {
            (void)close(ends[0]);
        }
        free(self);
        return err;
    }
    self->line = ends[0];
    *out = self;
    return SK_OK;
}

void sk_usb_reattach_destroy(struct sk_usb_reattach *reattach) {
    if (!reattach) {
        return;
    }
    (void)close(reattach->line); /* closing the line is the message */
    while (waitpid(reattach->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    free(reattach);
}

static void note(struct sk_usb_reattach *reattach, uint8_t what, uint8_t bus, uint8_t address,
                 uint8_t interface) {
    if (reattach) {
        struct sk_usb_reattach_note packet = { what, bus, address, interface };
        /* Lost only if the child is gone: then there is nobody to tell. */
        (void)send(reattach->line, &packet, sizeof(packet), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void sk_usb_reattach_watch(struct sk_usb_reattach *reattach, uint8_t bus, uint8_t address,
                           uint8_t interface) {
    note(reattach, SK_USB_REATTACH_WATCH, bus, address, interface);
}

void sk_usb_reattach_forget(struct sk_usb_reattach *reattach, uint8_t bus, uint8_t address,
                            uint8_t interface) {
    note(reattach, SK_USB_REATTACH_FORGET, bus, address, interface);
}
