/* admin_check_benches.c — which benches are there, whether the heads of their logs are true, and
 * what was alarmed about. */
#include "fleet/admin_check.h"

#include "base/util.h"
#include "fleet/admin_query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Rows of (ok|warn|fail, sentence, remedy), at most 20; a last one counts the rest. */
struct bench_look {
    const char *check;
    const char *sql;
};

#define FIRST_20(from, what)                                                                       \
    "WITH bad AS (" from ") (SELECT state, text, remedy FROM bad ORDER BY place DESC LIMIT 20) "   \
    "UNION ALL SELECT 'warn', 'and ' || count(*) - 20 || ' more " what "', '' FROM bad "           \
    "HAVING count(*) > 20"

static const struct bench_look looks[] = {
    /* A bench beats every few seconds; ten minutes are no pause of the network. */
    { "benches",
      "SELECT 'ok', count(*) FILTER (WHERE b.revoked IS NULL) || ' enrolled, ' || "
      "count(*) FILTER (WHERE b.revoked IS NOT NULL) || ' revoked, ' || "
      "count(*) FILTER (WHERE b.revoked IS NULL AND p.heard > now() - interval '10 minutes') || "
      "' heard within ten minutes', '' FROM sag.bench b LEFT JOIN sag.pulse p USING (bench)" },
    { "benches",
      FIRST_20("SELECT 'warn' AS state, CASE WHEN p.heard IS NULL THEN b.bench || ' was never "
               "heard' ELSE b.bench || ' was last heard ' || to_char(p.heard AT TIME ZONE 'UTC', "
               "'YYYY-MM-DD HH24:MI') || ' UTC' END AS text, 'look after the bench, or revoke it' "
               "AS remedy, p.heard AS place FROM sag.bench b LEFT JOIN sag.pulse p USING (bench) "
               "WHERE b.revoked IS NULL AND coalesce(p.heard, b.enrolled) < "
               "now() - interval '10 minutes'",
               "benches are away") },
    { "chains", "SELECT 'ok', count(*) || ' logs of ' || count(DISTINCT bench) || ' benches, ' || "
                "coalesce(sum(seq - first_seq + 1), 0) || ' events', '' FROM sag.chain" },
    /* Each head is its last event's, or the anchor behind which nothing came yet. */
    { "chains",
      FIRST_20("SELECT 'fail' AS state, 'the head of log ' || c.chain || ' of ' || c.bench || "
               "', event ' || c.seq || ', is not that of its last event' AS text, "
               "'somebody changed the tables; compare with sag-kioskctl log verify at the bench' "
               "AS remedy, c.moved AS place FROM sag.chain c LEFT JOIN LATERAL (SELECT e.seq, "
               "e.hash FROM sag.event e WHERE e.bench = c.bench AND e.chain = c.chain ORDER BY "
               "e.seq DESC LIMIT 1) l ON true WHERE (l.seq IS NOT NULL AND l.seq >= c.first_seq "
               "AND (l.seq, l.hash) IS DISTINCT FROM (c.seq, c.hash)) OR (coalesce(l.seq, 0) < "
               "c.first_seq AND (c.seq, c.hash) IS DISTINCT FROM (c.first_seq - 1, c.anchor))",
               "heads are wrong") },
    { "chains",
      FIRST_20(
          "SELECT 'warn' AS state, p.bench || ' has ' || p.seq - coalesce(c.seq, 0) || "
          "' events that are not here' AS text, 'is it connected?' AS remedy, p.heard AS "
          "place FROM sag.pulse p JOIN sag.bench b ON b.bench = p.bench AND b.revoked IS NULL "
          "LEFT JOIN sag.chain c ON c.bench = p.bench AND c.chain = p.chain WHERE p.chain <> '' "
          "AND p.seq - coalesce(c.seq, 0) > 1000",
          "benches are behind") },
    /* It is over, but not forgotten. */
    { "accepted",
      FIRST_20("SELECT 'ok' AS state, bench || ': the log ' || chain || ' was broken (' || kind || "
               "'), and accepted ' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || "
               "' UTC by ' || who || ': ' || reason || CASE WHEN kept_as <> '' THEN '; what was "
               "here is ' || kept_as ELSE '; event ' || seq || ' has a false hash' END AS text, "
               "'' AS remedy, at AS place FROM sag.accepted",
               "were accepted") },
    { "alarms",
      "SELECT 'ok', 'none that nobody has seen', '' WHERE NOT EXISTS (SELECT 1 FROM sag.alarm "
      "WHERE seen IS NULL)" },
    { "alarms",
      FIRST_20(
          "SELECT CASE WHEN kind IN ('gap', 'rewritten', 'hash') THEN 'fail' ELSE 'warn' END "
          "AS state, bench || ': ' || kind || ': ' || text || CASE WHEN times > 1 THEN ' (' || times || ' times)' ELSE '' END AS text, 'find out why; the "
          "office''s page marks it as seen, fleet accept takes a broken log' AS remedy, at AS place FROM sag.alarm WHERE seen "
          "IS NULL",
          "alarms") },
};

static enum sk_fleet_finding_state state_of(const char *word) {
    return strcmp(word, "ok") == 0     ? SK_FLEET_OK
           : strcmp(word, "warn") == 0 ? SK_FLEET_WARN
                                       : SK_FLEET_FAIL;
}

void sk_fleet_check_benches(struct sk_fleet_admin *admin,
                            const struct sk_fleet_listener *listener) {
    for (size_t i = 0; i < SK_ARRAY_LEN(looks); i++) {
        struct sk_err_info info = { "" };
        enum sk_err err;
        PGresult *result = sk_fleet_query(admin, looks[i].sql, 0, NULL, &err, &info);
        if (err) {
            sk_fleet_tell(listener, SK_FLEET_FAIL, looks[i].check,
                          "connect as the owner of the database", "%s", info.text);
            continue;
        }
        for (int row = 0; row < PQntuples(result); row++) {
            sk_fleet_tell(listener, state_of(PQgetvalue(result, row, 0)), looks[i].check,
                          PQgetvalue(result, row, 2), "%s", PQgetvalue(result, row, 1));
        }
        PQclear(result);
    }
}
