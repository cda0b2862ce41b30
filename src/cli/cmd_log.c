#include "cli/cli.h"

#include "app/arguments.h"
#include "app/config.h"
#include "base/clock.h"
#include "journal/journal.h"

#include <inttypes.h>
#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log [--events] [OPTION]...\n"
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
           stored->pair.serial, stored->pair.instance, sk_result_name(stored->result),
           (int)stored->attempts, or_dash(stored->code), or_dash(stored->request_id), changed);
}

static bool print_event(void *data, const struct sk_logged_event *event) {
    (void)data;
    printf("%" PRId64 "\t%s\t%" PRId64 "\t%s\t%s\t%s\t%s\t%s\t%" PRId64 "\t%s\t%" PRId64
           "\t%s\t%s\t%s\t%s\n",
           event->seq, event->at, event->pair, event->event, event->serial, event->instance,
           event->result, or_dash(event->phase), event->attempts, or_dash(event->request),
           event->http_status, or_dash(event->code), or_dash(event->request_id),
           or_dash(event->source), or_dash(event->message));
    return !ferror(stdout);
}

static int list(const struct sk_config *config, bool events) {
    char path[4096];
    struct sk_err_info info = { "the path of the journal is too long" };
    struct sk_journal *journal = NULL;
    enum sk_err err = sk_config_journal_path(config, path, sizeof(path));
    if (!err) {
        err = sk_journal_create(&journal, path, SK_JOURNAL_READ, &info);
    }
    if (err) {
        return sk_cli_complain("log", info.text);
    }
    if (events) {
        puts("seq\tat\tpair\tevent\tserial\tinstance\tresult\tphase\tattempts\trequest\t"
             "http_status\tcode\trequest_id\tsource\tmessage");
        err = sk_journal_events(journal, 0, print_event, NULL, &info);
    } else {
        puts("pair\tscanned\tserial\tinstance\tresult\tattempts\tcode\trequest_id\tchanged");
        err = sk_journal_pairs(journal, print_pair, NULL, &info);
    }
    sk_journal_destroy(journal);
    if (err) {
        return sk_cli_complain("log", info.text);
    }
    return fflush(stdout) == 0 ? SK_CLI_OK
                               : sk_cli_complain("log", "standard output cannot be written");
}

int sk_cmd_log(int argc, char **argv) {
    static struct sk_arguments arguments;
    static struct sk_config_problems problems;
    struct sk_config config;
    struct sk_err_info info = { "" };
    bool help = false;
    bool events = false;
    const char *file = NULL;
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "events", &events, NULL },
                                         { "config", NULL, &file },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("log", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (arguments.file_count > 0) {
        return sk_cli_complain("log", "takes no arguments but options; see --help");
    }
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("log", "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    sk_arguments_apply(&arguments, &config, &problems);
    int status =
        problems.count > 0 ? sk_cli_complain("log", problems.texts[0]) : list(&config, events);
    sk_config_finish(&config);
    return status;
}
