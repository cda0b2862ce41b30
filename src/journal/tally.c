#include "journal/tally.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sk_tally_init(struct sk_tally *tally) {
    memset(tally, 0, sizeof(*tally));
    tally->days.limit = SK_TALLY_MANY;
    tally->operators.limit = SK_TALLY_NAMES;
    tally->orders.limit = SK_TALLY_MANY;
    tally->errors.limit = SK_TALLY_NAMES;
}

const char *sk_tally_result_name(enum sk_tally_result result) {
    switch (result) {
    case SK_TALLY_BOUND:
        return sk_result_name(SK_RESULT_BOUND);
    case SK_TALLY_REFUSED:
        return sk_result_name(SK_RESULT_REFUSED);
    case SK_TALLY_PENDING:
        return sk_result_name(SK_RESULT_PENDING);
    case SK_TALLY_WITHDRAWN:
        return sk_result_name(SK_RESULT_WITHDRAWN);
    case SK_TALLY_UNDONE:
        return sk_result_name(SK_RESULT_UNDONE);
    case SK_TALLY_CHECK:
        return sk_result_name(SK_RESULT_CHECK);
    case SK_TALLY_RESULTS:
        return "";
    }
    SK_UNREACHABLE("result");
}

static enum sk_tally_result result_of(const char *name) {
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        if (strcmp(name, sk_tally_result_name((enum sk_tally_result)i)) == 0) {
            return (enum sk_tally_result)i;
        }
    }
    return SK_TALLY_PENDING;
}

static size_t find_name(const struct sk_tally_names *names, const char *name) {
    size_t at = 0;
    if (names->last < names->count && strcmp(names->rows[names->last].name, name) == 0) {
        return names->last;
    }
    while (at < names->count && strcmp(names->rows[at].name, name) != 0) {
        at++;
    }
    return at;
}

static void add_name(struct sk_tally_names *names, const char *name, enum sk_tally_result result) {
    size_t at = find_name(names, name);
    if (at == names->count && at <= names->limit) {
        names->count++;
        (void)snprintf(names->rows[at].name, sizeof(names->rows[at].name), "%s",
                       at == names->limit ? SK_TALLY_OTHERS : name);
    } else if (at == names->count) {
        at = names->limit;
    }
    names->last = at;
    names->rows[at].by_result[result]++;
    names->rows[at].total++;
}

void sk_tally_add(struct sk_tally *tally, const struct sk_tally_pair *pair) {
    enum sk_tally_result index = result_of(pair->outcome);
    if (pair->is_undo) {
        tally->undos++;
        return;
    }
    tally->total++;
    tally->by_result[index]++;
    tally->attempts += pair->attempts;
    if (pair->hour >= 0 && pair->hour < 24) {
        tally->hours[pair->hour][index]++;
    }
    add_name(&tally->days, pair->day, index);
    add_name(&tally->operators, pair->operator_name, index);
    add_name(&tally->orders, pair->customer_order, index);
    if (pair->code[0] && index != SK_TALLY_BOUND) {
        add_name(&tally->errors, pair->code, index);
    }
}

void sk_tally_set_time(struct sk_tally_pair *pair, const char *text, size_t length) {
    static const size_t hour_at = 11; /* in 2026-01-06T09:12:05.123+01:00 */
    pair->day[0] = '\0';
    pair->hour = -1;
    if (length > hour_at + 1) {
        memcpy(pair->day, text, SK_TALLY_DAY_SIZE - 1);
        pair->day[SK_TALLY_DAY_SIZE - 1] = '\0';
        pair->hour = (text[hour_at] - '0') * 10 + text[hour_at + 1] - '0';
    }
}

bool sk_tally_has_orders(const struct sk_tally *tally) {
    return tally->orders.count > 1 ||
           (tally->orders.count == 1 && tally->orders.rows[0].name[0] != '\0');
}

static int by_total(const void *a, const void *b) {
    const struct sk_tally_row *left = a;
    const struct sk_tally_row *right = b;
    return left->total < right->total   ? 1
           : left->total > right->total ? -1
                                        : strcmp(left->name, right->name);
}

static int by_day(const void *a, const void *b) {
    const struct sk_tally_row *left = a;
    const struct sk_tally_row *right = b;
    bool is_left_rest = left->name[0] == SK_TALLY_OTHERS[0];
    bool is_right_rest = right->name[0] == SK_TALLY_OTHERS[0];
    return is_left_rest != is_right_rest ? (is_left_rest ? 1 : -1)
                                         : strcmp(left->name, right->name);
}

static void sort(struct sk_tally_names *names, int (*compare)(const void *a, const void *b)) {
    qsort(names->rows, names->count, sizeof(names->rows[0]), compare);
    names->last = names->count;
}

void sk_tally_sort(struct sk_tally *tally) {
    sort(&tally->days, by_day);
    sort(&tally->operators, by_total);
    sort(&tally->orders, by_total);
    sort(&tally->errors, by_total);
}
