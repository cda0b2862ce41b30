/* queries.h — what pages and the API both ask the database. Private to this folder. */
#ifndef SK_OFFICE_QUERIES_H
#define SK_OFFICE_QUERIES_H

#include "office/turn.h"

#include <stddef.h>
#include <stdint.h>

/* SQL: what a pair has become, an undone binding too; the name of who it was, over `p`. */
#define SK_OFFICE_OUTCOME_SQL                                                                      \
    "CASE WHEN p.result = 'bound' AND p.undone_by <> 0 THEN 'undone' ELSE p.result END"
#define SK_OFFICE_WHO_SQL                                                                          \
    "CASE p.person WHEN 0 THEN p.operator ELSE coalesce((SELECT nullif(n.name, '') FROM "          \
    "sag.person n WHERE n.number = p.person), '#' || p.person) END"
#define SK_OFFICE_BENCH_SQL                                                                        \
    "coalesce((SELECT left(nullif(u.name, ''), 100) FROM sag.pulse u WHERE u.bench = p.bench),"    \
    " p.bench)"
/* An event's bytes, over `p`; what is longer than any event cannot be read, and is not fetched. */
#define SK_OFFICE_BODY_SQL "substr(p.body, 1, 65537)"

/* Columns of sk_office_benches(). */
enum {
    SK_OFFICE_BENCH_ID,
    SK_OFFICE_BENCH_NAME,
    SK_OFFICE_BENCH_SILENT_MS, /* since it was heard; NULL: never */
    SK_OFFICE_BENCH_VERSION,
    SK_OFFICE_BENCH_QUEUE,
    SK_OFFICE_BENCH_SCANNER,
    SK_OFFICE_BENCH_LAST_SCAN_MS,
    SK_OFFICE_BENCH_CLOCK_MS,
    SK_OFFICE_BENCH_IS_HELD,
    SK_OFFICE_BENCH_TRUSTS,
    SK_OFFICE_BENCH_WEBHOOK,
    SK_OFFICE_BENCH_SEQ,
    SK_OFFICE_BENCH_SHIPPED,
};
/* The benches that were not revoked, by name. */
enum sk_err sk_office_benches(struct sk_office_turn *turn, struct sk_office_rows *rows);

/* What is searched for. Texts are borrowed, never NULL; "" and 0: all. */
struct sk_office_search {
    const char *serial;   /* its beginning */
    const char *instance; /* its beginning */
    const char *customer_order;
    const char *person; /* a name */
    const char *bench;
    const char *outcome;
    int64_t from_ms, to_ms; /* scanned, the latter not included */
    const char *before;     /* the place where the page before ended: "MS BENCH CHAIN NUMBER" */
};
#define SK_OFFICE_SEARCH_VALUES 8

/* The condition over `sag.pair p` with $1 to $8. */
#define SK_OFFICE_SEARCH_SQL                                                                       \
    "($1 = '' OR lower(p.serial) LIKE $1) AND ($2 = '' OR lower(p.instance) LIKE $2)"              \
    " AND ($3 = '' OR (lower(p.customer_order) = lower($3) AND p.customer_order <> ''))"           \
    " AND ($4 = '' OR p.person IN (SELECT n.number FROM sag.person n WHERE lower(n.name) = "       \
    "lower($4)) OR (p.person = 0 AND lower(p.operator) = lower($4)))"                              \
    " AND ($5 = '' OR p.bench = $5) AND ($6 = '' OR " SK_OFFICE_OUTCOME_SQL " = $6)"               \
    " AND ($7::bigint = 0 OR p.scanned_wall_ms >= $7::bigint)"                                     \
    " AND ($8::bigint = 0 OR p.scanned_wall_ms < $8::bigint)"

/* The values for it; borrowed from itself and from the search. Plain value that must not move. */
struct sk_office_search_values {
    char serial[600], instance[600], from[24], to[24];
    const char *values[SK_OFFICE_VALUES_MAX];
};
/* Errors: SK_ERR_INVALID (longer than a label can be). */
enum sk_err sk_office_search_bind(const struct sk_office_search *search,
                                  struct sk_office_search_values *out);

/* Out of the query: serial, instance, order, person, bench, outcome, from and to (days; the latter
 * included), before. Errors: SK_ERR_INVALID (no day). */
enum sk_err sk_office_search_read(const struct sk_office_turn *turn, struct sk_office_search *out);

/* Columns of sk_office_pairs(). */
enum {
    SK_OFFICE_PAIR_BENCH,
    SK_OFFICE_PAIR_BENCH_NAME,
    SK_OFFICE_PAIR_CHAIN,
    SK_OFFICE_PAIR_NUMBER,
    SK_OFFICE_PAIR_KIND,
    SK_OFFICE_PAIR_SERIAL,
    SK_OFFICE_PAIR_INSTANCE,
    SK_OFFICE_PAIR_ORDER,
    SK_OFFICE_PAIR_WHO,
    SK_OFFICE_PAIR_OUTCOME,
    SK_OFFICE_PAIR_CODE,
    SK_OFFICE_PAIR_MESSAGE,
    SK_OFFICE_PAIR_SCANNED_MS,
    SK_OFFICE_PAIR_CHANGED_MS,
};
/* The newest first, at most `most`. */
enum sk_err sk_office_pairs(struct sk_office_turn *turn, const struct sk_office_search *search,
                            int most, struct sk_office_rows *rows);
/* Those that need somebody, of all benches, the oldest first. */
enum sk_err sk_office_open_pairs(struct sk_office_turn *turn, int most,
                                 struct sk_office_rows *rows);

/* Which pair is meant: three texts that are only used as values. */
struct sk_office_pair_name {
    char bench[64];
    char chain[20];
    int64_t number;
};
/* Out of "bench", "chain", "number" of the query. Errors: SK_ERR_INVALID. */
enum sk_err sk_office_pair_name_read(const struct sk_office_turn *turn,
                                     struct sk_office_pair_name *out);
/* Out of "BENCH CHAIN NUMBER". */
bool sk_office_pair_name_parse(const char *text, struct sk_office_pair_name *out);

/* customer_order, bound, listed: of all benches; those that are not whole first. order: "" for all.
 */
enum sk_err sk_office_orders(struct sk_office_turn *turn, const char *order,
                             struct sk_office_rows *rows);

/* One pair, all columns of sag.pair and its outcome, named; and its events, oldest first: seq,
 * wall_ms, event, body, received_ms. Errors: SK_ERR_NOT_FOUND. */
enum sk_err sk_office_pair(struct sk_office_turn *turn, const struct sk_office_pair_name *name,
                           struct sk_office_rows *rows);
enum sk_err sk_office_pair_events(struct sk_office_turn *turn,
                                  const struct sk_office_pair_name *name,
                                  struct sk_office_rows *rows);

#endif
