#include "cli/log_command.h"
#include "cli/log_filter.h"

#include "base/wakeup.h"
#include "base/clock.h"
#include "journal/purge.h"

#include <inttypes.h>
#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log purge --before DAY [OPTION]...\n"
    "Takes out what is older than that day, if it was exported; pairs that still wait stay. The log\n"
    "can be verified as before: an event says up to where it was purged, and with which hash. May\n"
    "run beside a kiosk. The file does not shrink; its room is used again.\n\n"
    "  --before DAY     YYYY-MM-DD, today or yesterday\n"
    "  --undelivered    also what the webhook or the folder does not have yet; it never gets it\n" SK_CMD_LOG_OPTIONS
    "\n"
    "Exit status: 0 purged (or nothing to purge), 1 the journal, 2 not everything was exported.\n";

static bool go_on(void *data) {
    (void)data;
    return !sk_wakeup_is_asked_to_end();
}

static int report(struct sk_cmd_log *command, const struct sk_purge_report *report) {
    if (command->json) {
        printf("{\"events\":%" PRId64 ",\"pairs\":%" PRId64 ",\"purged_seq\":%" PRId64
               ",\"complete\":%s}\n",
               report->events, report->pairs, report->up_to_seq, report->more ? "false" : "true");
    } else {
        printf("Purged (events: %" PRId64 ", pairs: %" PRId64 "); the log begins behind event "
               "%" PRId64 ".%s\n",
               report->events, report->pairs, report->up_to_seq,
               report->more ? " It was stopped; run it again for the rest." : "");
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int purge(struct sk_cmd_log *command, int64_t before_ms, bool undelivered) {
    struct sk_err_info info = { "" };
    struct sk_purge_report result;
    struct sk_journal *journal = NULL;
    struct sk_wakeup wakeup;
    char account[SK_OPERATOR_SIZE];
    struct sk_purge what = { .before_ms = before_ms,
                             .operator_name = account,
                             .unacknowledged_too = undelivered,
                             .go_on = go_on };
    if (!sk_cmd_log_open(command, SK_JOURNAL_NOTE, &journal)) {
        return SK_CLI_USAGE;
    }
    sk_cmd_log_account(account, sizeof(account));
    enum sk_err err = sk_wakeup_init(&wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&wakeup);
        err = sk_journal_purge(journal, &what, &result, &info);
        sk_wakeup_finish(&wakeup);
    }
    sk_journal_destroy(journal);
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
        return err == SK_ERR_DENIED ? SK_CLI_REFUSED : SK_CLI_USAGE;
    }
    return report(command, &result);
}

int sk_cmd_log_purge(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log purge", .usage = usage };
    const char *before = NULL;
    bool undelivered = false;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "before", NULL, &before },
                                         { "undelivered", &undelivered, NULL },
                                         { NULL, NULL, NULL } };
    struct sk_clock *clock = sk_clock_system();
    int64_t begin_ms = 0;
    int64_t end_ms = 0;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0 || !before) {
        status = sk_cmd_log_complain(&command, "needs --before DAY and nothing else; see --help");
    } else if (!sk_cmd_log_day_read(before, clock->ops->wall(clock), &begin_ms, &end_ms)) {
        status = sk_cmd_log_complain(&command, "--before must be YYYY-MM-DD, today or yesterday");
    } else {
        status = purge(&command, begin_ms, undelivered || command.config.log.purge_undelivered);
    }
    sk_cmd_log_end(&command);
    return status;
}
