/* test_fleet_race.c — what happens at the same instant: two benches with one device, and bindings
 * that come while others are read. */
#include "fleet_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define RACES 1000
#define ROUND 50
#define WRITERS 4
#define BINDINGS 60 /* of each writer */

static PGconn *owner;
static struct world_log logs[WRITERS];

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

/* --- following ---------------------------------------------------------------------------------
 */

static atomic_int writing;

/* cmocka's asserts belong to the main thread: -1 says that something failed. */
static void *write_bindings(void *data) {
    struct world_log *log = data;
    PGconn *connection = PQconnectdb("user=sag_bench");
    int from = log->count;
    world_grow(log, BINDINGS, "f");
    for (int i = 1; i <= BINDINGS; i++) {
        char serial[64];
        char pair[2048];
        (void)snprintf(serial, sizeof(serial), "F-%s-%d", log->bench, i);
        struct world_answer answer =
            world_ship(connection, log, from + i, 1, world_pair(pair, 10 + i, serial, "bound", 0));
        if (strcmp(answer.status, "ok") != 0) {
            atomic_fetch_sub(&writing, 100);
        }
    }
    PQfinish(connection);
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

/* As a bench keeps its place: behind the last row before the first that is not settled. */
struct place {
    char at[64];
    char serial[256];
    char bench[64];
};

static void follow(PGconn *connection, struct place *place, PGconn *notes) {
    char secret[67];
    (void)snprintf(secret, sizeof(secret), "\\x%s", logs[0].secret);
    const char *const values[] = { logs[0].bench, secret, place->at, place->serial, place->bench };
    PGresult *result =
        PQexecParams(connection,
                     "SELECT serial, bench, changed, is_settled FROM sag.follow($1, $2::bytea, "
                     "$3::timestamptz, $4, $5, 50)",
                     5, NULL, values, NULL, NULL, 0);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    bool is_before = true;
    for (int i = 0; i < PQntuples(result); i++) {
        const char *const row[] = { PQgetvalue(result, i, 0), PQgetvalue(result, i, 1) };
        PQclear(PQexecParams(notes, "INSERT INTO seen VALUES ($1, $2) ON CONFLICT DO NOTHING", 2,
                             NULL, row, NULL, NULL, 0));
        is_before = is_before && PQgetvalue(result, i, 3)[0] == 't';
        if (is_before) {
            (void)snprintf(place->serial, sizeof(place->serial), "%s", row[0]);
            (void)snprintf(place->bench, sizeof(place->bench), "%s", row[1]);
            (void)snprintf(place->at, sizeof(place->at), "%s", PQgetvalue(result, i, 2));
        }
    }
    PQclear(result);
}

static int64_t missed(PGconn *notes) {
    return world_number(notes, "SELECT count(*) FROM (SELECT serial, bench FROM sag.binding EXCEPT "
                               "SELECT serial, bench FROM seen) m");
}

static void whoever_follows_misses_no_binding_of_many_writers(void **state) {
    PGconn *connection = world_connect("sag_bench");
    PGconn *notes = world_connect("postgres");
    struct place place = { "-infinity", "", "" };
    pthread_t threads[WRITERS];
    (void)state;
    world_run(notes, "CREATE TEMP TABLE seen (serial text, bench text, UNIQUE (serial, bench))");
    /* One that was written first and is committed last: a place that ran ahead would lose it. */
    PGconn *slow = world_connect("sag_bench");
    char pair[2048];
    world_run(slow, "BEGIN");
    world_grow(&logs[3], 1, "");
    assert_string_equal(
        world_ship(slow, &logs[3], 1, 1, world_pair(pair, 1, "F-slow", "bound", 0)).status, "ok");
    atomic_store(&writing, WRITERS - 1);
    for (int i = 0; i < WRITERS - 1; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, write_bindings, &logs[i]), 0);
    }
    while (atomic_load(&writing) > 0) {
        follow(connection, &place, notes);
    }
    for (int i = 0; i < WRITERS - 1; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(atomic_load(&writing), 0);
    world_run(slow, "COMMIT"); /* within the five seconds: benches have no longer for a call */
    assert_true(missed(notes) > 0);
    for (time_t end = time(NULL) + 30; missed(notes) > 0 && time(NULL) < end;) {
        follow(connection, &place, notes); /* at most 50 rows each */
    }
    assert_int_equal(missed(notes), 0);
    PQfinish(slow);
    PQfinish(notes);
    PQfinish(connection);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(of_two_benches_with_one_device_exactly_one_has_the_claim),
        SK_TEST(a_claim_ends_by_itself_by_binding_or_by_being_refused),
        SK_TEST(whoever_follows_misses_no_binding_of_many_writers),
    };
    owner = world_connect("postgres");
    for (int i = 0; i < WRITERS; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "bench-%d", i);
        world_enroll(owner, &logs[i], name, "00000000000000a1");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(owner);
    return failed;
}
