#include "cli/action.h"

#include "base/language.h"
#include "base/log.h"
#include "journal/dead_letter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD "on-its-way"

static const char usage[] =
    "usage: sag-kioskctl log resend NUMBER [OPTION]...\n"
    "       sag-kioskctl log resend --all [--receiver NAME] [OPTION]...\n"
    "Has what a receiver refused about that pair delivered to it again, in its turn, with the id\n"
    "that it had. 'log receivers' lists such dead letters. Works while the kiosk runs, too.\n\n"
    "  --all            each dead letter, oldest first\n"
    "  --receiver NAME  with --all: only those of this receiver ('webhook')\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

struct resending {
    struct sk_cmd_log *command;
    const char *receiver; /* NULL: any */
    int64_t *numbers;     /* of pairs; one with two dead letters is there twice */
    size_t count;
    size_t room;
    bool has_no_memory;
    int status;
};

/* The note begins with who refused it (delivery_runner.c). */
static bool is_of(const struct sk_dead_letter *letter, const char *receiver) {
    size_t length = receiver ? strlen(receiver) : 0;
    return !receiver ||
           (strncmp(letter->note, receiver, length) == 0 && letter->note[length] == ':');
}

static bool keep(void *data, const struct sk_dead_letter *letter) {
    struct resending *resending = data;
    if (!is_of(letter, resending->receiver)) {
        return true;
    }
    if (resending->count == resending->room) {
        size_t room = 2 * resending->room + 64;
        int64_t *more = realloc(resending->numbers, room * sizeof(*more));
        if (!more) {
            resending->has_no_memory = true;
            return false;
        }
        resending->numbers = more;
        resending->room = room;
    }
    resending->numbers[resending->count++] = letter->pair;
    return true;
}

static bool find_all(struct resending *resending) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    if (!sk_cmd_log_open(resending->command, SK_JOURNAL_READ, &journal)) {
        return false;
    }
    enum sk_err err = sk_dead_letter_list(journal, keep, resending, &info);
    sk_journal_destroy(journal);
    if (!err && resending->has_no_memory) {
        err = sk_fail(&info, SK_ERR_NOMEM, "not enough memory for that many dead letters");
    }
    if (err) {
        (void)sk_cmd_log_complain(resending->command, info.text);
    }
    return !err;
}

static void tell(void *data, const struct sk_action_result *result) {
    struct resending *resending = data;
    if (result->end != SK_ACTION_DONE) { /* somebody else was faster; the others go on */
        resending->status = sk_cmd_log_complain(resending->command, result->text.text);
    } else if (resending->command->json) {
        printf("{\"outcome\":\"" WORD "\",\"refers\":%" PRId64 "}\n", result->refers);
    } else {
        printf(WORD " #%" PRId64 "\n", result->refers);
    }
}

static int resend_all(struct resending *resending, const char *operator_name) {
    struct sk_action action = { .type = SK_ACTION_RESEND };
    (void)snprintf(action.operator_name, sizeof(action.operator_name), "%s", operator_name);
    if (resending->command->arguments.file_count > 0) {
        return sk_cmd_log_complain(resending->command,
                                   "takes --all or a number, not both; see --help");
    }
    if (!find_all(resending) || !sk_cmd_log_do_each(resending->command, &action, resending->numbers,
                                                    resending->count, tell, resending)) {
        return SK_CLI_USAGE;
    }
    if (resending->count == 0 && !resending->command->json) {
        printf("no letter is dead\n");
    }
    return sk_cmd_log_finish_output(resending->command, resending->status);
}

static int of_all(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log resend", .usage = usage };
    struct resending resending = { .command = &command, .status = SK_CLI_OK };
    char account[SK_OPERATOR_SIZE];
    const char *operator_name = account;
    bool is_all = false;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "all", &is_all, NULL },
                                         { "receiver", NULL, &resending.receiver },
                                         { "operator", NULL, &operator_name },
                                         { NULL, NULL, NULL } };
    sk_cmd_log_account(account, sizeof(account));
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_log_set_level(command.config.kiosk.log);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    status = is_all ? resend_all(&resending, operator_name)
                    : sk_cmd_log_complain(&command, "--receiver goes with --all; see --help");
    free(resending.numbers);
    sk_cmd_log_end(&command);
    return status;
}

int sk_cmd_log_resend(int argc, char **argv) {
    static const struct sk_cmd_log_note note = { .name = "log resend",
                                                 .usage = usage,
                                                 .type = SK_ACTION_RESEND,
                                                 .has_number = true,
                                                 .word = WORD };
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--all") == 0 || strcmp(argv[i], "--receiver") == 0 ||
            strncmp(argv[i], "--receiver=", strlen("--receiver=")) == 0) {
            return of_all(argc, argv);
        }
    }
    return sk_cmd_log_note(&note, argc, argv);
}
