/* tally.h — counts of pairs by day, hour, outcome, operator, order and error. Pure; a plain value.
 */
#ifndef SK_JOURNAL_TALLY_H
#define SK_JOURNAL_TALLY_H

#include "pairing/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_TALLY_NAMES 64 /* different operators, and errors; more of them count as "others" */
#define SK_TALLY_MANY 400 /* different days, and orders */
#define SK_TALLY_OTHERS "(others)"
#define SK_TALLY_DAY_SIZE 11 /* "2026-01-06" */

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
    size_t limit; /* SK_TALLY_NAMES or SK_TALLY_MANY; one more row is for the others */
    size_t last;  /* row that was counted last: mostly it is the next one, too */
    struct sk_tally_row rows[SK_TALLY_MANY + 1];
};

struct sk_tally {
    int64_t total; /* pairs that were scanned; undos are none */
    int64_t undos; /* rows of undos, however they ended; counted nowhere else */
    int64_t by_result[SK_TALLY_RESULTS];
    int64_t hours[24][SK_TALLY_RESULTS]; /* local time of the scan */
    int64_t attempts;
    struct sk_tally_names days; /* local day of the scan, oldest first once sorted */
    struct sk_tally_names operators;
    struct sk_tally_names orders; /* the customer's; pairs of no order are under "" */
    struct sk_tally_names errors; /* codes of pairs that are not bound */
};

/* One row to be counted; borrowed during the call. */
struct sk_tally_pair {
    bool is_undo;
    char day[SK_TALLY_DAY_SIZE]; /* "": not known */
    int hour;                    /* 0 to 23, of the scan; -1: not known */
    const char *outcome;         /* sk_stored_pair_outcome(), by its name */
    const char *operator_name;
    const char *customer_order;
    const char *code;
    int64_t attempts;
};

void sk_tally_init(struct sk_tally *tally);
void sk_tally_add(struct sk_tally *tally, const struct sk_tally_pair *pair);
/* Day and hour from a time as sk_stamp_format() writes it. */
void sk_tally_set_time(struct sk_tally_pair *pair, const char *text, size_t length);
/* Days in their order, of the others the most frequent first. */
void sk_tally_sort(struct sk_tally *tally);
/* False where no pair has an order: there is nothing to list. */
bool sk_tally_has_orders(const struct sk_tally *tally);
/* "bound", …. Static. */
const char *sk_tally_result_name(enum sk_tally_result result);

#endif
