/* `sag-kioskctl pin set` on a terminal: what a person types is not to be seen there, and the echo
 * comes back however it ends. argv[1]: the program. */
#define _XOPEN_SOURCE 700 /* nftw(), posix_openpt() */

#include "scratch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>

#define LIMIT_MS 20000

static const char *program;
static int master;
static int slave; /* kept open, so that what was written last can still be read */
static pid_t child;
static char seen[4096];
static size_t seen_length;

static void start(void) {
    char name[128];
    master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    (void)snprintf(name, sizeof(name), "%s", ptsname(master));
    slave = open(name, O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    seen_length = 0;
    seen[0] = '\0';
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)setsid();
        int terminal = open(name, O_RDWR); /* the first one opened is the controlling one */
        for (int fd = 0; fd < 3; fd++) {
            (void)dup2(terminal, fd);
        }
        (void)setenv("XDG_CONFIG_HOME", scratch_path, 1);
        (void)execl(program, program, "pin", "set", (char *)NULL);
        _exit(127);
    }
}

static void wait_for(const char *text) {
    while (!strstr(seen, text)) {
        struct pollfd wait = { .fd = master, .events = POLLIN };
        if (poll(&wait, 1, LIMIT_MS) != 1) {
            fail_msg("does not say '%s' but: %s", text, seen);
        }
        ssize_t count = read(master, seen + seen_length, sizeof(seen) - 1 - seen_length);
        assert_true(count > 0);
        seen_length += (size_t)count;
        seen[seen_length] = '\0';
    }
}

static void type(const char *text) {
    assert_int_equal(write(master, text, strlen(text)), (ssize_t)strlen(text));
}

static int end(void) {
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    struct termios terminal;
    assert_int_equal(tcgetattr(slave, &terminal), 0);
    assert_true((terminal.c_lflag & ECHO) != 0);
    (void)close(slave);
    (void)close(master);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void the_pin_is_not_to_be_seen_while_it_is_typed(void **state) {
    (void)state;
    start();
    wait_for("New PIN: ");
    type("97531864\n");
    wait_for("Again: ");
    type("97531864\n");
    wait_for("The PIN is set");
    assert_null(strstr(seen, "9753"));
    assert_int_equal(end(), 0);
}

static void an_interruption_gives_the_echo_back_and_sets_nothing(void **state) {
    (void)state;
    start();
    wait_for("New PIN: ");
    type("9753\x03"); /* Ctrl-C */
    wait_for("nothing was changed");
    assert_int_equal(end(), 1);
    assert_int_not_equal(access(scratch_file("sag-kiosk/pin"), F_OK), 0);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: test_pin_prompt SAG-KIOSKCTL\n");
        return 2;
    }
    program = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_pin_is_not_to_be_seen_while_it_is_typed, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(an_interruption_gives_the_echo_back_and_sets_nothing,
                                        scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
