#include "journal/tally.h"

#include "base/assert.h"
#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sk_tally_init(struct sk_tally *tally) {
    *tally = (struct sk_tally){ 0 };
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

static void add_name(struct sk_tally_names *names, const char *name, enum sk_tally_result result) {
    size_t at = 0;
    while (at < names->count && strcmp(names->rows[at].name, name) != 0) {
        at++;
    }
    if (at == names->count && names->count < SK_ARRAY_LEN(names->rows)) {
        bool is_last = names->count == SK_TALLY_NAMES;
        names->count++;
        (void)snprintf(names->rows[at].name, sizeof(names->rows[at].name), "%s",
                       is_last ? SK_TALLY_OTHERS : name);
    } else if (at == names->count) {
        at = SK_TALLY_NAMES;
    }
    names->rows[at].by_result[result]++;
    names->rows[at].total++;
}

void sk_tally_add(struct sk_tally *tally, int hour, const char *result, const char *operator_name,
                  const char *code, int64_t attempts) {
    enum sk_tally_result index = result_of(result);
    tally->total++;
    tally->by_result[index]++;
    tally->attempts += attempts;
    if (hour >= 0 && hour < 24) {
        tally->hours[hour][index]++;
    }
    add_name(&tally->operators, operator_name, index);
    if (code[0] && index != SK_TALLY_BOUND) {
        add_name(&tally->errors, code, index);
    }
}

static int by_total(const void *a, const void *b) {
    const struct sk_tally_row *left = a;
    const struct sk_tally_row *right = b;
    return left->total < right->total   ? 1
           : left->total > right->total ? -1
                                        : strcmp(left->name, right->name);
}

void sk_tally_sort(struct sk_tally *tally) {
    qsort(tally->operators.rows, tally->operators.count, sizeof(tally->operators.rows[0]),
          by_total);
    qsort(tally->errors.rows, tally->errors.count, sizeof(tally->errors.rows[0]), by_total);
}
