/* log_filter.h — the options that select pairs of the log. */
#ifndef SK_CLI_LOG_FILTER_H
#define SK_CLI_LOG_FILTER_H

#include "base/err.h"
#include "cli/log_command.h"
#include "journal/filter.h"

struct sk_cmd_log_filter_words {
    const char *sn;
    const char *instance;
    bool prefix;
    const char *operator_name;
    const char *outcome;
    bool open;
    const char *day;
    const char *from;
    const char *to;
    const char *order;
    const char *pair;
};

#define SK_CMD_LOG_FILTER_WORDS(words)                                                             \
    { "sn", NULL, &(words)->sn }, { "instance", NULL, &(words)->instance },                        \
        { "prefix", &(words)->prefix, NULL }, { "operator", NULL, &(words)->operator_name },       \
        { "outcome", NULL, &(words)->outcome }, { "open", &(words)->open, NULL },                  \
        { "day", NULL, &(words)->day }, { "from", NULL, &(words)->from },                          \
        { "to", NULL, &(words)->to }, { "order", NULL, &(words)->order }, {                        \
        "pair", NULL, &(words)->pair                                                               \
    }

#define SK_CMD_LOG_FILTER_HELP                                                                     \
    "  --sn TEXT        any part of the serial number, in capitals or not\n"                       \
    "  --instance TEXT  any part of the instance id\n"                                             \
    "  --prefix         both are how it begins\n"                                                  \
    "  --operator NAME  who scanned it\n"                                                          \
    "  --outcome WORD   pending, bound, refused, withdrawn, undone or check\n"                     \
    "  --open           refused or to be checked, and nobody has seen to it yet\n"                 \
    "  --day DAY        scanned on that day: YYYY-MM-DD, today or yesterday\n"                     \
    "  --from DAY       scanned on that day or later; also YYYY-MM-DDTHH:MM\n"                     \
    "  --to DAY         scanned on that day or before; a time is not included\n"                   \
    "  --order NAME     of that order of the customer's, as the device list names it\n"            \
    "  --pair N[-M]     by number, one pair or a range\n"

/* The filter borrows from words. now_ms: for today and yesterday.
 * Errors: SK_ERR_INVALID; info names the option. */
enum sk_err sk_cmd_log_filter_read(const struct sk_cmd_log_filter_words *words, int64_t now_ms,
                                   struct sk_filter *filter, struct sk_err_info *info);

/* True unless an order is told that no pair has; then that is said, and what to do where it looks
 * like the number of a pair, which --order once was. */
bool sk_cmd_log_filter_has_order(const struct sk_cmd_log *command,
                                 const struct sk_cmd_log_filter_words *words,
                                 struct sk_journal *journal);

/* Whether these options go with --scans, and --text (NULL: not told) with what else there is.
 * Errors: SK_ERR_INVALID; info names what does not. */
enum sk_err sk_cmd_log_filter_check_scans(const struct sk_cmd_log_filter_words *words, bool scans,
                                          const char *text, struct sk_err_info *info);

/* Midnight, local time, at the beginning of the day and of the one after it. */
bool sk_cmd_log_day_read(const char *text, int64_t now_ms, int64_t *begin_ms, int64_t *end_ms);

#endif
