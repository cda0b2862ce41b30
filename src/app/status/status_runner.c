#define SK_LOG_MODULE "status"
#include "app/status/status_runner.h"

#include "app/status/status_log.h"
#include "app/status/status_pace.h"
#include "app/status/status_text.h"
#include "base/log.h"
#include "base/new_file.h"
#include "base/timed_cond.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ASKED_MAX 8
#define ANSWER_MAX ((size_t)16 << 20)
#define ANSWER_S 5 /* for whoever asked to take what comes next of the answer */

struct asked {
    int fd;
    enum sk_status_form form;
    struct sk_status_picture picture;
};

struct sk_status_runner {
    struct sk_clock *clock;
    char *journal_path;
    char *file;
    char *prometheus;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* Under the lock. */
    bool must_stop;
    struct sk_status latest;
    struct sk_status_pace pace;
    struct asked asked[ASKED_MAX];
    size_t asked_count;
    /* The thread's own. */
    struct sk_status status;
    struct sk_status_log log;
    bool had_trouble; /* with the files; told once */
};

static bool wants_files(const struct sk_status_runner *runner) {
    return runner->file[0] != '\0' || runner->prometheus[0] != '\0';
}

/* --- files ---------------------------------------------------------------------------------- */

static enum sk_err write_file(const char *path, const struct sk_buf *text,
                              struct sk_err_info *info) {
    static const mode_t for_all = 0644; /* whoever watches is another user */
    struct sk_new_file file;
    enum sk_err err = sk_new_file_open(&file, path, for_all, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, text->data, text->length);
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    if (err) {
        sk_new_file_drop(&file);
    }
    return err;
}

static enum sk_err write_as(struct sk_status_runner *runner, const char *path,
                            enum sk_err (*format)(const struct sk_status *status,
                                                  const struct sk_status_log *log, int64_t wall_ms,
                                                  struct sk_buf *out),
                            struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(ANSWER_MAX);
    if (path[0] == '\0') {
        return SK_OK;
    }
    enum sk_err err =
        format(&runner->status, &runner->log, runner->clock->ops->wall(runner->clock), &text);
    err = err ? sk_fail(info, err, "not enough memory for the file '%s'", path)
              : write_file(path, &text, info);
    sk_buf_finish(&text);
    return err;
}

static void write_files(struct sk_status_runner *runner) {
    struct sk_err_info info = { "" };
    sk_status_log_read(runner->journal_path, runner->clock->ops->wall(runner->clock), &runner->log);
    enum sk_err err = write_as(runner, runner->file, sk_status_json, &info);
    enum sk_err other = write_as(runner, runner->prometheus, sk_status_prometheus, &info);
    bool has_trouble = err || other;
    if (has_trouble && !runner->had_trouble) {
        sk_log_warning("whoever watches this bench sees nothing: %s", info.text);
    } else if (!has_trouble && runner->had_trouble) {
        sk_log_info("the files of status.file and status.prometheus are written again");
    }
    runner->had_trouble = has_trouble;
}

/* --- answers -------------------------------------------------------------------------------- */

static void send_all(int fd, const struct sk_buf *out) {
    const struct timeval limit = { .tv_sec = ANSWER_S };
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    for (size_t done = 0; done < out->length;) {
        ssize_t sent = send(fd, out->data + done, out->length - done, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; /* it has gone, or takes nothing */
        }
        done += (size_t)sent;
    }
}

static enum sk_err make_answer(struct sk_status_runner *runner, const struct asked *asked,
                               struct sk_buf *out) {
    int64_t wall_ms = runner->clock->ops->wall(runner->clock);
    enum sk_err err = sk_buf_addf(out, "ok\n");
    if (!err && asked->form == SK_STATUS_FORM_PICTURE) {
        return asked->picture.encode(asked->picture.picture, out);
    }
    sk_status_log_read(runner->journal_path, wall_ms, &runner->log);
    if (!err && asked->form == SK_STATUS_FORM_JSON) {
        return sk_status_json(&runner->status, &runner->log, wall_ms, out);
    }
    return err ? err : sk_status_lines(&runner->status, &runner->log, wall_ms, out);
}

static void drop(struct asked *asked) {
    if (asked->picture.picture) {
        asked->picture.drop(asked->picture.picture);
    }
    (void)close(asked->fd);
}

static void answer(struct sk_status_runner *runner, struct asked *asked) {
    struct sk_buf out = SK_BUF_INIT(ANSWER_MAX);
    if (make_answer(runner, asked, &out) == SK_OK) {
        send_all(asked->fd, &out);
    }
    sk_buf_finish(&out);
    drop(asked);
}

/* --- the thread ----------------------------------------------------------------------------- */

/* Sleeps until there is something to do. Returns false: it is to end. Under the lock. */
static bool wait_for_work(struct sk_status_runner *runner) {
    for (;;) {
        sk_ms now = runner->clock->ops->now(runner->clock);
        sk_ms due = wants_files(runner) ? sk_status_pace_due(&runner->pace) : -1;
        if (runner->must_stop || runner->asked_count > 0 || (due >= 0 && due <= now)) {
            return !runner->must_stop;
        }
        if (due < 0) {
            (void)pthread_cond_wait(&runner->changed, &runner->lock);
        } else {
            struct timespec until = sk_timed_cond_after(due - now);
            (void)pthread_cond_timedwait(&runner->changed, &runner->lock, &until);
        }
    }
}

/* One question or one write. False: it is to end. */
static bool work(struct sk_status_runner *runner) {
    struct asked asked = { .fd = -1 };
    (void)pthread_mutex_lock(&runner->lock);
    bool goes_on = wait_for_work(runner);
    runner->status = runner->latest;
    if (goes_on && runner->asked_count > 0) {
        asked = runner->asked[0];
        runner->asked_count--;
        memmove(&runner->asked[0], &runner->asked[1],
                runner->asked_count * sizeof(runner->asked[0]));
    } else if (goes_on) {
        sk_status_pace_write(&runner->pace, runner->clock->ops->now(runner->clock));
    }
    (void)pthread_mutex_unlock(&runner->lock);
    if (asked.fd >= 0) {
        answer(runner, &asked);
    } else if (goes_on) {
        write_files(runner);
    }
    return goes_on;
}

static void *run(void *data) {
    struct sk_status_runner *runner = data;
    while (work(runner)) {
    }
    if (wants_files(runner)) {
        runner->status.is_up = false;
        write_files(runner);
    }
    return NULL;
}

/* --- life ----------------------------------------------------------------------------------- */

static void finish(struct sk_status_runner *runner) {
    free(runner->journal_path);
    free(runner->file);
    free(runner->prometheus);
    free(runner);
}

enum sk_err sk_status_runner_create(struct sk_status_runner **out,
                                    const struct sk_status_runner_options *options) {
    struct sk_status_runner *runner = calloc(1, sizeof(*runner));
    if (!runner) {
        return SK_ERR_NOMEM;
    }
    runner->clock = options->clock;
    runner->journal_path = strdup(options->journal_path);
    runner->file = strdup(options->file);
    runner->prometheus = strdup(options->prometheus);
    sk_status_pace_init(&runner->pace, options->every, options->clock->ops->now(options->clock));
    if (!runner->journal_path || !runner->file || !runner->prometheus ||
        pthread_mutex_init(&runner->lock, NULL) != 0) {
        finish(runner);
        return SK_ERR_NOMEM;
    }
    if (!sk_timed_cond_init(&runner->changed)) {
        (void)pthread_mutex_destroy(&runner->lock);
        finish(runner);
        return SK_ERR_NOMEM;
    }
    runner->has_thread = pthread_create(&runner->thread, NULL, run, runner) == 0;
    if (!runner->has_thread) {
        sk_status_runner_destroy(runner);
        return SK_ERR_NOMEM;
    }
    *out = runner;
    return SK_OK;
}

void sk_status_runner_destroy(struct sk_status_runner *runner) {
    if (!runner) {
        return;
    }
    (void)pthread_mutex_lock(&runner->lock);
    runner->must_stop = true;
    (void)pthread_cond_signal(&runner->changed);
    (void)pthread_mutex_unlock(&runner->lock);
    if (runner->has_thread) {
        (void)pthread_join(runner->thread, NULL);
    }
    for (size_t i = 0; i < runner->asked_count; i++) {
        drop(&runner->asked[i]);
    }
    (void)pthread_cond_destroy(&runner->changed);
    (void)pthread_mutex_destroy(&runner->lock);
    finish(runner);
}

/* --- from the main thread ------------------------------------------------------------------- */

void sk_status_runner_show(struct sk_status_runner *runner, const struct sk_status *status) {
    (void)pthread_mutex_lock(&runner->lock);
    bool was_changed = runner->pace.is_changed;
    runner->latest = *status;
    sk_status_pace_change(&runner->pace);
    if (!was_changed && wants_files(runner)) { /* else nobody need wake up for it */
        (void)pthread_cond_signal(&runner->changed);
    }
    (void)pthread_mutex_unlock(&runner->lock);
}

void sk_status_runner_answer(struct sk_status_runner *runner, int fd, enum sk_status_form form,
                             const struct sk_status_picture *picture) {
    struct asked asked = { .fd = fd, .form = form };
    if (picture) {
        asked.picture = *picture;
    }
    (void)pthread_mutex_lock(&runner->lock);
    bool has_room = runner->asked_count < ASKED_MAX;
    if (has_room) {
        runner->asked[runner->asked_count++] = asked;
        (void)pthread_cond_signal(&runner->changed);
    }
    (void)pthread_mutex_unlock(&runner->lock);
    if (!has_room) {
        drop(&asked);
    }
}
