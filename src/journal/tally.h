/* tally.h — counts of pairs by hour, result, operator and error. Pure; a plain value. */
#ifndef SK_JOURNAL_TALLY_H
#define SK_JOURNAL_TALLY_H

#include "pairing/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_TALLY_NAMES 64 /* different operators, and errors; more of them count as "others" */
#define SK_TALLY_OTHERS "(others)"

enum sk_tally_result {
    SK_TALLY_BOUND,
    SK_TALLY_REFUSED,
    SK_TALLY_PENDING,
    SK_TALLY_WITHDRAWN,
    SK_TALLY_UNDONE,
    SK_TALLY_CHECK,
    SK_TALLY_RESULTS,
};

struct sk_tally_row {
    char name[SK_CODE_SIZE];
    int64_t by_result[SK_TALLY_RESULTS];
    int64_t total;
};

struct sk_tally_names {
    size_t count;
    struct sk_tally_row rows[SK_TALLY_NAMES + 1]; /* the last: others */
};

struct sk_tally {
    int64_t total;
    int64_t by_result[SK_TALLY_RESULTS];
    int64_t hours[24][SK_TALLY_RESULTS]; /* local time of the scan */
    int64_t attempts;
    struct sk_tally_names operators;
    struct sk_tally_names errors; /* codes of pairs that are not bound */
};

void sk_tally_init(struct sk_tally *tally);
/* hour: 0 to 23, of the scan; result as the journal has it. */
void sk_tally_add(struct sk_tally *tally, int hour, const char *result, const char *operator_name,
                  const char *code, int64_t attempts);
/* The most frequent first. */
void sk_tally_sort(struct sk_tally *tally);
/* "bound", …. Static. */
const char *sk_tally_result_name(enum sk_tally_result result);

#endif
