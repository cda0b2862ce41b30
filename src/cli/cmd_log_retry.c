#define SK_LOG_MODULE "retry"

#include "cli/log_command.h"
#include "cli/submit.h"

#include "app/control/control.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "journal/preconditions.h"

#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log retry NUMBER [--wait SECONDS] [OPTION]...\n"
    "Retries a pair that was refused, once the reason is fixed: a new pair of the same device and\n"
    "instance, which points to the old one. A kiosk that runs on this journal does it itself.\n\n"
    "  --wait SECONDS   how long to wait for a final answer (60)\n" SK_CMD_LOG_OPTIONS "\n"
    "Exit status: 0 bound, 1 usage or settings, 2 refused, 3 unknown (will be looked up),\n"
    "or still waiting at a kiosk that runs, 4 not sent (and undone).\n";

static bool find_old(struct sk_cmd_log *command, int64_t number, struct sk_stored_pair *old) {
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return false;
    }
    enum sk_err err = sk_journal_may_retry(journal, number, old, &info);
    sk_journal_destroy(journal);
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
    }
    return !err;
}

/* Asks the running kiosk. False: there is none. */
static bool ask_kiosk(struct sk_submit *submit, struct sk_cmd_log *command, const char *account,
                      sk_ms wait, int *status) {
    struct sk_action action = { .type = SK_ACTION_RETRY, .number = submit->refers };
    struct sk_action_result result;
    struct sk_err_info info = { "" };
    (void)snprintf(action.operator_name, sizeof(action.operator_name), "%s", account);
    enum sk_err err = sk_control_ask(command->path, &action, &result, &info);
    if (err == SK_ERR_NOT_FOUND) {
        return false;
    }
    if (err || result.end != SK_ACTION_DONE) {
        *status = sk_cmd_log_complain(command, err ? info.text : result.text.text);
        return true;
    }
    submit->number = result.number;
    *status = sk_submit_follow(submit, command->path, wait);
    return true;
}

static int retry(struct sk_cmd_log *command, int64_t number, sk_ms wait) {
    struct sk_stored_pair old;
    char account[SK_OPERATOR_SIZE];
    if (!find_old(command, number, &old)) {
        return SK_CLI_USAGE;
    }
    struct sk_submit submit = { .command = command->name,
                                .json = command->json,
                                .config = &command->config,
                                .serial = old.pair.labels.serial,
                                .instance = old.pair.labels.instance,
                                .refers = number,
                                .account = old.pair.account };
    sk_cmd_log_account(account, sizeof(account));
    int status = SK_CLI_USAGE;
    if (sk_submit_begin(&submit, &command->problems, false) &&
        !ask_kiosk(&submit, command, account, wait, &status)) {
        status = sk_submit_run(&submit, account, wait);
    }
    sk_submit_end(&submit);
    return status;
}

int sk_cmd_log_retry(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log retry", .usage = usage };
    const char *wait_text = "60";
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "wait", NULL, &wait_text },
                                         { NULL, NULL, NULL } };
    int64_t number = 0;
    int64_t wait_s = 0;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level(command.config.kiosk.log);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    if (command.arguments.file_count != 1 ||
        !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &number)) {
        status = sk_cmd_log_complain(&command, "needs the number of one pair; see --help");
    } else if (!sk_parse_int(wait_text, 0, 86400, &wait_s)) {
        status = sk_cmd_log_complain(&command, "--wait must be whole seconds from 0 to 86400");
    } else {
        status = retry(&command, number, wait_s * 1000);
    }
    sk_cmd_log_end(&command);
    return status;
}
