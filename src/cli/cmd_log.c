/* cmd_log.c — `sag-kioskctl log`: finds the command under it and hands over. */
#include "cli/cli.h"
#include "cli/log_command.h"

#include "base/util.h"

#include <stdio.h>
#include <string.h>

static const struct sk_cli_command commands[] = {
    { "list", sk_cmd_log_list, "everything, oldest first (also without a command)" },
    { "search", sk_cmd_log_search, "find pairs" },
    { "export", sk_cmd_log_export, "write the log into a file: CSV, JSON Lines or Excel" },
    { "summary", sk_cmd_log_summary, "counts by outcome, day, hour, operator, order and error" },
    { "report", sk_cmd_log_report, "the shift report: PDF, to a printer or a stick" },
    { "print", sk_cmd_log_print, "print the label of a pair" },
    { "missing", sk_cmd_log_missing, "what is on the device list and not bound yet" },
    { "verify", sk_cmd_log_verify, "is the log as it was written?" },
    { "checkpoint", sk_cmd_log_checkpoint, "a signed note to keep elsewhere, for verify" },
    { "picture", sk_cmd_log_picture, "where the camera's picture of a pair is" },
    { "retry", sk_cmd_log_retry, "take up a pair that was refused" },
    { "undo", sk_cmd_log_undo, "take the binding of a pair away again" },
    { "deal", sk_cmd_log_deal, "mark a pair as dealt with" },
    { "receivers", sk_cmd_log_receivers,
      "how far the webhook and the folder are, and dead letters" },
    { "resend", sk_cmd_log_resend, "deliver again what a receiver refused" },
    { "hold", sk_cmd_log_hold, "hold the bench: no scans are accepted" },
    { "release", sk_cmd_log_release, "the bench accepts scans again" },
    { "unexported", sk_cmd_log_unexported, "how many pairs no export has" },
    { "purge", sk_cmd_log_purge, "take out what is old and was exported" },
};

static int help(void) {
    puts("usage: sag-kioskctl log [COMMAND] [ARGUMENT]...");
    for (size_t i = 0; i < SK_ARRAY_LEN(commands); i++) {
        printf("  %-10s %s\n", commands[i].name, commands[i].help);
    }
    puts("`sag-kioskctl log COMMAND --help` tells more.");
    return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cmd_log(int argc, char **argv) {
    if (argc > 1 && sk_cli_is_help(argv[1])) {
        return help();
    }
    if (argc < 2 || argv[1][0] == '-') {
        return sk_cmd_log_list(argc, argv);
    }
    const struct sk_cli_command *command = sk_cli_find(commands, SK_ARRAY_LEN(commands), argv[1]);
    return command ? command->run(argc - 1, argv + 1)
                   : sk_cli_unknown("sag-kioskctl log", commands, SK_ARRAY_LEN(commands), argv[1]);
}
