#include "cli/action.h"

#include "app/core/app.h"
#include "app/core/parts.h"
#include "app/control/control.h"
#include "base/wakeup.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "cli/turn.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define OPEN_MS 10000

/* The kiosk without a screen, for as long as the actions take. */
struct doing {
    struct sk_wakeup wakeup;
    bool has_wakeup;
    struct sk_app *app; /* NULL: another one runs, and is asked */
    uint64_t id;
    struct sk_action_result *result;
};

static bool has_ended(void *data) {
    struct doing *doing = data;
    return sk_app_action_result(doing->app, doing->id, doing->result);
}

static enum sk_err open_here(struct doing *doing, const struct sk_cmd_log *command,
                             struct sk_err_info *info) {
    enum sk_err err = sk_wakeup_init(&doing->wakeup, info);
    if (err) {
        return err;
    }
    doing->has_wakeup = true;
    sk_wakeup_take_signals(&doing->wakeup);
    err = sk_app_create(&doing->app, &command->config, NULL, sk_clock_system(), sk_app_real_parts(),
                        sk_wakeup_post, &doing->wakeup, info);
    if (!err && !sk_turn_until_ready(doing->app, &doing->wakeup, OPEN_MS)) {
        const struct sk_model *model = sk_app_model(doing->app);
        err = sk_fail(info, SK_ERR_IO, "%s",
                      model->problem_count > 0 ? model->problems[0] : "the journal does not open");
    }
    return err;
}

static enum sk_err drive(struct doing *doing, const struct sk_action *action,
                         struct sk_err_info *info) {
    doing->id = action->id;
    if (!sk_app_do(doing->app, action)) {
        return sk_fail(info, SK_ERR_FULL, "the journal is busy; try again");
    }
    if (!sk_turn_until(doing->app, &doing->wakeup, has_ended, doing, -1)) {
        return sk_fail(info, SK_ERR_STOPPED,
                       "stopped before it was over; the same command again looks it up");
    }
    return SK_OK;
}

static enum sk_err do_one(struct doing *doing, const struct sk_cmd_log *command,
                          const struct sk_action *action, struct sk_err_info *info) {
    enum sk_err err = SK_ERR_NOT_FOUND;
    if (!doing->app) {
        err = sk_control_ask(command->path, action, doing->result, info);
    }
    if (err != SK_ERR_NOT_FOUND) {
        return err;
    }
    err = doing->app ? SK_OK : open_here(doing, command, info);
    return err ? err : drive(doing, action, info);
}

bool sk_cmd_log_do_each(struct sk_cmd_log *command, const struct sk_action *action,
                        const int64_t *numbers, size_t count,
                        void (*done)(void *data, const struct sk_action_result *result),
                        void *data) {
    static struct sk_action_result result;
    struct sk_err_info info = { "" };
    struct doing doing = { .result = &result };
    struct sk_action each = *action;
    enum sk_err err = SK_OK;
    each.source = SK_SOURCE_CLI;
    for (size_t i = 0; i < count && !err; i++) {
        each.id = i + 1;
        each.number = numbers[i];
        err = do_one(&doing, command, &each, &info);
        if (!err) {
            done(data, &result);
        }
    }
    sk_app_destroy(doing.app);
    if (doing.has_wakeup) {
        sk_wakeup_finish(&doing.wakeup);
    }
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
    }
    return !err;
}

static void keep_result(void *data, const struct sk_action_result *result) {
    *(struct sk_action_result *)data = *result;
}

bool sk_cmd_log_do(struct sk_cmd_log *command, const struct sk_action *action,
                   struct sk_action_result *result) {
    return sk_cmd_log_do_each(command, action, &action->number, 1, keep_result, result);
}

static int report(const struct sk_cmd_log_note *note, struct sk_cmd_log *command,
                  const struct sk_action_result *result) {
    if (result->end != SK_ACTION_DONE) {
        return sk_cmd_log_complain(command, result->text.text);
    }
    if (command->json) {
        printf("{\"outcome\":\"%s\",\"refers\":%" PRId64 "}\n", note->word, result->refers);
    } else if (note->has_number) {
        printf("%s #%" PRId64 "\n", note->word, result->refers);
    } else {
        printf("%s\n", note->word);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static bool is_blank(const char *text) {
    return !text || text[strspn(text, " \t")] == '\0';
}

int sk_cmd_log_note(const struct sk_cmd_log_note *note, int argc, char **argv) {
    static struct sk_cmd_log command;
    static struct sk_action_result result;
    char account[SK_OPERATOR_SIZE];
    const char *reason = NULL;
    const char *operator_name = account;
    int status;
    command = (struct sk_cmd_log){ .name = note->name, .usage = note->usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "reason", NULL, &reason },
                                         { "operator", NULL, &operator_name },
                                         { NULL, NULL, NULL } };
    struct sk_action action = { .type = note->type };
    sk_cmd_log_account(account, sizeof(account));
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level(command.config.kiosk.log);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    int wanted = note->has_number ? 1 : 0;
    if ((int)command.arguments.file_count != wanted ||
        (wanted && !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &action.number))) {
        status =
            sk_cmd_log_complain(&command, wanted ? "needs the number of one pair; see --help"
                                                 : "takes no arguments but options; see --help");
    } else if (note->needs_reason && is_blank(reason)) {
        status = sk_cmd_log_complain(&command, "needs --reason TEXT; it goes into the log");
    } else {
        (void)snprintf(action.operator_name, sizeof(action.operator_name), "%s", operator_name);
        (void)snprintf(action.reason, sizeof(action.reason), "%s", reason ? reason : "");
        status = sk_cmd_log_do(&command, &action, &result) ? report(note, &command, &result)
                                                           : SK_CLI_USAGE;
    }
    sk_cmd_log_end(&command);
    return status;
}
