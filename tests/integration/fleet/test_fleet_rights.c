/* test_fleet_rights.c — what each role must not be able to do, tried one by one on a server with
 * rows in it. Whoever has the password of the benches' shared role is the attacker. */
#include "fleet_world.h"

#include <string.h>

static PGconn *owner;
static PGconn *bench;
static PGconn *office;
static PGconn *reader;
static struct world_log thief; /* enrolled, with a secret that is true */
static struct world_log victim;
static struct world_log revoked;

/* --- whole tables ------------------------------------------------------------------------------
 */

/* text with a for each @ and b for each #. */
static void fill(char *out, size_t size, const char *text, const char *a, const char *b) {
    size_t length = 0;
    out[0] = '\0';
    for (; *text; text++) {
        const char one[] = { *text, '\0' };
        const char *part = *text == '@' ? a : *text == '#' ? b : one;
        (void)snprintf(out + length, size - length, "%s", part);
        length = strlen(out);
    }
}

/* All relations of the schema, partitions too. */
static PGresult *relations(void) {
    PGresult *result =
        PQexec(owner, "SELECT c.oid::regclass::text, (SELECT attname FROM pg_attribute a WHERE "
                      "a.attrelid = c.oid AND attnum = 1) FROM pg_class c WHERE relnamespace = "
                      "'sag'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY 1");
    assert_true(PQntuples(result) > 20);
    return result;
}

/* @: the table, #: its first column. */
static const char *const changes[] = {
    "INSERT INTO @ DEFAULT VALUES",
    "INSERT INTO @ OVERRIDING SYSTEM VALUE SELECT * FROM @",
    "UPDATE @ SET # = #",
    "UPDATE @ SET # = DEFAULT",
    "DELETE FROM @",
    "DELETE FROM @ WHERE false",
    "TRUNCATE @",
    "MERGE INTO @ t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "LOCK TABLE @ IN ACCESS EXCLUSIVE MODE",
    "ALTER TABLE @ ADD COLUMN extra integer",
    "ALTER TABLE @ DISABLE TRIGGER ALL",
    "CREATE TRIGGER t AFTER INSERT ON @ EXECUTE FUNCTION tsvector_update_trigger()",
    "CREATE INDEX ON @ (#)",
    "CREATE RULE r AS ON INSERT TO @ DO INSTEAD NOTHING",
    "DROP TABLE @ CASCADE",
};
static const char *const readings[] = {
    "SELECT * FROM @",
    "SELECT count(*) FROM @",
    "SELECT # FROM @ LIMIT 0",
    "SELECT # FROM @ FOR UPDATE",
    "COPY @ TO STDOUT",
    "SELECT query_to_xml('SELECT * FROM @', true, false, '')",
    "SELECT pg_stat_file(pg_relation_filepath('@'))",
};

static bool is_denied(const char *state) {
    return strcmp(state, "42501") == 0;
}

static void try_all(PGconn *connection, const char *role, const char *const *statements,
                    size_t count) {
    PGresult *tables = relations();
    for (int row = 0; row < PQntuples(tables); row++) {
        for (size_t i = 0; i < count; i++) {
            char sql[512];
            fill(sql, sizeof(sql), statements[i], PQgetvalue(tables, row, 0),
                 PQgetvalue(tables, row, 1));
            if (strncmp(sql, "LOCK", 4) == 0) {
                world_run(connection, "BEGIN");
            }
            const char *state = world_try(connection, sql, NULL);
            if (!is_denied(state)) {
                fail_msg("%s may: %s (%s)", role, sql, state[0] ? state : "done");
            }
        }
    }
    PQclear(tables);
}

static void a_bench_reads_no_table(void **state) {
    (void)state;
    try_all(bench, "sag_bench", readings, sizeof(readings) / sizeof(readings[0]));
}

static void a_bench_changes_no_table(void **state) {
    (void)state;
    try_all(bench, "sag_bench", changes, sizeof(changes) / sizeof(changes[0]));
}

static void a_reader_changes_no_table(void **state) {
    (void)state;
    try_all(reader, "sag_reader", changes, sizeof(changes) / sizeof(changes[0]));
}

static void the_office_changes_no_table_by_itself(void **state) {
    (void)state;
    try_all(office, "sag_office", changes, sizeof(changes) / sizeof(changes[0]));
}

static void a_reader_reads_all_but_secrets(void **state) {
    static const char *const may[] = {
        "SELECT * FROM sag.event",      "SELECT * FROM sag.pair",
        "SELECT * FROM sag.binding",    "SELECT * FROM sag.chain",
        "SELECT * FROM sag.alarm",      "SELECT * FROM sag.pulse",
        "SELECT * FROM sag.checkpoint", "SELECT * FROM sag.request",
        "SELECT * FROM sag.listed",     "SELECT bench, enrolled, revoked FROM sag.bench",
        "SELECT * FROM sag.accepted",
    };
    static const char *const may_not[] = {
        "SELECT FROM sag.turn FOR UPDATE",  "SELECT secret FROM sag.bench",
        "SELECT * FROM sag.bench",          "SELECT badge FROM sag.person",
        "SELECT badge_key FROM sag.shared", "SELECT list_text FROM sag.shared",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(may) / sizeof(may[0]); i++) {
        world_run(reader, may[i]);
    }
    for (size_t i = 0; i < sizeof(may_not) / sizeof(may_not[0]); i++) {
        assert_string_equal(world_try(reader, may_not[i], NULL), "42501");
    }
    assert_string_equal(world_try(office, "SELECT secret FROM sag.bench", NULL), "42501");
    assert_string_equal(world_try(office, "SELECT badge FROM sag.person", NULL), "42501");
}

/* --- functions ---------------------------------------------------------------------------------
 */

/* Every function of the schema with nothing but NULL: rights are looked at before the body is. */
static void each_role_calls_its_own_functions_alone(void **state) {
    (void)state;
    PGresult *functions = PQexec(
        owner,
        "SELECT p.oid::regproc::text || '(' || coalesce((SELECT string_agg('NULL::' || "
        "format_type(t, NULL), ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH "
        "ORDINALITY AS a (t, n)), '') || ')', coalesce(p.proargnames[1:2] = "
        "ARRAY['the_bench', 'the_secret'] AND p.proname <> 'prove', false), p.proname IN "
        "('publish', 'request_of', 'keep_person', 'keep_people', 'drop_person', 'see_alarm', "
        "'make_months') OR (p.proname LIKE 'office\\_%' AND p.proname <> 'office_count_try') FROM pg_proc p WHERE pronamespace = 'sag'::regnamespace");
    assert_true(PQntuples(functions) > 15);
    for (int row = 0; row < PQntuples(functions); row++) {
        char sql[512];
        bool is_bench = PQgetvalue(functions, row, 1)[0] == 't';
        bool is_office = PQgetvalue(functions, row, 2)[0] == 't';
        (void)snprintf(sql, sizeof(sql), "SELECT %s", PQgetvalue(functions, row, 0));
        const char *was = world_try(bench, sql, NULL);
        if (strcmp(was, is_bench ? "SG001" : "42501") != 0) {
            fail_msg("sag_bench: %s: %s", sql, was);
        }
        world_run(office, "BEGIN");
        if (is_denied(world_try(office, sql, NULL)) == is_office) {
            fail_msg("sag_office: %s", sql);
        }
        (void)world_try(office, "ROLLBACK", NULL);
        if (!is_denied(world_try(reader, sql, NULL))) {
            fail_msg("sag_reader: %s", sql);
        }
    }
    PQclear(functions);
}

/* Each function of a bench, with the secret of another, one that was revoked, and none. */
static const char *const calls[] = {
    "sag.head(@, '00000000000000a1')",
    "sag.ask(@, 'SN-1')",
    "sag.claim_device(@, 'SN-1', 0, 'Li', 30)",
    "sag.ask_instance(@, 'sag-1')",
    "sag.claim_pair(@, 'SN-1', 0, 'Li', 30, 'sag-1')",
    "sag.follow(@, '-infinity', '', '', 10)",
    "sag.beat(@, '{\"name\":\"stolen\"}')",
    "sag.requests(@)",
    "sag.answer(@, 1, 'done', true)",
    "sag.keep_checkpoint(@, '00000000000000a1', 1, 'note')",
    "sag.keep_key(@, 'key')",
    "sag.raise_alarm(@, 'gap', 'text')",
    "sag.people(@)",
    "sag.device_list(@)",
    "sag.order_progress(@, '4711')",
    "sag.ship(@, '00000000000000ff', 1, decode(repeat('00', 32), 'hex'), ARRAY['x'::bytea], "
    "ARRAY[sha256(decode(repeat('00', 32), 'hex') || 'x'::bytea)], ARRAY['start'], "
    "ARRAY[0::bigint], ARRAY[0::bigint], '[]')",
};

static const char *call(const char *format, const char *name, const char *secret) {
    char sql[1024];
    char who[256];
    char call_text[896];
    if (secret) {
        (void)snprintf(who, sizeof(who), "'%s', '\\x%s'", name, secret);
    } else {
        (void)snprintf(who, sizeof(who), "'%s', NULL", name);
    }
    fill(call_text, sizeof(call_text), format, who, "");
    (void)snprintf(sql, sizeof(sql), "SELECT * FROM %s", call_text);
    return world_try(bench, sql, NULL);
}

static void no_function_believes_a_bench_without_its_secret(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        const struct {
            const char *name;
            const char *secret;
        } lies[] = {
            { victim.bench, thief.secret },
            { victim.bench, "" },
            { victim.bench, NULL },
            { revoked.bench, revoked.secret },
            { "nobody", thief.secret },
            { "", "" },
            { "x'' OR ''1''=''1", thief.secret },
            { "%", thief.secret },
        };
        for (size_t lie = 0; lie < sizeof(lies) / sizeof(lies[0]); lie++) {
            const char *was = call(calls[i], lies[lie].name, lies[lie].secret);
            if (strcmp(was, "SG001") != 0) {
                fail_msg("%s believed '%s': %s", calls[i], lies[lie].name, was);
            }
        }
        assert_string_equal(call(calls[i], thief.bench, thief.secret), ""); /* and itself it is */
    }
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.pulse WHERE name = 'stolen' AND "
                                         "bench <> 'thief'"),
                     0);
}

/* Each in turn is tried with the victim's id where a bench hands a value in. */
static void a_true_bench_touches_nothing_of_another(void **state) {
    char sql[512];
    (void)state;
    world_run(owner, "INSERT INTO sag.request (bench, kind, who) VALUES ('victim', 'hold', 'IT')");
    int64_t id = world_number(owner, "SELECT max(id) FROM sag.request WHERE bench = 'victim'");
    (void)snprintf(sql, sizeof(sql), "SELECT sag.answer('thief', '\\x%s', %d, 'done', true)",
                   thief.secret, (int)id);
    world_run(bench, sql);
    assert_int_equal(
        world_number(owner, "SELECT count(*) FROM sag.request WHERE bench = 'victim' AND ended IS "
                            "NULL"),
        1);
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM sag.requests('thief', '\\x%s')",
                   thief.secret);
    assert_int_equal(world_number(bench, sql), 0);
    (void)snprintf(sql, sizeof(sql),
                   "SELECT sag.beat('thief', '\\x%s', '{\"bench\":\"victim\",\"name\":\"x\"}')",
                   thief.secret);
    world_run(bench, sql);
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.pulse WHERE bench = 'victim'"),
                     0);
    char pair[2048];
    (void)world_pair(pair, 1, "SN-V", "bound", 0);
    /* A bench in the pair's JSON is not the bench of the row. */
    char *with_bench = malloc(4096);
    assert_non_null(with_bench);
    (void)snprintf(with_bench, 4096, "[{\"bench\":\"victim\",\"chain\":\"x\",%s", pair + 2);
    assert_string_equal(world_ship(bench, &thief, 2, 1, with_bench).status, "ok");
    free(with_bench);
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.pair WHERE bench = 'victim'"),
                     0);
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.binding WHERE serial = 'sn-v' "
                                         "AND bench = 'thief'"),
                     1);
}

/* Ships one event of a log that is not known yet. numbers: whose pair the event is; hashes: an
 * expression. */
static const char *ship_raw(const char *numbers, const char *hashes, const char *pairs) {
    char sql[1024];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT sag.ship('thief', '\\x%s', '00000000000000fe', 1, decode(repeat('00', "
                   "32), 'hex'), ARRAY['x'::bytea], %s, ARRAY['start'], ARRAY[%s]::bigint[], "
                   "ARRAY[0::bigint], '%s')",
                   thief.secret, hashes, numbers, pairs);
    return world_try(bench, sql, NULL);
}

static void a_true_bench_writes_no_more_than_its_events_say(void **state) {
    static const char good[] = "ARRAY[sha256(decode(repeat('00', 32), 'hex') || 'x'::bytea)]";
    (void)state;
    assert_string_equal(ship_raw("7", good, "[{\"number\":8}]"), "SG002");
    assert_string_equal(ship_raw("7", good, "[{\"refers\":7}]"), "SG002");
    assert_string_equal(ship_raw("0", good, "[{\"number\":0}]"), "SG002");
    /* Whose first has the index 2, so that the first is not looked at. */
    (void)ship_raw("0", "('[2:2]={' || repeat('x', 32) || '}')::bytea[]", "[]");
    assert_int_equal(
        world_number(owner, "SELECT count(*) FROM sag.event WHERE chain = '00000000000000fe'"), 0);
}

/* What one bench sends goes to all the others, so it is no longer than what a bench has; and one
 * whose clock is ahead does not have the last word about a device until then. */
static void a_true_bench_sends_nothing_that_hurts_the_others(void **state) {
    static struct world_log loud;
    static char pairs[24000];
    static char sql[12000];
    static char many[20000];
    char pair[2048];
    (void)state;
    world_enroll(owner, &loud, "loud", "00000000000000f6");
    world_grow(&loud, 3, "");
    memset(many, 'a', sizeof(many) - 1);
    (void)world_pair(pair, 1, "SN-LOUD", "bound", 0);
    pair[strlen(pair) - 2] = '\0';
    (void)snprintf(pairs, sizeof(pairs), "%s,\"operator\":\"%s\"}]", pair, many);
    assert_string_equal(world_ship(bench, &loud, 1, 1, pairs).status, "23514");
    (void)snprintf(pairs, sizeof(pairs), "%s,\"changed_wall_ms\":9999999999999}]", pair);
    assert_string_equal(world_ship(bench, &loud, 1, 1, pairs).status, "ok");
    assert_int_equal(world_number(owner,
                                  "SELECT count(*) FROM sag.binding WHERE serial = 'sn-loud' AND "
                                  "happened_ms <= extract(epoch FROM clock_timestamp()) * 1000"),
                     1);
    (void)snprintf(sql, sizeof(sql), "SELECT sag.beat('loud', '\\x%s', '{\"name\":\"%.9000s\"}')",
                   loud.secret, many);
    assert_string_equal(world_try(bench, sql, NULL), "SG002");
}

/* --- tricks ------------------------------------------------------------------------------------
 */

static void a_bench_makes_no_objects(void **state) {
    static const char *const statements[] = {
        "CREATE TEMP TABLE bench (bench text, secret bytea)",
        "CREATE TABLE pg_temp.bench (bench text)",
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE TABLE public.bench (bench text)",
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE TABLE sag.other (bench text)",
        "CREATE FUNCTION sag.prove(text, text) RETURNS void LANGUAGE sql AS ''",
        "CREATE OR REPLACE FUNCTION sag.prove(the_bench text, the_secret bytea) RETURNS void "
        "LANGUAGE sql AS ''",
        "CREATE SCHEMA other",
        "CREATE EXTENSION pgcrypto",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "ALTER FUNCTION sag.prove(text, bytea) OWNER TO sag_bench",
        "ALTER ROLE sag_bench SUPERUSER",
        "ALTER ROLE sag_office PASSWORD 'x'",
        "SET ROLE sag_office",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SET log_statement = 'all'",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_notify('a', 'b')",
        "SELECT pg_advisory_lock(n) FROM generate_series(1, 10) n",
        "SELECT pg_try_advisory_xact_lock_shared(1, 2)",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity",
        "SELECT pg_reload_conf()",
        "SELECT rolpassword FROM pg_authid",
        "SELECT * FROM pg_statistic",
        "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION pg_catalog.now()",
        "CREATE PUBLICATION p FOR ALL TABLES",
        "DO LANGUAGE plpython3u 'pass'",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        const char *was = world_try(bench, statements[i], NULL);
        /* 42704: there is no such language; 3F000: there is no schema to make it in. */
        if (!is_denied(was) && strcmp(was, "42704") != 0 && strcmp(was, "3F000") != 0) {
            fail_msg("%s: %s", statements[i], was[0] ? was : "done");
        }
    }
}

/* With temporary tables allowed, too, as on a server that nobody hardened. */
static void what_shadows_names_changes_nothing(void **state) {
    static const char *const shadows[] = {
        "CREATE TEMP TABLE bench (bench text, secret bytea, revoked timestamptz)",
        "CREATE TEMP TABLE chain (bench text, chain text, seq bigint, hash bytea)",
        "CREATE TEMP TABLE pair (bench text)",
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION pg_temp.length(bytea) RETURNS integer LANGUAGE sql AS 'SELECT 32'",
        "CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS $$SELECT 'x'$$",
        "SET search_path = pg_temp, sag, pg_catalog",
    };
    char sql[512];
    (void)state;
    world_run(owner, "GRANT TEMPORARY ON DATABASE fleet TO sag_bench");
    for (size_t i = 0; i < sizeof(shadows) / sizeof(shadows[0]); i++) {
        world_run(bench, shadows[i]);
    }
    (void)snprintf(sql, sizeof(sql), "INSERT INTO pg_temp.bench VALUES ('victim', '\\x%s', NULL)",
                   thief.secret);
    world_run(bench, sql);
    (void)snprintf(sql, sizeof(sql), "SELECT * FROM sag.ask('victim', '\\x%s', 'SN-1')",
                   thief.secret);
    assert_string_equal(world_try(bench, sql, NULL), "SG001");
    assert_string_equal(world_ship(bench, &thief, 3, 1, NULL).status, "ok");
    assert_int_equal(world_verify(owner, &thief), 3);
    world_run(bench, "DISCARD ALL");
    world_run(owner, "REVOKE TEMPORARY ON DATABASE fleet FROM sag_bench");
}

/* What one bench sends is not read by another out of the list of processes. */
static void queries_of_others_show_no_secret(void **state) {
    PGconn *other = world_connect("sag_bench");
    char sql[256];
    (void)state;
    assert_string_equal(world_ship(other, &thief, 1, 1, NULL).status, "head");
    (void)snprintf(sql, sizeof(sql),
                   "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%' || '%.16s' || '%%' "
                   "AND pid <> pg_backend_pid()",
                   thief.secret);
    assert_int_equal(world_number(bench, sql), 0);
    PQfinish(other);
}

/* A server that logs all statements and errors, with parameters. */
static void the_servers_log_has_no_secret(void **state) {
    static struct world_log quiet; /* whose secret was in no statement yet */
    static struct world_log lost;
    char first[256];
    char command[1024];
    const char *cluster = getenv("SK_CLUSTER");
    (void)state;
    assert_non_null(cluster);
    world_enroll(owner, &quiet, "quiet", "00000000000000d4");
    world_enroll(owner, &lost, "lost", "00000000000000e5");
    world_run(owner, "UPDATE sag.bench SET revoked = now() WHERE bench = 'lost'");
    world_grow(&quiet, 1, "");
    world_run(owner, "ALTER SYSTEM SET log_statement = 'all'");
    world_run(owner, "ALTER SYSTEM SET log_parameter_max_length_on_error = -1");
    world_run(owner, "SELECT pg_reload_conf()");
    PGconn *other;
    do { /* until it counts */
        other = world_connect("sag_bench");
        (void)world_try(other, "SHOW log_statement", first);
        if (strcmp(first, "all") != 0) {
            PQfinish(other);
        }
    } while (strcmp(first, "all") != 0);
    assert_string_equal(world_ship(other, &quiet, 1, 1, NULL).status, "ok");
    assert_string_equal(world_ship(other, &lost, 1, 0, NULL).status, "SG001");
    PQfinish(other);
    (void)snprintf(command, sizeof(command), "grep -q 'sag_bench .*sag.ship' %s/primary.log",
                   cluster);
    assert_int_equal(system(command), 0); /* it was logged */
    (void)snprintf(command, sizeof(command), "! grep -q -e %.16s -e %.16s %s/primary.log",
                   quiet.secret, lost.secret, cluster);
    assert_int_equal(system(command), 0);
    world_run(owner, "ALTER SYSTEM RESET ALL");
    world_run(owner, "SELECT pg_reload_conf()");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_bench_reads_no_table),
        SK_TEST(a_bench_changes_no_table),
        SK_TEST(a_reader_changes_no_table),
        SK_TEST(the_office_changes_no_table_by_itself),
        SK_TEST(a_reader_reads_all_but_secrets),
        SK_TEST(each_role_calls_its_own_functions_alone),
        SK_TEST(no_function_believes_a_bench_without_its_secret),
        SK_TEST(a_true_bench_touches_nothing_of_another),
        SK_TEST(a_true_bench_writes_no_more_than_its_events_say),
        SK_TEST(a_true_bench_sends_nothing_that_hurts_the_others),
        SK_TEST(a_bench_makes_no_objects),
        SK_TEST(what_shadows_names_changes_nothing),
        SK_TEST(queries_of_others_show_no_secret),
        SK_TEST(the_servers_log_has_no_secret),
    };
    owner = world_connect("postgres");
    bench = world_connect("sag_bench");
    office = world_connect("sag_office");
    reader = world_connect("sag_reader");
    world_enroll(owner, &thief, "thief", "00000000000000a1");
    world_enroll(owner, &victim, "victim", "00000000000000b2");
    world_enroll(owner, &revoked, "revoked", "00000000000000c3");
    world_run(owner, "UPDATE sag.bench SET revoked = now() WHERE bench = 'revoked'");
    world_grow(&thief, 3, "");
    (void)world_ship(bench, &thief, 1, 1, NULL);
    world_grow(&victim, 3, "");
    (void)world_ship(bench, &victim, 1, 3, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(reader);
    PQfinish(office);
    PQfinish(bench);
    PQfinish(owner);
    return failed;
}
