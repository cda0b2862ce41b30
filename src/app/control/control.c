/* for SO_PEERCRED and accept4(), which are Linux extensions */
#define _GNU_SOURCE
#define SK_LOG_MODULE "control"

#include "app/control/control.h"

#include "app/control/control_wire.h"
#include "base/wakeup.h"
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
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MS 2000 /* for a whole request to arrive; it is not typed by hand */
#define RETRY_MS 200
#define ANSWERS_MAX 8
#define WAITING_MAX 128 /* at the door */
#define PEERS_MAX 64    /* inside */
#define UNDER_WAY_MAX 4 /* actions handed on at a time, so that a face has room for its own */
#define NOT_HANDED_ON 0 /* as the id of an action */

/* A client on the socket. */
struct peer {
    int fd;           /* -1: the place is free */
    uint64_t turn;    /* order of arrival */
    sk_ms deadline;   /* for the request */
    bool has_request; /* the request has been read; its end is awaited */
    struct sk_action action;
    size_t length; /* of line, so far */
    char line[SK_CONTROL_LINE_MAX];
};

struct sk_control {
    pthread_t thread;
    bool has_thread;
    atomic_bool stop;
    struct sk_wakeup wakeup; /* wakes the thread: an answer is there, or it is to end */
    struct sk_inbox *answers;
    char *journal_path;
    struct sk_control_ears ears;
    /* The thread's own. */
    uint64_t next_id;
    uint64_t next_turn;
    sk_ms accept_at; /* not before; 0: at once */
    struct peer peers[PEERS_MAX];
    uint64_t under_way[UNDER_WAY_MAX]; /* ids, including those of clients that have left */
    size_t under_way_count;
};

/* --- the address -------------------------------------------------------------------------- */

/* A path may be longer than a socket's address: so open the directory and name it by its
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
    /* Its owner is dead: the journal's lock is ours. */
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

static void drop(struct peer *peer) {
    (void)close(peer->fd); /* the answer is in the socket's buffer */
    peer->fd = -1;
}

/* The last message to this client. An answer fits into any socket's buffer, so this does not
 * block. */
static void give(struct peer *peer, const struct sk_action_result *result) {
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    if (sk_control_write_result(&out, result) != SK_OK ||
        send(peer->fd, out.data, out.length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)out.length) {
        sk_log_warning("the end of what was asked over the control socket could not be told; it is "
                       "in the log");
    }
    sk_buf_finish(&out);
    drop(peer);
}

static void refuse(struct peer *peer, enum sk_err err, const char *why) {
    struct sk_action_result refusal = { .type = peer->action.type, .end = SK_ACTION_NOT_DONE };
    (void)sk_fail(&refusal.text, err, "%s", why);
    give(peer, &refusal);
}

static void refuse_nonsense(struct peer *peer) {
    sk_log_warning("something that is no request came over the control socket");
    peer->action = (struct sk_action){ .type = SK_ACTION_RETRY };
    refuse(peer, SK_ERR_INVALID,
           "the kiosk does not understand this request; are both of the same version?");
}

/* The answer is somebody else's. */
static void hand_question(const struct sk_control *control, struct peer *peer,
                          enum sk_control_question question) {
    peer->action = (struct sk_action){ .type = SK_ACTION_RETRY };
    if (control->ears.on_question &&
        control->ears.on_question(control->ears.data, question, peer->fd)) {
        peer->fd = -1;
    } else {
        refuse(peer, SK_ERR_FULL, "the kiosk has too much to do; try again");
    }
}

static void take_bytes(const struct sk_control *control, struct peer *peer) {
    enum sk_control_question question;
    ssize_t got =
        recv(peer->fd, peer->line + peer->length, sizeof(peer->line) - peer->length, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        drop(peer);
        return;
    }
    char *newline = memchr(peer->line + peer->length, '\n', (size_t)got);
    peer->length += (size_t)got;
    if (newline &&
        sk_control_read_question(peer->line, (size_t)(newline - peer->line), &question)) {
        hand_question(control, peer, question);
        return;
    }
    if (newline) {
        peer->has_request =
            sk_control_read_action(peer->line, (size_t)(newline - peer->line), &peer->action);
        peer->action.id = NOT_HANDED_ON;
    }
    if ((newline && !peer->has_request) || (!newline && peer->length == sizeof(peer->line))) {
        refuse_nonsense(peer);
    }
}

/* A free place, or that of the client that has been silent longest; NULL: each of them is waiting
 * for the end of an action. */
static struct peer *find_place(struct sk_control *control) {
    struct peer *silent = NULL;
    for (size_t i = 0; i < PEERS_MAX; i++) {
        struct peer *peer = &control->peers[i];
        if (peer->fd < 0) {
            return peer;
        }
        if (!peer->has_request && (!silent || peer->turn < silent->turn)) {
            silent = peer;
        }
    }
    return silent;
}

static void let_in(struct sk_control *control, int listener, struct peer *place, sk_ms now) {
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) {
        /* No descriptor left: the client stays in the queue meanwhile. */
        control->accept_at = errno == EAGAIN || errno == EINTR ? 0 : now + RETRY_MS;
        return;
    }
    control->accept_at = 0;
    if (!may_ask(client)) {
        sk_log_warning("another account asked over the control socket; it was hung up on");
        (void)close(client);
        return;
    }
    if (place->fd >= 0) {
        refuse_nonsense(place);
    }
    *place =
        (struct peer){ .fd = client, .turn = control->next_turn++, .deadline = now + REQUEST_MS };
}

/* --- their actions -------------------------------------------------------------------------- */

static struct peer *next_in_turn(struct sk_control *control) {
    struct peer *first = NULL;
    for (size_t i = 0; i < PEERS_MAX; i++) {
        struct peer *peer = &control->peers[i];
        bool waits = peer->fd >= 0 && peer->has_request && peer->action.id == NOT_HANDED_ON;
        if (waits && (!first || peer->turn < first->turn)) {
            first = peer;
        }
    }
    return first;
}

static void hand_on(struct sk_control *control) {
    struct peer *peer;
    while (control->under_way_count < UNDER_WAY_MAX && (peer = next_in_turn(control)) != NULL) {
        peer->action.id = control->next_id;
        if (control->ears.on_action(control->ears.data, &peer->action)) {
            control->under_way[control->under_way_count++] = control->next_id++;
        } else if (control->under_way_count > 0) {
            peer->action.id = NOT_HANDED_ON; /* there is room after the end of one of ours */
            return;
        } else {
            refuse(peer, SK_ERR_FULL, "the kiosk has too much to do; try again");
        }
    }
}

static void take_results(struct sk_control *control) {
    struct sk_action_result result;
    while (sk_inbox_take(control->answers, &result)) {
        for (size_t i = 0; i < control->under_way_count; i++) {
            if (control->under_way[i] == result.id) {
                control->under_way[i] = control->under_way[--control->under_way_count];
                break;
            }
        }
        for (size_t i = 0; i < PEERS_MAX; i++) {
            struct peer *peer = &control->peers[i];
            if (peer->fd >= 0 && peer->has_request && peer->action.id == result.id) {
                give(peer, &result);
            }
        }
    }
}

/* --- the loop ----------------------------------------------------------------------------- */

/* Hangs up on silent clients. Returns when to do it again; -1: never. */
static sk_ms expire(struct sk_control *control, sk_ms now) {
    sk_ms next = control->accept_at > now ? control->accept_at : -1;
    for (size_t i = 0; i < PEERS_MAX; i++) {
        struct peer *peer = &control->peers[i];
        if (peer->fd < 0 || peer->has_request) {
            continue;
        }
        if (now >= peer->deadline) {
            refuse_nonsense(peer);
        } else {
            next = sk_earlier(next, peer->deadline);
        }
    }
    return next;
}

/* Waits for whatever happens next, however long, and reads what clients sent. A request whose
 * sender has hung up already is not carried out, as there is nobody to answer. */
static void turn(struct sk_control *control, int listener, struct sk_clock *clock) {
    sk_ms now = clock->ops->now(clock);
    sk_ms until = expire(control, now);
    struct pollfd events[2 + PEERS_MAX];
    struct peer *place = control->accept_at > now ? NULL : find_place(control);
    events[0] = (struct pollfd){ .fd = place ? listener : -1, .events = POLLIN };
    events[1] = (struct pollfd){ .fd = control->wakeup.ends[0], .events = POLLIN };
    for (size_t i = 0; i < PEERS_MAX; i++) {
        const struct peer *peer = &control->peers[i];
        events[2 + i] = (struct pollfd){ .fd = peer->fd, .events = peer->has_request ? 0 : POLLIN };
    }
    if (poll(events, 2 + PEERS_MAX, until < 0 ? -1 : (int)(until - now)) < 0) {
        return;
    }
    sk_wakeup_wait(&control->wakeup, 0);
    for (size_t i = 0; i < PEERS_MAX; i++) {
        struct peer *peer = &control->peers[i];
        if (peer->fd >= 0 && (events[2 + i].revents & (POLLHUP | POLLERR))) {
            drop(peer);
        } else if (peer->fd >= 0 && (events[2 + i].revents & POLLIN)) {
            take_bytes(control, peer);
        }
    }
    place = find_place(control); /* requests that were read just now have taken theirs */
    if (place && (events[0].revents & POLLIN)) {
        /* Not `now`: the wait may have been longer than a request may take. */
        let_in(control, listener, place, clock->ops->now(clock));
    }
}

static void serve_all(struct sk_control *control, int listener) {
    struct sk_clock *clock = sk_clock_system();
    while (!atomic_load(&control->stop)) {
        take_results(control);
        hand_on(control);
        turn(control, listener, clock);
    }
    for (size_t i = 0; i < PEERS_MAX; i++) {
        if (control->peers[i].fd >= 0) {
            drop(&control->peers[i]);
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
                              const struct sk_control_ears *ears, struct sk_err_info *info) {
    struct sk_control *control = calloc(1, sizeof(*control));
    if (!control) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the control socket");
    }
    atomic_init(&control->stop, false);
    for (size_t i = 0; i < PEERS_MAX; i++) {
        control->peers[i].fd = -1;
    }
    control->ears = *ears;
    control->next_id = SK_CONTROL_ID_FIRST;
    enum sk_err err = sk_wakeup_init(&control->wakeup, info);
    if (!err) {
        err = sk_inbox_create(&control->answers, sizeof(struct sk_action_result), ANSWERS_MAX,
                              sk_wakeup_post, &control->wakeup);
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
        sk_wakeup_post(&control->wakeup);
        pthread_join(control->thread, NULL);
    }
    sk_inbox_destroy(control->answers);
    sk_wakeup_finish(&control->wakeup);
    free(control->journal_path);
    free(control);
}

void sk_control_answer(struct sk_control *control, const struct sk_action_result *result) {
    if (sk_inbox_post(control->answers, result, 0) == SK_ERR_FULL) {
        sk_log_warning("the end of what was asked over the control socket could not be told; it is "
                       "in the log");
    }
}

/* --- the other side ----------------------------------------------------------------------- */

/* Reads up to a newline; its place is returned, or -1. A signal ends it. */
static ssize_t read_line(int fd, char *line, size_t size) {
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(fd, line + length, size - length);
        if (got <= 0) {
            return -1;
        }
        char *newline = memchr(line + length, '\n', (size_t)got);
        length += (size_t)got;
        if (newline) {
            return newline - line;
        }
    }
    return -1;
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

static enum sk_err connect_to(const char *journal_path, int *fd, struct sk_err_info *info) {
    struct sockaddr_un address;
    int directory = -1;
    enum sk_err err = find_address(journal_path, &directory, &address, info);
    if (err) {
        return err;
    }
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = *fd < 0 ? errno : 0;
    if (!error) { /* a kiosk that hangs lets nobody in once its door is full */
        const struct timeval limit = { .tv_sec = SK_CONTROL_QUESTION_S };
        (void)setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    }
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
    if (error == EAGAIN) {
        return sk_fail(info, SK_ERR_STOPPED, "the kiosk runs, and does not answer: it hangs");
    }
    if (error) {
        return sk_fail(info, error == EACCES || error == EPERM ? SK_ERR_DENIED : SK_ERR_IO,
                       "the kiosk that holds the journal '%s' cannot be asked: %s; run this as the "
                       "account of the kiosk",
                       journal_path, strerror(error));
    }
    return SK_OK;
}

enum sk_err sk_control_ask(const char *journal_path, const struct sk_action *action,
                           struct sk_action_result *result, struct sk_err_info *info) {
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    char line[SK_CONTROL_LINE_MAX];
    int fd = -1;
    enum sk_err err = sk_control_write_action(&out, action);
    if (err) {
        return sk_fail(info, err, "not enough memory to ask the kiosk");
    }
    err = connect_to(journal_path, &fd, info);
    if (!err && !write_all(fd, &out)) {
        err = sk_fail(info, SK_ERR_STOPPED, "the kiosk ended before it could be asked; try again");
    }
    sk_buf_finish(&out);
    ssize_t length = err ? -1 : read_line(fd, line, sizeof(line));
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

/* To the end, which must begin with the word for an answer. */
static enum sk_err read_answer(int fd, struct sk_buf *out, struct sk_err_info *info) {
    static const char ok[] = "ok\n";
    char bytes[16384];
    size_t seen = 0;
    for (;;) {
        ssize_t got = read(fd, bytes, sizeof(bytes));
        size_t head = 0;
        if (got < 0) {
            return sk_fail(info, SK_ERR_STOPPED,
                           errno == EAGAIN ? "the kiosk runs, and does not answer: it hangs"
                                           : "the kiosk's answer broke off; try again");
        }
        for (; got > 0 && seen < sizeof(ok) - 1 && head < (size_t)got; head++, seen++) {
            if (bytes[head] != ok[seen]) {
                return sk_fail(info, SK_ERR_INVALID,
                               "the kiosk does not answer that; are both of the same version?");
            }
        }
        if (got == 0) {
            return seen == sizeof(ok) - 1
                       ? SK_OK
                       : sk_fail(info, SK_ERR_STOPPED, "the kiosk did not answer; try again");
        }
        if (sk_buf_add(out, bytes + head, (size_t)got - head) != SK_OK) {
            return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the kiosk's answer");
        }
    }
}

enum sk_err sk_control_question(const char *journal_path, enum sk_control_question question,
                                struct sk_buf *out, struct sk_err_info *info) {
    struct sk_buf line = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    int fd = -1;
    if (sk_control_write_question(&line, question) != SK_OK) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to ask the kiosk");
    }
    enum sk_err err = connect_to(journal_path, &fd, info);
    if (!err) {
        const struct timeval limit = { .tv_sec = SK_CONTROL_QUESTION_S };
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    }
    if (!err && !write_all(fd, &line)) {
        err = sk_fail(info, SK_ERR_STOPPED, "the kiosk ended before it could be asked; try again");
    }
    sk_buf_finish(&line);
    err = err ? err : read_answer(fd, out, info);
    if (fd >= 0) {
        (void)close(fd);
    }
    return err;
}
