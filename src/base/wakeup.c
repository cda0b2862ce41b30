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

enum sk_err sk_knock_init(struct sk_knock *knock, struct sk_err_info *info) {
    *knock = (struct sk_knock){ .ends = { -1, -1 } };
    if (pipe(knock->ends) != 0) {
        return sk_fail(info, SK_ERR_IO, "cannot make a pipe: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(knock->ends[i], F_SETFD, FD_CLOEXEC) != 0 ||
            fcntl(knock->ends[i], F_SETFL, O_NONBLOCK) != 0) {
            sk_fail(info, SK_ERR_IO, "cannot set up a pipe: %s", strerror(errno));
            sk_knock_finish(knock);
            return SK_ERR_IO;
        }
    }
    return SK_OK;
}

void sk_knock_finish(struct sk_knock *knock) {
    for (int i = 0; i < 2; i++) {
        if (knock->ends[i] >= 0) {
            if (knock->ends[i] == signal_fd) {
                signal_fd = -1;
            }
            (void)close(knock->ends[i]);
            knock->ends[i] = -1;
        }
    }
}

static void knock_at(int fd) {
    char byte = 0;
    ssize_t written = write(fd, &byte, 1);
    (void)written; /* a full pipe has knocked already */
}

void sk_knock_wake(void *knock) {
    knock_at(((struct sk_knock *)knock)->ends[1]);
}

void sk_knock_wait(struct sk_knock *knock, sk_ms timeout) {
    struct pollfd fd = { .fd = knock->ends[0], .events = POLLIN };
    int wait = timeout < 0 ? -1 : timeout > INT_MAX ? INT_MAX : (int)timeout;
    char bytes[256];
    (void)poll(&fd, 1, wait); /* an interruption is as good as a knock */
    while (read(knock->ends[0], bytes, sizeof(bytes)) > 0) {
    }
}

static void on_signal(int number) {
    (void)number;
    int saved_errno = errno;
    asked_to_end = 1;
    if (signal_fd >= 0) {
        knock_at(signal_fd);
    }
    errno = saved_errno;
}

void sk_knock_take_signals(struct sk_knock *knock) {
    signal_fd = knock->ends[1];
    struct sigaction action = { .sa_handler = on_signal };
    (void)sigemptyset(&action.sa_mask);
    /* None of these can fail: the signals exist and may be caught. */
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL); /* EFBIG is told where it happens */
}

bool sk_knock_is_asked_to_end(void) {
    return asked_to_end != 0;
}
