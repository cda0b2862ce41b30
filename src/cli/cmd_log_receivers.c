#include "cli/log_command.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/util.h"
#include "journal/acknowledged.h"
#include "journal/dead_letter.h"
#include "journal/export/letter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log receivers [--forget NAME] [OPTION]...\n"
    "Tells for each receiver beside the cloud (webhook, folder) up to which event it has everything,\n"
    "as it was noted last (every ten seconds or so), and how many letters it is behind; then the\n"
    "dead letters: what a receiver refused for good, for 'log resend'.\n\n"
    "  --forget NAME    keep nothing for that receiver any more, so that it can be purged; if the\n"
    "                   settings still name it, it gets what is written from the next start on\n" SK_CMD_LOG_OPTIONS
    "\n"
    "Exit status: 0 nobody is behind and no letter is dead, 1 the journal, 2 otherwise.\n";

struct listing {
    struct sk_cmd_log *command;
    int64_t dead;
};

static void print_receiver(const struct listing *listing, const struct sk_acknowledged *receiver,
                           int64_t behind, bool is_first) {
    if (listing->command->json) {
        printf("%s{\"name\":\"%s\",\"acknowledged\":%" PRId64 ",\"behind\":%" PRId64 "}",
               is_first ? "" : ",", receiver->name, receiver->seq, behind);
    } else {
        printf("%-12s has everything up to event %" PRId64 "; letters behind: %" PRId64 "\n",
               receiver->name, receiver->seq, behind);
    }
}

static bool print_dead(void *data, const struct sk_dead_letter *letter) {
    struct listing *listing = data;
    char at[SK_CLOCK_TEXT_SIZE];
    char note[4 * SK_NOTE_SIZE];
    sk_clock_format(letter->wall_ms, at, sizeof(at));
    (void)sk_utf8_printable(letter->note, strlen(letter->note), note, sizeof(note), NULL);
    if (listing->command->json) {
        printf("%s{\"pair\":%" PRId64 ",\"event\":%" PRId64 ",\"at\":\"%s\",\"note\":",
               listing->dead > 0 ? "," : "", letter->pair, letter->event, at);
        sk_cmd_log_print_json(letter->note);
        printf("}");
    } else {
        printf("dead  #%" PRId64 "  %s  %s\n", letter->pair, at, note);
    }
    listing->dead++;
    return !ferror(stdout);
}

static enum sk_err print_receivers(struct listing *listing, struct sk_journal *journal,
                                   int64_t *behind, struct sk_err_info *info) {
    struct sk_acknowledged receivers[2 * SK_RECEIVERS];
    size_t count = 0;
    enum sk_err err =
        sk_acknowledged_list(journal, receivers, SK_ARRAY_LEN(receivers), &count, info);
    for (size_t i = 0; i < count && !err; i++) {
        int64_t letters = 0;
        err = sk_letter_count(journal, receivers[i].seq, &letters, info);
        if (!err) {
            print_receiver(listing, &receivers[i], letters, i == 0);
            *behind += letters;
        }
    }
    return err;
}

static int list(struct sk_cmd_log *command, struct sk_journal *journal) {
    struct listing listing = { .command = command };
    struct sk_err_info info = { "" };
    int64_t behind = 0;
    printf("%s", command->json ? "{\"receivers\":[" : "");
    enum sk_err err = print_receivers(&listing, journal, &behind, &info);
    if (!err) {
        printf("%s", command->json ? "],\"dead\":[" : "");
        err = sk_dead_letter_list(journal, print_dead, &listing, &info);
    }
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    printf("%s", command->json ? "]}\n" : "");
    return sk_cmd_log_finish_output(command,
                                    behind + listing.dead > 0 ? SK_CLI_REFUSED : SK_CLI_OK);
}

static int forget(struct sk_cmd_log *command, struct sk_journal *journal, const char *name) {
    struct sk_err_info info = { "" };
    if (sk_acknowledged_forget(journal, name, &info) != SK_OK) {
        return sk_cmd_log_complain(command, info.text);
    }
    printf("%s", command->json ? "{\"outcome\":\"forgotten\"}\n" : "forgotten\n");
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

int sk_cmd_log_receivers(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log receivers", .usage = usage };
    const char *name = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "forget", NULL, &name },
                                         { NULL, NULL, NULL } };
    struct sk_journal *journal = NULL;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!sk_cmd_log_open(&command, name ? SK_JOURNAL_NOTE : SK_JOURNAL_READ, &journal)) {
        status = SK_CLI_USAGE;
    } else {
        status = name ? forget(&command, journal, name) : list(&command, journal);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}
