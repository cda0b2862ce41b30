/* cmd_fleet_accept.c — `sag-kioskctl fleet accept`: a log that the fleet refuses is taken again. */
#include "cli/fleet_command.h"

#include "cli/cli.h"
#include "cli/log_command.h"

#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl fleet accept BENCH --reason TEXT [OPTION]...\n"
    "After an alarm that the log of a bench was rewritten, cut or damaged: from now on the fleet\n"
    "takes what that bench's log says. What the server had of a log that says something else is\n"
    "set aside, beside it, under a name of its own, and the bench ships all that it has within a\n"
    "minute; an event whose hash is false is taken as it is. That the log was broken, who accepted\n"
    "it and why stays recorded: `fleet check`, the office's page and its verify tell of it.\n"
    "First find out why it is broken: an old copy that was put back, or a hand that wanted\n"
    "something forgotten? Only the owner of the database may accept; no bench and no office can.\n\n"
    "  --reason TEXT    why, for those who come later\n" SK_CMD_FLEET_OPTIONS;

static void tell(const struct sk_fleet_accepted *accepted, const char *bench, char *out,
                 size_t size) {
    if (accepted->kept_as[0] != '\0') {
        (void)snprintf(out, size,
                       "accepted: the log %s of %.63s; what was here of it is kept as %s\n",
                       accepted->chain, bench, accepted->kept_as);
    } else {
        (void)snprintf(out, size,
                       "accepted: one event of the log %s of %.63s, whose hash stays false\n",
                       accepted->chain, bench);
    }
}

int sk_cmd_fleet_accept(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet accept", .usage = usage };
    const char *reason = NULL;
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command),
                                         { "reason", NULL, &reason },
                                         { NULL, NULL, NULL } };
    struct sk_fleet_accepted accepted = { .chain = "" };
    struct sk_err_info info = { "" };
    char sentence[256] = "";
    char who[64];
    int status;
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 1, &status)) {
        return status;
    }
    if (!reason || reason[0] == '\0') {
        return sk_cli_complain(command.name, "--reason TEXT says why the log is broken");
    }
    if (!sk_cmd_fleet_connect(&command)) {
        return SK_CLI_USAGE;
    }
    sk_cmd_log_account(who, sizeof(who));
    const char *bench = command.arguments.files[0];
    enum sk_err err = sk_fleet_admin_accept(command.admin, bench, who, reason, &accepted, &info);
    tell(&accepted, bench, sentence, sizeof(sentence));
    return sk_cmd_fleet_end(&command, err, &info, sentence);
}
