#define SK_LOG_MODULE "undo"

#include "cli/action.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log undo NUMBER --reason TEXT [OPTION]...\n"
    "Takes the binding of a pair away again (UnbindSerialNumber). Nothing is deleted: the undo is a\n"
    "new row with the reason, which points to the old one. An unknown outcome is looked up; an undo\n"
    "that was left open is taken up. A kiosk that runs on this journal does it itself.\n\n"
    "  --reason TEXT    why; goes into the log\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS "\n"
    "Exit status: 0 undone, 1 usage or settings, 2 refused by the service, 3 not known (run it\n"
    "again), 4 not done.\n";

static const struct {
    const char *word;
    const char *text;
    int status;
} ends[] = {
    [SK_ACTION_DONE] = { "undone", "the device is not bound any more", SK_CLI_OK },
    [SK_ACTION_REFUSED] = { "refused", "the service refused it", SK_CLI_REFUSED },
    [SK_ACTION_NOT_DONE] = { "not-done", "the device is still bound", SK_CLI_NOT_SENT },
    [SK_ACTION_UNKNOWN] = { "unknown", "it is not known; run the command again", SK_CLI_UNKNOWN },
};

static void print_json(const struct sk_action_result *result) {
    const struct {
        const char *name;
        const char *text;
    } texts[] = { { "serial", result->pair.labels.serial },
                  { "instance", result->pair.labels.instance },
                  { "code", result->code },
                  { "request_id", result->request_id } };
    printf("{\"number\":%" PRId64 ",\"refers\":%" PRId64 ",\"outcome\":\"%s\"", result->number,
           result->refers, SK_AT(ends, result->end).word);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        printf(",\"%s\":", texts[i].name);
        sk_cmd_log_print_json(texts[i].text);
    }
    puts("}");
}

static void print_line(const struct sk_action_result *result) {
    printf("%s #%" PRId64 " undoes=#%" PRId64 " %s -> %s", SK_AT(ends, result->end).word,
           result->number, result->refers, result->pair.labels.serial,
           result->pair.labels.instance);
    if (result->code[0]) {
        printf(" code=%s", result->code);
    }
    if (result->request_id[0]) {
        printf(" request-id=%s", result->request_id);
    }
    printf(": %s", SK_AT(ends, result->end).text);
    if (result->code[0] && sk_sentence_has(result->code)) {
        printf(". %s", sk_text(sk_sentence_find(result->code, SK_SCREEN_REFUSED).what));
    }
    puts("");
}

static int undo(struct sk_cmd_log *command, struct sk_action *action) {
    static struct sk_action_result result;
    sk_config_check(&command->config, &command->problems);
    if (command->problems.count > 0) {
        return sk_cmd_log_complain(command, command->problems.texts[0]);
    }
    if (!sk_cmd_log_do(command, action, &result)) {
        return SK_CLI_USAGE;
    }
    if (result.number == 0) { /* it was not even begun */
        return sk_cmd_log_complain(command, result.text.text);
    }
    (command->json ? print_json : print_line)(&result);
    return sk_cmd_log_finish_output(command, SK_AT(ends, result.end).status);
}

int sk_cmd_log_undo(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log undo", .usage = usage };
    char account[SK_OPERATOR_SIZE];
    const char *reason = NULL;
    const char *operator_name = account;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "reason", NULL, &reason },
                                         { "operator", NULL, &operator_name },
                                         { NULL, NULL, NULL } };
    struct sk_action action = { .type = SK_ACTION_UNDO };
    int status;
    sk_cmd_log_account(account, sizeof(account));
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level(command.config.kiosk.log);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    if (command.arguments.file_count != 1 ||
        !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &action.number)) {
        status = sk_cmd_log_complain(&command, "needs the number of one pair; see --help");
    } else if (!reason || reason[strspn(reason, " \t")] == '\0') {
        status = sk_cmd_log_complain(&command, "needs --reason TEXT; it goes into the log");
    } else {
        (void)snprintf(action.operator_name, sizeof(action.operator_name), "%s", operator_name);
        (void)snprintf(action.reason, sizeof(action.reason), "%s", reason);
        status = undo(&command, &action);
    }
    sk_cmd_log_end(&command);
    return status;
}
