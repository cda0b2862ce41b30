#include "cli/pin_prompt.h"

#include "base/wipe.h"
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Longer lines are read to their end, so that the rest is not taken for the next one. */
#define LINE_SIZE 64

static volatile sig_atomic_t is_interrupted;

static void on_signal(int number) {
    (void)number;
    is_interrupted = 1;
}

/* Byte by byte: a stream would keep a copy. False: the end, a signal, or too long. */
static bool read_line(char out[LINE_SIZE]) {
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
        if (length + 1 < LINE_SIZE) {
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

static bool ask(const char *prompt, bool is_terminal, char out[LINE_SIZE]) {
    if (is_terminal) {
        fputs(prompt, stderr);
    }
    bool is_read = read_line(out);
    if (is_terminal) {
        fputc('\n', stderr);
    }
    return is_read;
}

/* Both lines, without an echo on a terminal. */
static bool ask_twice(char first[LINE_SIZE], char second[LINE_SIZE]) {
    struct termios before;
    struct sigaction action = { .sa_handler = on_signal };
    bool is_terminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        struct termios silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        (void)sigaction(SIGINT, &action, NULL); /* the echo must be restored */
        (void)sigaction(SIGTERM, &action, NULL);
        if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0) {
            return false; /* better no PIN than one that others can read */
        }
    }
    bool is_read = ask("New PIN: ", is_terminal, first) && ask("Again: ", is_terminal, second);
    if (is_terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    }
    return is_read;
}

bool sk_cli_pin_prompt(struct sk_pin *out) {
    char first[LINE_SIZE] = "";
    char second[LINE_SIZE] = "";
    struct sk_err_info info = { "" };
    bool is_made = false;
    if (!ask_twice(first, second)) {
        (void)sk_cli_complain("pin", is_interrupted ? "interrupted; nothing was changed"
                                                    : "needs the PIN twice, a line each; nothing "
                                                      "was changed");
    } else if (strcmp(first, second) != 0) {
        (void)sk_cli_complain("pin", "these were two different PINs; nothing was changed");
    } else if (sk_pin_make(first, out, &info) != SK_OK) {
        (void)sk_cli_complain("pin", info.text);
    } else {
        is_made = true;
    }
    sk_wipe(first, sizeof(first));
    sk_wipe(second, sizeof(second));
    return is_made;
}
