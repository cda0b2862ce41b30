#include "cli/fleet_command.h"

#include "cli/cli.h"

#include <stdio.h>

bool sk_cmd_fleet_read(struct sk_cmd_fleet *command, int argc, char **argv,
                       const struct sk_argument *words, size_t wanted, int *status) {
    struct sk_err_info info = { "" };
    *status = SK_CLI_OK;
    if (!sk_arguments_read(&command->arguments, argc, argv, 1, words, &info)) {
        *status = sk_cli_complain(command->name, info.text);
        return false;
    }
    if (command->help) {
        *status =
            fputs(command->usage, stdout) < 0 || fflush(stdout) != 0 ? SK_CLI_USAGE : SK_CLI_OK;
        return false;
    }
    if (command->arguments.count > 0) {
        *status = sk_cli_complain(command->name, "takes no settings; see --help");
        return false;
    }
    if (command->arguments.file_count != wanted) {
        *status = sk_cli_complain(command->name, wanted == 1 ? "needs one argument; see --help"
                                                             : "needs no argument; see --help");
        return false;
    }
    return true;
}

bool sk_cmd_fleet_connect(struct sk_cmd_fleet *command) {
    struct sk_err_info info = { "" };
    if (sk_fleet_admin_connect(&command->admin, command->dsn, &info) != SK_OK) {
        (void)sk_cli_complain(command->name, info.text);
        return false;
    }
    return true;
}

int sk_cmd_fleet_end(struct sk_cmd_fleet *command, enum sk_err err, const struct sk_err_info *info,
                     const char *sentence) {
    sk_fleet_admin_destroy(command->admin);
    command->admin = NULL;
    if (err) {
        return sk_cli_complain(command->name, info->text);
    }
    (void)fputs(sentence, stdout);
    return fflush(stdout) == 0
               ? SK_CLI_OK
               : sk_cli_complain(command->name, "standard output cannot be written");
}
