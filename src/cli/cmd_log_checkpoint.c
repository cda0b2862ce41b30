#include "cli/log_command.h"

#include "base/clock.h"
#include "journal/checkpoint_make.h"
#include "journal/key_change.h"

#include <inttypes.h>
#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log checkpoint [--key] [OPTION]...\n"
    "Prints a signed note: so many events were written by now, and the last had this hash. Kept\n"
    "elsewhere (a mail, a photograph, a colleague's folder), it is an anchor: `log verify\n"
    "--checkpoint` holds the log against it and finds an end that was cut off, and a log that was\n"
    "hashed anew or replaced by an older copy.\n\n"
    "  --new-key        sign with a new key from now on; an event that both keys sign says so\n"
    "  --key            print the public key instead, which checks the signatures: `log verify --key`\n" SK_CMD_LOG_OPTIONS;

static int print_key(struct sk_cmd_log *command) {
    struct sk_signed_note_key key;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_checkpoint_key(journal, &key, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    sk_signed_note_key_write(&key, text);
    if (command->json) {
        (void)fputs("{\"key\":", stdout);
        sk_cmd_log_print_json(text);
        puts("}");
    } else {
        puts(text);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int print_checkpoint(struct sk_cmd_log *command) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_checkpoint made;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    char text[SK_CHECKPOINT_SIZE];
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_checkpoint_make(journal, command->config.kiosk.bench,
                                         clock->ops->wall(clock), text, &made, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (command->json) {
        printf("{\"seq\":%" PRId64 ",\"time\":\"%s\",\"checkpoint\":", made.seq, made.time);
        sk_cmd_log_print_json(text);
        puts("}");
    } else {
        (void)fputs(text, stdout); /* sk_cmd_log_finish_output() tells */
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int change_key(struct sk_cmd_log *command) {
    struct sk_key_change change;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    if (!sk_cmd_log_open(command, SK_JOURNAL_NOTE, &journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_key_change_make(journal, &change, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    sk_signed_note_key_write(&change.after, text);
    if (command->json) {
        (void)fputs("{\"key\":", stdout);
        sk_cmd_log_print_json(text);
        puts("}");
    } else {
        printf("The public key is now, worth noting elsewhere: %s\n", text);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

int sk_cmd_log_checkpoint(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log checkpoint", .usage = usage };
    bool is_key = false;
    bool is_new_key = false;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "key", &is_key, NULL },
                                         { "new-key", &is_new_key, NULL },
                                         { NULL, NULL, NULL } };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else {
        status = is_new_key ? change_key(&command)
                 : is_key   ? print_key(&command)
                            : print_checkpoint(&command);
    }
    sk_cmd_log_end(&command);
    return status;
}
