/* test_fleet_failover.c — the primary is killed while benches ship, its synchronous standby is
 * promoted, and the benches, whose dsn names both hosts, go on there: nothing that was acknowledged
 * is missing. */
#include "fleet_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define BENCHES 3

static struct world_log logs[BENCHES];
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
    PQfinish(owner);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
