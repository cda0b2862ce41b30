/* test_fleet_pooler.c — a bench behind a pooler whose connections somebody has set to his liking:
 * all share one role, and what a client sets stays for whoever gets the connection next. */
#include "fleet_world.h"

#include "base/clock.h"
#include "fleet/calls.h"

#include <poll.h>
#include <string.h>

#define POOLED 8 /* connections to the server, as tests/fake/cluster has it */
#define PATIENCE_MS 60000

static PGconn *owner;
static char dsn[256];
static struct world_log log_a;
static struct sk_fleet_secret secret;
static struct sk_fleet_self self;

/* What came, in the order in which it came. */
struct heard {
    int answers;
    bool is_up;
    bool was_lost;
    char state[16]; /* SQLSTATE of the last; "": it went well */
    enum sk_ship_end end;
    int64_t seq;
    struct sk_fleet_word word;
};

static void take_answer(void *data, int32_t tag, uint64_t id, const PGresult *result) {
    struct heard *heard = data;
    uint8_t hash[SK_CHAIN_SIZE];
    bool is_again = false;
    (void)id;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : "lost";
    (void)snprintf(heard->state, sizeof(heard->state), "%s", state ? state : "");
    if (tag == SK_FLEET_TAG_HEAD) {
        heard->end = sk_fleet_read_head(result, &heard->seq, hash);
    } else {
        sk_fleet_read_word(result, &heard->word, &is_again);
    }
    heard->answers++;
}

static void take_change(void *data, bool is_up, const char *why) {
    struct heard *heard = data;
    (void)why;
    heard->was_lost = heard->was_lost || !is_up;
    heard->is_up = is_up;
}

static sk_ms now(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

/* Until so many answers are there; 0: until it is up. */
static void step_until(struct sk_fleet_link *link, struct heard *heard, int answers) {
    sk_ms end = now() + PATIENCE_MS;
    while (answers == 0 ? !heard->is_up : heard->answers < answers) {
        struct pollfd one = { .fd = sk_fleet_link_fd(link, &one.events) };
        if (now() > end) {
            fail_msg("no answer after %d", heard->answers);
        }
        (void)poll(&one, 1, 20);
        sk_fleet_link_step(link, now());
    }
}

static struct sk_fleet_link *connect_bench(struct heard *heard) {
    const struct sk_fleet_link_ports ports = { take_answer, take_change, heard };
    struct sk_fleet_link *link = NULL;
    memset(heard, 0, sizeof(*heard));
    assert_int_equal(sk_fleet_link_create(&link, dsn, "test", 1, &ports), SK_OK);
    step_until(link, heard, 0);
    return link;
}

/* Every connection of the pool: while one client is in a transaction, the next gets another one. */
static void poison(const char *const *settings, size_t count) {
    PGconn *clients[POOLED];
    for (size_t i = 0; i < POOLED; i++) {
        clients[i] = world_connect_at(dsn);
        world_run(clients[i], "BEGIN");
        for (size_t j = 0; j < count; j++) {
            world_run(clients[i], settings[j]);
        }
    }
    for (size_t i = 0; i < POOLED; i++) {
        world_run(clients[i], "COMMIT");
        PQfinish(clients[i]);
    }
}

static const char *const hostile[] = {
    "SET default_transaction_read_only = on",
    "SET default_transaction_isolation = serializable",
    "SET lock_timeout = 1",
    "SET bytea_output = escape",
    "SET synchronous_commit = off",
    "SET search_path = nowhere",
    "SET enable_indexscan = off",
    "SET enable_bitmapscan = off",
    "SET plan_cache_mode = force_custom_plan",
    "SET work_mem = 64",
};

static void claims_and_heads_are_answered_whatever_was_set(void **state) {
    struct heard heard;
    struct sk_fleet_params params;
    char first[256];
    (void)state;
    world_grow(&log_a, 3, "");
    PGconn *direct = world_connect("sag_bench");
    assert_string_equal(world_ship(direct, &log_a, 1, 3, NULL).status, "ok");
    PQfinish(direct);
    poison(hostile, sizeof(hostile) / sizeof(hostile[0]));
    /* It is so: whoever comes next has them. */
    PGconn *next = world_connect_at(dsn);
    (void)world_try(next, "SHOW default_transaction_read_only", first);
    PQfinish(next);
    assert_string_equal(first, "on");
    struct sk_fleet_link *link = connect_bench(&heard);
    for (int i = 1; i <= 40; i += 2) {
        struct sk_labels labels = { .instance = "" };
        (void)snprintf(labels.serial, sizeof(labels.serial), "SN-P%d", i);
        sk_fleet_call_claim(&params, &self, &labels, 0, "Li", 60);
        assert_true(sk_fleet_link_send(link, &params.call, now()));
        step_until(link, &heard, i);
        assert_string_equal(heard.state, "");
        assert_int_equal(heard.word.type, SK_FLEET_WORD_OURS);
        sk_fleet_call_head(&params, &self, log_a.chain);
        assert_true(sk_fleet_link_send(link, &params.call, now()));
        step_until(link, &heard, i + 1);
        assert_int_equal(heard.end, SK_SHIP_END_HEAD);
        assert_int_equal(heard.seq, 3);
    }
    assert_false(heard.was_lost);
    sk_fleet_link_destroy(link);
}

/* A fault of the call is told, and nothing is asked twice. */
static void an_error_that_no_setting_makes_is_told(void **state) {
    struct heard heard;
    struct sk_fleet_params params;
    struct sk_labels nothing = { .serial = "" };
    (void)state;
    struct sk_fleet_link *link = connect_bench(&heard);
    sk_fleet_call_claim(&params, &self, &nothing, 0, "Li", 60);
    assert_true(sk_fleet_link_send(link, &params.call, now()));
    step_until(link, &heard, 1);
    assert_string_equal(heard.state, "SG002");
    assert_false(heard.was_lost);
    sk_fleet_link_destroy(link);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(claims_and_heads_are_answered_whatever_was_set),
        SK_TEST(an_error_that_no_setting_makes_is_told),
    };
    const char *port = getenv("PGPORT");
    (void)snprintf(dsn, sizeof(dsn), "user=sag_bench port=%ld", strtol(port, NULL, 10) + 2);
    owner = world_connect("postgres");
    world_enroll(owner, &log_a, "bench-a", "00000000000000a1");
    for (size_t i = 0; i < sizeof(secret.bytes); i++) {
        char digits[3] = { log_a.secret[2 * i], log_a.secret[2 * i + 1], '\0' };
        secret.bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    self = (struct sk_fleet_self){ log_a.bench, &secret };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    PQfinish(owner);
    return failed;
}
