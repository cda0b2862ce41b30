#include "cli/log_filter.h"

#include "base/parse.h"
#include "base/util.h"
#include "journal/search.h"
#include "pairing/pair.h"

#include <string.h>
#include <time.h>

static bool read_part(const char *text, size_t at, size_t digits, int64_t min, int64_t max,
                      int *out) {
    char part[8];
    int64_t number;
    if (strlen(text) < at + digits || digits >= sizeof(part)) {
        return false;
    }
    memcpy(part, text + at, digits);
    part[digits] = '\0';
    if (strspn(part, "0123456789") != digits || !sk_parse_int(part, min, max, &number)) {
        return false;
    }
    *out = (int)number;
    return true;
}

static int64_t ms_of(struct tm tm) {
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

static bool read_date(const char *text, struct tm *tm) {
    *tm = (struct tm){ 0 };
    if (!read_part(text, 0, 4, 1970, 9999, &tm->tm_year) || text[4] != '-' ||
        !read_part(text, 5, 2, 1, 12, &tm->tm_mon) || text[7] != '-' ||
        !read_part(text, 8, 2, 1, 31, &tm->tm_mday)) {
        return false;
    }
    tm->tm_year -= 1900;
    tm->tm_mon -= 1;
    struct tm same = *tm;
    same.tm_isdst = -1;
    return mktime(&same) != -1 && same.tm_mday == tm->tm_mday; /* no 31st of February */
}

bool sk_cmd_log_day_read(const char *text, int64_t now_ms, int64_t *begin_ms, int64_t *end_ms) {
    struct tm tm;
    bool is_yesterday = strcmp(text, "yesterday") == 0;
    if (is_yesterday || strcmp(text, "today") == 0) {
        time_t now = (time_t)(now_ms / 1000);
        if (!localtime_r(&now, &tm)) {
            return false;
        }
        tm.tm_mday -= is_yesterday;
    } else if (strlen(text) != 10 || !read_date(text, &tm)) {
        return false;
    }
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    *begin_ms = ms_of(tm);
    tm.tm_mday++;
    *end_ms = ms_of(tm);
    return true;
}

/* A day, or a day and a time; then begin and end are the same. */
static bool read_time(const char *text, int64_t now_ms, int64_t *begin_ms, int64_t *end_ms) {
    struct tm tm;
    if (sk_cmd_log_day_read(text, now_ms, begin_ms, end_ms)) {
        return true;
    }
    if (strlen(text) != 16 || !read_date(text, &tm) || text[10] != 'T' || text[13] != ':' ||
        !read_part(text, 11, 2, 0, 23, &tm.tm_hour) || !read_part(text, 14, 2, 0, 59, &tm.tm_min)) {
        return false;
    }
    *begin_ms = *end_ms = ms_of(tm);
    return true;
}

static bool read_numbers(const char *text, struct sk_filter *filter) {
    char first[24];
    const char *dash = strchr(text, '-');
    size_t length = dash ? (size_t)(dash - text) : strlen(text);
    if (length >= sizeof(first)) {
        return false;
    }
    memcpy(first, text, length);
    first[length] = '\0';
    return sk_parse_int(first, 1, INT64_MAX, &filter->first_number) &&
           sk_parse_int(dash ? dash + 1 : first, filter->first_number, INT64_MAX,
                        &filter->last_number);
}

static bool is_outcome(const char *word) {
    static const enum sk_result all[] = { SK_RESULT_PENDING,   SK_RESULT_BOUND,  SK_RESULT_REFUSED,
                                          SK_RESULT_WITHDRAWN, SK_RESULT_UNDONE, SK_RESULT_CHECK };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        if (strcmp(word, sk_result_name(all[i])) == 0) {
            return true;
        }
    }
    return false;
}

enum sk_err sk_cmd_log_filter_read(const struct sk_cmd_log_filter_words *words, int64_t now_ms,
                                   struct sk_filter *filter, struct sk_err_info *info) {
    static const char day[] = "must be YYYY-MM-DD, today or yesterday";
    int64_t unused;
    *filter = (struct sk_filter){ .serial = words->sn,
                                  .instance = words->instance,
                                  .is_prefix = words->prefix,
                                  .operator_name = words->operator_name,
                                  .customer_order = words->order,
                                  .outcome = words->outcome,
                                  .open = words->open };
    if (words->outcome && !is_outcome(words->outcome)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "--outcome must be pending, bound, refused, withdrawn, undone or check");
    }
    if (words->day && (words->from || words->to)) {
        return sk_fail(info, SK_ERR_INVALID, "--day goes without --from and --to");
    }
    if (words->day && !sk_cmd_log_day_read(words->day, now_ms, &filter->from_ms, &filter->to_ms)) {
        return sk_fail(info, SK_ERR_INVALID, "--day %s", day);
    }
    if (words->from && !read_time(words->from, now_ms, &filter->from_ms, &unused)) {
        return sk_fail(info, SK_ERR_INVALID, "--from %s, or YYYY-MM-DDTHH:MM", day);
    }
    if (words->to && !read_time(words->to, now_ms, &unused, &filter->to_ms)) {
        return sk_fail(info, SK_ERR_INVALID, "--to %s, or YYYY-MM-DDTHH:MM", day);
    }
    if (words->pair && !read_numbers(words->pair, filter)) {
        return sk_fail(info, SK_ERR_INVALID, "--pair must be a number, or two as in 100-200");
    }
    return SK_OK;
}

enum sk_err sk_cmd_log_filter_check_scans(const struct sk_cmd_log_filter_words *words, bool scans,
                                          const char *text, struct sk_err_info *info) {
    bool is_about_pairs = words->sn || words->instance || words->prefix || words->outcome ||
                          words->open || words->order || words->pair;
    if (text && !scans) {
        return sk_fail(info, SK_ERR_INVALID,
                       "--text goes with --scans; a pair has --sn and --instance");
    }
    return scans && is_about_pairs
               ? sk_fail(info, SK_ERR_INVALID,
                         "--scans is of no pairs: only --day, --from, --to, --operator and --text "
                         "go with it")
               : SK_OK;
}

static void count_pair(void *data, const struct sk_stored_pair *pair) {
    (void)pair;
    (*(int *)data)++;
}

bool sk_cmd_log_filter_has_order(const struct sk_cmd_log *command,
                                 const struct sk_cmd_log_filter_words *words,
                                 struct sk_journal *journal) {
    struct sk_filter of_order = { .customer_order = words->order };
    struct sk_filter unused = { 0 };
    struct sk_err_info info = { "" };
    int count = 0;
    if (!words->order) {
        return true;
    }
    if (sk_journal_search(journal, &of_order, 1, count_pair, &count, &info) != SK_OK) {
        (void)sk_cmd_log_complain(command, info.text);
    } else if (count == 0) {
        (void)sk_fail(&info, SK_ERR_NOT_FOUND,
                      read_numbers(words->order, &unused)
                          ? "no pair is of the order '%s'; the number of a pair is --pair %s"
                          : "no pair is of the order '%s'",
                      words->order, words->order);
        (void)sk_cmd_log_complain(command, info.text);
    }
    return count > 0;
}
