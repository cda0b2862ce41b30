#include "cli/ask.h"

#include "base/wipe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t is_interrupted;

static void on_signal(int number) {
    (void)number;
    is_interrupted = 1;
}

/* Byte by byte: a stream would keep a copy. */
static bool read_line(char *out, size_t size) {
    size_t length = 0;
    bool is_cut = false;
    bool has_any = false;
    char c = '\0';
    while (!is_interrupted) {
        ssize_t count = read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0 || c == '\n') {
            has_any = has_any || (count > 0 && c == '\n');
            break;
        }
        has_any = true;
        if (length + 1 < size) {
            out[length++] = c;
        } else {
            is_cut = true;
        }
    }
    sk_wipe(&c, sizeof(c));
    length -= length > 0 && out[length - 1] == '\r';
    out[length] = '\0';
    return has_any && !is_cut && !is_interrupted;
}

/* The echo must be restored, so a signal only ends the reading. */
static bool hide(struct termios *before) {
    struct sigaction action = { .sa_handler = on_signal };
    struct termios silent;
    if (tcgetattr(STDIN_FILENO, before) != 0) {
        return false;
    }
    silent = *before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &silent) == 0;
}

bool sk_cli_ask(const char *prompt, bool is_secret, char *out, size_t size) {
    struct termios before;
    bool is_terminal = isatty(STDIN_FILENO) == 1;
    if (is_terminal && is_secret && !hide(&before)) {
        return false; /* better no secret than one that others can read */
    }
    if (is_terminal) {
        fputs(prompt, stderr);
    }
    bool is_read = read_line(out, size);
    if (is_terminal && is_secret) {
        fputc('\n', stderr);
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    }
    return is_read;
}

bool sk_cli_ask_is_interrupted(void) {
    return is_interrupted != 0;
}
