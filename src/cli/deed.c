#include "cli/deed.h"

#include "app/core/app.h"
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
#define DEED_ID 1

/* The kiosk without a face, for as long as the deed takes. */
struct doing {
    struct sk_knock knock;
    struct sk_app *app;
    struct sk_deed_result *result;
};

static bool has_ended(void *data) {
    struct doing *doing = data;
    return sk_app_deed_result(doing->app, DEED_ID, doing->result);
}

static enum sk_err drive(struct doing *doing, const struct sk_deed *deed,
                         struct sk_err_info *info) {
    if (!sk_turn_until_open(doing->app, &doing->knock, OPEN_MS)) {
        const struct sk_model *model = sk_app_model(doing->app);
        return sk_fail(info, SK_ERR_IO, "%s",
                       model->problem_count > 0 ? model->problems[0] : "the journal does not open");
    }
    if (!sk_app_do(doing->app, deed)) {
        return sk_fail(info, SK_ERR_FULL, "the journal has no room just now; try again");
    }
    if (!sk_turn_until(doing->app, &doing->knock, has_ended, doing, -1)) {
        return sk_fail(info, SK_ERR_STOPPED,
                       "stopped before it was over; the same command again looks it up");
    }
    return SK_OK;
}

static enum sk_err do_it_here(struct sk_log_command *command, const struct sk_deed *deed,
                              struct sk_deed_result *result, struct sk_err_info *info) {
    struct doing doing = { .result = result };
    enum sk_err err = sk_knock_init(&doing.knock, info);
    if (err) {
        return err;
    }
    sk_knock_take_signals(&doing.knock);
    err = sk_app_create(&doing.app, &command->config, NULL, sk_clock_system(), sk_knock_wake,
                        &doing.knock, info);
    if (!err) {
        err = drive(&doing, deed, info);
    }
    sk_app_destroy(doing.app);
    sk_knock_finish(&doing.knock);
    return err;
}

bool sk_log_do(struct sk_log_command *command, struct sk_deed *deed,
               struct sk_deed_result *result) {
    struct sk_err_info info = { "" };
    deed->id = DEED_ID;
    enum sk_err err = sk_control_ask(command->path, deed, result, &info);
    if (err == SK_ERR_NOT_FOUND) {
        err = do_it_here(command, deed, result, &info);
    }
    if (err) {
        (void)sk_log_complain(command, info.text);
    }
    return !err;
}

static int report(const struct sk_log_note *note, struct sk_log_command *command,
                  const struct sk_deed_result *result) {
    if (result->end != SK_DEED_DONE) {
        return sk_log_complain(command, result->text.text);
    }
    if (command->json) {
        printf("{\"outcome\":\"%s\",\"refers\":%" PRId64 "}\n", note->word, result->refers);
    } else if (note->has_number) {
        printf("%s #%" PRId64 "\n", note->word, result->refers);
    } else {
        printf("%s\n", note->word);
    }
    return sk_log_finish_output(command, SK_CLI_OK);
}

static bool is_blank(const char *text) {
    return !text || text[strspn(text, " \t")] == '\0';
}

int sk_log_note(const struct sk_log_note *note, int argc, char **argv) {
    static struct sk_log_command command;
    static struct sk_deed_result result;
    char account[SK_OPERATOR_SIZE];
    const char *reason = NULL;
    const char *operator= account;
    int status;
    command = (struct sk_log_command){ .name = note->name, .usage = note->usage };
    const struct sk_argument words[] = { SK_LOG_WORDS(&command), { "reason", NULL, &reason },
                                         { "operator", NULL, &operator}, { NULL, NULL, NULL } };
    struct sk_deed deed = { .type = note->type };
    sk_log_account(account, sizeof(account));
    if (!sk_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level((enum sk_log_level)command.config.log_level);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    int wanted = note->has_number ? 1 : 0;
    if ((int)command.arguments.file_count != wanted ||
        (wanted && !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &deed.number))) {
        status = sk_log_complain(&command, wanted ? "needs the order number of one pair; see --help"
                                                  : "takes no arguments but options; see --help");
    } else if (note->needs_reason && is_blank(reason)) {
        status = sk_log_complain(&command, "needs --reason TEXT; it goes into the log");
    } else {
        (void)snprintf(deed.operator, sizeof(deed.operator), "%s", operator);
        (void)snprintf(deed.reason, sizeof(deed.reason), "%s", reason ? reason : "");
        status =
            sk_log_do(&command, &deed, &result) ? report(note, &command, &result) : SK_CLI_USAGE;
    }
    sk_log_end(&command);
    return status;
}
