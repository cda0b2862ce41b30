#include "cli/log_command.h"
#include "cli/log_filter.h"

#include "base/clock.h"
#include "journal/summary.h"

#include <inttypes.h>
#include <stdio.h>

#define BAR_MAX 40
#define NAMES_SHOWN 20

static const char usage[] =
    "usage: sag-kioskctl log summary [OPTION]...\n"
    "Counts pairs by outcome, day, hour of the day, operator, order and error. A pair that was undone\n"
    "counts as undone, not as bound; the undos themselves are no pairs.\n\n" SK_CMD_LOG_FILTER_HELP
        SK_CMD_LOG_OPTIONS;

static void print_bar(int64_t count, int64_t most) {
    for (int64_t i = 0; i < count * BAR_MAX / most; i++) {
        putchar('#');
    }
    putchar('\n');
}

static int64_t hour_total(const struct sk_tally *tally, int hour) {
    int64_t total = 0;
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        total += tally->hours[hour][i];
    }
    return total;
}

static void print_hours(const struct sk_tally *tally) {
    int64_t most = 1;
    for (int hour = 0; hour < 24; hour++) {
        int64_t total = hour_total(tally, hour);
        most = total > most ? total : most;
    }
    puts("\nhour      pairs      bound");
    for (int hour = 0; hour < 24; hour++) {
        int64_t total = hour_total(tally, hour);
        if (total > 0) {
            printf("%02d   %10" PRId64 " %10" PRId64 "  ", hour, total,
                   tally->hours[hour][SK_TALLY_BOUND]);
            print_bar(total, most);
        }
    }
}

static void print_names(const char *title, const char *nameless,
                        const struct sk_tally_names *names) {
    if (names->count == 0) {
        return;
    }
    printf("\n%-40s %10s %10s\n", title, "pairs", "bound");
    for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++) {
        printf("%-40s %10" PRId64 " %10" PRId64 "\n",
               names->rows[i].name[0] ? names->rows[i].name : nameless, names->rows[i].total,
               names->rows[i].by_result[SK_TALLY_BOUND]);
    }
    if (names->count > NAMES_SHOWN) {
        printf("and %zu more\n", names->count - NAMES_SHOWN);
    }
}

static void print_text(const struct sk_tally *tally) {
    printf("%-12s %10" PRId64 "\n", "pairs", tally->total);
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        printf("%-12s %10" PRId64 "\n", sk_tally_result_name((enum sk_tally_result)i),
               tally->by_result[i]);
    }
    printf("%-12s %10" PRId64 "\n", "binds sent", tally->attempts);
    printf("%-12s %10" PRId64 "\n", "undos", tally->undos);
    if (tally->total > 0) {
        print_names("day", "", &tally->days);
        print_hours(tally);
        print_names("operator", "(nobody signed on)", &tally->operators);
        if (sk_tally_has_orders(tally)) {
            print_names("order", "(no order)", &tally->orders);
        }
        print_names("error", "", &tally->errors);
    }
}

static void print_results(const int64_t *by_result) {
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        printf(",\"%s\":%" PRId64, sk_tally_result_name((enum sk_tally_result)i), by_result[i]);
    }
}

static void print_json_names(const char *name, const struct sk_tally_names *names) {
    printf(",\"%s\":[", name);
    for (size_t i = 0; i < names->count; i++) {
        printf("%s{\"name\":", i > 0 ? "," : "");
        sk_cmd_log_print_json(names->rows[i].name);
        printf(",\"total\":%" PRId64, names->rows[i].total);
        print_results(names->rows[i].by_result);
        putchar('}');
    }
    putchar(']');
}

static void print_json(const struct sk_tally *tally) {
    printf("{\"total\":%" PRId64, tally->total);
    print_results(tally->by_result);
    printf(",\"attempts\":%" PRId64 ",\"undos\":%" PRId64 ",\"hours\":[", tally->attempts,
           tally->undos);
    for (int hour = 0; hour < 24; hour++) {
        printf("%s{\"hour\":%d,\"total\":%" PRId64, hour > 0 ? "," : "", hour,
               hour_total(tally, hour));
        print_results(tally->hours[hour]);
        putchar('}');
    }
    putchar(']');
    print_json_names("days", &tally->days);
    print_json_names("operators", &tally->operators);
    print_json_names("orders", &tally->orders);
    print_json_names("errors", &tally->errors);
    puts("}");
}

static int summarize(struct sk_cmd_log *command, const struct sk_cmd_log_filter_words *words,
                     const struct sk_filter *filter) {
    static struct sk_tally tally;
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    if (!sk_cmd_log_filter_has_order(command, words, journal)) {
        sk_journal_destroy(journal);
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_journal_summary(journal, filter, &tally, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (command->json) {
        print_json(&tally);
    } else {
        print_text(&tally);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

int sk_cmd_log_summary(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log summary", .usage = usage };
    struct sk_cmd_log_filter_words filter_words = { 0 };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         SK_CMD_LOG_FILTER_WORDS(&filter_words),
                                         { NULL, NULL, NULL } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_filter filter;
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (sk_cmd_log_filter_read(&filter_words, clock->ops->wall(clock), &filter, &info) !=
               SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else {
        status = summarize(&command, &filter_words, &filter);
    }
    sk_cmd_log_end(&command);
    return status;
}
