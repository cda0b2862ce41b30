/* test_fleet_bounds.c — what a bench is told of instances, what it is kept from although its secret
 * is true, and how an administrator accepts a log that is broken. */
#include "fleet_world.h"

#include <string.h>

#define CLAIMS_MOST 64
#define ALARMS_MOST 20

static PGconn *owner;
static PGconn *bench;
static struct world_log ours; /* each test has two benches of its own */
static struct world_log theirs;
static struct world_log changed;
static int next_bench;

static int begin(void **state) {
    char name[32];
    (void)state;
    next_bench++;
    (void)snprintf(name, sizeof(name), "ours-%d", next_bench);
    world_enroll(owner, &ours, name, "00000000000000a1");
    (void)snprintf(name, sizeof(name), "theirs-%d", next_bench);
    world_enroll(owner, &theirs, name, "00000000000000b2");
    return 0;
}

/* Calls sag.NAME as that bench; arguments: behind bench and secret. Returns the SQLSTATE. */
static const char *call(const struct world_log *who, const char *name, const char *arguments,
                        char first[256]) {
    char sql[1024];
    (void)snprintf(sql, sizeof(sql), "SELECT * FROM sag.%s('%s', '\\x%s'%s%s)", name, who->bench,
                   who->secret, arguments[0] ? ", " : "", arguments);
    return world_try(bench, sql, first);
}

static int64_t count(const char *what) {
    char sql[512];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", what);
    return world_number(owner, sql);
}

/* --- instances ---------------------------------------------------------------------------------
 */

/* Ships an event about a pair of the device and "sag-INSTANCE" of this test. */
static void ship_pair(struct world_log *log, int64_t number, const char *serial,
                      const char *instance, int64_t undone_by) {
    static const char was[] = "\"instance\":\"sag-1\"";
    char pair[2048];
    char text[4096];
    (void)world_pair(pair, number, serial, "bound", undone_by);
    const char *at = strstr(pair, was);
    assert_non_null(at);
    (void)snprintf(text, sizeof(text), "%.*s\"instance\":\"sag-%s-%d\"%s", (int)(at - pair), pair,
                   instance, next_bench, at + strlen(was));
    world_grow(log, 1, "");
    assert_string_equal(world_ship(bench, log, log->count, 1, text).status, "ok");
}

static const char *asked(const char *instance) {
    static char row[256];
    char arguments[128];
    char sql[512];
    (void)snprintf(arguments, sizeof(arguments), "'SAG-%s-%d'", instance, next_bench);
    (void)snprintf(sql, sizeof(sql),
                   "SELECT concat_ws(' ', status, bench, who, at_ms, instance) FROM "
                   "sag.ask_instance('%s', '\\x%s', %s)",
                   ours.bench, ours.secret, arguments);
    assert_string_equal(world_try(bench, sql, row), "");
    return row;
}

static const char *claimed(const char *serial, const char *instance) {
    static char status[256];
    char arguments[256];
    (void)snprintf(arguments, sizeof(arguments), "'%s', 0, 'Li', 30, 'sag-%s-%d'", serial, instance,
                   next_bench);
    assert_string_equal(call(&ours, "claim_pair", arguments, status), "");
    return status;
}

static void an_instance_of_another_bench_is_told_at_its_label(void **state) {
    char expected[256];
    (void)state;
    ship_pair(&theirs, 7, "SN-I1", "one", 0);
    (void)snprintf(expected, sizeof(expected), "in use %s Li 7 sn-i1", theirs.bench);
    assert_string_equal(asked("one"), expected);
    assert_string_equal(asked("other"), "");
}

static void a_pair_with_an_instance_of_another_bench_is_not_claimed(void **state) {
    (void)state;
    ship_pair(&theirs, 1, "SN-C1", "one", 0);
    assert_string_equal(claimed("SN-C2", "one"), "in use");
    assert_int_equal(count("sag.claim WHERE serial = 'sn-c2'"), 0);
    assert_string_equal(claimed("SN-C2", "free"), "claimed by you");
    assert_string_equal(claimed("SN-C1", "one"), "bound"); /* of the device is said first */
}

static void an_instance_is_free_where_its_device_was_undone_moved_or_is_ours(void **state) {
    (void)state;
    ship_pair(&theirs, 1, "SN-F1", "undone", 0);
    ship_pair(&theirs, 1, "SN-F1", "undone", 2);
    assert_string_equal(asked("undone"), "");
    ship_pair(&ours, 1, "SN-F2", "ours", 0);
    assert_string_equal(asked("ours"), "");
    ship_pair(&theirs, 3, "SN-F3", "moved", 0);
    ship_pair(&ours, 4, "SN-F3", "new", 0); /* later */
    assert_string_equal(asked("moved"), "");
}

/* --- bounds ------------------------------------------------------------------------------------
 */

static const char *claim(int number) {
    static char status[256];
    char arguments[128];
    (void)snprintf(arguments, sizeof(arguments), "'Q%d-%d', 0, 'Li', 600", next_bench, number);
    assert_string_equal(call(&ours, "claim_device", arguments, status), "");
    return status;
}

static void fill_claims(void) {
    for (int i = 0; i < CLAIMS_MOST; i++) {
        assert_string_equal(claim(i), "claimed by you");
    }
}

static void a_bench_claims_no_more_devices_than_anybody_binds(void **state) {
    char sql[256];
    char status[256];
    (void)state;
    fill_claims();
    assert_string_equal(claim(CLAIMS_MOST), "too many");
    assert_string_equal(claim(CLAIMS_MOST + 1), "too many");
    assert_string_equal(claim(3), "claimed by you"); /* which it has */
    (void)snprintf(sql, sizeof(sql), "'Q%d-%d', 0, 'Li', 600", next_bench, CLAIMS_MOST);
    assert_string_equal(call(&theirs, "claim_device", sql, status), "");
    assert_string_equal(status, "claimed by you");      /* nobody else is kept from it */
    assert_string_equal(claim(CLAIMS_MOST), "claimed"); /* and what others have is told */
    (void)snprintf(sql, sizeof(sql),
                   "SELECT times FROM sag.alarm WHERE bench = '%s' AND kind = 'claims'",
                   ours.bench);
    assert_int_equal(world_number(owner, sql), 3);
}

static void claims_that_are_over_or_bound_do_not_count(void **state) {
    char serial[64];
    char sql[256];
    (void)state;
    fill_claims();
    (void)snprintf(serial, sizeof(serial), "Q%d-5", next_bench);
    ship_pair(&ours, 1, serial, "five", 0);
    assert_string_equal(claim(100), "claimed by you");
    assert_string_equal(claim(101), "too many");
    (void)snprintf(sql, sizeof(sql), "UPDATE sag.claim SET until = now() WHERE bench = '%s'",
                   ours.bench);
    world_run(owner, sql);
    assert_string_equal(claim(101), "claimed by you");
    (void)snprintf(sql, sizeof(sql), "sag.claim WHERE bench = '%s'", ours.bench);
    assert_int_equal(count(sql), 1);
}

static void raise(const char *kind, const char *text) {
    char arguments[256];
    (void)snprintf(arguments, sizeof(arguments), "'%s', '%s'", kind, text);
    assert_string_equal(call(&ours, "raise_alarm", arguments, NULL), "");
}

static int64_t alarms(const char *where) {
    char what[512];
    (void)snprintf(what, sizeof(what), "sag.alarm WHERE bench = '%s' AND %s", ours.bench, where);
    return count(what);
}

static void equal_alarms_are_one_that_is_counted(void **state) {
    char sql[256];
    (void)state;
    for (int i = 0; i < 50; i++) {
        raise("rewritten", "the same");
    }
    assert_int_equal(alarms("true"), 1);
    assert_int_equal(alarms("times = 50 AND last > at"), 1);
    (void)snprintf(sql, sizeof(sql), "UPDATE sag.alarm SET seen = now() WHERE bench = '%s'",
                   ours.bench);
    world_run(owner, sql);
    raise("rewritten", "the same"); /* after somebody has seen it, it is a new one */
    assert_int_equal(alarms("true"), 2);
}

static void a_bench_does_not_fill_the_alarms(void **state) {
    char text[32];
    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)snprintf(text, sizeof(text), "another %d", i);
        raise("gap", text);
    }
    assert_int_equal(alarms("kind = 'gap'"), ALARMS_MOST);
    assert_int_equal(alarms("kind = 'many'"), 1);
    assert_int_equal(alarms("kind = 'many' AND times = 80"), 1);
    assert_int_equal(alarms("true"), ALARMS_MOST + 1);
}

static void a_bench_raises_no_alarm_in_an_administrator_s_name(void **state) {
    (void)state;
    raise("accepted", "all is well");
    assert_int_equal(alarms("kind = 'accepted'"), 0);
    assert_int_equal(alarms("kind = 'other'"), 1);
}

/* What somebody set on a connection that a pooler gives to others is not what decides. */
static void what_is_acknowledged_waits_for_the_disk_whatever_was_set(void **state) {
    static const char *const weak[] = { "off", "local" };
    char first[256];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof(sql), "SET synchronous_commit = %s", weak[i]);
        world_run(bench, sql);
        world_run(bench, "BEGIN");
        assert_string_equal(call(&ours, "head", "'00000000000000a1'", NULL), "");
        assert_string_equal(world_try(bench, "SHOW synchronous_commit", first), "");
        assert_string_equal(first, "on");
        world_run(bench, "COMMIT");
    }
    world_run(bench, "RESET ALL");
}

/* --- a broken log ------------------------------------------------------------------------------
 */

static const char *accept_as(PGconn *connection, const char *reason, char row[256]) {
    char sql[512];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT kind || ' ' || kept_as FROM sag.accept_break('%s', 'Ute', '%s')",
                   ours.bench, reason);
    return world_try(connection, sql, row);
}

/* The same log up to `from`, other events behind it. */
static void rewrite(int from, int to) {
    changed = ours;
    changed.count = from;
    world_grow(&changed, to - from, "rewritten");
}

static void ship(const struct world_log *log, int first, int number, const char *status) {
    assert_string_equal(world_ship(bench, log, first, number, NULL).status, status);
}

static void a_rewritten_past_is_accepted_and_ships_again(void **state) {
    char row[256];
    (void)state;
    world_grow(&ours, 40, "");
    ship(&ours, 1, 40, "ok");
    rewrite(30, 50);
    ship(&changed, 41, 10, "rewritten");
    assert_string_equal(accept_as(owner, "the old copy was put back", row), "");
    assert_string_equal(row, "rewritten 00000000000000a1~1");
    assert_string_equal(call(&ours, "head", "'00000000000000a1'", row), "");
    assert_string_equal(row, ""); /* the bench begins at the beginning */
    ship(&changed, 1, 30, "ok");
    ship(&changed, 31, 20, "ok");
    assert_int_equal(world_verify(owner, &changed), 50);
    assert_int_equal(alarms("seen IS NULL"), 0);
    assert_int_equal(alarms("kind = 'accepted' AND seen_by = 'Ute' AND text LIKE '%old copy%'"), 1);
    /* What was there is there still. */
    (void)snprintf(row, sizeof(row), "sag.event WHERE bench = '%s' AND chain LIKE '%%~1'",
                   ours.bench);
    assert_int_equal(count(row), 40);
    (void)snprintf(row, sizeof(row),
                   "sag.accepted WHERE bench = '%s' AND who = 'Ute' AND head_seq = 40 AND kept_as "
                   "<> ''",
                   ours.bench);
    assert_int_equal(count(row), 1);
}

static void what_a_set_aside_log_bound_stays_bound(void **state) {
    char row[256];
    (void)state;
    ship_pair(&ours, 1, "SN-S1", "one", 0);
    ship_pair(&ours, 2, "SN-S2", "two", 0);
    rewrite(1, 3);
    ship(&changed, 3, 1, "rewritten");
    assert_string_equal(accept_as(owner, "a new disk", row), "");
    ship(&changed, 1, 3, "ok");
    ship_pair(&changed, 1, "SN-S2", "two", 9); /* of before, on its way again */
    (void)snprintf(row, sizeof(row),
                   "sag.binding WHERE bench = '%s' AND is_bound AND chain NOT LIKE '%%~%%'",
                   ours.bench);
    assert_int_equal(count(row), 2);
    (void)snprintf(row, sizeof(row), "sag.pair WHERE bench = '%s' AND chain LIKE '%%~1'",
                   ours.bench);
    assert_int_equal(count(row), 2);
}

static void an_event_with_a_false_hash_is_accepted_and_verify_tells_of_it(void **state) {
    char row[256];
    (void)state;
    world_grow(&ours, 20, "");
    changed = ours;
    changed.bodies[8][0] = 'X';
    ship(&changed, 1, 20, "hash");
    ship(&changed, 1, 7, "ok");
    ship(&changed, 8, 13, "hash");
    assert_string_equal(accept_as(owner, "the disk had an error", row), "");
    assert_string_equal(row, "hash ");
    changed.bodies[12][0] = 'X'; /* only that one was accepted */
    ship(&changed, 8, 13, "hash");
    changed.bodies[12][0] = ours.bodies[12][0];
    ship(&changed, 8, 13, "ok");
    world_grow(&changed, 5, "");
    ship(&changed, 21, 5, "ok");
    assert_int_equal(world_verify(owner, &changed), -1);
}

static void there_must_be_an_alarm_and_a_reason(void **state) {
    char row[256];
    (void)state;
    world_grow(&ours, 20, "");
    ship(&ours, 1, 10, "ok");
    assert_string_equal(accept_as(owner, "because", row), "SG003");
    ship(&ours, 12, 3, "gap");
    assert_string_equal(accept_as(owner, " ", row), "SG002");
    assert_string_equal(accept_as(owner, "because", row), "");
    assert_string_equal(accept_as(owner, "because", row), "SG003"); /* once */
    ship(&ours, 12, 3, "ok");                                       /* as a log that was purged */
    assert_int_equal(world_verify(owner, &ours), 3);
}

static void nobody_but_the_owner_accepts(void **state) {
    static const char *const roles[] = { "sag_bench", "sag_office", "sag_reader" };
    (void)state;
    world_grow(&ours, 5, "");
    ship(&ours, 1, 3, "ok");
    ship(&ours, 5, 1, "gap");
    for (size_t i = 0; i < 3; i++) {
        PGconn *other = world_connect(roles[i]);
        char row[256];
        assert_string_equal(accept_as(other, "because", row), "42501");
        assert_string_equal(world_try(other, "SELECT sag.set_aside('a', 'b', 'c')", row), "42501");
        assert_string_equal(
            world_try(other, "INSERT INTO sag.accepted SELECT * FROM sag.accepted", row), "42501");
        PQfinish(other);
    }
    changed = ours;
    (void)snprintf(changed.chain, sizeof(changed.chain), "%s", "0000000000000a~1");
    ship(&changed, 1, 3, "SG002");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_instance_of_another_bench_is_told_at_its_label, begin),
        cmocka_unit_test_setup(a_pair_with_an_instance_of_another_bench_is_not_claimed, begin),
        cmocka_unit_test_setup(an_instance_is_free_where_its_device_was_undone_moved_or_is_ours,
                               begin),
        cmocka_unit_test_setup(a_bench_claims_no_more_devices_than_anybody_binds, begin),
        cmocka_unit_test_setup(claims_that_are_over_or_bound_do_not_count, begin),
        cmocka_unit_test_setup(equal_alarms_are_one_that_is_counted, begin),
        cmocka_unit_test_setup(a_bench_does_not_fill_the_alarms, begin),
        cmocka_unit_test_setup(a_bench_raises_no_alarm_in_an_administrator_s_name, begin),
        cmocka_unit_test_setup(what_is_acknowledged_waits_for_the_disk_whatever_was_set, begin),
        cmocka_unit_test_setup(a_rewritten_past_is_accepted_and_ships_again, begin),
        cmocka_unit_test_setup(what_a_set_aside_log_bound_stays_bound, begin),
        cmocka_unit_test_setup(an_event_with_a_false_hash_is_accepted_and_verify_tells_of_it,
                               begin),
        cmocka_unit_test_setup(there_must_be_an_alarm_and_a_reason, begin),
        cmocka_unit_test_setup(nobody_but_the_owner_accepts, begin),
    };
    owner = world_connect("postgres");
    bench = world_connect("sag_bench");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(bench);
    PQfinish(owner);
    return failed;
}
