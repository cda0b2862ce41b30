/* test_fleet_race.c — what happens at the same instant: two benches with one device. */
#include "fleet_world.h"

#include <string.h>

#define RACES 1000
#define ROUND 50
#define BENCHES 2

static PGconn *owner;
static struct world_log logs[BENCHES];

/* --- claims ------------------------------------------------------------------------------------
 */

static const char claim_sql[] = "SELECT status, bench FROM sag.claim_device($1, $2::bytea, $3, 0, "
                                "'Li', 30)";

static void send_claim(PGconn *connection, const struct world_log *log, const char *serial) {
    char secret[67];
    (void)snprintf(secret, sizeof(secret), "\\x%s", log->secret);
    const char *const values[] = { log->bench, secret, serial };
    assert_int_equal(PQsendQueryParams(connection, claim_sql, 3, NULL, values, NULL, NULL, 0), 1);
    assert_true(PQflush(connection) >= 0);
}

static void read_claim(PGconn *connection, char status[32], char bench[64]) {
    PGresult *result = PQgetResult(connection);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(result), 1);
    (void)snprintf(status, 32, "%s", PQgetvalue(result, 0, 0));
    (void)snprintf(bench, 64, "%s", PQgetvalue(result, 0, 1));
    PQclear(result);
    assert_null(PQgetResult(connection));
}

static void of_two_benches_with_one_device_exactly_one_has_the_claim(void **state) {
    PGconn *both[] = { world_connect("sag_bench"), world_connect("sag_bench") };
    int won[2] = { 0, 0 };
    (void)state;
    for (int race = 0; race < RACES; race++) {
        char serial[32];
        char status[2][32];
        char bench[2][64];
        (void)snprintf(serial, sizeof(serial), "SN-%d", race);
        int first = race % 2; /* who sends first matters little: both are there before an answer */
        send_claim(both[first], &logs[first], serial);
        send_claim(both[1 - first], &logs[1 - first], serial);
        read_claim(both[0], status[0], bench[0]);
        read_claim(both[1], status[1], bench[1]);
        int winner = strcmp(status[0], "claimed by you") == 0 ? 0 : 1;
        assert_string_equal(status[winner], "claimed by you");
        assert_string_equal(status[1 - winner], "claimed");
        assert_string_equal(bench[1 - winner], logs[winner].bench);
        won[winner]++;
        if (race % ROUND == ROUND - 1) { /* before a bench has more than anybody binds */
            assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.claim"), ROUND);
            world_run(owner, "DELETE FROM sag.claim");
        }
    }
    print_message("%d to %d\n", won[0], won[1]);
    PQfinish(both[0]);
    PQfinish(both[1]);
}

static const char *claim(PGconn *connection, const struct world_log *log, const char *serial) {
    static char status[32];
    char bench[64];
    send_claim(connection, log, serial);
    read_claim(connection, status, bench);
    return status;
}

static void a_claim_ends_by_itself_by_binding_or_by_being_refused(void **state) {
    PGconn *bench = world_connect("sag_bench");
    char pair[2048];
    (void)state;
    assert_string_equal(claim(bench, &logs[0], "Dev-1"), "claimed by you");
    assert_string_equal(claim(bench, &logs[0], "dev-1"), "claimed by you"); /* renewed */
    assert_string_equal(claim(bench, &logs[1], "DEV-1"), "claimed");
    world_run(owner, "UPDATE sag.claim SET until = clock_timestamp() WHERE serial = 'dev-1'");
    assert_string_equal(claim(bench, &logs[1], "DEV-1"), "claimed by you");
    world_grow(&logs[1], 2, "");
    assert_string_equal(
        world_ship(bench, &logs[1], 1, 1, world_pair(pair, 1, "DEV-1", "refused", 0)).status, "ok");
    assert_string_equal(claim(bench, &logs[0], "DEV-1"), "claimed by you"); /* at once */
    world_run(owner, "UPDATE sag.claim SET until = clock_timestamp() WHERE serial = 'dev-1'");
    assert_string_equal(
        world_ship(bench, &logs[1], 2, 1, world_pair(pair, 2, "DEV-1", "bound", 0)).status, "ok");
    assert_string_equal(claim(bench, &logs[0], "DEV-1"), "bound");
    assert_string_equal(claim(bench, &logs[1], "DEV-1"), "claimed by you"); /* its own */
    PQfinish(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(of_two_benches_with_one_device_exactly_one_has_the_claim),
        SK_TEST(a_claim_ends_by_itself_by_binding_or_by_being_refused),
    };
    owner = world_connect("postgres");
    for (int i = 0; i < BENCHES; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "bench-%d", i);
        world_enroll(owner, &logs[i], name, "00000000000000a1");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(owner);
    return failed;
}
