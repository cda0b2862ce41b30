/* watch.h — the descriptors that a client waits for, behind one of its own (epoll), so that another
 * loop can wait for that one. Knows which events are wanted of each descriptor, and tells the
 * kernel only about changes. On the client's thread but for sag_watch_wake(). */
#ifndef SAG_WATCH_H
#define SAG_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sag_watched {
    int fd;
    bool is_socket;      /* opened and closed by us; else libcurl's own, e.g. of its resolver */
    uint32_t wanted;     /* by libcurl: EPOLLIN, EPOLLOUT; 0: it does not use it now */
    uint32_t registered; /* what the kernel was told */
};

struct sag_watch {
    int epoll_fd;
    int wake_fd; /* an eventfd; libcurl's own is silently missing if it gets no descriptor */
    struct sag_watched *list; /* owned */
    size_t count;
    size_t capacity;
    bool is_blind; /* the kernel refused one: check all of them every now and then */
};

/* False: no descriptor, errno says why. Must be finished in any case. */
bool sag_watch_init(struct sag_watch *watch);
void sag_watch_finish(struct sag_watch *watch);

/* Room for one more. False: no memory. */
bool sag_watch_reserve(struct sag_watch *watch);
/* A socket that was just opened, after sag_watch_reserve(). What is known under its number is about
 * a closed one: libcurl (7.88) silently closes a socket whose connect takes too long. */
void sag_watch_add_socket(struct sag_watch *watch, int fd);
/* What libcurl waits for on fd; 0: for nothing. */
void sag_watch_want(struct sag_watch *watch, int fd, uint32_t wanted);
/* fd is about to be closed. */
void sag_watch_forget(struct sag_watch *watch, int fd);
/* The record of fd; NULL: none. Borrowed until the next call. */
const struct sag_watched *sag_watch_find(const struct sag_watch *watch, int fd);

/* Tells the kernel what has changed since. A socket that libcurl does not use is watched if is_idle
 * says so: it may send something, or end. */
void sag_watch_sync(struct sag_watch *watch, bool (*is_idle)(const void *data, int fd),
                    const void *data);

/* Waits until one of them is ready, sag_watch_wake() was called or timeout_ms pass (-1: no limit),
 * and puts up to max of those that are ready into fds. Returns how many. */
size_t sag_watch_wait(struct sag_watch *watch, int64_t timeout_ms, int *fds, size_t max);
/* Makes the wait that runs or comes next end, with wake_fd among the fds. Thread: any. */
void sag_watch_wake(struct sag_watch *watch);
/* Clears the wake-up of wake_fd. */
void sag_watch_clear_wake(struct sag_watch *watch);

#endif
