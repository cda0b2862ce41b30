#include "cli/log_command.h"

#include "app/report/label_printer.h"
#include "base/parse.h"

#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log print NUMBER [OPTION]...\n"
    "Prints the label of a pair that is bound, once more or for the first time, on\n"
    "print.label_printer (or print.printer). A label of which nobody knows whether it was printed\n"
    "is off the supervisor's list then. Works while the kiosk runs, too.\n\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

static int print(struct sk_cmd_log *command, const char *operator_name, int64_t number) {
    char account[SK_OPERATOR_SIZE];
    struct sk_printer_fault fault;
    const struct sk_config *config = &command->config;
    struct sk_label_printer_options options = { .journal_path = command->path,
                                                .printer = sk_config_label_printer(config),
                                                .clock = sk_clock_system() };
    sk_cmd_log_account(account, sizeof(account));
    const struct sk_label_note by = { .who = operator_name ? operator_name : account,
                                      .has_source = true,
                                      .source = SK_SOURCE_CLI };
    (void)sk_label_mm(config->print.label_mm, &options.size); /* it is checked with the settings */
    if (sk_label_print_again(&options, number, &by, &fault) != SK_OK) {
        return sk_cmd_log_complain(command, fault.info.text);
    }
    if (command->json) {
        printf("{\"printed\":%lld}\n", (long long)number);
    } else {
        printf("The label of pair %lld is on its way to the printer.\n", (long long)number);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

int sk_cmd_log_print(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log print", .usage = usage };
    const char *operator_name = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "operator", NULL, &operator_name },
                                         { NULL, NULL, NULL } };
    int64_t number = 0;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count != 1 ||
        !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &number)) {
        status = sk_cmd_log_complain(&command, "needs the number of a pair; see --help");
    } else {
        status = print(&command, operator_name, number);
    }
    sk_cmd_log_end(&command);
    return status;
}
