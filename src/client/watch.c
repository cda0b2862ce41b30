#include "client/watch.h"

#include "client/assert.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool sag_watch_init(struct sag_watch *watch) {
    *watch = (struct sag_watch){ .epoll_fd = epoll_create1(EPOLL_CLOEXEC), .wake_fd = -1 };
    if (watch->epoll_fd < 0) {
        return false;
    }
    watch->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = { .events = EPOLLIN, .data = { .fd = watch->wake_fd } };
    return watch->wake_fd >= 0 &&
           epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD, watch->wake_fd, &event) == 0;
}

void sag_watch_finish(struct sag_watch *watch) {
    if (watch->wake_fd >= 0) {
        (void)close(watch->wake_fd);
    }
    if (watch->epoll_fd >= 0) {
        (void)close(watch->epoll_fd);
    }
    free(watch->list);
    *watch = (struct sag_watch){ .epoll_fd = -1, .wake_fd = -1 };
}

/* --- what is wanted ---------------------------------------------------------------------- */

static struct sag_watched *find(const struct sag_watch *watch, int fd) {
    for (size_t i = 0; i < watch->count; i++) {
        if (watch->list[i].fd == fd) {
            return &watch->list[i];
        }
    }
    return NULL;
}

const struct sag_watched *sag_watch_find(const struct sag_watch *watch, int fd) {
    return find(watch, fd);
}

bool sag_watch_reserve(struct sag_watch *watch) {
    if (watch->count < watch->capacity) {
        return true;
    }
    size_t capacity = watch->capacity ? watch->capacity * 2 : 16;
    struct sag_watched *grown = realloc(watch->list, capacity * sizeof(*grown));
    if (!grown) {
        return false;
    }
    watch->list = grown;
    watch->capacity = capacity;
    return true;
}

static struct sag_watched *add(struct sag_watch *watch, int fd) {
    SAG_ASSERT(watch->count < watch->capacity);
    struct sag_watched *watched = &watch->list[watch->count++];
    *watched = (struct sag_watched){ .fd = fd };
    return watched;
}

void sag_watch_add_socket(struct sag_watch *watch, int fd) {
    sag_watch_forget(watch, fd); /* of one that libcurl closed by itself */
    add(watch, fd)->is_socket = true;
}

void sag_watch_want(struct sag_watch *watch, int fd, uint32_t wanted) {
    struct sag_watched *watched = find(watch, fd);
    if (!watched && wanted) {
        if (!sag_watch_reserve(watch)) {
            return; /* of the resolver, which libcurl also looks at by its timer */
        }
        watched = add(watch, fd);
    }
    if (!watched) {
        return;
    }
    watched->wanted = wanted;
    if (!wanted && !watched->is_socket) {
        sag_watch_forget(watch, fd); /* libcurl closes it when it likes */
    }
}

void sag_watch_forget(struct sag_watch *watch, int fd) {
    struct sag_watched *watched = find(watch, fd);
    if (!watched) {
        return;
    }
    if (watched->registered) {
        (void)epoll_ctl(watch->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* closed: it is out by itself */
    }
    *watched = watch->list[--watch->count];
}

/* --- what the kernel knows --------------------------------------------------------------- */

/* Remove one that is not wanted: epoll reports its end even if nothing is asked for. */
static bool tell_kernel(const struct sag_watch *watch, const struct sag_watched *watched,
                        uint32_t events) {
    struct epoll_event event = { .events = events, .data = { .fd = watched->fd } };
    int operation = !events ? EPOLL_CTL_DEL : watched->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    return epoll_ctl(watch->epoll_fd, operation, watched->fd, &event) == 0 || !events;
}

void sag_watch_sync(struct sag_watch *watch, bool (*is_idle)(const void *data, int fd),
                    const void *data) {
    watch->is_blind = false;
    for (size_t i = 0; i < watch->count; i++) {
        struct sag_watched *watched = &watch->list[i];
        uint32_t events = watched->wanted;
        if (!events && watched->is_socket && is_idle(data, watched->fd)) {
            events = EPOLLIN;
        }
        if (events == watched->registered) {
            continue;
        }
        if (tell_kernel(watch, watched, events)) {
            watched->registered = events;
        } else {
            watch->is_blind = true; /* no memory, or the user's limit is reached: try again later */
        }
    }
}

/* --- waiting ----------------------------------------------------------------------------- */

size_t sag_watch_wait(struct sag_watch *watch, int64_t timeout_ms, int *fds, size_t max) {
    enum { AT_ONCE = 32 };
    struct epoll_event events[AT_ONCE];
    int limit = timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    int got = epoll_wait(watch->epoll_fd, events, max < AT_ONCE ? (int)max : AT_ONCE, limit);
    for (int i = 0; i < got; i++) {
        fds[i] = events[i].data.fd;
    }
    return got > 0 ? (size_t)got : 0;
}

void sag_watch_wake(struct sag_watch *watch) {
    const uint64_t one = 1;
    ssize_t put = write(watch->wake_fd, &one, sizeof(one));
    (void)put; /* full: it will wake anyhow */
}

void sag_watch_clear_wake(struct sag_watch *watch) {
    uint64_t wakes;
    ssize_t got = read(watch->wake_fd, &wakes, sizeof(wakes));
    (void)got; /* none is fine */
}
