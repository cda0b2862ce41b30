#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/supervisor/pin.h"
#include "base/wipe.h"
#include "cli/own_pin_command.h"
#include "cli/pin_prompt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl pin set | status | clear [--person NAME|#NUMBER | --file FILE]\n"
    "The PIN of the supervisor's role on the kiosk's screen: 4 to 12 digits. Only its hash is kept,\n"
    "on this bench. With --person, of somebody whom `people list` shows; else the one that all\n"
    "share, which counts for whoever has none of their own (supervisor.shared_pin).\n"
    "  set       asks for it twice, on the terminal or as two lines from a pipe; lifts its lock\n"
    "  status    tells whether one is set, and where; ends with 2 if none is\n"
    "  clear     removes it\n"
    "  --person NAME  that person's own; run it as the kiosk's user; takes settings, too\n"
    "  --file FILE    not this user's file, for example /etc/sag-kiosk/pin\n";

static const char shared_note[] =
    "It is shared by all: whoever knows it may do everything, and the "
    "log does not prove who it was.";

static int set(const char *path) {
    struct sk_err_info info = { "" };
    struct sk_pin pin;
    int status = SK_CLI_USAGE;
    if (!sk_cli_pin_prompt(&pin)) {
        return SK_CLI_USAGE;
    }
    if (sk_pin_store(path, &pin, &info) != SK_OK) {
        (void)sk_cli_complain("pin", info.text);
    } else {
        printf("The PIN is set, in '%s'.\n", path);
        puts(shared_note);
        status = fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
    }
    sk_wipe(&pin, sizeof(pin));
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
    puts(shared_note);
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
    const char *person = NULL;
    const char *own = NULL; /* for sk_cmd_own_pin() */
    char path[4096];
    const struct sk_argument table[] = { { "help", &help, NULL },    { "config", NULL, &own },
                                         { "operator", NULL, &own }, { "person", NULL, &person },
                                         { "file", NULL, &file },    { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("pin", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (person) {
        return sk_cmd_own_pin(argc, argv);
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
