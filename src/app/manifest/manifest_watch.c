#define SK_LOG_MODULE "list"

#include "app/manifest/manifest_watch.h"

#include "app/manifest/manifest_file.h"
#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUIET_MS 150     /* after the last event before the file is read */
#define LOOK_MS 3000     /* between two looks of our own */
#define WRITING_MS 60000 /* a writer that has been silent for this long is not waited for */
#define EVENTS                                                                                     \
    (IN_MODIFY | IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |            \
     IN_DELETE_SELF | IN_MOVE_SELF)

/* Which file it was, as far as that can be told from outside. */
struct identity {
    bool is_there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct sk_manifest_watch {
    pthread_t thread;
    bool has_thread;
    int stop_pipe[2];
    char *path;
    char *directory;
    const char *name; /* in path */
    char *journal_path;
    struct sk_manifest_rules rules;
    sk_manifest_report report;
    void *data;

    /* The thread's own. */
    int notify; /* file descriptor, -1: none */
    int descriptor;
    bool has_looked;
    struct identity loaded; /* what was reported last */
    struct identity seen;   /* at the last look of our own */
    sk_ms read_at;          /* -1: nothing is to be read */
    sk_ms look_at;
    sk_ms written_at; /* the last sign of a writer; -1: none writes */
};

static sk_ms now(void) {
    struct sk_clock *clock = sk_clock_system();
    return clock->ops->now(clock);
}

static struct identity look(const struct sk_manifest_watch *watch) {
    struct stat status;
    struct identity identity;
    memset(&identity, 0, sizeof(identity));
    if (stat(watch->path, &status) == 0) {
        identity = (struct identity){ .is_there = true,
                                      .device = status.st_dev,
                                      .inode = status.st_ino,
                                      .size = status.st_size,
                                      .changed = status.st_mtim };
    }
    return identity;
}

static bool is_same(const struct identity *a, const struct identity *b) {
    return a->is_there == b->is_there && a->device == b->device && a->inode == b->inode &&
           a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool is_asked_to_stop(const struct sk_manifest_watch *watch) {
    struct pollfd pipe_end = { .fd = watch->stop_pipe[0], .events = POLLIN };
    return poll(&pipe_end, 1, 0) != 0;
}

static bool may_go_on(void *data) {
    return !is_asked_to_stop(data);
}

static void load(struct sk_manifest_watch *watch) {
    struct sk_manifest_news news = { .manifest = NULL };
    struct sk_mistakes mistakes;
    struct sk_err_info count_info = { "" };
    struct identity before = look(watch);
    watch->read_at = -1;
    enum sk_err err =
        sk_manifest_read(&news.manifest, watch->path, &watch->rules, &mistakes, &news.text);
    news.line = mistakes.count > 0 ? mistakes.list[0].line : 0;
    if (err == SK_ERR_BUSY && watch->has_looked) {
        watch->read_at = now() + QUIET_MS;
        return;
    }
    if (!err && sk_manifest_count_bound(news.manifest, watch->journal_path, may_go_on, watch,
                                        &count_info) != SK_OK) {
        sk_log_warning("what of the list is bound already is not known: %s", count_info.text);
    }
    if (is_asked_to_stop(watch) || !watch->report(watch->data, &news)) {
        sk_manifest_destroy(news.manifest);
        watch->read_at = now() + LOOK_MS;
        return;
    }
    watch->has_looked = true;
    watch->loaded = watch->seen = before;
}

static void open_notify(struct sk_manifest_watch *watch) {
    if (watch->notify < 0) {
        watch->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    }
    if (watch->notify >= 0 && watch->descriptor < 0) {
        /* -1: there is no such directory yet, or the system has no watches left; polling has to
         * do. */
        watch->descriptor = inotify_add_watch(watch->notify, watch->directory, EVENTS);
    }
}

static void take_event(struct sk_manifest_watch *watch, const struct inotify_event *event) {
    if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) {
        if (watch->descriptor >= 0 && !(event->mask & IN_IGNORED)) {
            (void)inotify_rm_watch(watch->notify, watch->descriptor);
        }
        watch->descriptor = -1; /* made anew at the next look */
        return;
    }
    bool is_overflow = (event->mask & IN_Q_OVERFLOW) != 0;
    if (!is_overflow && (event->len == 0 || strcmp(event->name, watch->name) != 0)) {
        return;
    }
    if (event->mask & (IN_MODIFY | IN_CREATE)) {
        watch->written_at = now();
        watch->read_at = -1;
    } else {
        watch->written_at = -1;
        watch->read_at = now() + QUIET_MS;
    }
}

static void take_events(struct sk_manifest_watch *watch) {
    union {
        struct inotify_event first; /* for its alignment */
        char bytes[4096];
    } buffer;
    ssize_t got;
    while ((got = read(watch->notify, buffer.bytes, sizeof(buffer.bytes))) > 0) {
        for (ssize_t at = 0; at < got;) {
            struct inotify_event event;
            memcpy(&event, buffer.bytes + at, sizeof(event));
            const struct inotify_event *whole =
                (const struct inotify_event *)(const void *)(buffer.bytes + at);
            take_event(watch, whole);
            at += (ssize_t)(sizeof(event) + event.len);
        }
    }
}

/* For changes without an event. Unchanged since the last look: nobody is writing it. */
static void look_by_ourselves(struct sk_manifest_watch *watch) {
    struct identity found = look(watch);
    bool is_written = watch->written_at >= 0 && now() - watch->written_at < WRITING_MS;
    watch->look_at = now() + LOOK_MS;
    open_notify(watch);
    if (!is_same(&found, &watch->loaded) && is_same(&found, &watch->seen) && !is_written &&
        watch->read_at < 0) {
        watch->read_at = now();
    }
    watch->seen = found;
}

static void *run(void *data) {
    struct sk_manifest_watch *watch = data;
    open_notify(watch); /* before the first look, so that no change falls between */
    load(watch);
    watch->look_at = now() + LOOK_MS;
    while (!is_asked_to_stop(watch)) {
        sk_ms next = sk_earlier(watch->read_at, watch->look_at);
        sk_ms left = next - now();
        struct pollfd fds[] = { { .fd = watch->stop_pipe[0], .events = POLLIN },
                                { .fd = watch->notify, .events = POLLIN } };
        if (poll(fds, 2, left > 0 ? (int)left : 0) < 0 && errno != EINTR) {
            sk_log_error("the device list is not watched any more: %s", strerror(errno));
            return NULL;
        }
        if (watch->notify >= 0) {
            take_events(watch);
        }
        if (watch->read_at >= 0 && now() >= watch->read_at) {
            load(watch);
        }
        if (now() >= watch->look_at) {
            look_by_ourselves(watch);
        }
    }
    return NULL;
}

static bool copy_paths(struct sk_manifest_watch *watch, const char *path,
                       const char *journal_path) {
    const char *slash = strrchr(path, '/');
    watch->path = strdup(path);
    watch->journal_path = strdup(journal_path);
    watch->directory = !slash          ? strdup(".")
                       : slash == path ? strdup("/")
                                       : strndup(path, (size_t)(slash - path));
    if (!watch->path || !watch->journal_path || !watch->directory) {
        return false;
    }
    watch->name = slash ? watch->path + (slash - path) + 1 : watch->path;
    return true;
}

static bool open_pipe(int ends[2]) {
    return pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

enum sk_err sk_manifest_watch_create(struct sk_manifest_watch **out, const char *path,
                                     const char *journal_path,
                                     const struct sk_manifest_rules *rules,
                                     sk_manifest_report report, void *data) {
    struct sk_manifest_watch *watch = calloc(1, sizeof(*watch));
    if (!watch) {
        return SK_ERR_NOMEM;
    }
    *watch = (struct sk_manifest_watch){ .stop_pipe = { -1, -1 },
                                         .report = report,
                                         .data = data,
                                         .notify = -1,
                                         .descriptor = -1,
                                         .read_at = -1,
                                         .written_at = -1 };
    if (rules) {
        watch->rules = *rules;
    }
    if (copy_paths(watch, path, journal_path) && open_pipe(watch->stop_pipe) &&
        pthread_create(&watch->thread, NULL, run, watch) == 0) {
        watch->has_thread = true;
        *out = watch;
        return SK_OK;
    }
    sk_manifest_watch_destroy(watch);
    return SK_ERR_NOMEM;
}

void sk_manifest_watch_destroy(struct sk_manifest_watch *watch) {
    if (!watch) {
        return;
    }
    if (watch->has_thread) {
        (void)close(watch->stop_pipe[1]); /* the other end becomes readable */
        watch->stop_pipe[1] = -1;
        pthread_join(watch->thread, NULL);
    }
    for (size_t i = 0; i < 2; i++) {
        if (watch->stop_pipe[i] >= 0) {
            (void)close(watch->stop_pipe[i]);
        }
    }
    if (watch->notify >= 0) {
        (void)close(watch->notify);
    }
    free(watch->path);
    free(watch->directory);
    free(watch->journal_path);
    free(watch);
}
