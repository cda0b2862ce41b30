#include "fleet/link.h"

#include "base/assert.h"
#include "base/spread_pause.h"
#include "fleet/connecting.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 10000
#define RETRY_FIRST_MS 500
#define RETRY_CAP_MS 15000
#define AGAIN_MS 1000 /* an answer that took longer is not by a setting alone */

/* A call with all that it refers to. */
struct waiting_call {
    int32_t tag;
    uint64_t id;
    sk_ms until;
    sk_ms sent_at;
    bool is_again; /* it was made before */
    char *bytes;   /* owned, with sql and values in it */
    const char *sql;
    int count;
    Oid types[SK_LINK_PARAMS];
    const char *values[SK_LINK_PARAMS];
    int lengths[SK_LINK_PARAMS];
    int formats[SK_LINK_PARAMS];
};

struct sk_fleet_link {
    char *conninfo;
    char *name;
    uint32_t randomness;
    struct sk_fleet_link_ports ports;
    struct sk_fleet_connecting *connecting; /* NULL: none is being made */
    PGconn *connection;                     /* NULL: none */
    bool is_up;
    bool is_busy;     /* with the call that was sent */
    bool is_answered; /* and it has its answer, but not its end */
    bool must_reset;  /* before the next call */
    bool wants_write;
    bool is_late;   /* connecting takes long, which was told */
    sk_ms until;    /* of connecting */
    sk_ms retry_at; /* without a connection */
    int32_t failures;
    struct waiting_call calls[SK_LINK_CALLS]; /* a ring, oldest first */
    size_t first;
    size_t count;
};

enum sk_err sk_fleet_link_create(struct sk_fleet_link **out, const char *conninfo, const char *name,
                                 uint32_t randomness, const struct sk_fleet_link_ports *ports) {
    struct sk_fleet_link *link = calloc(1, sizeof(*link));
    if (!link) {
        return SK_ERR_NOMEM;
    }
    link->conninfo = strdup(conninfo);
    link->name = strdup(name);
    link->randomness = randomness;
    link->ports = *ports;
    if (!link->conninfo || !link->name) {
        sk_fleet_link_destroy(link);
        return SK_ERR_NOMEM;
    }
    *out = link;
    return SK_OK;
}

static void drop_first(struct sk_fleet_link *link) {
    struct waiting_call *first = &link->calls[link->first];
    free(first->bytes);
    first->bytes = NULL;
    link->first = (link->first + 1) % SK_LINK_CALLS;
    link->count--;
}

void sk_fleet_link_destroy(struct sk_fleet_link *link) {
    if (!link) {
        return;
    }
    sk_fleet_connecting_drop(link->connecting);
    PQfinish(link->connection);
    while (link->count > 0) {
        drop_first(link);
    }
    free(link->conninfo);
    free(link->name);
    free(link);
}

bool sk_fleet_link_is_up(const struct sk_fleet_link *link) {
    return link->is_up;
}

/* Whether what was under way has arrived is not known. */
static void answer_all(struct sk_fleet_link *link) {
    while (link->count > 0) {
        int32_t tag = link->calls[link->first].tag;
        uint64_t id = link->calls[link->first].id;
        drop_first(link);
        link->ports.answer(link->ports.data, tag, id, NULL);
    }
}

static sk_ms next_try(struct sk_fleet_link *link, sk_ms now) {
    return now + sk_spread_pause(RETRY_FIRST_MS, RETRY_CAP_MS, link->failures++, link->randomness);
}

static void lose(struct sk_fleet_link *link, const char *why, sk_ms now) {
    char text[SK_ERR_TEXT_SIZE];
    bool is_said = why[0] != '\0' && why[0] != '\n';
    (void)snprintf(text, sizeof(text), "%s", is_said ? why : "the connection was lost");
    size_t length = strcspn(text, "\n");
    text[length] = '\0';
    PQfinish(link->connection);
    link->connection = NULL;
    link->is_up = link->is_busy = link->wants_write = link->must_reset = false;
    link->retry_at = next_try(link, now);
    answer_all(link);
    link->ports.changed(link->ports.data, false, text);
}

/* --- connecting --------------------------------------------------------------------------- */

static void begin(struct sk_fleet_link *link, sk_ms now) {
    if (sk_fleet_connecting_start(&link->connecting, link->conninfo, link->name) != SK_OK) {
        lose(link, "not enough memory", now);
        return;
    }
    link->is_late = false;
    link->until = now + CONNECT_MS;
}

/* libpq writes notices to standard error, unless they go somewhere. */
static void pass_over(void *data, const PGresult *notice) {
    (void)data;
    (void)notice;
}

static void become_up(struct sk_fleet_link *link, sk_ms now) {
    (void)PQsetNoticeReceiver(link->connection, pass_over, NULL);
    if (PQsetnonblocking(link->connection, 1) != 0 || PQenterPipelineMode(link->connection) != 1) {
        lose(link, PQerrorMessage(link->connection), now);
        return;
    }
    link->is_up = true;
    link->failures = 0;
    link->ports.changed(link->ports.data, true, "");
}

/* A resolver or server that takes long is waited for: another try would be one more that waits. */
static void go_on_connecting(struct sk_fleet_link *link, sk_ms now) {
    if (sk_fleet_connecting_take(link->connecting, &link->connection)) {
        sk_fleet_connecting_drop(link->connecting);
        link->connecting = NULL;
        if (PQstatus(link->connection) == CONNECTION_OK) {
            become_up(link, now);
        } else {
            lose(link, link->connection ? PQerrorMessage(link->connection) : "not enough memory",
                 now);
        }
    } else if (now >= link->until && !link->is_late) {
        link->is_late = true;
        link->ports.changed(link->ports.data, false, "the fleet's server does not answer");
    }
}

/* --- calls -------------------------------------------------------------------------------- */

static void flush(struct sk_fleet_link *link, sk_ms now) {
    int left = PQflush(link->connection);
    link->wants_write = left == 1;
    if (left < 0) {
        lose(link, PQerrorMessage(link->connection), now);
    }
}

static void begin_waiting(struct sk_fleet_link *link, bool is_reset) {
    link->is_busy = true;
    link->is_answered = is_reset; /* nobody waits for what it says */
}

/* In a transaction of its own: what begins one is decided by what is to be reset. */
static void send_reset(struct sk_fleet_link *link, sk_ms now) {
    bool is_sent =
        PQsendQueryParams(link->connection, "RESET ALL", 0, NULL, NULL, NULL, NULL, 0) == 1 &&
        PQpipelineSync(link->connection) == 1;
    link->must_reset = false;
    begin_waiting(link, true);
    if (is_sent) {
        flush(link, now);
    } else {
        lose(link, PQerrorMessage(link->connection), now);
    }
}

/* One at a time: a pooler in transaction mode (pgbouncer 1.18) mixes up what comes behind a
 * synchronization that it has not passed on yet. */
static void send_first(struct sk_fleet_link *link, sk_ms now) {
    if (!link->is_up || link->is_busy || link->count == 0) {
        return;
    }
    if (link->must_reset) {
        send_reset(link, now);
        return;
    }
    struct waiting_call *first = &link->calls[link->first];
    bool is_sent = PQsendQueryParams(link->connection, first->sql, first->count, first->types,
                                     first->values, first->lengths, first->formats, 0) == 1 &&
                   PQpipelineSync(link->connection) == 1;
    first->sent_at = now;
    begin_waiting(link, false);
    if (is_sent) {
        flush(link, now);
    } else {
        lose(link, PQerrorMessage(link->connection), now);
    }
}

static size_t length_of(const struct sk_fleet_call *call, int parameter) {
    return call->formats[parameter] == 1 ? (size_t)call->lengths[parameter]
                                         : strlen(call->values[parameter]) + 1;
}

static bool copy_call(struct waiting_call *out, const struct sk_fleet_call *call) {
    size_t sql = strlen(call->sql) + 1;
    size_t size = sql;
    for (int i = 0; i < call->count; i++) {
        size += length_of(call, i);
    }
    char *at = malloc(size);
    if (!at) {
        return false;
    }
    out->bytes = at;
    out->sql = at;
    out->count = call->count;
    memcpy(at, call->sql, sql);
    at += sql;
    for (int i = 0; i < call->count; i++) {
        out->types[i] = call->types[i];
        out->formats[i] = call->formats[i];
        out->lengths[i] = call->lengths[i];
        out->values[i] = at;
        memcpy(at, call->values[i], length_of(call, i));
        at += length_of(call, i);
    }
    return true;
}

bool sk_fleet_link_send(struct sk_fleet_link *link, const struct sk_fleet_call *call, sk_ms now) {
    SK_ASSERT(call->count <= SK_LINK_PARAMS);
    if (!link->is_up || link->count == SK_LINK_CALLS) {
        return false;
    }
    struct waiting_call *last = &link->calls[(link->first + link->count) % SK_LINK_CALLS];
    *last = (struct waiting_call){ .tag = call->tag, .id = call->id, .until = now + call->limit };
    if (!copy_call(last, call)) {
        return false;
    }
    link->count++;
    send_first(link, now);
    return true;
}

/* Read-only transactions, serializable ones, timeouts: perhaps by what somebody set. The
 * functions' own errors are of class SG. */
static bool is_by_settings(const PGresult *result) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state && (strncmp(state, "25", 2) == 0 || strncmp(state, "40", 2) == 0 ||
                     strcmp(state, "55P03") == 0 || strcmp(state, "57014") == 0);
}

/* Nothing of it was carried out. A server that is slow is not asked twice. */
static bool is_worth_another(struct sk_fleet_link *link, const PGresult *result, sk_ms now) {
    struct waiting_call *first = &link->calls[link->first];
    if (!is_by_settings(result)) {
        return false;
    }
    link->must_reset = true;
    bool is_again = first->is_again || now - first->sent_at > AGAIN_MS;
    first->is_again = true;
    return !is_again;
}

static void give_answer(struct sk_fleet_link *link, const PGresult *result, sk_ms now) {
    if (link->is_answered || link->count == 0) {
        return; /* the server said more than it was asked, or nobody waits for it */
    }
    link->is_answered = true;
    if (is_worth_another(link, result, now)) {
        return;
    }
    int32_t tag = link->calls[link->first].tag;
    uint64_t id = link->calls[link->first].id;
    drop_first(link);
    link->ports.answer(link->ports.data, tag, id, result);
}

/* A result, then NULL for its end, then that of the synchronization: NULL alone says nothing. */
static void take_results(struct sk_fleet_link *link, sk_ms now) {
    int ends = 0;
    while (link->is_up && ends < 2 && !PQisBusy(link->connection)) {
        PGresult *result = PQgetResult(link->connection);
        ends = result ? 0 : ends + 1;
        if (result && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            link->is_busy = false;
            send_first(link, now);
        } else if (result && link->is_busy) {
            give_answer(link, result, now);
        }
        PQclear(result);
    }
}

static void go_on_calling(struct sk_fleet_link *link, sk_ms now) {
    if (PQconsumeInput(link->connection) != 1) {
        lose(link, PQerrorMessage(link->connection), now);
        return;
    }
    take_results(link, now);
    if (link->is_up && link->wants_write) { /* an answer's call may have lost it */
        flush(link, now);
    }
    if (link->is_up && link->count > 0 && now >= link->calls[link->first].until) {
        lose(link, "the fleet's server does not answer any more", now);
    }
}

void sk_fleet_link_step(struct sk_fleet_link *link, sk_ms now) {
    if (!link->connection && !link->connecting && now >= link->retry_at) {
        begin(link, now);
    }
    if (link->connecting) {
        go_on_connecting(link, now);
    }
    if (link->is_up) {
        go_on_calling(link, now);
    }
}

int sk_fleet_link_fd(const struct sk_fleet_link *link, short *events) {
    *events = (short)(link->wants_write ? POLLIN | POLLOUT : POLLIN);
    if (link->connecting) {
        return sk_fleet_connecting_fd(link->connecting);
    }
    return link->connection ? PQsocket(link->connection) : -1;
}

sk_ms sk_fleet_link_deadline(const struct sk_fleet_link *link) {
    if (link->connecting) {
        return link->is_late ? -1 : link->until;
    }
    if (!link->connection) {
        return link->retry_at;
    }
    return link->count > 0 ? link->calls[link->first].until : -1;
}

enum sk_err sk_fleet_link_check(const char *conninfo, struct sk_err_info *info) {
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &why);
    if (!options) {
        enum sk_err err = sk_fail(info, SK_ERR_INVALID, "%.*s", why ? (int)strcspn(why, "\n") : 17,
                                  why ? why : "not enough memory");
        PQfreemem(why);
        return err;
    }
    bool has_password = false;
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        bool is_secret =
            strcmp(option->keyword, "password") == 0 || strcmp(option->keyword, "sslpassword") == 0;
        has_password = has_password || (is_secret && option->val);
    }
    PQconninfoFree(options);
    return has_password
               ? sk_fail(info, SK_ERR_INVALID,
                         "a password does not belong into the settings; use passfile=, or a "
                         "service file")
               : SK_OK;
}
