#define SK_LOG_MODULE "undo"

#include "cli/log.h"

#include "app/cloud_sender.h"
#include "app/knock.h"
#include "app/sentence.h"
#include "base/inbox.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "journal/again.h"
#include "journal/undo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log undo NUMBER --reason TEXT [OPTION]...\n"
    "Takes the binding of a pair away again (UnbindSerialNumber). Nothing is deleted: the undo is a\n"
    "new row with the reason, which points to the old one. An unknown outcome is looked up; an undo\n"
    "that was left open is taken up again. The kiosk of this journal must be closed.\n\n"
    "  --reason TEXT    why; goes into the log\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_LOG_OPTIONS "\n"
    "Exit status: 0 undone, 1 usage or settings, 2 refused by the service, 3 not known (run it\n"
    "again), 4 not done.\n";

struct undoing {
    struct sk_log_command *command;
    struct sk_journal *journal;
    struct sk_knock knock;
    struct sk_inbox *answers;
    struct sk_cloud_sender *cloud;
    struct sk_undo undo;
};

/* On the cloud's thread. */
static void on_answer(void *data, const struct sk_answer *answer) {
    struct undoing *self = data;
    if (sk_inbox_post(self->answers, answer, 0) == SK_ERR_FULL) {
        sk_log_error("an answer was lost; run the command again");
    }
}

static void on_news(void *data, const struct sk_cloud_news *news) {
    (void)data;
    if (news->type == SK_CLOUD_TROUBLE || news->is_warning) {
        sk_log_warning("%s", news->text.text);
    }
}

static struct sk_outbox_rules rules_of(const struct sk_config *config) {
    struct sk_outbox_rules rules = { .ask_rounds = config->ask_delays.count };
    for (int32_t i = 0; i < config->ask_delays.count && i < SK_OUTBOX_ROUNDS_MAX; i++) {
        rules.ask_delay[i] = config->ask_delays.ms[i];
    }
    return rules;
}

static enum sk_err write_record(struct undoing *self, struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    self->undo.record.wall_ms = clock->ops->wall(clock);
    self->undo.record.at = clock->ops->now(clock);
    return sk_journal_append(self->journal, &self->undo.record, 1, NULL, info);
}

/* Until there is an end. A signal ends it, too: what is open then is looked up the next time. */
static enum sk_err drive(struct undoing *self, struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_sender *sender = sk_cloud_sender_sender(self->cloud);
    for (;;) {
        struct sk_undo_effect effect;
        struct sk_answer answer;
        sk_ms now = clock->ops->now(clock);
        while (sk_undo_next(&self->undo, now, &effect)) {
            if (effect.type == SK_UNDO_EFFECT_END) {
                return SK_OK;
            }
            if (effect.type == SK_UNDO_EFFECT_RECORD) {
                enum sk_err err = write_record(self, info);
                if (err) {
                    return err;
                }
                sk_undo_saved(&self->undo);
            } else if (!sender->ops->send(sender, effect.request, &self->undo.pair)) {
                return sk_fail(info, SK_ERR_FULL, "the request finds no room; run it again");
            }
        }
        if (sk_inbox_take(self->answers, &answer)) {
            sk_undo_answer(&self->undo, &answer, clock->ops->now(clock));
            continue;
        }
        if (sk_knock_is_asked_to_end()) {
            self->undo.end = SK_UNDO_END_OPEN;
            return SK_OK;
        }
        sk_ms deadline = sk_undo_deadline(&self->undo);
        sk_knock_wait(&self->knock, deadline < 0 ? -1 : deadline > now ? deadline - now : 0);
    }
}

static int report(struct undoing *self) {
    static const struct {
        const char *word;
        const char *text;
        int status;
    } ends[] = {
        [SK_UNDO_END_UNDONE] = { "undone", "the device is not bound any more", SK_CLI_OK },
        [SK_UNDO_END_REFUSED] = { "refused", "the service refused it", SK_CLI_REFUSED },
        [SK_UNDO_END_NOT_DONE] = { "not-done", "the device is still bound", SK_CLI_NOT_SENT },
        [SK_UNDO_END_OPEN] = { "unknown", "it is not known; run the command again",
                               SK_CLI_UNKNOWN },
    };
    const struct sk_undo *undo = &self->undo;
    if (self->command->json) {
        printf("{\"number\":%" PRId64 ",\"refers\":%" PRId64 ",\"outcome\":\"%s\",\"serial\":",
               undo->pair.number, undo->pair.refers, ends[undo->end].word);
        sk_log_print_json(undo->pair.serial);
        (void)fputs(",\"instance\":", stdout);
        sk_log_print_json(undo->pair.instance);
        (void)fputs(",\"code\":", stdout);
        sk_log_print_json(undo->answer.code);
        (void)fputs(",\"request_id\":", stdout);
        sk_log_print_json(undo->answer.request_id);
        puts("}");
    } else {
        printf("%s #%" PRId64 " undoes=#%" PRId64 " %s -> %s", ends[undo->end].word,
               undo->pair.number, undo->pair.refers, undo->pair.serial, undo->pair.instance);
        if (undo->answer.code[0]) {
            printf(" code=%s", undo->answer.code);
        }
        if (undo->answer.request_id[0]) {
            printf(" request-id=%s", undo->answer.request_id);
        }
        printf(": %s", ends[undo->end].text);
        if (undo->answer.code[0] && sk_sentence_has(undo->answer.code)) {
            printf(". %s", sk_text(sk_sentence_find(undo->answer.code, SK_SCREEN_REFUSED).what));
        }
        puts("");
    }
    return sk_log_finish_output(self->command, ends[undo->end].status);
}

/* The undo that is to be done: a new one, or the one that was left open. */
static enum sk_err prepare(struct undoing *self, int64_t number, const char *reason,
                           const char *operator, struct sk_err_info * info) {
    struct sk_stored_pair old;
    struct sk_outbox_rules rules = rules_of(&self->command->config);
    struct sk_clock *clock = sk_clock_system();
    int64_t open_undo = 0;
    enum sk_err err = sk_journal_may_undo(self->journal, number, &old, &open_undo, info);
    if (!err && open_undo > 0) {
        struct sk_stored_pair stored;
        err = sk_journal_pair(self->journal, open_undo, &stored, info);
        if (!err) {
            sk_undo_resume(&self->undo, &stored, &rules, clock->ops->now(clock));
        }
        return err;
    }
    if (!err) {
        struct sk_scan_facts facts = { .source = SK_SOURCE_CLI,
                                       .wall_ms = clock->ops->wall(clock),
                                       .at = clock->ops->now(clock) };
        struct sk_pair pair = { .refers = number, .serial_facts = facts, .instance_facts = facts };
        memcpy(pair.serial, old.pair.serial, sizeof(pair.serial));
        memcpy(pair.instance, old.pair.instance, sizeof(pair.instance));
        (void)snprintf(pair.operator, sizeof(pair.operator), "%s", operator);
        err = sk_journal_next_number(self->journal, &pair.number, info);
        sk_undo_begin(&self->undo, &pair, reason, &rules);
    }
    return err;
}

static enum sk_err run(struct undoing *self, struct sk_err_info *info) {
    struct sk_cloud_listener listener = { .on_answer = on_answer,
                                          .on_news = on_news,
                                          .data = self };
    enum sk_err err = sk_knock_init(&self->knock, info);
    if (err) {
        return err;
    }
    sk_knock_take_signals(&self->knock);
    err = sk_inbox_create(&self->answers, sizeof(struct sk_answer), 8, sk_knock_wake, &self->knock);
    if (!err) {
        err = sk_cloud_sender_create(&self->cloud, &self->command->config, &listener);
    }
    err = err ? sk_fail(info, err, "not enough memory to undo") : drive(self, info);
    sk_cloud_sender_destroy(self->cloud);
    sk_inbox_destroy(self->answers);
    sk_knock_finish(&self->knock);
    return err;
}

static int undo(struct sk_log_command *command, int64_t number, const char *reason,
                const char *operator) {
    static struct undoing self;
    struct sk_err_info info = { "" };
    self.command = command;
    sk_config_check(&command->config, &command->problems);
    if (command->problems.count > 0) {
        return sk_log_complain(command, command->problems.texts[0]);
    }
    if (!sk_log_open(command, SK_JOURNAL_WRITE, &self.journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = prepare(&self, number, reason, operator, & info);
    if (!err) {
        err = run(&self, &info);
    }
    sk_journal_destroy(self.journal);
    return err ? sk_log_complain(command, info.text) : report(&self);
}

int sk_log_undo(int argc, char **argv) {
    static struct sk_log_command command = { .name = "log undo", .usage = usage };
    char account[SK_OPERATOR_SIZE];
    const char *reason = NULL;
    const char *operator= account;
    const struct sk_argument words[] = { SK_LOG_WORDS(&command), { "reason", NULL, &reason },
                                         { "operator", NULL, &operator}, { NULL, NULL, NULL } };
    int64_t number = 0;
    int status;
    sk_log_account(account, sizeof(account));
    if (!sk_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level((enum sk_log_level)command.config.log_level);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    if (command.arguments.file_count != 1 ||
        !sk_parse_int(command.arguments.files[0], 1, INT64_MAX, &number)) {
        status = sk_log_complain(&command, "needs the order number of one pair; see --help");
    } else if (!reason || reason[strspn(reason, " \t")] == '\0') {
        status = sk_log_complain(&command, "needs --reason TEXT; it goes into the log");
    } else {
        status = undo(&command, number, reason, operator);
    }
    sk_log_end(&command);
    return status;
}
