/* main_ctl.c — the command sag-kioskctl: finds the command and hands over. */
#include "app/core/secrecy.h"
#include "base/util.h"
#include "cli/bench_user.h"
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct sk_cli_command commands[] = {
    { "bind", sk_cmd_bind, "bind one device from the shell" },
    { "log", sk_cmd_log, "list, search, export and verify the log of all scans" },
    { "labels", sk_cmd_labels, "print control cards, badges and labels (PDF, SVG or PNG)" },
    { "config", sk_cmd_config, "check the settings, change them, carry them to the next bench" },
    { "update", sk_cmd_update, "put another version in the place of this one" },
    { "journal", sk_cmd_journal, "make copies of the journal, and put one back" },
    { "people", sk_cmd_people, "who works at this bench: names and badges" },
    { "pin", sk_cmd_pin, "set the PIN of the supervisor's role" },
    { "setup", sk_cmd_setup, "make a bench of this machine: region, access key, name" },
    { "fleet", sk_cmd_fleet, "the database where the logs of all benches meet" },
    { "doctor", sk_cmd_doctor,
      "tell what the bench needs, what is there, and how to fix the rest" },
    { "status", sk_cmd_status, "ask the running kiosk how it is" },
    { "screen", sk_cmd_screen, "the picture that is on its screen (PNG)" },
    { "decode", sk_cmd_decode, "read the barcodes in picture files as the camera does" },
};

static int help(FILE *to) {
    fputs("usage: sag-kioskctl COMMAND [ARGUMENT]...\n", to);
    for (size_t i = 0; i < SK_ARRAY_LEN(commands); i++) {
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
    }
    fputs("`sag-kioskctl COMMAND --help` tells more; --version tells the version.\n", to);
    return to == stdout && fflush(to) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

/* What writes into the system itself stays root's, and what is about no bench its caller's. */
static bool is_for_root(const char *name) {
    static const char *const names[] = { "setup", "update", "fleet" };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    struct sk_err_info info = { "" };
    if ((argc < 2 || !is_for_root(argv[1])) && sk_cli_become_bench_user(&info) != SK_OK) {
        fprintf(stderr, "sag-kioskctl: %s\n", info.text);
        return SK_CLI_USAGE;
    }
    sk_secrecy_begin();
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that has reached its limit is reported as EFBIG */
    if (argc < 2) {
        return help(stderr);
    }
    if (sk_cli_is_help(argv[1])) {
        return help(stdout);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("sag-kioskctl %s\n", SK_VERSION);
        return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
    }
    const struct sk_cli_command *command = sk_cli_find(commands, SK_ARRAY_LEN(commands), argv[1]);
    return command ? command->run(argc - 1, argv + 1)
                   : sk_cli_unknown("sag-kioskctl", commands, SK_ARRAY_LEN(commands), argv[1]);
}
