#include "cli/doctor/doctor_program.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static enum sk_err start(const char *const *argv, int out, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return SK_ERR_NOMEM;
    }
    int error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    error = error ? error : posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    error =
        error ? error
              : posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    error =
        error ? error
              : posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error == ENOENT ? SK_ERR_NOT_FOUND : error ? SK_ERR_IO : SK_OK;
}

static enum sk_err read_all(int fd, int limit_ms, struct sk_buf *out) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + limit_ms;
    char bytes[4096];
    for (;;) {
        sk_ms left = end - clock->ops->now(clock);
        struct pollfd readable = { .fd = fd, .events = POLLIN };
        if (left <= 0 || poll(&readable, 1, (int)left) == 0) {
            return SK_ERR_STOPPED;
        }
        ssize_t got = read(fd, bytes, sizeof(bytes));
        if (got < 0 && errno != EINTR) {
            return SK_ERR_IO;
        }
        enum sk_err err = got > 0 ? sk_buf_add(out, bytes, (size_t)got) : SK_OK;
        if (err || got == 0) {
            return err;
        }
    }
}

enum sk_err sk_doctor_program(const char *const *argv, int limit_ms, struct sk_buf *out) {
    int ends[2];
    pid_t pid = 0;
    int status = 0;
    if (pipe(ends) != 0) {
        return SK_ERR_IO;
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    enum sk_err err = start(argv, ends[1], &pid);
    (void)close(ends[1]);
    if (!err) {
        err = read_all(ends[0], limit_ms, out);
        if (err) {
            (void)kill(pid, SIGKILL);
        }
        (void)waitpid(pid, &status, 0);
        bool is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        bool is_missing = WIFEXITED(status) && WEXITSTATUS(status) == 127;
        err = err ? err : is_good ? SK_OK : is_missing ? SK_ERR_NOT_FOUND : SK_ERR_INVALID;
    }
    (void)close(ends[0]);
    return err;
}
