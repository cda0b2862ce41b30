#include "input/reader_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* How long a reader waits before it offers a scan again that found no room. */
#define FULL_PAUSE_MS 20

enum sk_err sk_reader_thread_init(struct sk_reader_thread *self, struct sk_err_info *info) {
    *self = (struct sk_reader_thread){ .stop_pipe = { -1, -1 } };
    if (pipe(self->stop_pipe) != 0) {
        return sk_fail(info, SK_ERR_IO, "cannot make a pipe for a reader: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(self->stop_pipe[i], F_SETFD, FD_CLOEXEC) != 0) {
            return sk_fail(info, SK_ERR_IO, "cannot set up a pipe: %s", strerror(errno));
        }
    }
    return SK_OK;
}

void sk_reader_thread_finish(struct sk_reader_thread *self) {
    for (int i = 0; i < 2; i++) {
        if (self->stop_pipe[i] >= 0) {
            (void)close(self->stop_pipe[i]);
            self->stop_pipe[i] = -1;
        }
    }
}

enum sk_err sk_reader_thread_start(struct sk_reader_thread *self, struct sk_scan_sink *sink,
                                   void *(*run)(void *data), void *data, struct sk_err_info *info) {
    self->sink = sink;
    int status = pthread_create(&self->thread, NULL, run, data);
    if (status != 0) {
        return sk_fail(info, SK_ERR_NOMEM, "cannot start a reader's thread: %s", strerror(status));
    }
    self->is_running = true;
    return SK_OK;
}

void sk_reader_thread_stop(struct sk_reader_thread *self) {
    if (self->stop_pipe[1] >= 0) {
        (void)close(self->stop_pipe[1]); /* makes the other end readable for all waiters */
        self->stop_pipe[1] = -1;
    }
}

void sk_reader_thread_join(struct sk_reader_thread *self) {
    if (self->is_running) {
        (void)pthread_join(self->thread, NULL); /* fails only for a thread that is not there */
        self->is_running = false;
    }
}

int sk_reader_thread_wait(struct sk_reader_thread *self, int fd, sk_ms timeout) {
    struct pollfd fds[2] = { { .fd = self->stop_pipe[0], .events = POLLIN },
                             { .fd = fd, .events = POLLIN } };
    int wait = timeout < 0 ? -1 : timeout > INT_MAX ? INT_MAX : (int)timeout;
    int ready;
    do {
        ready = poll(fds, 2, wait);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0 || fds[0].revents != 0) {
        return -1;
    }
    return fds[1].revents != 0 ? 1 : 0;
}

bool sk_reader_thread_push(struct sk_reader_thread *self, const struct sk_scan *scan) {
    while (!self->sink->ops->push(self->sink, scan)) {
        if (sk_reader_thread_wait(self, -1, FULL_PAUSE_MS) < 0) {
            return false;
        }
    }
    return true;
}
