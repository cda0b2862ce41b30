/* admin_months.c — months of events that are dropped. */
#include "fleet/admin.h"
#include "fleet/admin_query.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

struct month {
    int year;
    int month;      /* 1 to 12 */
    char table[32]; /* "event_2026_01" */
};

static bool parse_month(const char *text, struct month *out) {
    char year[5];
    int64_t number;
    if (strlen(text) != 7 || text[4] != '-') {
        return false;
    }
    (void)snprintf(year, sizeof(year), "%.4s", text);
    if (!sk_parse_int(year, 2000, 9999, &number)) {
        return false;
    }
    out->year = (int)number;
    /* No sign and no blank may stand where "01" has its zero. */
    if (text[5] < '0' || text[5] > '1' ||
        !sk_parse_int(text + 5 + (text[5] == '0'), 1, 12, &number)) {
        return false;
    }
    out->month = (int)number;
    (void)snprintf(out->table, sizeof(out->table), "event_%04d_%02d", out->year, out->month);
    return true;
}

/* Whole months that have passed since its end, by the server's clock. */
static enum sk_err check_age(struct sk_fleet_admin *admin, const struct month *month, int min_age,
                             struct sk_err_info *info) {
    int64_t now = 0;
    enum sk_err err =
        sk_fleet_number(admin,
                        "SELECT 12 * extract(year FROM now() AT TIME ZONE 'UTC')::int "
                        "+ extract(month FROM now() AT TIME ZONE 'UTC')::int",
                        &now, info);
    int64_t age = now - (12 * (int64_t)month->year + month->month) - 1;
    if (!err && age < min_age) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "%04d-%02d is too young: %d whole months must have passed since "
                      "(--min-age says how many)",
                      month->year, month->month, min_age);
    }
    return err;
}

/* The month is there, and none before it: what is left of a log is then one piece. */
static enum sk_err check_first(struct sk_fleet_admin *admin, const struct month *month,
                               struct sk_err_info *info) {
    const char *const values[] = { month->table };
    enum sk_err err;
    PGresult *result =
        sk_fleet_query(admin,
                       "SELECT c.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c "
                       "ON c.oid = i.inhrelid WHERE i.inhparent = 'sag.event'::regclass "
                       "AND c.relname ~ '^event_[0-9]{4}_[0-9]{2}$' AND c.relname <= $1 "
                       "ORDER BY c.relname",
                       1, values, &err, info);
    if (err) {
        return err;
    }
    int count = PQntuples(result);
    if (count == 0 || strcmp(PQgetvalue(result, count - 1, 0), month->table) != 0) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there are no events of %04d-%02d", month->year,
                      month->month);
    } else if (count > 1) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "an older month is still there, %.4s-%s; drop the oldest first",
                      PQgetvalue(result, 0, 0) + 6, PQgetvalue(result, 0, 0) + 11);
    }
    PQclear(result);
    return err;
}

enum sk_err sk_fleet_admin_drop_month(struct sk_fleet_admin *admin, const char *month, int min_age,
                                      struct sk_err_info *info) {
    struct month of;
    char sql[1024];
    if (!parse_month(month, &of)) {
        return sk_fail(info, SK_ERR_INVALID, "'%.40s' is no month, as 2026-01 is", month);
    }
    enum sk_err err = check_age(admin, &of, min_age, info);
    err = err ? err : check_first(admin, &of, info);
    if (err) {
        return err;
    }
    /* The last event of each log in it is the anchor of what follows. */
    (void)snprintf(sql, sizeof(sql),
                   "SET LOCAL lock_timeout = '2s'; "
                   "LOCK TABLE sag.event IN ACCESS EXCLUSIVE MODE; "
                   "UPDATE sag.chain c SET first_seq = l.seq + 1, anchor = l.hash FROM "
                   "(SELECT k.bench, k.chain, e.seq, e.hash FROM sag.chain k CROSS JOIN LATERAL "
                   "(SELECT m.seq, m.hash FROM sag.%s m WHERE m.bench = k.bench "
                   "AND m.chain = k.chain ORDER BY m.seq DESC LIMIT 1) e) l "
                   "WHERE c.bench = l.bench AND c.chain = l.chain AND l.seq >= c.first_seq; "
                   "DROP TABLE sag.%s",
                   of.table, of.table);
    err = sk_fleet_run(admin, "BEGIN", info);
    err = err ? err : sk_fleet_run(admin, sql, info);
    err = sk_fleet_end(admin, err, info);
    if (err == SK_ERR_BUSY) {
        return sk_fail(info, err,
                       "somebody was at the events for two seconds; nothing was dropped");
    }
    return err;
}
