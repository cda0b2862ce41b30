/* test_fleet_chain.c — the server takes a log's events in order, once, and unchanged; what else is
 * tried with them is refused, and alarmed about. */
#include "fleet_world.h"

#include <string.h>

#define CHAIN "00000000000000a1"
#define OTHER "00000000000000b2"

static PGconn *owner;
static PGconn *bench;
static struct world_log log_a;
static struct world_log changed;
static int next_bench;

/* Each test has a bench of its own. */
static int begin(void **state) {
    char name[32];
    (void)state;
    (void)snprintf(name, sizeof(name), "bench-%d", ++next_bench);
    world_enroll(owner, &log_a, name, CHAIN);
    return 0;
}

static int64_t alarms(const char *kind) {
    char sql[256];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT count(*) FROM sag.alarm WHERE bench = '%s' AND ('%s' = '' OR kind = "
                   "'%s')",
                   log_a.bench, kind, kind);
    return world_number(owner, sql);
}

static int64_t ship(const struct world_log *log, int first, int count, const char *status) {
    struct world_answer answer = world_ship(bench, log, first, count, NULL);
    assert_string_equal(answer.status, status);
    return answer.head_seq;
}

static void events_are_taken_in_order(void **state) {
    (void)state;
    world_grow(&log_a, 300, "");
    assert_int_equal(ship(&log_a, 1, 100, "ok"), 100);
    assert_int_equal(ship(&log_a, 101, 1, "ok"), 101);
    assert_int_equal(ship(&log_a, 102, 199, "ok"), 300);
    assert_int_equal(world_verify(owner, &log_a), 300);
    assert_int_equal(alarms(""), 0);
}

static void a_batch_that_comes_again_changes_nothing(void **state) {
    (void)state;
    world_grow(&log_a, 60, "");
    assert_int_equal(ship(&log_a, 1, 20, "ok"), 20);
    assert_int_equal(ship(&log_a, 1, 20, "head"), 20);  /* its answer was lost */
    assert_int_equal(ship(&log_a, 11, 30, "head"), 20); /* cut otherwise: go on behind 20 */
    assert_int_equal(ship(&log_a, 21, 40, "ok"), 60);
    assert_int_equal(ship(&log_a, 1, 60, "head"), 60);
    assert_int_equal(world_verify(owner, &log_a), 60);
    assert_int_equal(alarms(""), 0);
}

static void a_gap_is_refused_with_an_alarm(void **state) {
    (void)state;
    world_grow(&log_a, 30, "");
    assert_int_equal(ship(&log_a, 1, 10, "ok"), 10);
    assert_int_equal(ship(&log_a, 12, 5, "gap"), 10);
    assert_int_equal(alarms("gap"), 1);
    assert_int_equal(ship(&log_a, 11, 20, "ok"), 30);
    assert_int_equal(world_verify(owner, &log_a), 30);
}

static void a_log_that_begins_behind_another_than_none_is_refused(void **state) {
    (void)state;
    world_grow(&log_a, 5, "");
    memset(log_a.hashes[0], 7, sizeof(log_a.hashes[0]));
    (void)ship(&log_a, 1, 5, "gap");
    assert_int_equal(alarms("gap"), 1);
    assert_int_equal(world_verify(owner, &log_a), 0);
}

static void a_purged_log_is_taken_from_where_it_begins(void **state) {
    (void)state;
    world_grow(&log_a, 50, "");
    assert_int_equal(ship(&log_a, 31, 20, "ok"), 50);
    assert_int_equal(world_verify(owner, &log_a), 20);
    assert_int_equal(alarms(""), 0);
}

/* The same log up to `from`, other events behind it. */
static void rewrite(int from, int count) {
    changed = log_a;
    changed.count = from;
    world_grow(&changed, count - from, "rewritten");
}

static void a_rewritten_past_is_refused_with_an_alarm(void **state) {
    (void)state;
    world_grow(&log_a, 40, "");
    assert_int_equal(ship(&log_a, 1, 40, "ok"), 40);
    rewrite(10, 60);
    assert_int_equal(ship(&changed, 41, 20, "rewritten"), 40); /* behind what is there */
    assert_int_equal(ship(&changed, 21, 40, "rewritten"), 40); /* overlapping */
    assert_int_equal(ship(&changed, 5, 30, "rewritten"), 40);  /* from before the change */
    assert_int_equal(alarms("rewritten"), 3);
    assert_int_equal(world_verify(owner, &log_a), 40);
}

static void a_cut_tail_is_seen_with_the_next_event(void **state) {
    (void)state;
    world_grow(&log_a, 40, "");
    assert_int_equal(ship(&log_a, 1, 40, "ok"), 40);
    rewrite(35, 36); /* five events gone, then one more */
    assert_int_equal(ship(&changed, 36, 1, "rewritten"), 40);
    assert_int_equal(alarms("rewritten"), 1);
    assert_int_equal(world_verify(owner, &log_a), 40);
}

static void a_hash_that_does_not_fit_its_body_is_refused(void **state) {
    (void)state;
    world_grow(&log_a, 10, "");
    assert_int_equal(ship(&log_a, 1, 5, "ok"), 5);
    changed = log_a;
    changed.bodies[8][0] = 'X';
    assert_int_equal(ship(&changed, 6, 5, "hash"), 5);
    assert_int_equal(alarms("hash"), 1);
    assert_int_equal(ship(&log_a, 6, 5, "ok"), 10);
}

static void a_second_log_stands_beside_the_first(void **state) {
    static struct world_log second;
    (void)state;
    world_grow(&log_a, 10, "");
    assert_int_equal(ship(&log_a, 1, 5, "ok"), 5);
    second = log_a;
    second.count = 0;
    (void)snprintf(second.chain, sizeof(second.chain), "%s", OTHER);
    world_grow(&second, 7, "");
    assert_int_equal(ship(&second, 1, 7, "ok"), 7);
    assert_int_equal(ship(&log_a, 6, 5, "ok"), 10);
    assert_int_equal(world_verify(owner, &log_a), 10);
    assert_int_equal(world_verify(owner, &second), 7);
    assert_int_equal(alarms("new-log"), 1); /* a journal that was thrown away is known */
}

static void nobody_ships_without_the_secret(void **state) {
    (void)state;
    char sql[128];
    world_grow(&log_a, 5, "");
    changed = log_a;
    changed.secret[0] = changed.secret[0] == '0' ? '1' : '0';
    (void)ship(&changed, 1, 5, "SG001");
    changed.secret[0] = '\0';
    (void)ship(&changed, 1, 5, "SG001");
    (void)ship(&log_a, 1, 2, "ok");
    (void)snprintf(sql, sizeof(sql), "UPDATE sag.bench SET revoked = now() WHERE bench = '%s'",
                   log_a.bench);
    world_run(owner, sql);
    (void)ship(&log_a, 3, 3, "SG001");
    assert_int_equal(world_verify(owner, &log_a), 2);
}

static void nobody_ships_for_another_bench(void **state) {
    static struct world_log victim;
    (void)state;
    victim = log_a;
    assert_int_equal(begin(NULL), 0); /* the thief, with a secret that is true */
    world_grow(&victim, 3, "");
    changed = victim;
    memcpy(changed.secret, log_a.secret, sizeof(changed.secret));
    (void)ship(&changed, 1, 3, "SG001");
    assert_int_equal(world_verify(owner, &victim), 0);
    /* Under its own name it gets a log of its own, which is not the other's. */
    (void)snprintf(changed.bench, sizeof(changed.bench), "%s", log_a.bench);
    (void)ship(&changed, 1, 3, "ok");
    assert_int_equal(world_verify(owner, &victim), 0);
}

static void what_is_no_batch_is_refused(void **state) {
    (void)state;
    world_grow(&log_a, 5, "");
    (void)ship(&log_a, 1, 0, "SG002");
    changed = log_a;
    (void)snprintf(changed.chain, sizeof(changed.chain), "%s", "' OR 1=1; --");
    (void)ship(&changed, 1, 5, "SG002");
    assert_string_equal(world_ship(bench, &log_a, 1, 5, "[{\"number\":1}]").status, "23502");
    assert_string_equal(world_ship(bench, &log_a, 1, 5, "no JSON").status, "22P02");
    assert_int_equal(world_verify(owner, &log_a), 0);
}

static void sql_in_labels_is_text(void **state) {
    static const char *const labels[] = {
        "'; DROP TABLE sag.event; --", "\\\\x27 OR 1=1",
        "$1 %s %I {a,b} NULL",         "\\\"a\\\",\\\"b\\\"",
        "<script>alert(1)</script>",   "\\u202eabc",
    };
    char pair[2048];
    char first[256];
    (void)state;
    world_grow(&log_a, 6, "");
    for (int i = 0; i < 6; i++) {
        assert_string_equal(
            world_ship(bench, &log_a, i + 1, 1, world_pair(pair, i + 1, labels[i], "bound", 0))
                .status,
            "ok");
    }
    char sql[256];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT serial FROM sag.pair WHERE bench = '%s' AND number = 1", log_a.bench);
    (void)world_try(owner, sql, first);
    assert_string_equal(first, labels[0]);
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM sag.binding WHERE bench = '%s'",
                   log_a.bench);
    assert_int_equal(world_number(owner, sql), 6);
    assert_int_equal(world_verify(owner, &log_a), 6);
}

static void a_binding_is_the_last_word_of_its_bench(void **state) {
    char pair[2048];
    char sql[256];
    (void)state;
    world_grow(&log_a, 5, "");
    (void)snprintf(
        sql, sizeof(sql),
        "SELECT CASE WHEN is_bound THEN 1 ELSE 0 END * 100 + pair FROM sag.binding WHERE "
        "bench = '%s' AND serial = 'sn-%d'",
        log_a.bench, next_bench);
    char serial[32];
    (void)snprintf(serial, sizeof(serial), "SN-%d", next_bench);
    (void)world_ship(bench, &log_a, 1, 1, world_pair(pair, 3, serial, "bound", 0));
    assert_int_equal(world_number(owner, sql), 103);
    (void)world_ship(bench, &log_a, 2, 1, world_pair(pair, 1, serial, "bound", 2));
    assert_int_equal(world_number(owner, sql), 103); /* an older pair overrules no newer one */
    (void)world_ship(bench, &log_a, 3, 1, world_pair(pair, 3, serial, "bound", 4));
    assert_int_equal(world_number(owner, sql), 3); /* undone */
    (void)world_ship(bench, &log_a, 4, 1, world_pair(pair, 5, serial, "bound", 0));
    assert_int_equal(world_number(owner, sql), 105);
}

/* Two connections that ship the same log at once, as after a restart whose old one still lives. */
static void two_connections_of_one_bench_end_in_one_chain(void **state) {
    PGconn *both[] = { bench, world_connect("sag_bench") };
    int64_t seen[2] = { 0, 0 };
    (void)state;
    world_grow(&log_a, 400, "");
    for (int turn = 0; turn < 400 && (seen[0] < 400 || seen[1] < 400); turn++) {
        int at = turn % 2;
        if (seen[at] >= 400) {
            continue;
        }
        int count = 1 + turn % 13;
        count = seen[at] + count > 400 ? 400 - (int)seen[at] : count;
        struct world_answer answer = world_ship(both[at], &log_a, (int)seen[at] + 1, count, NULL);
        assert_true(strcmp(answer.status, "ok") == 0 || strcmp(answer.status, "head") == 0);
        seen[at] = answer.head_seq;
    }
    PQfinish(both[1]);
    assert_int_equal(world_verify(owner, &log_a), 400);
    assert_int_equal(alarms(""), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(events_are_taken_in_order, begin),
        cmocka_unit_test_setup(a_batch_that_comes_again_changes_nothing, begin),
        cmocka_unit_test_setup(a_gap_is_refused_with_an_alarm, begin),
        cmocka_unit_test_setup(a_log_that_begins_behind_another_than_none_is_refused, begin),
        cmocka_unit_test_setup(a_purged_log_is_taken_from_where_it_begins, begin),
        cmocka_unit_test_setup(a_rewritten_past_is_refused_with_an_alarm, begin),
        cmocka_unit_test_setup(a_cut_tail_is_seen_with_the_next_event, begin),
        cmocka_unit_test_setup(a_hash_that_does_not_fit_its_body_is_refused, begin),
        cmocka_unit_test_setup(a_second_log_stands_beside_the_first, begin),
        cmocka_unit_test_setup(nobody_ships_without_the_secret, begin),
        cmocka_unit_test_setup(nobody_ships_for_another_bench, begin),
        cmocka_unit_test_setup(what_is_no_batch_is_refused, begin),
        cmocka_unit_test_setup(sql_in_labels_is_text, begin),
        cmocka_unit_test_setup(a_binding_is_the_last_word_of_its_bench, begin),
        cmocka_unit_test_setup(two_connections_of_one_bench_end_in_one_chain, begin),
    };
    owner = world_connect("postgres");
    bench = world_connect("sag_bench");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(bench);
    PQfinish(owner);
    return failed;
}
