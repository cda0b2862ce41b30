/* test_fleet_failover.c — the synchronous standby is away for a while, and what benches say waits
 * for it, but is heard. The primary is killed while benches ship, its synchronous standby is
 * promoted, and the benches, whose dsn names both hosts, go on there: nothing that was acknowledged
 * is missing. */
#include "fleet_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define BENCHES 3
#define SPEAKERS 3
#define LIMIT_S 60

static struct world_log logs[BENCHES];
static struct world_log speakers[SPEAKERS];
static atomic_int acknowledged[BENCHES];
static atomic_bool is_over;
static char dsn[256];

static void cluster(const char *command) {
    char line[512];
    (void)snprintf(line, sizeof(line), "\"$SK_CLUSTER_TOOL\" %s", command);
    if (system(line) != 0) {
        fail_msg("cluster %s", command);
    }
}

static void pause_ms(long ms) {
    const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    (void)nanosleep(&time, NULL);
}

/* --- the standby is away -----------------------------------------------------------------------
 */

/* One word; NULL where it was taken. Asserts belong to the main thread. */
static void *say(void *data) {
    struct world_log *log = data;
    char pair[2048];
    PGconn *connection = PQconnectdb(dsn);
    PQclear(PQexec(connection, log == &speakers[SPEAKERS - 1] ? "SET application_name = 'third'"
                                                              : "SET application_name = 'other'"));
    struct world_answer answer =
        world_ship(connection, log, 1, 1, world_pair(pair, 1, log->bench, "bound", 0));
    PQfinish(connection);
    return strcmp(answer.status, "ok") == 0 ? NULL : log;
}

static int heard_of[SPEAKERS];

/* Behind the place that it moves. */
static void follow(PGconn *connection, char place[64]) {
    char sql[512];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT serial, changed FROM sag.follow('speaker-0', '\\x%s', '%s', "
                   "chr(1114111), '', 50)",
                   speakers[0].secret, place);
    PGresult *result = PQexec(connection, sql);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    for (int i = 0; i < PQntuples(result); i++) {
        for (int k = 0; k < SPEAKERS; k++) {
            heard_of[k] += strcmp(PQgetvalue(result, i, 0), speakers[k].bench) == 0;
        }
        (void)snprintf(place, 64, "%s", PQgetvalue(result, i, 1));
    }
    PQclear(result);
}

static void wait_until(PGconn *connection, const char *sql, int64_t number) {
    for (time_t end = time(NULL) + LIMIT_S;
         world_number(connection, sql) != number && time(NULL) < end;) {
        pause_ms(5);
    }
    assert_int_equal(world_number(connection, sql), number);
}

static void what_waits_for_the_standby_is_heard_once_and_never_missed(void **state) {
    pthread_t threads[SPEAKERS];
    char place[64] = "-infinity";
    PGconn *owner = world_connect_at(dsn);
    (void)state;
    cluster("pause \"$SK_CLUSTER\" standby");
    for (int i = 0; i < SPEAKERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, say, &speakers[i]), 0);
        wait_until(owner, /* the first has the turn */
                   "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                   " AND query LIKE '%sag.ship%'",
                   i + 1);
    }
    /* The last one waits no more, so that it is seen before the others. */
    world_run(owner, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                     " WHERE application_name = 'third'");
    assert_int_equal(pthread_join(threads[SPEAKERS - 1], NULL), 0);
    wait_until(owner, "SELECT count(*) FROM sag.binding WHERE serial LIKE 'speaker-%'", 1);
    follow(owner, place); /* the third was seen before the others, and is not told before them */
    assert_int_equal(heard_of[SPEAKERS - 1], 0);
    cluster("resume \"$SK_CLUSTER\" standby");
    for (int i = 0; i < SPEAKERS - 1; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    for (time_t end = time(NULL) + LIMIT_S;
         heard_of[0] + heard_of[1] + heard_of[2] < SPEAKERS && time(NULL) < end;) {
        follow(owner, place);
    }
    follow(owner, place);
    for (int i = 0; i < SPEAKERS; i++) {
        assert_int_equal(heard_of[i], 1);
    }
    PQfinish(owner);
}

/* --- the primary is killed ---------------------------------------------------------------------
 */

/* One event after the other, as long as there are any; connects anew whenever it must. */
static void *ship(void *data) {
    struct world_log *log = data;
    atomic_int *seen = &acknowledged[log - logs];
    PGconn *connection = NULL;
    while (!atomic_load(&is_over) && atomic_load(seen) < log->count) {
        if (PQstatus(connection) != CONNECTION_OK) {
            PQfinish(connection);
            connection = PQconnectdb(dsn);
            pause_ms(20);
            continue;
        }
        struct world_answer answer = world_ship(connection, log, atomic_load(seen) + 1, 1, NULL);
        if (strcmp(answer.status, "ok") == 0 || strcmp(answer.status, "head") == 0) {
            atomic_store(seen, (int)answer.head_seq);
        }
    }
    PQfinish(connection);
    return NULL;
}

static int all_acknowledged(int at_least) {
    int count = 0;
    for (int i = 0; i < BENCHES; i++) {
        count += atomic_load(&acknowledged[i]) >= at_least;
    }
    return count == BENCHES;
}

static void wait_for(int at_least) {
    for (time_t end = time(NULL) + 60; !all_acknowledged(at_least) && time(NULL) < end;) {
        pause_ms(5);
    }
    assert_true(all_acknowledged(at_least));
}

static void nothing_acknowledged_is_missing_at_the_standby(void **state) {
    pthread_t threads[BENCHES];
    int before[BENCHES];
    (void)state;
    for (int i = 0; i < BENCHES; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ship, &logs[i]), 0);
    }
    wait_for(100);
    cluster("kill \"$SK_CLUSTER\" primary");
    for (int i = 0; i < BENCHES; i++) {
        before[i] = atomic_load(&acknowledged[i]);
    }
    cluster("promote \"$SK_CLUSTER\"");
    PGconn *owner = world_connect_at(dsn);
    for (int i = 0; i < BENCHES; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof(sql), "SELECT seq FROM sag.chain WHERE bench = 'bench-%d'", i);
        assert_true(world_number(owner, sql) >= before[i]);
    }
    PQfinish(owner);
    wait_for(logs[0].count); /* they go on by themselves */
    atomic_store(&is_over, true);
    for (int i = 0; i < BENCHES; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    owner = world_connect_at(dsn);
    for (int i = 0; i < BENCHES; i++) {
        print_message("bench %d: %d when it was killed, %d at the end\n", i, before[i],
                      (int)world_verify(owner, &logs[i]));
        assert_int_equal(world_verify(owner, &logs[i]), logs[i].count);
    }
    assert_int_equal(world_number(owner, "SELECT count(*) FROM sag.alarm"), 0);
    PQfinish(owner);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_waits_for_the_standby_is_heard_once_and_never_missed),
        SK_TEST(nothing_acknowledged_is_missing_at_the_standby),
    };
    long port = strtol(getenv("PGPORT"), NULL, 10);
    (void)snprintf(dsn, sizeof(dsn),
                   "host=127.0.0.1,127.0.0.1 port=%ld,%ld user=postgres dbname=fleet "
                   "target_session_attrs=read-write connect_timeout=2",
                   port, port + 1);
    PGconn *owner = world_connect_at(dsn);
    for (int i = 0; i < BENCHES; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "bench-%d", i);
        world_enroll(owner, &logs[i], name, "00000000000000a1");
        world_grow(&logs[i], 600, "");
    }
    for (int i = 0; i < SPEAKERS; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "speaker-%d", i);
        world_enroll(owner, &speakers[i], name, "00000000000000b1");
        world_grow(&speakers[i], 1, "");
    }
    PQfinish(owner);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
