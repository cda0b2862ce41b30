#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/supervisor/pin.h"
#include "base/wipe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl pin set | status | clear [--file FILE]\n"
    "The PIN of the supervisor's role on the kiosk's screen: 4 to 12 digits. Only its hash is kept.\n"
    "  set       asks for it twice, on the terminal or as two lines from a pipe\n"
    "  status    tells whether one is set, and where; ends with 2 if none is\n"
    "  clear     removes it; nobody gets into the role then\n"
    "  --file FILE  not this user's file, for example /etc/sag-kiosk/pin\n";

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

static int set(const char *path) {
    char first[LINE_SIZE] = "";
    char second[LINE_SIZE] = "";
    struct sk_err_info info = { "" };
    struct sk_pin pin;
    int status = SK_CLI_USAGE;
    if (!ask_twice(first, second)) {
        (void)sk_cli_complain("pin", is_interrupted ? "interrupted; nothing was changed"
                                                    : "needs the PIN twice, a line each; nothing "
                                                      "was changed");
    } else if (strcmp(first, second) != 0) {
        (void)sk_cli_complain("pin", "these were two different PINs; nothing was changed");
    } else if (sk_pin_make(first, &pin, &info) != SK_OK ||
               sk_pin_store(path, &pin, &info) != SK_OK) {
        (void)sk_cli_complain("pin", info.text);
    } else {
        printf("The PIN is set, in '%s'.\n", path);
        status = fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
    }
    sk_wipe(first, sizeof(first));
    sk_wipe(second, sizeof(second));
    return status;
}

static int tell_status(const char *file) {
    struct sk_err_info info = { "" };
    struct sk_pin pin;
    char path[4096];
    enum sk_err err =
        file ? sk_pin_load_file(file, &pin, &info) : sk_pin_load(&pin, path, sizeof(path), &info);
    if (err) {
        (void)sk_cli_complain("pin", info.text);
        return err == SK_ERR_NOT_FOUND ? SK_CLI_REFUSED : SK_CLI_USAGE;
    }
    printf("A PIN is set, in '%s'.\n", file ? file : path);
    return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

static int clear(const char *path) {
    if (unlink(path) != 0) {
        char text[SK_ERR_TEXT_SIZE];
        (void)snprintf(text, sizeof(text), "'%.200s' cannot be removed: %s", path, strerror(errno));
        return sk_cli_complain("pin", text);
    }
    printf("The PIN in '%s' is removed.\n", path);
    return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cmd_pin(int argc, char **argv) {
    static struct sk_arguments arguments;
    struct sk_err_info info = { "" };
    bool help = false;
    const char *file = NULL;
    char path[4096];
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "file", NULL, &file },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("pin", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    int length = file ? snprintf(path, sizeof(path), "%s", file) : 0;
    if (length < 0 || (size_t)length >= sizeof(path) ||
        (!file && sk_pin_path(path, sizeof(path)) != SK_OK)) {
        return sk_cli_complain("pin", "the path of the file is too long");
    }
    const char *word = arguments.file_count == 1 ? arguments.files[0] : "";
    if (strcmp(word, "set") == 0) {
        return set(path);
    }
    if (strcmp(word, "status") == 0) {
        return tell_status(file);
    }
    if (strcmp(word, "clear") == 0) {
        return clear(path);
    }
    /* The argument may be a PIN: do not repeat it. */
    return sk_cli_complain("pin",
                           "needs 'set', 'status' or 'clear' and nothing else; the PIN itself "
                           "is asked for, never an argument; see --help");
}
