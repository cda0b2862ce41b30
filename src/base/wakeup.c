#include "base/wakeup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t asked_to_end;
static int signal_fd = -1; /* the writing end, for the handler */

enum sk_err sk_wakeup_init(struct sk_wakeup *wakeup, struct sk_err_info *info) {
    *wakeup = (struct sk_wakeup){ .ends = { -1, -1 } };
    if (pipe(wakeup->ends) != 0) {
        return sk_fail(info, SK_ERR_IO, "cannot make a pipe: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(wakeup->ends[i], F_SETFD, FD_CLOEXEC) != 0 ||
            fcntl(wakeup->ends[i], F_SETFL, O_NONBLOCK) != 0) {
            sk_fail(info, SK_ERR_IO, "cannot set up a pipe: %s", strerror(errno));
            sk_wakeup_finish(wakeup);
            return SK_ERR_IO;
        }
    }
    return SK_OK;
}

void sk_wakeup_finish(struct sk_wakeup *wakeup) {
    for (int i = 0; i < 2; i++) {
        if (wakeup->ends[i] >= 0) {
            if (wakeup->ends[i] == signal_fd) {
                signal_fd = -1;
            }
            (void)close(wakeup->ends[i]);
            wakeup->ends[i] = -1;
        }
    }
}

static void write_byte(int fd) {
    char byte = 0;
    ssize_t written = write(fd, &byte, 1);
    (void)written; /* a full pipe wakes the loop anyway */
}

void sk_wakeup_post(void *wakeup) {
    write_byte(((struct sk_wakeup *)wakeup)->ends[1]);
}

void sk_wakeup_wait(struct sk_wakeup *wakeup, sk_ms timeout) {
    struct pollfd fd = { .fd = wakeup->ends[0], .events = POLLIN };
    int wait = timeout < 0 ? -1 : timeout > INT_MAX ? INT_MAX : (int)timeout;
    (void)poll(&fd, 1, wait); /* an interruption is as good as a wake-up */
    sk_wakeup_clear(wakeup);
}

int sk_wakeup_fd(const struct sk_wakeup *wakeup) {
    return wakeup->ends[0];
}

void sk_wakeup_clear(struct sk_wakeup *wakeup) {
    char bytes[256];
    while (read(wakeup->ends[0], bytes, sizeof(bytes)) > 0) {
    }
}

static void on_signal(int number) {
    (void)number;
    int saved_errno = errno;
    asked_to_end = 1;
    if (signal_fd >= 0) {
        write_byte(signal_fd);
    }
    errno = saved_errno;
}

void sk_wakeup_take_signals(struct sk_wakeup *wakeup) {
    signal_fd = wakeup->ends[1];
    struct sigaction action = { .sa_handler = on_signal };
    (void)sigemptyset(&action.sa_mask);
    /* None of these can fail: the signals exist and may be caught. */
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL); /* EFBIG is reported where it happens */
}

bool sk_wakeup_is_asked_to_end(void) {
    return asked_to_end != 0;
}
