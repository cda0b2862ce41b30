/* cmd_config_set.c — `sag-kioskctl config set` and `unset`: one setting of the bench's own file. */
#include "cli/config_command.h"

#include "cli/settings_change.h"

#include <stdio.h>

static const char set_usage[] =
    "usage: sag-kioskctl config set NAME VALUE [OPTION]...\n"
    "Sets a setting of this bench in the file beside the journal, under the administrator's file,\n"
    "which wins. What names a file, folder, program, address or key is for that file alone. The log\n"
    "says who did it. Works while the kiosk runs, which takes it at its next start.\n\n"
    "  --person WHO     name or #NUMBER of the bench's people; else the account that runs this\n" SK_CMD_LOG_OPTIONS;

static const char unset_usage[] =
    "usage: sag-kioskctl config unset NAME [OPTION]...\n"
    "Takes a setting out of the file beside the journal: its default counts again.\n\n"
    "  --person WHO     as for set\n" SK_CMD_LOG_OPTIONS;

static int change(struct sk_cmd_log *command, const char *who, const char *name,
                  const char *value) {
    const struct sk_overlay_change one = { .name = name, .value = value };
    struct sk_actor actor;
    if (!sk_cli_actor(command, who, &actor) || !sk_cli_change_settings(command, &one, 1, &actor)) {
        return SK_CLI_USAGE;
    }
    if (command->json) {
        puts("{\"changed\":1}");
    } else {
        printf("%s is %s; it counts from the kiosk's next start.\n", name,
               value ? "set" : "no longer set");
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int run(struct sk_cmd_log *command, int argc, char **argv, size_t wanted,
               const char *complaint) {
    const char *who = NULL;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(command),
                                         { "person", NULL, &who },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(command, argc, argv, words, &status)) {
        return status;
    }
    const struct sk_arguments *given = &command->arguments;
    status = given->file_count == wanted
                 ? change(command, who, given->files[0], wanted == 2 ? given->files[1] : NULL)
                 : sk_cmd_log_complain(command, complaint);
    sk_cmd_log_end(command);
    return status;
}

int sk_cmd_config_set(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config set", .usage = set_usage };
    return run(&command, argc, argv, 2, "needs NAME and VALUE; see --help");
}

int sk_cmd_config_unset(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config unset", .usage = unset_usage };
    return run(&command, argc, argv, 1, "needs NAME; see --help");
}
