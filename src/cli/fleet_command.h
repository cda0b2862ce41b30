/* fleet_command.h — what the commands under `sag-kioskctl fleet` have in common. */
#ifndef SK_CLI_FLEET_COMMAND_H
#define SK_CLI_FLEET_COMMAND_H

#include "app/settings/arguments.h"
#include "fleet/admin.h"

int sk_cmd_fleet_accept(int argc, char **argv);
int sk_cmd_fleet_check(int argc, char **argv);
int sk_cmd_fleet_enroll(int argc, char **argv);
int sk_cmd_fleet_publish(int argc, char **argv);

struct sk_cmd_fleet {
    const char *name; /* "fleet check" */
    const char *usage;
    bool help;
    const char *dsn; /* NULL: the environment */
    struct sk_arguments arguments;
    struct sk_fleet_admin *admin; /* owned */
};

#define SK_CMD_FLEET_OPTIONS                                                                        \
    "  --dsn CONNINFO   where the database is, as psql takes it: \"service=fleet\",\n"              \
    "                   \"host=db1,db2 dbname=fleet target_session_attrs=read-write\"; else the\n"  \
    "                   environment (PGSERVICE, PGHOST, …) says it. No password in it: that is\n" \
    "                   for ~/.pgpass or a service file\n"

#define SK_CMD_FLEET_WORDS(command)                                                                \
    { "help", &(command)->help, NULL }, {                                                          \
        "dsn", NULL, &(command)->dsn                                                               \
    }

/* Reads the arguments, of which `wanted` are no options. False: *status is what the command ends
 * with (help was printed, or the mistake). */
bool sk_cmd_fleet_read(struct sk_cmd_fleet *command, int argc, char **argv,
                       const struct sk_argument *words, size_t wanted, int *status);

/* Connects. False: an error was printed. */
bool sk_cmd_fleet_connect(struct sk_cmd_fleet *command);

/* Prints info if err, else the sentence; disconnects. Returns the exit status. */
int sk_cmd_fleet_end(struct sk_cmd_fleet *command, enum sk_err err, const struct sk_err_info *info,
                     const char *sentence);

#endif
