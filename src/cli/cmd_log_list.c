#include "cli/log_command.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log [list] [--events] [OPTION]...\n"
    "Lists the journal, oldest first, fields separated by tabs, after a line of headings.\n\n"
    "  --events         every event, not one line a pair\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting, for example --journal.path FILE\n";

static const char *or_dash(const char *text) {
    return text[0] ? text : "-";
}

static void print_pair(void *data, const struct sk_stored_pair *stored) {
    (void)data;
    char scanned[SK_CLOCK_TEXT_SIZE];
    char changed[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(stored->pair.serial_facts.wall_ms, scanned, sizeof(scanned));
    sk_clock_format(stored->changed_wall_ms, changed, sizeof(changed));
    printf("%" PRId64 "\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", stored->pair.number, scanned,
           stored->pair.labels.serial, stored->pair.labels.instance,
           sk_result_name(sk_stored_pair_outcome(stored)), (int)stored->attempts,
           or_dash(stored->code), or_dash(stored->request_id), changed);
}

static bool print_event(void *data, const struct sk_logged_event *event) {
    (void)data;
    /* A person's reason or a server's message must not end a column or control the terminal. */
    const char *text = event->note[0] ? event->note : event->message;
    char shown[4 * SK_NOTE_SIZE];
    (void)sk_utf8_printable(text, strlen(text), shown, sizeof(shown), NULL);
    printf("%" PRId64 "\t%s\t%" PRId64 "\t%s\t%s\t%s\t%s\t%s\t%" PRId64 "\t%s\t%" PRId64
           "\t%s\t%s\t%s\t%s\n",
           event->seq, event->at, event->pair, event->event, or_dash(event->serial),
           or_dash(event->instance), or_dash(event->result), or_dash(event->phase), event->attempts,
           or_dash(event->request), event->http_status, or_dash(event->code),
           or_dash(event->request_id), or_dash(event->source), or_dash(shown));
    return !ferror(stdout);
}

int sk_cmd_log_list(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log", .usage = usage };
    bool events = false;
    const struct sk_argument words[] = { { "help", &command.help, NULL },
                                         { "events", &events, NULL },
                                         { "config", NULL, &command.config_file },
                                         { NULL, NULL, NULL } };
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!sk_cmd_log_open(&command, SK_JOURNAL_READ, &journal)) {
        status = SK_CLI_USAGE;
    } else {
        enum sk_err err;
        if (events) {
            puts("seq\tat\tpair\tevent\tserial\tinstance\tresult\tphase\tattempts\trequest\t"
                 "http_status\tcode\trequest_id\tsource\tmessage");
            err = sk_journal_events(journal, 0, print_event, NULL, &info);
        } else {
            puts("pair\tscanned\tserial\tinstance\tresult\tattempts\tcode\trequest_id\tchanged");
            err = sk_journal_pairs(journal, print_pair, NULL, &info);
        }
        status = err ? sk_cmd_log_complain(&command, info.text)
                     : sk_cmd_log_finish_output(&command, SK_CLI_OK);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}
