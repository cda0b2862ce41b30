#include "cli/log_command.h"
#include "cli/log_filter.h"

#include "base/clock.h"
#include "base/parse.h"
#include "journal/search.h"

#include <inttypes.h>
#include <stdio.h>

#define LIMIT_MAX 1000000

static const char usage[] =
    "usage: sag-kioskctl log search [OPTION]...\n"
    "Finds pairs, the newest first, fields separated by tabs, after a line of headings.\n\n" SK_CMD_LOG_FILTER_HELP
    "  --limit N        at most so many (50)\n"
    "  --before N       only pairs whose number is below N: the next page\n" SK_CMD_LOG_OPTIONS "\n"
    "Exit status: 0 something was found, 1 the log cannot be read, 2 nothing was found.\n";

struct printed_pairs {
    bool json;
    int64_t count;
};

static const char *or_dash(const char *text) {
    return text[0] ? text : "-";
}

static void print_json(const struct sk_stored_pair *stored, const char *scanned,
                       const char *changed) {
    const struct {
        const char *name;
        const char *text;
    } texts[] = { { "scanned_at", scanned },
                  { "changed_at", changed },
                  { "serial", stored->pair.labels.serial },
                  { "instance", stored->pair.labels.instance },
                  { "operator", stored->pair.operator_name },
                  { "result", sk_result_name(sk_stored_pair_outcome(stored)) },
                  { "code", stored->code },
                  { "bound_to", stored->place == SK_PLACE_OUTSIDE ? "another account or region"
                                                                  : stored->where },
                  { "request_id", stored->request_id },
                  { "order", stored->pair.customer_order },
                  { "region", stored->pair.account.region },
                  { "profile", stored->pair.account.profile } };
    printf("{\"number\":%" PRId64 ",\"kind\":\"%s\"", stored->pair.number,
           stored->is_undo ? "undo" : "bind");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        printf(",\"%s\":", texts[i].name);
        sk_cmd_log_print_json(texts[i].text);
    }
    printf(",\"attempts\":%d,\"refers\":%" PRId64 ",\"undone_by\":%" PRId64
           ",\"retried_by\":%" PRId64 ",\"dealt\":%s,\"by_hand\":%s,\"instance_by_hand\":%s}\n",
           (int)stored->attempts, stored->pair.refers, stored->undone_by, stored->retried_by,
           stored->dealt_wall_ms > 0 ? "true" : "false",
           stored->pair.serial_facts.by_hand ? "true" : "false",
           stored->pair.instance_facts.by_hand ? "true" : "false");
}

static void print_more(const struct sk_stored_pair *stored) {
    if (stored->undone_by > 0) {
        printf("undone by %" PRId64, stored->undone_by);
    } else if (stored->retried_by > 0) {
        printf("retried by %" PRId64, stored->retried_by);
    } else if (stored->dealt_wall_ms > 0) {
        printf("seen to");
    } else if (stored->place == SK_PLACE_INSTANCE) {
        printf("bound to %s", stored->where);
    } else if (stored->place == SK_PLACE_OUTSIDE) {
        printf("bound in another account or region");
    } else if (stored->pair.refers > 0) {
        printf("%s %" PRId64, stored->is_undo ? "undoes" : "takes up", stored->pair.refers);
    } else {
        printf("-");
    }
}

/* Which of the labels was typed, not scanned. */
static const char *typed_word(const struct sk_pair *pair) {
    if (pair->serial_facts.by_hand && pair->instance_facts.by_hand) {
        return "both";
    }
    return pair->serial_facts.by_hand ? "serial" : pair->instance_facts.by_hand ? "instance" : "-";
}

static void print_line(const struct sk_stored_pair *stored, const char *scanned) {
    printf("%" PRId64 "\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t", stored->pair.number, scanned,
           stored->pair.labels.serial, stored->pair.labels.instance,
           or_dash(stored->pair.operator_name), sk_result_name(sk_stored_pair_outcome(stored)),
           (int)stored->attempts, or_dash(stored->code), or_dash(stored->request_id));
    print_more(stored);
    printf("\t%s\t%s\n", or_dash(stored->pair.customer_order), typed_word(&stored->pair));
}

static void print_pair(void *data, const struct sk_stored_pair *stored) {
    struct printed_pairs *found = data;
    char scanned[SK_CLOCK_TEXT_SIZE];
    char changed[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(stored->pair.serial_facts.wall_ms, scanned, sizeof(scanned));
    sk_clock_format(stored->changed_wall_ms, changed, sizeof(changed));
    found->count++;
    if (found->json) {
        print_json(stored, scanned, changed);
    } else {
        print_line(stored, scanned);
    }
}

static int search(struct sk_cmd_log *command, const struct sk_cmd_log_filter_words *words,
                  const struct sk_filter *filter, int64_t limit) {
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    struct printed_pairs found = { .json = command->json };
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    if (!sk_cmd_log_filter_has_order(command, words, journal)) {
        sk_journal_destroy(journal);
        return SK_CLI_REFUSED;
    }
    if (!command->json) {
        puts("pair\tscanned\tserial\tinstance\toperator\tresult\tattempts\tcode\trequest_id\tmore"
             "\torder\ttyped");
    }
    enum sk_err err = sk_journal_search(journal, filter, (int32_t)limit, print_pair, &found, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    return sk_cmd_log_finish_output(command, found.count > 0 ? SK_CLI_OK : SK_CLI_REFUSED);
}

int sk_cmd_log_search(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log search", .usage = usage };
    struct sk_cmd_log_filter_words filter_words = { 0 };
    const char *limit_text = "50";
    const char *before_text = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         SK_CMD_LOG_FILTER_WORDS(&filter_words),
                                         { "limit", NULL, &limit_text },
                                         { "before", NULL, &before_text },
                                         { NULL, NULL, NULL } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_filter filter;
    int64_t limit = 0;
    int64_t before = 0;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!sk_parse_int(limit_text, 1, LIMIT_MAX, &limit) ||
               (before_text && !sk_parse_int(before_text, 2, INT64_MAX, &before))) {
        status = sk_cmd_log_complain(&command, "--limit and --before must be whole numbers");
    } else if (sk_cmd_log_filter_read(&filter_words, clock->ops->wall(clock), &filter, &info) !=
               SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else {
        if (before > 0 && (filter.last_number == 0 || before <= filter.last_number)) {
            filter.last_number = before - 1;
        }
        status = search(&command, &filter_words, &filter, limit);
    }
    sk_cmd_log_end(&command);
    return status;
}
