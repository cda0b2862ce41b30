/* cmd_log_unexported.c — `sag-kioskctl log unexported`: what would be lost with the journal's file.
 * A person asks before a machine is set up anew, the package before it is purged. */
#include "cli/log_command.h"

#include "journal/unexported.h"

#include <inttypes.h>
#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log unexported [OPTION]...\n"
    "Counts the pairs that no export has, which would be lost with the journal's file.\n\n" SK_CMD_LOG_OPTIONS
    "\n"
    "Exit status: 0 all were exported, 1 the journal, 2 otherwise.\n";

static int tell(struct sk_cmd_log *command, struct sk_journal *journal) {
    struct sk_unexported unexported;
    struct sk_err_info info = { "" };
    if (sk_unexported_read(journal, &unexported, &info) != SK_OK) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (command->json) {
        printf("{\"unexported\":%" PRId64 ",\"exported_up_to\":%" PRId64 "}\n", unexported.pairs,
               unexported.exported);
    } else if (unexported.pairs == 0) {
        puts("All pairs were exported.");
    } else {
        printf("Pairs that were never exported: %" PRId64
               ". To keep them: sag-kioskctl log export --out FILE\n",
               unexported.pairs);
    }
    return sk_cmd_log_finish_output(command, unexported.pairs > 0 ? SK_CLI_REFUSED : SK_CLI_OK);
}

int sk_cmd_log_unexported(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log unexported", .usage = usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    struct sk_journal *journal = NULL;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!sk_cmd_log_open(&command, SK_JOURNAL_READ, &journal)) {
        status = SK_CLI_USAGE;
    } else {
        status = tell(&command, journal);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}
