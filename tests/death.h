/* death.h — what a broken promise of the programmer looks like from outside. */
#ifndef SK_TESTS_DEATH_H
#define SK_TESTS_DEATH_H

#include "check.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs act() in a process of its own, which must end with SIGABRT; out gets what it wrote to
 * standard error. */
static inline void die_in(void (*act)(void), char *out, size_t size) {
    int pipe_ends[2];
    size_t length = 0;
    int status = 0;
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL); /* cmocka and the sanitizers have theirs */
        (void)dup2(pipe_ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    (void)close(pipe_ends[1]);
    for (ssize_t got = 1; got > 0 && length < size - 1;) {
        got = read(pipe_ends[0], out + length, size - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    out[length] = '\0';
    (void)close(pipe_ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT) {
        fail_msg("no promise was broken; it said: %s", out);
    }
}

/* The same, and what it said has `promise` in it. */
static inline void expect_broken(void (*act)(void), const char *promise) {
    char said[2048];
    die_in(act, said, sizeof(said));
    if (!strstr(said, "broken promise: ") || !strstr(said, promise)) {
        fail_msg("'%s' is not in: %s", promise, said);
    }
}

#endif
