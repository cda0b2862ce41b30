#include "cli/log_command.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/log_filter.h"
#include "journal/scans.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log [list] [--events | --scans] [OPTION]...\n"
    "Lists the journal, oldest first, fields separated by tabs, after a line of headings.\n\n"
    "  --events         every event, not one line a pair\n"
    "  --scans          what was scanned and became no pair, with why, and sign-ons, sessions, wrong\n"
    "                   PINs, readers, holds and starts; may be chosen by:\n"
    "  --day DAY        YYYY-MM-DD, today or yesterday; --from and --to as in log search\n"
    "  --operator NAME  who was signed on\n"
    "  --text PART      those scans that have it in what was read, in capitals or not\n"
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
           "\t%s\t%s\t%s\t%s\t%s\n",
           event->seq, event->at, event->pair, event->event, or_dash(event->serial),
           or_dash(event->instance), or_dash(event->result), or_dash(event->phase), event->attempts,
           or_dash(event->request), event->http_status, or_dash(event->code),
           or_dash(event->request_id), or_dash(event->source), or_dash(shown),
           or_dash(event->operator_name));
    return !ferror(stdout);
}

static void print_scan(void *data, const struct sk_scans_row *row) {
    (void)data;
    const char *text = row->read[0] ? row->read : row->note;
    char shown[4 * SK_NOTE_SIZE];
    (void)sk_utf8_printable(text, strlen(text), shown, sizeof(shown), NULL);
    printf("%" PRId64 "\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%" PRId64 "\n", row->seq, row->at,
           row->event, or_dash(row->code), or_dash(shown), or_dash(row->symbology),
           or_dash(row->source), or_dash(row->device), row->by_hand ? "typed" : "-",
           or_dash(row->operator_name), row->times);
}

struct list_wishes {
    bool events;
    bool scans;
    const char *text;
    struct sk_cmd_log_filter_words filter;
};

static enum sk_err print_list(struct sk_journal *journal, const struct list_wishes *wishes,
                              const struct sk_filter *filter, struct sk_err_info *info) {
    if (wishes->events) {
        puts("seq\tat\tpair\tevent\tserial\tinstance\tresult\tphase\tattempts\trequest\t"
             "http_status\tcode\trequest_id\tsource\tmessage\toperator");
        return sk_journal_events(journal, 0, print_event, NULL, info);
    }
    if (wishes->scans) {
        puts("seq\tat\tevent\tcode\t"
             "read\tsymbology\tsource\tdevice\ttyped\toperator\ttimes");
        return sk_scans_read(journal, filter, false, 0, print_scan, NULL, info);
    }
    puts("pair\tscanned\tserial\tinstance\tresult\tattempts\tcode\trequest_id\tchanged");
    return sk_journal_pairs(journal, print_pair, NULL, info);
}

/* Only scans can be chosen here: pairs are searched for with `log search`. */
static enum sk_err read_filter(const struct list_wishes *wishes, struct sk_filter *filter,
                               struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    const struct sk_cmd_log_filter_words *words = &wishes->filter;
    bool is_chosen = words->day || words->from || words->to || words->operator_name;
    if (wishes->events && wishes->scans) {
        return sk_fail(info, SK_ERR_INVALID, "--events and --scans exclude each other");
    }
    if (is_chosen && !wishes->scans) {
        return sk_fail(info, SK_ERR_INVALID,
                       "chooses by day and operator with --scans only; pairs are found with "
                       "'sag-kioskctl log search'");
    }
    enum sk_err err = sk_cmd_log_filter_check_scans(words, wishes->scans, wishes->text, info);
    if (!err) {
        err = sk_cmd_log_filter_read(words, clock->ops->wall(clock), filter, info);
    }
    if (!err) {
        filter->text = wishes->text;
    }
    return err;
}

int sk_cmd_log_list(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log", .usage = usage };
    struct list_wishes wishes = { .events = false };
    const struct sk_argument words[] = {
        { "help", &command.help, NULL },
        { "events", &wishes.events, NULL },
        { "scans", &wishes.scans, NULL },
        { "text", NULL, &wishes.text },
        { "day", NULL, &wishes.filter.day },
        { "from", NULL, &wishes.filter.from },
        { "to", NULL, &wishes.filter.to },
        { "operator", NULL, &wishes.filter.operator_name },
        { "config", NULL, &command.config_file },
        { NULL, NULL, NULL },
    };
    struct sk_err_info info = { "" };
    struct sk_filter filter = { 0 };
    struct sk_journal *journal = NULL;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (read_filter(&wishes, &filter, &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else if (!sk_cmd_log_open(&command, SK_JOURNAL_READ, &journal)) {
        status = SK_CLI_USAGE;
    } else {
        status = print_list(journal, &wishes, &filter, &info) != SK_OK
                     ? sk_cmd_log_complain(&command, info.text)
                     : sk_cmd_log_finish_output(&command, SK_CLI_OK);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}
