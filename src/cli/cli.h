/* cli.h — the kiosk from a terminal; one file per command. */
#ifndef SK_CLI_CLI_H
#define SK_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses of `bind`, used by all commands as far as they fit. */
enum sk_cli_exit {
    SK_CLI_OK = 0,       /* bound; or the command did what it says */
    SK_CLI_USAGE = 1,    /* usage, configuration, journal */
    SK_CLI_REFUSED = 2,  /* the service said no, finally */
    SK_CLI_UNKNOWN = 3,  /* sent, outcome not known; it is in the journal and will be looked up */
    SK_CLI_NOT_SENT = 4, /* certainly not bound and taken back */
};

/* Each command gets its own arguments, argv[0] being its name, and returns the exit status. */
int sk_cmd_bind(int argc, char **argv);
int sk_cmd_log(int argc, char **argv);
int sk_cmd_config(int argc, char **argv);
int sk_cmd_labels(int argc, char **argv);
int sk_cmd_decode(int argc, char **argv);
int sk_cmd_doctor(int argc, char **argv);
int sk_cmd_status(int argc, char **argv);
int sk_cmd_screen(int argc, char **argv);
int sk_cmd_people(int argc, char **argv);
int sk_cmd_pin(int argc, char **argv);
int sk_cmd_setup(int argc, char **argv);
int sk_cmd_journal(int argc, char **argv);
int sk_cmd_update(int argc, char **argv);
int sk_cmd_fleet(int argc, char **argv);

struct sk_cli_command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
};
/* NULL: there is none of that name. */
const struct sk_cli_command *sk_cli_find(const struct sk_cli_command *commands, size_t count,
                                         const char *name);
/* Prints "PROGRAM: there is no command 'name'", and which one may be meant, to standard error;
 * returns SK_CLI_USAGE. */
int sk_cli_unknown(const char *program, const struct sk_cli_command *commands, size_t count,
                   const char *name);
/* Runs the command under `sag-kioskctl name` that argv[1] names, with its own arguments; prints
 * which there are. Returns the exit status. */
int sk_cli_group(const char *name, const struct sk_cli_command *commands, size_t count, int argc,
                 char **argv);
/* The word is --help, -h or help. */
bool sk_cli_is_help(const char *word);

/* Prints "sag-kioskctl COMMAND: text" to standard error; returns SK_CLI_USAGE. */
int sk_cli_complain(const char *command, const char *text);

#endif
