#include "office/queries.h"

#include "base/parse.h"
#include "base/util.h"
#include "office/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum sk_err sk_office_benches(struct sk_office_turn *turn, struct sk_office_rows *rows) {
    static const char sql[] =
        "SELECT b.bench, coalesce(left(nullif(u.name, ''), 100), b.bench) AS name,"
        " (extract(epoch FROM clock_timestamp() - u.heard) * 1000)::bigint AS silent_ms,"
        " left(coalesce(u.version, ''), 100) AS version, coalesce(u.queue, 0) AS queue,"
        " left(coalesce(u.scanner, ''), 200) AS scanner, coalesce(u.last_scan_ms, 0) AS last_scan_ms,"
        " coalesce(u.clock_offset_ms, 0) AS clock_offset_ms,"
        " coalesce(u.is_held, false) AS is_held, coalesce(u.trusts_office, false) AS trusts_office,"
        " left(coalesce(u.webhook, ''), 200) AS webhook, coalesce(u.seq, 0) AS seq,"
        " coalesce(c.seq, 0) AS shipped_seq"
        " FROM sag.bench b LEFT JOIN sag.pulse u ON u.bench = b.bench"
        " LEFT JOIN sag.chain c ON c.bench = b.bench AND c.chain = u.chain"
        " WHERE b.revoked IS NULL ORDER BY length(coalesce(nullif(u.name, ''), b.bench)), 2, 1";
    return sk_office_ask(turn, sql, 0, NULL, rows);
}

/* "0219" becomes "0219%", for LIKE over small letters; "" stays. */
static bool make_beginning(const char *text, char *out, size_t size) {
    size_t used = 0;
    for (const char *at = text; *at; at++) {
        if (used + 4 > size) {
            return false;
        }
        if (*at == '%' || *at == '_' || *at == '\\') {
            out[used++] = '\\';
        }
        out[used++] = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    if (used > 0) {
        out[used++] = '%';
    }
    out[used] = '\0';
    return true;
}

enum sk_err sk_office_search_bind(const struct sk_office_search *search,
                                  struct sk_office_search_values *out) {
    if (!make_beginning(search->serial, out->serial, sizeof(out->serial)) ||
        !make_beginning(search->instance, out->instance, sizeof(out->instance))) {
        return SK_ERR_INVALID;
    }
    (void)snprintf(out->from, sizeof(out->from), "%" PRId64, search->from_ms);
    (void)snprintf(out->to, sizeof(out->to), "%" PRId64, search->to_ms);
    const char *const values[SK_OFFICE_SEARCH_VALUES] = {
        out->serial,    out->instance, search->customer_order,
        search->person, search->bench, search->outcome,
        out->from,      out->to
    };
    memcpy(out->values, values, sizeof(values));
    return SK_OK;
}

enum sk_err sk_office_search_read(const struct sk_office_turn *turn, struct sk_office_search *out) {
    const struct sk_office_form *query = &turn->request->query;
    const char *from = sk_office_form_get(query, "from");
    const char *to = sk_office_form_get(query, "to");
    *out = (struct sk_office_search){ .serial = sk_office_form_get(query, "serial"),
                                      .instance = sk_office_form_get(query, "instance"),
                                      .customer_order = sk_office_form_get(query, "order"),
                                      .person = sk_office_form_get(query, "person"),
                                      .bench = sk_office_form_get(query, "bench"),
                                      .outcome = sk_office_form_get(query, "outcome"),
                                      .before = sk_office_form_get(query, "before") };
    out->from_ms = from[0] ? sk_office_midnight(from, 0) : 0;
    out->to_ms = to[0] ? sk_office_midnight(to, 1) : 0;
    return (from[0] && out->from_ms == 0) || (to[0] && out->to_ms == 0) ? SK_ERR_INVALID : SK_OK;
}

/* Of texts that are longer than any of ours the beginning: a hundred pairs of a bench that writes
 * nonsense must fit on a page that all look at. */
#define PAIR_COLUMNS                                                                               \
    "SELECT p.bench, " SK_OFFICE_BENCH_SQL " AS bench_name, p.chain, p.number, p.kind,"            \
    " left(p.serial, 300) AS serial, left(p.instance, 300) AS instance,"                           \
    " left(p.customer_order, 100) AS customer_order, left(" SK_OFFICE_WHO_SQL ", 100) AS who,"     \
    " " SK_OFFICE_OUTCOME_SQL " AS outcome, left(p.code, 100) AS code,"                            \
    " left(p.message, 1000) AS message, p.scanned_wall_ms AS scanned_ms,"                          \
    " p.changed_wall_ms AS changed_ms FROM sag.pair p"

/* "MS BENCH CHAIN NUMBER". */
struct pair_place {
    char ms[24];
    struct sk_office_pair_name name;
};

static bool read_place(const char *text, struct pair_place *out) {
    int64_t ms = 0;
    size_t length = strcspn(text, " ");
    if (length >= sizeof(out->ms) || text[length] == '\0') {
        return false;
    }
    (void)snprintf(out->ms, sizeof(out->ms), "%.*s", (int)length, text);
    return sk_parse_int(out->ms, INT64_MIN, INT64_MAX, &ms) &&
           sk_office_pair_name_parse(text + length + 1, &out->name);
}

enum sk_err sk_office_pairs(struct sk_office_turn *turn, const struct sk_office_search *search,
                            int most, struct sk_office_rows *rows) {
    static const char sql[] =
        PAIR_COLUMNS " WHERE " SK_OFFICE_SEARCH_SQL
                     " AND ($9 = '' OR (p.scanned_wall_ms, p.bench, p.chain, p.number)"
                     " < (nullif($9, '')::bigint, $10, $11, $12::bigint))"
                     " ORDER BY p.scanned_wall_ms DESC, p.bench DESC, p.chain DESC, p.number DESC"
                     " LIMIT $13::integer";
    struct sk_office_search_values bound;
    struct pair_place place = { .ms = "" };
    char number[24];
    char limit[16];
    enum sk_err err = sk_office_search_bind(search, &bound);
    if (!err && search->before[0] && !read_place(search->before, &place)) {
        err = SK_ERR_INVALID;
    }
    (void)snprintf(number, sizeof(number), "%" PRId64, place.name.number);
    (void)snprintf(limit, sizeof(limit), "%d", most);
    const char *const more[] = { place.ms, place.name.bench, place.name.chain, number, limit };
    memcpy(bound.values + SK_OFFICE_SEARCH_VALUES, more, sizeof(more));
    return err ? err
               : sk_office_ask(turn, sql, SK_OFFICE_SEARCH_VALUES + SK_ARRAY_LEN(more),
                               bound.values, rows);
}

enum sk_err sk_office_open_pairs(struct sk_office_turn *turn, int most,
                                 struct sk_office_rows *rows) {
    /* The condition of the index pair_open, word for word. */
    static const char sql[] = PAIR_COLUMNS
        " WHERE p.kind = 'bind' AND p.result IN ('refused', 'check') AND p.dealt_wall_ms = 0"
        " AND p.retried_by = 0 AND p.undone_by = 0"
        " ORDER BY p.scanned_wall_ms, p.bench, p.number LIMIT $1::integer";
    char limit[16];
    const char *const values[] = { limit };
    (void)snprintf(limit, sizeof(limit), "%d", most);
    return sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, rows);
}

static bool set_name(struct sk_office_pair_name *out, const char *bench, size_t bench_length,
                     const char *chain, size_t chain_length, const char *number) {
    if (bench_length == 0 || bench_length >= sizeof(out->bench) ||
        chain_length >= sizeof(out->chain) || !sk_parse_int(number, 1, INT64_MAX, &out->number)) {
        return false;
    }
    (void)snprintf(out->bench, sizeof(out->bench), "%.*s", (int)bench_length, bench);
    (void)snprintf(out->chain, sizeof(out->chain), "%.*s", (int)chain_length, chain);
    return true;
}

bool sk_office_pair_name_parse(const char *text, struct sk_office_pair_name *out) {
    size_t bench = strcspn(text, " ");
    const char *chain = text + bench + (text[bench] == ' ');
    size_t length = strcspn(chain, " ");
    return chain[length] == ' ' && set_name(out, text, bench, chain, length, chain + length + 1);
}

enum sk_err sk_office_pair_name_read(const struct sk_office_turn *turn,
                                     struct sk_office_pair_name *out) {
    const char *bench = sk_office_value(turn, "bench");
    const char *chain = sk_office_value(turn, "chain");
    return set_name(out, bench, strlen(bench), chain, strlen(chain),
                    sk_office_value(turn, "number"))
               ? SK_OK
               : SK_ERR_INVALID;
}

enum sk_err sk_office_orders(struct sk_office_turn *turn, const char *order,
                             struct sk_office_rows *rows) {
    static const char sql[] =
        "WITH word AS (SELECT DISTINCT ON (b.serial) b.serial, b.is_bound, b.customer_order"
        " FROM sag.binding b WHERE b.customer_order <> ''"
        " ORDER BY b.serial, b.happened_ms DESC, b.changed DESC),"
        " done AS (SELECT lower(w.customer_order) AS o, min(w.customer_order) AS name,"
        " count(*) FILTER (WHERE w.is_bound) AS bound FROM word w GROUP BY 1),"
        " wanted AS (SELECT lower(l.customer_order) AS o, min(l.customer_order) AS name,"
        " count(*) AS listed FROM sag.listed l WHERE l.customer_order <> '' GROUP BY 1)"
        " SELECT left(coalesce(w.name, d.name), 100) AS customer_order, coalesce(d.bound, 0) AS bound,"
        " coalesce(w.listed, 0) AS listed FROM wanted w FULL JOIN done d ON d.o = w.o"
        " WHERE $1 = '' OR coalesce(w.o, d.o) LIKE $1"
        " ORDER BY coalesce(d.bound, 0) >= coalesce(w.listed, 0), 1 LIMIT 500";
    char beginning[600];
    const char *const values[] = { beginning };
    return make_beginning(order, beginning, sizeof(beginning))
               ? sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, rows)
               : SK_ERR_INVALID;
}

enum sk_err sk_office_pair(struct sk_office_turn *turn, const struct sk_office_pair_name *name,
                           struct sk_office_rows *rows) {
    static const char sql[] =
        "SELECT " SK_OFFICE_OUTCOME_SQL " AS outcome, " SK_OFFICE_BENCH_SQL " AS bench_name,"
        " " SK_OFFICE_WHO_SQL " AS who, p.* FROM sag.pair p"
        " WHERE p.bench = $1 AND p.chain = $2 AND p.number = $3::bigint";
    char number[24];
    const char *const values[] = { name->bench, name->chain, number };
    (void)snprintf(number, sizeof(number), "%" PRId64, name->number);
    enum sk_err err = sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, rows);
    if (!err && rows->count == 0) {
        sk_office_rows_finish(rows);
        return SK_ERR_NOT_FOUND;
    }
    return err;
}

enum sk_err sk_office_pair_events(struct sk_office_turn *turn,
                                  const struct sk_office_pair_name *name,
                                  struct sk_office_rows *rows) {
    static const char sql[] =
        "SELECT p.seq, p.wall_ms, p.event, " SK_OFFICE_BODY_SQL ","
        " (extract(epoch FROM p.received) * 1000)::bigint AS received_ms FROM sag.event p"
        " WHERE p.bench = $1 AND p.chain = $2 AND p.pair = $3::bigint AND p.pair > 0"
        " ORDER BY p.seq LIMIT 500";
    char number[24];
    const char *const values[] = { name->bench, name->chain, number };
    (void)snprintf(number, sizeof(number), "%" PRId64, name->number);
    return sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, rows);
}
