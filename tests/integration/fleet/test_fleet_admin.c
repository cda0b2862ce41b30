/* test_fleet_admin.c — versions of the database, and months that are dropped. */
#include "fleet_world.h"

#include "fleet/admin.h"

#include <string.h>
#include <time.h>

static PGconn *owner;
static struct sk_fleet_admin *admin;
static struct sk_err_info info;

/* One version more than there are, and one more than that, which fails. The first stands for all
 * that are there already, and must not be made. */
static char next_sql[128];
static char broken_sql[128];
static struct sk_fleet_version good[] = { { 1, "CREATE TABLE sag.never (x integer)" },
                                          { 0, next_sql } };
static struct sk_fleet_version broken[] = { { 1, "" }, { 0, "" }, { 0, broken_sql } };
static int newest;

static void make_versions(void) {
    newest = sk_fleet_versions[sk_fleet_version_count - 1].number;
    good[1].number = broken[1].number = newest + 1;
    broken[2].number = newest + 2;
    (void)snprintf(next_sql, sizeof(next_sql),
                   "CREATE TABLE sag.next (x integer); INSERT INTO sag.format VALUES (%d)",
                   newest + 1);
    (void)snprintf(broken_sql, sizeof(broken_sql),
                   "CREATE TABLE sag.third (x integer); INSERT INTO sag.format VALUES (%d); "
                   "SELECT 1/0",
                   newest + 2);
}

static int version(void) {
    int number = -1;
    assert_int_equal(sk_fleet_admin_format(admin, &number, &info), SK_OK);
    return number;
}

static void only_versions_that_are_missing_are_made(void **state) {
    int from = 0;
    (void)state;
    assert_int_equal(version(), newest);
    assert_int_equal(sk_fleet_admin_migrate(admin, good, 2, &from, &info), SK_OK);
    assert_int_equal(from, newest);
    assert_int_equal(version(), newest + 1);
    world_run(owner, "SELECT * FROM sag.next");
    assert_string_equal(world_try(owner, "SELECT * FROM sag.never", NULL), "42P01");
    assert_int_equal(sk_fleet_admin_migrate(admin, good, 2, &from, &info), SK_OK);
    assert_int_equal(from, newest + 1);
}

static void a_version_that_fails_leaves_the_one_before(void **state) {
    int from = 0;
    (void)state;
    assert_int_equal(sk_fleet_admin_migrate(admin, broken, 3, &from, &info), SK_ERR_IO);
    assert_string_equal(info.text, "division by zero");
    assert_int_equal(version(), newest + 1);
    assert_string_equal(world_try(owner, "SELECT * FROM sag.third", NULL), "42P01");
}

static void a_newer_database_is_left_alone(void **state) {
    int from = 0;
    (void)state;
    assert_int_equal(sk_fleet_admin_migrate(admin, good, 1, &from, &info), SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "this program knows 1;"));
    assert_int_equal(version(), newest + 1);
}

static void what_is_a_fleet_is_not_made_one_again(void **state) {
    (void)state;
    assert_int_equal(sk_fleet_admin_init(admin, good, 2, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "fleet migrate"));
}

static void months_that_are_missing_are_made(void **state) {
    int from = 0;
    (void)state;
    world_run(owner, "DO $$ BEGIN EXECUTE 'DROP TABLE sag.event_' || to_char(now() AT TIME ZONE "
                     "'UTC' + interval '5 months', 'YYYY_MM'); END $$");
    assert_int_equal(sk_fleet_admin_migrate(admin, good, 2, &from, &info), SK_OK);
    assert_int_equal(world_number(owner, "SELECT sag.make_months(24)"), 0);
}

/* --- months ------------------------------------------------------------------------------------
 */

static struct world_log first;
static struct world_log second;

/* What came now came at that time. */
static void move_events(const struct world_log *log, int from, int to, const char *when) {
    char sql[512];
    (void)snprintf(sql, sizeof(sql),
                   "UPDATE sag.event SET received = '%s' WHERE bench = '%s' AND seq BETWEEN %d AND "
                   "%d",
                   when, log->bench, from, to);
    world_run(owner, sql);
}

static void have_months(void) {
    world_run(owner, "CREATE TABLE sag.event_2020_01 PARTITION OF sag.event FOR VALUES FROM "
                     "('2020-01-01Z') TO ('2020-02-01Z')");
    world_run(owner, "CREATE TABLE sag.event_2020_02 PARTITION OF sag.event FOR VALUES FROM "
                     "('2020-02-01Z') TO ('2020-03-01Z')");
    PGconn *bench = world_connect("sag_bench");
    world_enroll(owner, &first, "first", "00000000000000a1");
    world_enroll(owner, &second, "second", "00000000000000b2");
    world_grow(&first, 400, "");
    world_grow(&second, 400, "");
    assert_string_equal(world_ship(bench, &first, 1, 300, NULL).status, "ok");
    assert_string_equal(world_ship(bench, &second, 1, 100, NULL).status, "ok");
    move_events(&first, 1, 100, "2020-01-15Z");
    move_events(&first, 101, 200, "2020-02-15Z");
    move_events(&second, 1, 100, "2020-02-15Z"); /* and nothing since */
    assert_int_equal(world_verify(owner, &first), 300);
    PQfinish(bench);
}

static void a_month_that_is_dropped_leaves_logs_that_verify(void **state) {
    PGconn *bench = world_connect("sag_bench");
    (void)state;
    have_months();
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-02", 12, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "an older month is still there, 2020-01"));
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-01", 12, &info), SK_OK);
    assert_int_equal(world_verify(owner, &first), 200);
    assert_int_equal(world_verify(owner, &second), 100);
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-02", 12, &info), SK_OK);
    assert_int_equal(world_verify(owner, &first), 100);
    assert_int_equal(world_verify(owner, &second), 0);
    /* What comes goes on behind what is no longer there. */
    assert_string_equal(world_ship(bench, &first, 201, 150, NULL).status, "head");
    assert_string_equal(world_ship(bench, &first, 301, 100, NULL).status, "ok");
    assert_string_equal(world_ship(bench, &second, 101, 300, NULL).status, "ok");
    assert_int_equal(world_verify(owner, &first), 200);
    assert_int_equal(world_verify(owner, &second), 300);
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.alarm"), 0);
    PQfinish(bench);
}

static void months_that_are_young_unknown_or_none_stay(void **state) {
    static const char *const words[] = { "2020-13",  "2020-00", "2020-1",  "20-01-1",
                                         "2020-01x", "",        "2020/01", "x'; DROP" };
    char now[16];
    char text[256];
    (void)state;
    (void)world_try(owner, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')", text);
    (void)snprintf(now, sizeof(now), "%.7s", text);
    assert_int_equal(sk_fleet_admin_drop_month(admin, now, 0, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "too young"));
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-03", 12, &info), SK_ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_int_equal(sk_fleet_admin_drop_month(admin, words[i], 0, &info), SK_ERR_INVALID);
    }
}

static double seconds(void) {
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void dropping_a_month_takes_no_longer_the_more_is_in_it(void **state) {
    (void)state;
    world_run(owner, "CREATE TABLE sag.event_2020_04 PARTITION OF sag.event FOR VALUES FROM "
                     "('2020-04-01Z') TO ('2020-05-01Z')");
    world_run(owner,
              "INSERT INTO sag.event SELECT 'x', '00000000000000c3', i, '2020-04-02Z', i, i, "
              "'bound', decode(repeat('00', 200), 'hex'), sha256('x') FROM "
              "generate_series(1, 200000) i");
    double begun = seconds();
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-04", 12, &info), SK_OK);
    print_message("dropped in %.0f ms\n", 1000 * (seconds() - begun));
    assert_true(seconds() - begun < 2);
}

static void a_month_somebody_reads_is_not_waited_for_for_ever(void **state) {
    (void)state;
    world_run(owner, "CREATE TABLE sag.event_2020_05 PARTITION OF sag.event FOR VALUES FROM "
                     "('2020-05-01Z') TO ('2020-06-01Z')");
    PGconn *reader = world_connect("sag_reader");
    world_run(reader, "BEGIN");
    world_run(reader, "SELECT count(*) FROM sag.event");
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-05", 12, &info), SK_ERR_BUSY);
    world_run(reader, "ROLLBACK");
    assert_int_equal(sk_fleet_admin_drop_month(admin, "2020-05", 12, &info), SK_OK);
    PQfinish(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(only_versions_that_are_missing_are_made),
        SK_TEST(a_version_that_fails_leaves_the_one_before),
        SK_TEST(a_newer_database_is_left_alone),
        SK_TEST(what_is_a_fleet_is_not_made_one_again),
        SK_TEST(months_that_are_missing_are_made),
        SK_TEST(a_month_that_is_dropped_leaves_logs_that_verify),
        SK_TEST(months_that_are_young_unknown_or_none_stay),
        SK_TEST(dropping_a_month_takes_no_longer_the_more_is_in_it),
        SK_TEST(a_month_somebody_reads_is_not_waited_for_for_ever),
    };
    make_versions();
    owner = world_connect("postgres");
    assert_int_equal(sk_fleet_admin_connect(&admin, NULL, &info), SK_OK);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sk_fleet_admin_destroy(admin);
    PQfinish(owner);
    return failed;
}
