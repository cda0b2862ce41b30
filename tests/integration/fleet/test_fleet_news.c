/* test_fleet_news.c — what benches hear of each other: each word once, in an order in which nothing
 * comes late, however late a transaction ends; and what version 2 of the database left behind. */
#include "fleet_world.h"

#include "fleet/admin.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define WRITERS 3
#define BENCHES 6 /* of them the first are writers */
#define WORDS 60  /* of each writer */
#define LIMIT_S 60

static PGconn *owner;
static struct world_log logs[BENCHES];

static void say(PGconn *connection, struct world_log *log, const char *serial) {
    char pair[2048];
    int number = log->count + 1;
    world_grow(log, 1, serial);
    assert_string_equal(
        world_ship(connection, log, number, 1, world_pair(pair, number, serial, "bound", 0)).status,
        "ok");
}

/* --- whoever follows ---------------------------------------------------------------------------
 */

struct follower {
    PGconn *bench;
    PGconn *notes; /* what was told, as a table of its own */
    char at[64];
    char serial[256];
    char name[64];
    bool hears_again; /* of version 2 */
};

static struct follower follower_at(const char *database) {
    char conninfo[128];
    (void)snprintf(conninfo, sizeof(conninfo), "dbname=%s user=sag_bench", database);
    struct follower follower = { .at = "-infinity", .bench = world_connect_at(conninfo) };
    (void)snprintf(conninfo, sizeof(conninfo), "dbname=%s user=postgres", database);
    follower.notes = world_connect_at(conninfo);
    world_run(follower.notes,
              "CREATE TEMP TABLE told (serial text, bench text, changed timestamptz,"
              " UNIQUE (serial, bench, changed))");
    return follower;
}

static void follower_end(struct follower *follower) {
    PQfinish(follower->bench);
    PQfinish(follower->notes);
}

/* Each is told once and behind all that were told before. As a bench keeps its place: behind the
 * last row before the first that is not settled. */
static void follow(struct follower *follower) {
    char secret[67];
    (void)snprintf(secret, sizeof(secret), "\\x%s", logs[0].secret);
    const char *const values[] = { logs[0].bench, secret, follower->at, follower->serial,
                                   follower->name };
    PGresult *result =
        PQexecParams(follower->bench,
                     "SELECT serial, bench, changed, is_settled FROM sag.follow($1, $2::bytea, "
                     "$3::timestamptz, $4, $5, 50)",
                     5, NULL, values, NULL, NULL, 0);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    bool is_settled = true;
    for (int i = 0; i < PQntuples(result); i++) {
        const char *const row[] = { PQgetvalue(result, i, 0), PQgetvalue(result, i, 1),
                                    PQgetvalue(result, i, 2) };
        PGresult *noted =
            PQexecParams(follower->notes, "INSERT INTO told VALUES ($1, $2, $3::timestamptz)", 3,
                         NULL, row, NULL, NULL, 0);
        assert_true(follower->hears_again || PQresultStatus(noted) == PGRES_COMMAND_OK);
        PQclear(noted);
        is_settled = is_settled && PQgetvalue(result, i, 3)[0] == 't';
        assert_true(follower->hears_again || is_settled);
        if (is_settled) {
            (void)snprintf(follower->serial, sizeof(follower->serial), "%s", row[0]);
            (void)snprintf(follower->name, sizeof(follower->name), "%s", row[1]);
            (void)snprintf(follower->at, sizeof(follower->at), "%s", row[2]);
        }
    }
    PQclear(result);
}

/* Words, as they are now, that were not told. */
static int64_t missed(const struct follower *follower) {
    return world_number(follower->notes,
                        "SELECT count(*) FROM (SELECT serial, bench, changed FROM sag.binding"
                        " EXCEPT SELECT serial, bench, changed FROM told) m");
}

static void follow_to_the_end(struct follower *follower) {
    for (time_t end = time(NULL) + LIMIT_S; missed(follower) > 0 && time(NULL) < end;) {
        follow(follower);
    }
    assert_int_equal(missed(follower), 0);
}

static int64_t told(const struct follower *follower, const char *serial) {
    char sql[128];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM told WHERE serial = '%s'", serial);
    return world_number(follower->notes, sql);
}

/* --- many at once ------------------------------------------------------------------------------
 */

static atomic_int writing;

/* cmocka's asserts belong to the main thread: what is far below zero says that something failed. */
static void *write_words(void *data) {
    struct world_log *log = data;
    PGconn *connection = PQconnectdb("user=sag_bench");
    int from = log->count;
    world_grow(log, WORDS, "f");
    for (int i = 1; i <= WORDS; i++) {
        char serial[64];
        char pair[2048];
        (void)snprintf(serial, sizeof(serial), "f-%s-%d", log->bench, i);
        struct world_answer answer = world_ship(connection, log, from + i, 1,
                                                world_pair(pair, from + i, serial, "bound", 0));
        if (strcmp(answer.status, "ok") != 0) {
            atomic_fetch_sub(&writing, 100);
        }
    }
    PQfinish(connection);
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

static int64_t without_a_place(void) {
    return world_number(owner, "SELECT count(*) FROM sag.binding WHERE NOT is_placed");
}

/* A transaction of a bench that has said something, and does not end yet. */
static PGconn *begin_slowly(struct world_log *log, const char *serial) {
    PGconn *slow = world_connect("sag_bench");
    world_run(slow, "SET idle_in_transaction_session_timeout = 0");
    world_run(slow, "BEGIN");
    say(slow, log, serial);
    return slow;
}

static void whoever_follows_misses_no_word_of_many_benches_and_hears_none_twice(void **state) {
    struct follower follower = follower_at("fleet");
    pthread_t threads[WRITERS];
    (void)state;
    PGconn *first = begin_slowly(&logs[3], "f-first");   /* has the turn: nobody gets a place */
    PGconn *second = begin_slowly(&logs[4], "f-second"); /* has none, and will be seen last */
    atomic_store(&writing, WRITERS);
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, write_words, &logs[i]), 0);
    }
    for (time_t end = time(NULL) + LIMIT_S; without_a_place() < 20 && time(NULL) < end;) {
        follow(&follower);
    }
    assert_true(without_a_place() >= 20);
    world_run(first, "COMMIT");
    while (atomic_load(&writing) > 0) {
        follow(&follower);
    }
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(atomic_load(&writing), 0);
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "f-second"), 0);
    world_run(second, "COMMIT"); /* all others are told already */
    assert_int_equal(missed(&follower), 1);
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "f-second"), 1);
    PQfinish(first);
    PQfinish(second);
    follower_end(&follower);
}

/* --- time --------------------------------------------------------------------------------------
 */

/* As one that waited for a standby that was away over night. */
static void a_word_that_is_seen_after_a_day_is_told(void **state) {
    struct follower follower = follower_at("fleet");
    PGconn *bench = world_connect("sag_bench");
    (void)state;
    world_run(owner, "BEGIN; SELECT FROM sag.turn FOR UPDATE");
    say(bench, &logs[0], "d-late");
    world_run(owner, "ROLLBACK");
    world_run(owner, "UPDATE sag.binding SET changed = changed - interval '1 day'"
                     " WHERE serial = 'd-late'");
    say(bench, &logs[1], "d-other");
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "d-late"), 1);
    PQfinish(bench);
    follower_end(&follower);
}

/* The server's clock was ahead and is set right, or that of the machine before was. */
static void a_clock_that_goes_back_hides_nothing(void **state) {
    struct follower follower = follower_at("fleet");
    PGconn *bench = world_connect("sag_bench");
    (void)state;
    say(bench, &logs[0], "c-0");
    world_run(owner, "UPDATE sag.binding SET changed = clock_timestamp() + interval '1 hour'"
                     " WHERE serial = 'c-0'");
    follow_to_the_end(&follower);
    say(bench, &logs[1], "c-1");
    assert_int_equal(missed(&follower), 1);
    follow_to_the_end(&follower);
    /* The last word of all is said anew, and has no place for a while. */
    world_run(owner, "BEGIN; SELECT FROM sag.turn FOR UPDATE");
    say(bench, &logs[1], "c-1");
    world_run(owner, "ROLLBACK");
    say(bench, &logs[2], "a-2");
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "c-1"), 2);
    assert_int_equal(told(&follower, "a-2"), 1);
    PQfinish(bench);
    follower_end(&follower);
}

static void nothing_is_placed_while_another_places(void **state) {
    struct follower follower = follower_at("fleet");
    PGconn *bench = world_connect("sag_bench");
    (void)state;
    follow_to_the_end(&follower);
    world_run(owner, "BEGIN; SELECT FROM sag.turn FOR UPDATE");
    say(bench, &logs[0], "n-1"); /* does not wait */
    follow(&follower);
    follow(&follower);
    assert_int_equal(told(&follower, "n-1"), 0);
    world_run(owner, "ROLLBACK");
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "n-1"), 1);
    PQfinish(bench);
    follower_end(&follower);
}

/* --- versions ----------------------------------------------------------------------------------
 */

/* A bench follows on through the migration as if there had been none: it is told the last seconds
 * again, as it was before, and then each word once. */
static void whoever_followed_version_2_goes_on(void **state) {
    struct sk_fleet_admin *admin = NULL;
    struct sk_err_info info;
    int from = 0;
    (void)state;
    world_run(owner, "CREATE DATABASE elder");
    assert_int_equal(sk_fleet_admin_connect(&admin, "dbname=elder", &info), SK_OK);
    assert_int_equal(sk_fleet_admin_init(admin, sk_fleet_versions, 2, &info), SK_OK);
    struct follower follower = follower_at("elder");
    PGconn *bench = world_connect_at("dbname=elder user=sag_bench");
    for (int i = 0; i < BENCHES; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "bench-%d", i);
        world_enroll(follower.notes, &logs[i], name, "00000000000000a1");
    }
    follower.hears_again = true;
    say(bench, &logs[0], "v-0");
    say(bench, &logs[1], "v-1");
    follow_to_the_end(&follower);
    say(bench, &logs[1], "v-2"); /* not told before */
    assert_int_equal(
        sk_fleet_admin_migrate(admin, sk_fleet_versions, sk_fleet_version_count, &from, &info),
        SK_OK);
    assert_int_equal(from, 2);
    say(bench, &logs[0], "v-3");
    say(bench, &logs[1], "v-1"); /* again, behind all */
    follow_to_the_end(&follower);
    follower.hears_again = false;
    follow(&follower);
    say(bench, &logs[0], "v-4");
    follow_to_the_end(&follower);
    assert_int_equal(told(&follower, "v-2"), 1);
    assert_int_equal(world_verify(follower.notes, &logs[0]), logs[0].count);
    PQfinish(bench);
    follower_end(&follower);
    sk_fleet_admin_destroy(admin);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(whoever_follows_misses_no_word_of_many_benches_and_hears_none_twice),
        SK_TEST(a_word_that_is_seen_after_a_day_is_told),
        SK_TEST(a_clock_that_goes_back_hides_nothing),
        SK_TEST(nothing_is_placed_while_another_places),
        SK_TEST(whoever_followed_version_2_goes_on),
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
