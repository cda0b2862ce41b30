/* cmd_fleet.c — `sag-kioskctl fleet`: the database where the logs of all benches meet. */
#include "cli/fleet_command.h"

#include "base/parse.h"
#include "base/util.h"
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>

#define MIN_AGE 12 /* months, unless told */

static const char init_usage[] =
    "usage: sag-kioskctl fleet init [OPTION]...\n"
    "Makes an empty database the fleet's: its tables, functions and the roles sag_bench, sag_office\n"
    "and sag_reader, which have no password yet. As its owner, who may make roles; as a superuser\n"
    "it also keeps secrets out of the server's log, and shuts off what the pooled role needs for\n"
    "nothing.\n\n" SK_CMD_FLEET_OPTIONS;

static const char migrate_usage[] =
    "usage: sag-kioskctl fleet migrate [OPTION]...\n"
    "Brings the database to the version of this program, and makes the tables of the months to\n"
    "come. Run it after each update, and at least once a year.\n\n" SK_CMD_FLEET_OPTIONS;

static const char revoke_usage[] =
    "usage: sag-kioskctl fleet revoke BENCH [OPTION]...\n"
    "From now on the bench's secret proves nothing: it neither reads nor sends. What it sent stays.\n"
    "`fleet enroll` gives it another.\n\n" SK_CMD_FLEET_OPTIONS;

static const char drop_usage[] =
    "usage: sag-kioskctl fleet drop-month YYYY-MM [OPTION]...\n"
    "Drops the events of a month, the oldest that is there (by when they came, UTC). What is left\n"
    "of each log can be verified from a hash that is kept; pairs and bindings stay.\n\n"
    "  --min-age N      whole months that must have passed since (12)\n" SK_CMD_FLEET_OPTIONS;

/* --- the database ------------------------------------------------------------------------------
 */

static int cmd_init(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet init", .usage = init_usage };
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command), { NULL, NULL, NULL } };
    struct sk_err_info info = { "" };
    int status;
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 0, &status)) {
        return status;
    }
    if (!sk_cmd_fleet_connect(&command)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err =
        sk_fleet_admin_init(command.admin, sk_fleet_versions, sk_fleet_version_count, &info);
    return sk_cmd_fleet_end(
        &command, err, &info,
        "The database is the fleet's now. What is left to you: passwords or certificates for\n"
        "sag_bench, sag_office and sag_reader (psql: \\password sag_bench) and their lines in\n"
        "pg_hba.conf; `sag-kioskctl fleet enroll BENCH` for each bench; `sag-kioskctl fleet check`.\n");
}

static int cmd_migrate(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet migrate", .usage = migrate_usage };
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command), { NULL, NULL, NULL } };
    struct sk_err_info info = { "" };
    char sentence[128];
    int from = 0;
    int status;
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 0, &status)) {
        return status;
    }
    if (!sk_cmd_fleet_connect(&command)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_fleet_admin_migrate(command.admin, sk_fleet_versions,
                                             sk_fleet_version_count, &from, &info);
    (void)snprintf(sentence, sizeof(sentence), "version: %d (was %d)\n",
                   sk_fleet_versions[sk_fleet_version_count - 1].number, from);
    return sk_cmd_fleet_end(&command, err, &info, sentence);
}

static int cmd_drop_month(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet drop-month", .usage = drop_usage };
    const char *min_age = NULL;
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command),
                                         { "min-age", NULL, &min_age },
                                         { NULL, NULL, NULL } };
    struct sk_err_info info = { "" };
    char sentence[128];
    int64_t age = MIN_AGE;
    int status;
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 1, &status)) {
        return status;
    }
    if (min_age && !sk_parse_int(min_age, 0, 1200, &age)) {
        return sk_cli_complain(command.name, "--min-age is a number of months");
    }
    if (!sk_cmd_fleet_connect(&command)) {
        return SK_CLI_USAGE;
    }
    const char *month = command.arguments.files[0];
    enum sk_err err = sk_fleet_admin_drop_month(command.admin, month, (int)age, &info);
    (void)snprintf(sentence, sizeof(sentence), "dropped: the events of %.7s\n", month);
    return sk_cmd_fleet_end(&command, err, &info, sentence);
}

static int cmd_revoke(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet revoke", .usage = revoke_usage };
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command), { NULL, NULL, NULL } };
    struct sk_err_info info = { "" };
    char sentence[128];
    int status;
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 1, &status)) {
        return status;
    }
    if (!sk_cmd_fleet_connect(&command)) {
        return SK_CLI_USAGE;
    }
    const char *bench = command.arguments.files[0];
    enum sk_err err = sk_fleet_admin_revoke(command.admin, bench, &info);
    (void)snprintf(sentence, sizeof(sentence), "revoked: %.63s\n", bench);
    return sk_cmd_fleet_end(&command, err, &info, sentence);
}

/* --- all of them -------------------------------------------------------------------------------
 */

static const struct sk_cli_command commands[] = {
    { "init", cmd_init, "make an empty database the fleet's" },
    { "migrate", cmd_migrate, "bring it to this version; tables for the months to come" },
    { "check", sk_cmd_fleet_check, "is it as it should be, with the fix where it is not" },
    { "enroll", sk_cmd_fleet_enroll, "let a bench in: its secret" },
    { "revoke", cmd_revoke, "shut a bench out" },
    { "accept", sk_cmd_fleet_accept, "take a bench's log again that was refused" },
    { "publish", sk_cmd_fleet_publish, "give the device list to all benches" },
    { "drop-month", cmd_drop_month, "drop the events of the oldest month" },
};

int sk_cmd_fleet(int argc, char **argv) {
    return sk_cli_group("fleet", commands, SK_ARRAY_LEN(commands), argc, argv);
}
