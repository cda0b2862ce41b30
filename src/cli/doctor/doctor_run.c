#include "cli/doctor/doctor_run.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SUBJECTS_MAX 24

/* --- the processes -------------------------------------------------------------------------- */

struct run {
    const struct sk_doctor_subject *subject;
    pid_t pid;
    int fd;
    size_t length; /* bytes of line that have arrived */
    struct sk_doctor_line line;
};

static bool is_wanted(const struct sk_doctor_subject *subject, const char *only) {
    char name[64];
    while (only && *only) {
        size_t length = strcspn(only, ",");
        (void)snprintf(name, sizeof(name), "%.*s", (int)length, only);
        if (sk_doctor_is_listed(subject->checks, name)) {
            return true;
        }
        only += length + (only[length] == ',');
    }
    return only == NULL;
}

static enum sk_err begin(struct run *run, const struct sk_doctor *doctor) {
    int ends[2];
    if (pipe(ends) != 0) {
        return SK_ERR_IO;
    }
    run->pid = fork();
    if (run->pid == 0) {
        struct sk_doctor own = *doctor;
        own.out = ends[1];
        (void)close(ends[0]);
        (void)fcntl(own.out, F_SETFD, FD_CLOEXEC);
        (void)setpgid(0, 0); /* so that what it starts ends with it */
        run->subject->look(&own);
        _exit(0);
    }
    (void)close(ends[1]);
    run->fd = ends[0];
    if (run->pid < 0) {
        (void)close(ends[0]);
        run->fd = -1;
        return SK_ERR_IO;
    }
    (void)fcntl(run->fd, F_SETFD, FD_CLOEXEC);
    (void)setpgid(run->pid, run->pid);
    return SK_OK;
}

static enum sk_err keep(struct run *run, const char *only, struct sk_doctor_report *report) {
    run->length = 0;
    return !only || sk_doctor_is_listed(only, run->line.check)
               ? sk_doctor_report_add(report, &run->line)
               : SK_OK;
}

static void tell_end(struct run *run, enum sk_doctor_state state, const char *remedy,
                     const char *text) {
    memset(&run->line, 0, sizeof(run->line));
    run->line.state = state;
    (void)snprintf(run->line.check, sizeof(run->line.check), "%.*s",
                   (int)strcspn(run->subject->checks, " "), run->subject->checks);
    (void)snprintf(run->line.text, sizeof(run->line.text), "%s", text);
    (void)snprintf(run->line.remedy, sizeof(run->line.remedy), "%s", remedy);
}

/* Nobody waits for a process that the kernel does not let go. */
static bool has_failed(struct run *run) {
    int status = 0;
    pid_t ended = waitpid(run->pid, &status, 0);
    return ended != run->pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static enum sk_err end_late(struct run *run, const char *only, struct sk_doctor_report *report) {
    char text[128];
    (void)kill(-run->pid, SIGKILL);
    (void)kill(run->pid, SIGKILL);
    (void)waitpid(run->pid, NULL, WNOHANG);
    (void)snprintf(text, sizeof(text), "this came to no end within %d s (checks: %.60s)",
                   run->subject->limit_ms / 1000, run->subject->checks);
    tell_end(run, run->subject->late, run->subject->late_remedy, text);
    return only ? sk_doctor_report_add(report, &run->line) : keep(run, only, report);
}

/* Until its end or its limit. */
static enum sk_err collect(struct run *run, sk_ms started, const char *only,
                           struct sk_doctor_report *report) {
    struct sk_clock *clock = sk_clock_system();
    enum sk_err err = SK_OK;
    while (!err) {
        sk_ms left = started + run->subject->limit_ms - clock->ops->now(clock);
        struct pollfd readable = { .fd = run->fd, .events = POLLIN };
        int ready = poll(&readable, 1, left > 0 ? (int)left : 0); /* what is there counts */
        if (ready == 0) {
            return end_late(run, only, report);
        }
        ssize_t got = ready < 0 ? -1
                                : read(run->fd, (char *)&run->line + run->length,
                                       sizeof(run->line) - run->length);
        if (got < 0 && errno != EINTR) {
            return SK_ERR_IO;
        }
        if (got == 0) {
            break;
        }
        run->length += got > 0 ? (size_t)got : 0;
        err = run->length == sizeof(run->line) ? keep(run, only, report) : SK_OK;
    }
    if (!err && has_failed(run)) {
        tell_end(run, SK_DOCTOR_FAIL,
                 "run it again; if it is so again, tell who maintains the kiosk",
                 "the check itself broke off");
        err = sk_doctor_report_add(report, &run->line);
    }
    return err;
}

enum sk_err sk_doctor_run(const struct sk_doctor *doctor, const struct sk_doctor_subject *subjects,
                          const char *only, struct sk_doctor_report *report) {
    struct sk_clock *clock = sk_clock_system();
    struct run *runs = calloc(SUBJECTS_MAX, sizeof(*runs));
    enum sk_err err = runs ? SK_OK : SK_ERR_NOMEM;
    sk_ms started = clock->ops->now(clock);
    size_t count = 0;
    (void)fflush(NULL); /* or what is buffered is written by each of them */
    for (; !err && subjects->checks && count < SUBJECTS_MAX; subjects++) {
        if (is_wanted(subjects, only)) {
            runs[count].subject = subjects;
            err = begin(&runs[count], doctor);
            count += !err;
        }
    }
    for (size_t i = 0; i < count; i++) {
        err = err ? err : collect(&runs[i], started, only, report);
        (void)close(runs[i].fd);
    }
    free(runs);
    return err;
}
