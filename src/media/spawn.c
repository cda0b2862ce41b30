#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np() */
#include "media/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 20

static int prepare_files(posix_spawn_file_actions_t *files, int input, int output, int errors) {
    int status = input >= 0 ? posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO)
                            : posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null",
                                                               O_RDONLY, 0);
    status = status ? status
             : output >= 0
                 ? posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO)
                 : posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (status == 0 && errors >= 0) {
        status = posix_spawn_file_actions_adddup2(files, errors, STDERR_FILENO);
    }
    return status ? status : posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
}

int sk_spawn_start(const char *const *arguments, const char *const *environment, int input,
                   int output, int errors, pid_t *pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int status = posix_spawn_file_actions_init(&files);
    if (status != 0) {
        return status;
    }
    status = posix_spawnattr_init(&attributes);
    if (status == 0) {
        (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                        POSIX_SPAWN_SETSIGDEF);
        (void)posix_spawnattr_setsigmask(&attributes, &none);
        (void)posix_spawnattr_setsigdefault(&attributes, &all);
        status = prepare_files(&files, input, output, errors);
        /* posix_spawn() takes what it does not change as if it did. */
        status =
            status ? status
                   : posix_spawnp(pid, arguments[0], &files, &attributes, (char *const *)arguments,
                                  environment ? (char *const *)environment : environ);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return status;
}

bool sk_spawn_wait(pid_t pid, sk_ms limit, int *status) {
    const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
    bool is_over = waitpid(pid, status, WNOHANG) != 0;
    for (sk_ms waited = 0; waited < limit && !is_over; waited += LOOK_MS) {
        (void)nanosleep(&pause, NULL);
        is_over = waitpid(pid, status, WNOHANG) != 0;
    }
    if (!is_over) {
        (void)kill(-pid, SIGKILL);
        (void)waitpid(pid, status, 0);
    }
    return is_over;
}
