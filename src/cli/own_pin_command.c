#include "cli/own_pin_command.h"

#include "app/supervisor/own_pin.h"
#include "base/wipe.h"
#include "cli/find_person.h"
#include "cli/log_command.h"
#include "cli/pin_prompt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct own_pin {
    struct sk_cmd_log *command;
    struct sk_person person;
    const char *operator_name; /* who does it */
};

/* The log says who did it, and whose PIN it is by number; nothing of the PIN. */
static bool note(const struct own_pin *own, struct sk_journal *journal, const char *what) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_record record = { .event = SK_EVENT_SETTING,
                                .has_source = true,
                                .pair.serial_facts.source = SK_SOURCE_CLI,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "%s",
                   own->operator_name);
    (void)snprintf(record.note, sizeof(record.note), "people.pin=%s#%" PRId64, what,
                   own->person.number);
    enum sk_err err = sk_journal_append(journal, &record, 1, NULL, &info);
    if (err) {
        (void)sk_cmd_log_complain(own->command, info.text);
    }
    return !err;
}

static int set(const struct own_pin *own, struct sk_journal *journal) {
    struct sk_err_info info = { "" };
    struct sk_pin pin;
    if (own->person.role == SK_ROLE_WORKER) {
        return sk_cmd_log_complain(own->command, "a worker needs no PIN; give the person another "
                                                 "role first: sag-kioskctl people role");
    }
    if (!sk_cli_pin_prompt(&pin)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_own_pin_store(own->command->path, own->person.number, &pin, &info);
    sk_wipe(&pin, sizeof(pin));
    if (err) {
        return sk_cmd_log_complain(own->command, info.text);
    }
    if (!note(own, journal, "")) {
        return SK_CLI_USAGE;
    }
    printf(
        "The PIN of %s is set. It is valid at once, and wrong tries before it no longer count.\n",
        own->person.name);
    return SK_CLI_OK;
}

static int clear(const struct own_pin *own, struct sk_journal *journal) {
    struct sk_err_info info = { "" };
    enum sk_err err = sk_own_pin_clear(own->command->path, own->person.number, &info);
    if (err) {
        (void)sk_cmd_log_complain(own->command, info.text);
        return err == SK_ERR_NOT_FOUND ? SK_CLI_REFUSED : SK_CLI_USAGE;
    }
    if (!note(own, journal, "none ")) {
        return SK_CLI_USAGE;
    }
    printf("The PIN of %s is removed.\n", own->person.name);
    return SK_CLI_OK;
}

static int tell_status(const struct own_pin *own) {
    struct sk_err_info info = { "" };
    struct sk_pin pin;
    enum sk_err err = sk_own_pin_load(own->command->path, own->person.number, &pin, &info);
    sk_wipe(&pin, sizeof(pin));
    if (err == SK_ERR_NOT_FOUND) {
        (void)sk_cmd_log_complain(own->command, "this person has no PIN of their own");
        return SK_CLI_REFUSED;
    }
    if (err) {
        return sk_cmd_log_complain(own->command, info.text);
    }
    printf("%s has a PIN of their own.\n", own->person.name);
    return SK_CLI_OK;
}

static int run(const struct own_pin *own, const char *word) {
    struct sk_journal *journal = NULL;
    if (strcmp(word, "status") == 0) {
        return tell_status(own);
    }
    bool is_set = strcmp(word, "set") == 0;
    if (!is_set && strcmp(word, "clear") != 0) {
        return sk_cmd_log_complain(own->command, "needs 'set', 'status' or 'clear'; the PIN itself "
                                                 "is asked for, never an argument; see --help");
    }
    if (!sk_cmd_log_open(own->command, SK_JOURNAL_NOTE, &journal)) {
        return SK_CLI_USAGE;
    }
    int status = is_set ? set(own, journal) : clear(own, journal);
    sk_journal_destroy(journal);
    return status;
}

int sk_cmd_own_pin(int argc, char **argv) {
    static struct sk_cmd_log command;
    char account[SK_OPERATOR_SIZE];
    struct own_pin own = { .command = &command, .operator_name = account };
    const char *who = "";
    const char *file = NULL;
    int status;
    command = (struct sk_cmd_log){ .name = "pin", .usage = "" };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "person", NULL, &who },
                                         { "file", NULL, &file },
                                         { "operator", NULL, &own.operator_name },
                                         { NULL, NULL, NULL } };
    sk_cmd_log_account(account, sizeof(account));
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    const char *word = command.arguments.file_count == 1 ? command.arguments.files[0] : "";
    if (file) {
        status = sk_cmd_log_complain(&command, "--person and --file exclude each other");
    } else if (!sk_cli_find_person(&command, who, &own.person)) {
        status = SK_CLI_USAGE;
    } else {
        status = sk_cmd_log_finish_output(&command, run(&own, word));
    }
    sk_cmd_log_end(&command);
    return status;
}
