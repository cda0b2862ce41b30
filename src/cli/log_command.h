/* log_command.h — what the commands under `sag-kioskctl log` have in common. */
#ifndef SK_CLI_LOG_COMMAND_H
#define SK_CLI_LOG_COMMAND_H

#include "app/settings/arguments.h"
#include "app/settings/config.h"
#include "cli/cli.h"
#include "journal/journal.h"

/* Each gets its own arguments, argv[0] being its name, and returns the exit status. */
int sk_cmd_log_list(int argc, char **argv);
int sk_cmd_log_search(int argc, char **argv);
int sk_cmd_log_export(int argc, char **argv);
int sk_cmd_log_print(int argc, char **argv);
int sk_cmd_log_report(int argc, char **argv);
int sk_cmd_log_summary(int argc, char **argv);
int sk_cmd_log_missing(int argc, char **argv);
int sk_cmd_log_verify(int argc, char **argv);
int sk_cmd_log_checkpoint(int argc, char **argv);
int sk_cmd_log_retry(int argc, char **argv);
int sk_cmd_log_undo(int argc, char **argv);
int sk_cmd_log_picture(int argc, char **argv);
int sk_cmd_log_purge(int argc, char **argv);
int sk_cmd_log_unexported(int argc, char **argv);
int sk_cmd_log_deal(int argc, char **argv);
int sk_cmd_log_receivers(int argc, char **argv);
int sk_cmd_log_resend(int argc, char **argv);
int sk_cmd_log_hold(int argc, char **argv);
int sk_cmd_log_release(int argc, char **argv);

struct sk_cmd_log {
    const char *name; /* "log verify" */
    const char *usage;
    bool help;
    bool json;
    const char *config_file;
    struct sk_arguments arguments;
    struct sk_config config;
    struct sk_config_problems problems;
    char path[4096]; /* of the journal */
};

#define SK_CMD_LOG_OPTIONS                                                                         \
    "  --json           for programs\n"                                                            \
    "  --config FILE    read only this settings file\n"                                            \
    "  --section.key V  any setting, for example --journal.path FILE\n"

/* The words that each of them has; for the table of sk_cmd_log_begin(). */
#define SK_CMD_LOG_WORDS(command)                                                                  \
    { "help", &(command)->help, NULL }, { "json", &(command)->json, NULL }, {                      \
        "config", NULL, &(command)->config_file                                                    \
    }

/* Reads the arguments and the settings. False: *status is what the command ends with (help was
 * printed, or the mistake); nothing is to be finished then. */
bool sk_cmd_log_begin(struct sk_cmd_log *command, int argc, char **argv,
                      const struct sk_argument *words, int *status);
void sk_cmd_log_end(struct sk_cmd_log *command);

/* Opens the journal of the settings. False: an error was printed. */
bool sk_cmd_log_open(struct sk_cmd_log *command, enum sk_journal_mode mode,
                     struct sk_journal **out);

/* Prints "sag-kioskctl log …: text" to standard error; returns SK_CLI_USAGE. */
int sk_cmd_log_complain(const struct sk_cmd_log *command, const char *text);

/* Flushes standard output. status, or SK_CLI_USAGE if something could not be written. */
int sk_cmd_log_finish_output(const struct sk_cmd_log *command, int status);

/* The name of the account that runs this, for the log; "" if it has none. */
void sk_cmd_log_account(char *out, size_t size);

/* Prints text as a JSON string. */
void sk_cmd_log_print_json(const char *text);

#endif
