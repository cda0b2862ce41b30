#include "fleet_world.h"

#include "base/buf.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

PGconn *world_connect_at(const char *conninfo) {
    PGconn *connection = PQconnectdb(conninfo);
    if (PQstatus(connection) != CONNECTION_OK) {
        fail_msg("%s", PQerrorMessage(connection));
    }
    return connection;
}

PGconn *world_connect(const char *role) {
    char conninfo[128];
    (void)snprintf(conninfo, sizeof(conninfo), "user=%s", role);
    return world_connect_at(conninfo);
}

/* --- statements --------------------------------------------------------------------------------
 */

static const char *state_of(const PGresult *result) {
    static char state[16];
    const char *text = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    (void)snprintf(state, sizeof(state), "%s", text ? text : "");
    return state;
}

const char *world_try(PGconn *connection, const char *sql, char first[256]) {
    PGresult *result = PQexec(connection, sql);
    const char *state = state_of(result);
    if (first) {
        (void)snprintf(first, 256, "%s",
                       PQntuples(result) > 0 && PQnfields(result) > 0 ? PQgetvalue(result, 0, 0)
                                                                      : "");
    }
    if (PQtransactionStatus(connection) == PQTRANS_INERROR) {
        PQclear(PQexec(connection, "ROLLBACK"));
    }
    PQclear(result);
    return state;
}

void world_run(PGconn *connection, const char *sql) {
    const char *state = world_try(connection, sql, NULL);
    if (state[0]) {
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    }
}

int64_t world_number(PGconn *connection, const char *sql) {
    char first[256];
    const char *state = world_try(connection, sql, first);
    if (state[0] || !first[0]) {
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    }
    return strtoll(first, NULL, 10);
}

/* --- logs --------------------------------------------------------------------------------------
 */

static void write_hex(const unsigned char *bytes, size_t count, char *out) {
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    }
}

void world_enroll(PGconn *owner, struct world_log *log, const char *bench, const char *chain) {
    unsigned char secret[32];
    char sql[512];
    memset(log, 0, sizeof(*log));
    (void)snprintf(log->bench, sizeof(log->bench), "%s", bench);
    (void)snprintf(log->chain, sizeof(log->chain), "%s", chain);
    assert_int_equal(RAND_bytes(secret, sizeof(secret)), 1);
    write_hex(secret, sizeof(secret), log->secret);
    (void)snprintf(sql, sizeof(sql),
                   "INSERT INTO sag.bench (bench, secret) VALUES ('%s', sha256('\\x%s'::bytea))",
                   bench, log->secret);
    world_run(owner, sql);
}

void world_grow(struct world_log *log, int count, const char *salt) {
    for (int i = 0; i < count; i++) {
        int at = ++log->count;
        unsigned char text[32 + 48];
        unsigned length = 0;
        assert_true(at <= WORLD_EVENTS);
        (void)snprintf(log->bodies[at], sizeof(log->bodies[at]), "%s %d %s", log->chain, at, salt);
        memcpy(text, log->hashes[at - 1], 32);
        size_t body = strlen(log->bodies[at]);
        memcpy(text + 32, log->bodies[at], body);
        assert_int_equal(EVP_Digest(text, 32 + body, log->hashes[at], &length, EVP_sha256(), NULL),
                         1);
    }
}

/* --- shipping ----------------------------------------------------------------------------------
 */

struct arrays {
    struct sk_buf bodies;
    struct sk_buf hashes;
    struct sk_buf events;
    struct sk_buf numbers;
};

static void add_event(struct arrays *arrays, const struct world_log *log, int at, bool is_first) {
    char hex[2 * 48 + 1];
    const char *separator = is_first ? "{" : ",";
    write_hex((const unsigned char *)log->bodies[at], strlen(log->bodies[at]), hex);
    assert_int_equal(sk_buf_addf(&arrays->bodies, "%s\"\\\\x%s\"", separator, hex), SK_OK);
    write_hex(log->hashes[at], 32, hex);
    assert_int_equal(sk_buf_addf(&arrays->hashes, "%s\"\\\\x%s\"", separator, hex), SK_OK);
    assert_int_equal(sk_buf_addf(&arrays->events, "%ssettled", separator), SK_OK);
    assert_int_equal(sk_buf_addf(&arrays->numbers, "%s%d", separator, at), SK_OK);
}

static void read_answer(PGconn *connection, PGresult *result, struct world_answer *answer) {
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1) {
        (void)snprintf(answer->status, sizeof(answer->status), "%s", PQgetvalue(result, 0, 0));
        answer->head_seq = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
        (void)snprintf(answer->head_hash, sizeof(answer->head_hash), "%s",
                       PQgetvalue(result, 0, 2) + 2);
    } else {
        const char *state = state_of(result);
        (void)snprintf(answer->status, sizeof(answer->status), "%s",
                       state[0]                                ? state
                       : PQstatus(connection) == CONNECTION_OK ? "no answer"
                                                               : "no server");
    }
}

struct world_answer world_ship(PGconn *connection, const struct world_log *log, int first,
                               int count, const char *pairs) {
    struct arrays arrays = { SK_BUF_INIT(1 << 22), SK_BUF_INIT(1 << 22), SK_BUF_INIT(1 << 22),
                             SK_BUF_INIT(1 << 22) };
    struct world_answer answer = { "", 0, "" };
    char secret[67];
    char previous[67] = "\\x";
    char number[24];
    for (int i = 0; i < count; i++) {
        add_event(&arrays, log, first + i, i == 0);
    }
    struct sk_buf *all[] = { &arrays.bodies, &arrays.hashes, &arrays.events, &arrays.numbers };
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(sk_buf_addf(all[i], count == 0 ? "{}" : "}"), SK_OK);
    }
    /* One event with pairs is about the first of them. */
    const char *about = pairs && count == 1 ? strstr(pairs, "\"number\":") : NULL;
    char numbers[32] = "";
    if (about) {
        (void)snprintf(numbers, sizeof(numbers), "{%d}", atoi(about + strlen("\"number\":")));
    }
    (void)snprintf(secret, sizeof(secret), "\\x%s", log->secret);
    write_hex(log->hashes[first - 1], 32, previous + 2);
    (void)snprintf(number, sizeof(number), "%d", first);
    const char *const values[] = {
        log->bench,
        secret,
        log->chain,
        number,
        previous,
        arrays.bodies.data,
        arrays.hashes.data,
        arrays.events.data,
        about ? numbers : arrays.numbers.data,
        arrays.numbers.data,
        pairs ? pairs : "[]",
    };
    PGresult *result = PQexecParams(
        connection,
        "SELECT * FROM sag.ship($1, $2::bytea, $3, $4, $5::bytea, $6, $7, $8, $9, $10, $11)", 11,
        NULL, values, NULL, NULL, 0);
    read_answer(connection, result, &answer);
    PQclear(result);
    for (size_t i = 0; i < 4; i++) {
        sk_buf_finish(all[i]);
    }
    return answer;
}

const char *world_pair(char out[2048], int64_t number, const char *serial, const char *result,
                       int64_t undone_by) {
    (void)snprintf(
        out, 2048,
        "[{\"number\":%" PRId64 ",\"kind\":\"bind\",\"serial\":\"%s\",\"instance\":\"sag-1\","
        "\"operator\":\"Li\",\"result\":\"%s\",\"phase\":\"settled\",\"attempts\":1,\"code\":\"\","
        "\"message\":\"\",\"request_id\":\"\",\"source\":\"\",\"device\":\"\",\"symbology\":\"\","
        "\"scanned_wall_ms\":1,\"sent_wall_ms\":1,\"changed_wall_ms\":%" PRId64
        ",\"refers\":0,\"undone_by\":%" PRId64
        ",\"retried_by\":0,\"note\":\"\",\"dealt_wall_ms\":0,\"person\":0,\"instance_source\":\"\","
        "\"instance_device\":\"\",\"instance_symbology\":\"\",\"serial_by_hand\":0,"
        "\"instance_by_hand\":0,\"region\":\"\",\"profile\":\"\",\"customer_order\":\"4711\","
        "\"still\":\"\"}]",
        number, serial, result, number, undone_by);
    return out;
}

int64_t world_verify(PGconn *owner, const struct world_log *log) {
    char sql[2048];
    (void)snprintf(
        sql, sizeof(sql),
        "WITH c AS (SELECT * FROM sag.chain WHERE bench = '%s' AND chain = '%s'), e AS (SELECT "
        "v.seq, v.body, v.hash, lag(v.seq, 1, c.first_seq - 1) OVER w AS seq_before, lag(v.hash, 1, "
        "c.anchor) OVER w AS before FROM sag.event v JOIN c USING (bench, chain) WINDOW w AS (ORDER "
        "BY v.seq)) SELECT CASE WHEN bool_and(hash = sha256(before || body) AND seq = seq_before + "
        "1) AND max(seq) = (SELECT seq FROM c) AND (SELECT hash FROM c) = (SELECT hash FROM e ORDER "
        "BY seq DESC LIMIT 1) THEN count(*) WHEN count(*) = 0 THEN 0 ELSE -1 END FROM e",
        log->bench, log->chain);
    int64_t count = world_number(owner, sql);
    if (count <= 0) {
        return count;
    }
    char hash[65];
    char first[256];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT seq || ' ' || encode(hash, 'hex') FROM sag.chain WHERE bench = '%s' AND "
                   "chain = '%s'",
                   log->bench, log->chain);
    (void)world_try(owner, sql, first);
    char *end;
    long long seq = strtoll(first, &end, 10);
    write_hex(log->hashes[seq], 32, hash);
    return seq <= log->count && strcmp(end + 1, hash) == 0 ? count : -1;
}
