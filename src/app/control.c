/* SO_PEERCRED and accept4() are the system's own. */
#define _GNU_SOURCE
#define SK_LOG_MODULE "control"

#include "app/control.h"

#include "app/control_wire.h"
#include "app/knock.h"
#include "base/clock.h"
#include "base/inbox.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MS 2000 /* for a request to arrive whole; nobody types it by hand */
#define RETRY_MS 200
#define ANSWERS_MAX 8
#define WAITING_MAX 8

struct sk_control {
    pthread_t thread;
    bool has_thread;
    atomic_bool stop;
    struct sk_knock knock; /* the thread waits in it: an answer, or the end */
    struct sk_inbox *answers;
    char *journal_path;
    bool (*on_deed)(void *data, const struct sk_deed *deed);
    void *data;
    uint64_t next_id; /* the thread's own */
};

/* --- the address -------------------------------------------------------------------------- */

/* A path may be longer than a socket's address: the directory is opened, and named by its
 * descriptor. *directory is the caller's to close. */
static enum sk_err find_address(const char *journal_path, int *directory,
                                struct sockaddr_un *address, struct sk_err_info *info) {
    const char *slash = strrchr(journal_path, '/');
    char *path = strdup(journal_path);
    if (!path) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the control socket");
    }
    path[slash ? slash - journal_path + 1 : 0] = '\0';
    *directory = open(path[0] ? path : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    free(path);
    if (*directory < 0) {
        return sk_fail(info, error == EACCES ? SK_ERR_DENIED : SK_ERR_NOT_FOUND,
                       "the directory of the journal '%s' cannot be opened: %s", journal_path,
                       strerror(error));
    }
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    int length = snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s.sock",
                          *directory, slash ? slash + 1 : journal_path);
    if (length < 0 || (size_t)length >= sizeof(address->sun_path)) {
        (void)close(*directory);
        *directory = -1;
        return sk_fail(info, SK_ERR_INVALID,
                       "the name of the journal '%s' is too long for a control socket beside it",
                       journal_path);
    }
    return SK_OK;
}

static enum sk_err listen_at(const struct sockaddr_un *address, int *listener,
                             struct sk_err_info *info) {
    *listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*listener < 0) {
        return sk_fail(info, SK_ERR_IO, "no control socket can be made: %s", strerror(errno));
    }
    /* Whoever left it there is dead: the journal's lock is ours. */
    if (unlink(address->sun_path) != 0 && errno != ENOENT) {
        sk_log_debug("the old control socket: %s", strerror(errno));
    }
    if (bind(*listener, (const struct sockaddr *)address, sizeof(*address)) != 0 ||
        chmod(address->sun_path, 0600) != 0 || listen(*listener, WAITING_MAX) != 0) {
        int error = errno;
        (void)close(*listener);
        *listener = -1;
        return sk_fail(info, SK_ERR_IO, "the control socket beside the journal cannot be made: %s",
                       strerror(error));
    }
    return SK_OK;
}

/* --- one who asks ------------------------------------------------------------------------- */

static bool may_ask(int client) {
    struct ucred who = { .uid = (uid_t)-1 };
    socklen_t size = sizeof(who);
    return getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == 0 || who.uid == geteuid());
}

/* Reads up to a newline; its place is returned, or -1. */
static ssize_t read_line(int fd, char *line, size_t size, sk_ms limit) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + limit;
    size_t length = 0;
    for (;;) {
        sk_ms left = end - clock->ops->now(clock);
        struct pollfd event = { .fd = fd, .events = POLLIN };
        if (limit >= 0 && left <= 0) {
            return -1;
        }
        int ready = poll(&event, 1, limit < 0 ? -1 : (int)left);
        if (ready <= 0) {
            return -1; /* a signal ends it as the time does */
        }
        ssize_t got = read(fd, line + length, size - length);
        if (got <= 0) {
            return -1;
        }
        char *newline = memchr(line + length, '\n', (size_t)got);
        length += (size_t)got;
        if (newline) {
            return newline - line;
        }
        if (length == size) {
            return -1;
        }
    }
}

static bool write_all(int fd, const struct sk_buf *buf) {
    size_t done = 0;
    while (done < buf->length) {
        ssize_t written = send(fd, buf->data + done, buf->length - done, MSG_NOSIGNAL);
        if (written <= 0) {
            return false;
        }
        done += (size_t)written;
    }
    return true;
}

static void give(int client, const struct sk_deed_result *result) {
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    if (sk_control_write_result(&out, result) != SK_OK || !write_all(client, &out)) {
        sk_log_warning("the end of what was asked over the control socket could not be told; it is "
                       "in the log");
    }
    sk_buf_finish(&out);
}

/* Until the end of that deed, or of the kiosk, or the one who asked has gone. */
static void wait_and_give(struct sk_control *control, int client, uint64_t id) {
    struct sk_deed_result result;
    while (!atomic_load(&control->stop)) {
        struct pollfd events[2] = { { .fd = client, .events = 0 },
                                    { .fd = control->knock.ends[0], .events = POLLIN } };
        if (poll(events, 2, -1) < 0 && errno != EINTR) {
            return;
        }
        sk_knock_wait(&control->knock, 0);
        while (sk_inbox_take(control->answers, &result)) {
            if (result.id == id) { /* others are of those who did not wait */
                give(client, &result);
                return;
            }
        }
        if (events[0].revents & (POLLHUP | POLLERR)) {
            return;
        }
    }
}

static void serve(struct sk_control *control, int client) {
    char line[SK_CONTROL_LINE_MAX];
    struct sk_deed deed;
    struct sk_deed_result refusal = { .end = SK_DEED_NOT_DONE };
    if (!may_ask(client)) {
        sk_log_warning("another account asked over the control socket; it was hung up on");
        return;
    }
    ssize_t length = read_line(client, line, sizeof(line), REQUEST_MS);
    if (length < 0 || !sk_control_read_deed(line, (size_t)length, &deed)) {
        sk_log_warning("something that is no request came over the control socket");
        (void)sk_fail(&refusal.text, SK_ERR_INVALID,
                      "the kiosk does not understand this request; "
                      "are both of the same version?");
        give(client, &refusal);
        return;
    }
    deed.id = control->next_id++;
    if (!control->on_deed(control->data, &deed)) {
        refusal.type = deed.type;
        (void)sk_fail(&refusal.text, SK_ERR_FULL, "the kiosk has too much to do; try again");
        give(client, &refusal);
        return;
    }
    wait_and_give(control, client, deed.id);
}

static void serve_all(struct sk_control *control, int listener) {
    while (!atomic_load(&control->stop)) {
        struct pollfd events[2] = { { .fd = listener, .events = POLLIN },
                                    { .fd = control->knock.ends[0], .events = POLLIN } };
        if (poll(events, 2, -1) < 0) {
            continue;
        }
        sk_knock_wait(&control->knock, 0); /* a late answer is taken out when the next one waits */
        int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (client >= 0) {
            serve(control, client);
            (void)close(client);
        } else if (errno != EAGAIN && errno != EINTR) {
            (void)poll(NULL, 0, RETRY_MS); /* no descriptor left: who asks is still there then */
        }
    }
}

static void *run(void *data) {
    struct sk_control *control = data;
    struct sockaddr_un address;
    struct sk_err_info info = { "" };
    int directory = -1;
    int listener = -1;
    enum sk_err err = find_address(control->journal_path, &directory, &address, &info);
    if (!err) {
        err = listen_at(&address, &listener, &info);
    }
    if (err) {
        sk_log_warning("%s; sag-kioskctl can only search and export while the kiosk runs",
                       info.text);
    } else {
        serve_all(control, listener);
        (void)unlink(address.sun_path);
        (void)close(listener);
    }
    if (directory >= 0) {
        (void)close(directory);
    }
    return NULL;
}

/* --- life --------------------------------------------------------------------------------- */

enum sk_err sk_control_create(struct sk_control **out, const char *journal_path,
                              bool (*on_deed)(void *data, const struct sk_deed *deed), void *data,
                              struct sk_err_info *info) {
    struct sk_control *control = calloc(1, sizeof(*control));
    if (!control) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the control socket");
    }
    atomic_init(&control->stop, false);
    control->on_deed = on_deed;
    control->data = data;
    control->next_id = SK_CONTROL_ID_FIRST;
    enum sk_err err = sk_knock_init(&control->knock, info);
    if (!err) {
        err = sk_inbox_create(&control->answers, sizeof(struct sk_deed_result), ANSWERS_MAX,
                              sk_knock_wake, &control->knock);
        control->journal_path = strdup(journal_path);
        if (err || !control->journal_path) {
            err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the control socket");
        }
    }
    if (!err && pthread_create(&control->thread, NULL, run, control) != 0) {
        err = sk_fail(info, SK_ERR_NOMEM, "no thread can be started for the control socket");
    }
    control->has_thread = !err;
    if (err) {
        sk_control_destroy(control);
        return err;
    }
    *out = control;
    return SK_OK;
}

void sk_control_destroy(struct sk_control *control) {
    if (!control) {
        return;
    }
    atomic_store(&control->stop, true);
    if (control->has_thread) {
        sk_knock_wake(&control->knock);
        pthread_join(control->thread, NULL);
    }
    sk_inbox_destroy(control->answers);
    sk_knock_finish(&control->knock);
    free(control->journal_path);
    free(control);
}

void sk_control_answer(struct sk_control *control, const struct sk_deed_result *result) {
    if (sk_inbox_post(control->answers, result, 0) == SK_ERR_FULL) {
        sk_log_warning("the end of what was asked over the control socket could not be told; it is "
                       "in the log");
    }
}

/* --- the other side ----------------------------------------------------------------------- */

static enum sk_err connect_to(const char *journal_path, int *fd, struct sk_err_info *info) {
    struct sockaddr_un address;
    int directory = -1;
    enum sk_err err = find_address(journal_path, &directory, &address, info);
    if (err) {
        return err;
    }
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = *fd < 0 ? errno : 0;
    if (!error && connect(*fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        error = errno;
        (void)close(*fd);
        *fd = -1;
    }
    (void)close(directory);
    if (error == ENOENT || error == ECONNREFUSED) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "no kiosk listens beside the journal '%s'",
                       journal_path);
    }
    if (error) {
        return sk_fail(info, error == EACCES || error == EPERM ? SK_ERR_DENIED : SK_ERR_IO,
                       "the kiosk that holds the journal '%s' cannot be asked: %s; run this as the "
                       "account of the kiosk",
                       journal_path, strerror(error));
    }
    return SK_OK;
}

enum sk_err sk_control_ask(const char *journal_path, const struct sk_deed *deed,
                           struct sk_deed_result *result, struct sk_err_info *info) {
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    char line[SK_CONTROL_LINE_MAX];
    int fd = -1;
    enum sk_err err = sk_control_write_deed(&out, deed);
    if (err) {
        return sk_fail(info, err, "not enough memory to ask the kiosk");
    }
    err = connect_to(journal_path, &fd, info);
    if (!err && !write_all(fd, &out)) {
        err = sk_fail(info, SK_ERR_STOPPED, "the kiosk ended before it could be asked; try again");
    }
    sk_buf_finish(&out);
    ssize_t length = err ? -1 : read_line(fd, line, sizeof(line), -1);
    if (fd >= 0) {
        (void)close(fd);
    }
    if (!err && length < 0) {
        return sk_fail(info, SK_ERR_STOPPED,
                       "the kiosk did not say how it ended; look it up with log search");
    }
    if (!err && !sk_control_read_result(line, (size_t)length, result)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the kiosk's answer is not understood; are both of the same version?");
    }
    return err;
}
