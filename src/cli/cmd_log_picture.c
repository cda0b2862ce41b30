#include "cli/log_command.h"

#include "base/parse.h"
#include "journal/still.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: sag-kioskctl log picture NUMBER [OPTION]...\n"
    "Prints where the camera's picture of a pair is (camera.keep), once it is known to be the one\n"
    "that was taken: its hash is in the log.\n\n"
    "  --json           for programs: path and SHA-256\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting, for example --journal.path FILE\n\n"
    "Exit status: 0 it is there, 1 it is missing or was changed, 2 anything else.\n";

static int find(const struct sk_cmd_log *command, struct sk_journal *journal, int64_t number) {
    struct sk_err_info info = { "" };
    struct sk_stored_pair pair;
    char path[4096];
    char *bytes = NULL;
    size_t length = 0;
    enum sk_err err = sk_journal_pair(journal, number, &pair, &info);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (pair.still[0] == '\0') {
        return sk_cmd_log_complain(command, "this pair has no picture");
    }
    err = sk_still_read(command->path, number, pair.still, &bytes, &length, &info);
    free(bytes);
    if (!err && !sk_still_path(command->path, number, path)) {
        err = SK_ERR_INVALID;
    }
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
        return err == SK_ERR_NOT_FOUND || err == SK_ERR_CORRUPT ? SK_CLI_REFUSED : SK_CLI_USAGE;
    }
    if (command->json) {
        (void)fputs("{\"path\":", stdout);
        sk_cmd_log_print_json(path);
        printf(",\"sha256\":\"%s\"}\n", pair.still);
    } else {
        puts(path);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

int sk_cmd_log_picture(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log picture", .usage = usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    struct sk_journal *journal = NULL;
    int64_t number = 0;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count != 1 ||
        !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &number)) {
        status = sk_cmd_log_complain(&command, "needs the number of one pair; see --help");
    } else if (!sk_cmd_log_open(&command, SK_JOURNAL_READ, &journal)) {
        status = SK_CLI_USAGE;
    } else {
        status = find(&command, journal, number);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}
