#include "fleet/admin_check.h"

#include "base/parse.h"
#include "base/util.h"
#include "fleet/admin_query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MONTHS_AHEAD_MIN 3
#define RESET_TRIES 10

/* --- the server --------------------------------------------------------------------------------
 */

/* One number, or a line that says why there is none. */
static bool ask(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener,
                const char *check, const char *sql, int64_t *out) {
    struct sk_err_info info = { "" };
    if (sk_fleet_number(admin, sql, out, &info) == SK_OK) {
        return true;
    }
    sk_fleet_tell(listener, SK_FLEET_FAIL, check, "connect as the owner of the database",
                  "the server does not answer: %s", info.text);
    return false;
}

static void check_server(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    int64_t is_standby;
    int64_t is_utf8;
    if (!ask(admin, listener, "server", "SELECT pg_is_in_recovery()::int", &is_standby) ||
        !ask(admin, listener, "server", "SELECT (current_setting('server_encoding') = 'UTF8')::int",
             &is_utf8)) {
        return;
    }
    if (is_standby) {
        sk_fleet_tell(listener, SK_FLEET_WARN, "server",
                      "name the primary, or all hosts with target_session_attrs=read-write",
                      "this is a standby: benches cannot write here");
    } else if (!is_utf8) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "server",
                      "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
                      "the database's encoding is not UTF8: names would be refused");
    } else {
        sk_fleet_tell(listener, SK_FLEET_OK, "server", NULL, "PostgreSQL %d.%d at %s",
                      PQserverVersion(admin->connection) / 10000,
                      PQserverVersion(admin->connection) % 10000, PQhost(admin->connection));
    }
}

/* False: the rest cannot be looked at. */
static bool check_format(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    struct sk_err_info info = { "" };
    int newest = sk_fleet_versions[sk_fleet_version_count - 1].number;
    int version = 0;
    if (sk_fleet_admin_format(admin, &version, &info) != SK_OK) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "format", "connect as the owner of the database",
                      "the database's version cannot be read: %s", info.text);
        return false;
    }
    if (version == 0) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "format", "sag-kioskctl fleet init",
                      "the database is no fleet's");
    } else if (version < newest) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "format", "sag-kioskctl fleet migrate",
                      "the database has version %d, this program is made for %d", version, newest);
    } else if (version > newest) {
        sk_fleet_tell(listener, SK_FLEET_WARN, "format", "use a newer sag-kioskctl",
                      "the database has version %d, this program knows %d", version, newest);
    } else {
        sk_fleet_tell(listener, SK_FLEET_OK, "format", NULL, "version %d", version);
    }
    return version > 0;
}

static void check_durability(struct sk_fleet_admin *admin,
                             const struct sk_fleet_listener *listener) {
    static const char *const names[] = { "fsync", "full_page_writes", "synchronous_commit" };
    bool is_fine = true;
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        const char *const values[] = { names[i] };
        enum sk_err err;
        PGresult *result =
            sk_fleet_query(admin, "SELECT current_setting($1)", 1, values, &err, NULL);
        /* "local" is on at this machine, but not at the standby. */
        if (result && (strcmp(PQgetvalue(result, 0, 0), "off") == 0 ||
                       strcmp(PQgetvalue(result, 0, 0), "local") == 0)) {
            is_fine = false;
            sk_fleet_tell(listener, SK_FLEET_FAIL, "durability", "set it to on in postgresql.conf",
                          "%s is %s: what a bench was told to be there may be lost", names[i],
                          PQgetvalue(result, 0, 0));
        }
        PQclear(result);
    }
    if (is_fine) {
        sk_fleet_tell(listener, SK_FLEET_OK, "durability", NULL, "what is acknowledged is on disk");
    }
}

static void check_standby(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    int64_t wants_sync;
    int64_t followers;
    int64_t in_sync;
    if (!ask(admin, listener, "standby",
             "SELECT (current_setting('synchronous_standby_names') <> '')::int", &wants_sync) ||
        !ask(admin, listener, "standby", "SELECT count(*) FROM pg_stat_replication", &followers) ||
        !ask(admin, listener, "standby",
             "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')",
             &in_sync)) {
        return;
    }
    if (wants_sync && in_sync == 0) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "standby",
                      "start the standby, or take it out of synchronous_standby_names; who is not "
                      "a superuser needs the role pg_monitor to see it",
                      "no synchronous standby follows: whatever benches send waits for it");
    } else if (followers == 0) {
        sk_fleet_tell(listener, SK_FLEET_WARN, "standby",
                      "set up a streaming standby and name it in synchronous_standby_names",
                      "there is no standby: with this machine all logs at the server are gone");
    } else if (in_sync == 0) {
        sk_fleet_tell(listener, SK_FLEET_WARN, "standby", "name it in synchronous_standby_names",
                      "the standby is not synchronous: the last events would be missing there");
    } else {
        sk_fleet_tell(listener, SK_FLEET_OK, "standby", NULL,
                      "%" PRId64 " of %" PRId64 " standbys synchronous", in_sync, followers);
    }
}

static void check_months(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    int64_t ahead;
    int64_t strays;
    /* The months behind this one that follow each other without a gap. */
    if (!ask(admin, listener, "months",
             "SELECT coalesce(min(i), 0) - 1 FROM generate_series(0, 120) i WHERE "
             "to_regclass('sag.event_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') "
             "+ make_interval(months => i), 'YYYY_MM')) IS NULL",
             &ahead) ||
        !ask(admin, listener, "months", "SELECT EXISTS (SELECT 1 FROM sag.event_other)::int",
             &strays)) {
        return;
    }
    if (strays) {
        sk_fleet_tell(listener, SK_FLEET_WARN, "months",
                      "the server's clock was wrong, or months were missing for a while; they "
                      "stay there, and are found as all others",
                      "there are events that belong to no month: sag.event_other");
    }
    if (ahead < MONTHS_AHEAD_MIN) {
        sk_fleet_tell(listener, ahead < 0 ? SK_FLEET_FAIL : SK_FLEET_WARN, "months",
                      "sag-kioskctl fleet migrate makes them",
                      "only %" PRId64 " months ahead have a table", ahead < 0 ? 0 : ahead);
    } else {
        sk_fleet_tell(listener, SK_FLEET_OK, "months", NULL, "%" PRId64 " ahead", ahead);
    }
}

void sk_fleet_check(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    check_server(admin, listener);
    check_durability(admin, listener);
    check_standby(admin, listener);
    if (check_format(admin, listener)) {
        check_months(admin, listener);
        sk_fleet_check_rights(admin, listener);
        sk_fleet_check_benches(admin, listener);
    }
}

/* --- the pooler --------------------------------------------------------------------------------
 */

/* The functions answer there, and let nobody in who proves nothing. */
static void ask_as_nobody(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    PGresult *result = PQexecParams(admin->connection,
                                    "SELECT status FROM sag.ask('nobody', $1::bytea, 'nothing')", 1,
                                    NULL, (const char *const[]){ "\\x00" }, NULL, NULL, 0);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state && strcmp(state, "SG001") == 0) {
        sk_fleet_tell(listener, SK_FLEET_OK, "pooler", NULL, "answers at %s:%s as %s",
                      PQhost(admin->connection), PQport(admin->connection),
                      PQuser(admin->connection));
    } else {
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        sk_fleet_tell(listener, SK_FLEET_FAIL, "pooler",
                      "it must lead to the fleet's database, as sag_bench",
                      "a bench's question is not answered there: %s",
                      primary ? primary : "somebody without a secret was let in");
    }
    PQclear(result);
}

/* One connection through the pooler: which one of the server's it has, and what an earlier client
 * left there. False: it cannot be told. */
static bool look_behind(const char *dsn, const char *sql, char pid[32], char left[32]) {
    struct sk_fleet_admin *admin = NULL;
    PGresult *result = NULL;
    enum sk_err err = sk_fleet_admin_connect(&admin, dsn, NULL);
    if (!err) {
        result = sk_fleet_query(admin, sql, 0, NULL, &err, NULL);
    }
    bool is_told = result && PQntuples(result) == 1;
    if (is_told) {
        (void)snprintf(pid, 32, "%s", PQgetvalue(result, 0, 0));
        (void)snprintf(left, 32, "%s", PQgetvalue(result, 0, 1));
    }
    PQclear(result);
    sk_fleet_admin_destroy(admin);
    return is_told;
}

/* Does what one client sets of a connection stay for the next? It is tried with a setting that
 * means nothing; others may be at the pooler, too, so perhaps not at once. */
static void check_reset(const char *dsn, const struct sk_fleet_listener *listener) {
    static const char leave[] = "SELECT pg_catalog.pg_backend_pid(), "
                                "pg_catalog.set_config('sag.left_behind', 'yes', false)";
    static const char look[] = "SELECT pg_catalog.pg_backend_pid(), "
                               "pg_catalog.current_setting('sag.left_behind', true)";
    static const char clean[] = "SELECT pg_catalog.pg_backend_pid(), "
                                "pg_catalog.set_config('sag.left_behind', '', false)";
    char before[32];
    char after[32];
    char left[32];
    bool is_same = false;
    for (int i = 0; i < RESET_TRIES && !is_same; i++) {
        is_same = look_behind(dsn, leave, before, left) && look_behind(dsn, look, after, left) &&
                  strcmp(before, after) == 0;
    }
    if (!is_same) {
        sk_fleet_tell(listener, SK_FLEET_OK, "pooler", NULL,
                      "whether connections are reset cannot be told just now: too many are in use");
    } else if (strcmp(left, "yes") == 0) {
        (void)look_behind(dsn, clean, after, left);
        sk_fleet_tell(listener, SK_FLEET_WARN, "pooler",
                      "server_reset_query = DISCARD ALL and server_reset_query_always = 1 in "
                      "pgbouncer.ini",
                      "what one bench sets on a connection stays for the others: one that is not "
                      "yours any more can slow them down");
    } else {
        sk_fleet_tell(listener, SK_FLEET_OK, "pooler", NULL,
                      "connections are reset before another bench gets them");
    }
}

void sk_fleet_check_pooler(const char *dsn, const struct sk_fleet_listener *listener) {
    struct sk_fleet_admin *admin = NULL;
    struct sk_err_info info = { "" };
    if (!dsn) {
        sk_fleet_tell(listener, SK_FLEET_OK, "pooler",
                      "--pooler CONNINFO, as the benches connect, looks at it",
                      "not looked at, as none was named");
        return;
    }
    if (sk_fleet_admin_connect(&admin, dsn, &info) != SK_OK) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, "pooler", "is pgbouncer started, and the server?",
                      "%s", info.text);
        return;
    }
    ask_as_nobody(admin, listener);
    sk_fleet_admin_destroy(admin);
    check_reset(dsn, listener);
}
