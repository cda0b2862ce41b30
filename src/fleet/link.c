#include "fleet/link.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 10000
#define RETRY_FIRST_MS 500
#define RETRY_CAP_MS 15000

struct waiting_call {
    int32_t tag;
    uint64_t id;
    sk_ms until;
};

struct sk_fleet_link {
    char *conninfo;
    char *name;
    uint32_t randomness;
    struct sk_fleet_link_ports ports;
    PGconn *connection; /* NULL: none */
    bool is_up;
    bool wants_write;
    PostgresPollingStatusType polling;
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

void sk_fleet_link_destroy(struct sk_fleet_link *link) {
    if (!link) {
        return;
    }
    PQfinish(link->connection);
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
        struct waiting_call call = link->calls[link->first];
        link->first = (link->first + 1) % SK_LINK_CALLS;
        link->count--;
        link->ports.answer(link->ports.data, call.tag, call.id, NULL);
    }
}

static sk_ms next_try(struct sk_fleet_link *link, sk_ms now) {
    sk_ms pause = RETRY_FIRST_MS;
    for (int32_t i = 0; i < link->failures && pause < RETRY_CAP_MS; i++) {
        pause *= 2;
    }
    pause = pause < RETRY_CAP_MS ? pause : RETRY_CAP_MS;
    link->failures++;
    uint32_t mixed = (link->randomness + (uint32_t)link->failures) * 2654435761u;
    return now + pause - (sk_ms)(mixed >> 16) * (pause / 2) / 65536;
}

static void lose(struct sk_fleet_link *link, const char *why, sk_ms now) {
    char text[SK_ERR_TEXT_SIZE];
    (void)snprintf(text, sizeof(text), "%s", why);
    size_t length = strcspn(text, "\n");
    text[length] = '\0';
    PQfinish(link->connection);
    link->connection = NULL;
    link->is_up = link->wants_write = false;
    link->retry_at = next_try(link, now);
    answer_all(link);
    link->ports.changed(link->ports.data, false, text);
}

/* --- connecting --------------------------------------------------------------------------- */

static void begin(struct sk_fleet_link *link, sk_ms now) {
    static const char *const keywords[] = { "dbname",
                                            "fallback_application_name",
                                            "client_encoding",
                                            "keepalives_idle",
                                            "keepalives_interval",
                                            "keepalives_count",
                                            "tcp_user_timeout",
                                            NULL };
    const char *const values[] = {
        link->conninfo, link->name, "UTF8", "10", "5", "3", "15000", NULL
    };
    link->connection = PQconnectStartParams(keywords, values, 1);
    if (!link->connection || PQstatus(link->connection) == CONNECTION_BAD) {
        lose(link, link->connection ? PQerrorMessage(link->connection) : "not enough memory", now);
        return;
    }
    link->polling = PGRES_POLLING_WRITING;
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

static bool is_readable(int fd, short events) {
    struct pollfd one = { .fd = fd, .events = events };
    return fd >= 0 && poll(&one, 1, 0) == 1;
}

static void go_on_connecting(struct sk_fleet_link *link, sk_ms now) {
    short wanted = link->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (now >= link->until) {
        lose(link, "the fleet's server does not answer", now);
        return;
    }
    if (!is_readable(PQsocket(link->connection), wanted)) {
        return;
    }
    link->polling = PQconnectPoll(link->connection);
    if (link->polling == PGRES_POLLING_OK) {
        become_up(link, now);
    } else if (link->polling == PGRES_POLLING_FAILED) {
        lose(link, PQerrorMessage(link->connection), now);
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

bool sk_fleet_link_send(struct sk_fleet_link *link, const struct sk_fleet_call *call, sk_ms now) {
    if (!link->is_up || link->count == SK_LINK_CALLS) {
        return false;
    }
    if (PQsendQueryParams(link->connection, call->sql, call->count, call->types, call->values,
                          call->lengths, call->formats, 0) != 1 ||
        PQpipelineSync(link->connection) != 1) {
        lose(link, PQerrorMessage(link->connection), now);
        return false;
    }
    link->calls[(link->first + link->count) % SK_LINK_CALLS] =
        (struct waiting_call){ call->tag, call->id, now + call->limit };
    link->count++;
    flush(link, now);
    return true;
}

static void give_answer(struct sk_fleet_link *link, const PGresult *result) {
    struct waiting_call call = link->calls[link->first];
    if (link->count == 0) {
        return; /* the server said more than it was asked */
    }
    link->first = (link->first + 1) % SK_LINK_CALLS;
    link->count--;
    link->ports.answer(link->ports.data, call.tag, call.id, result);
}

/* A result, then NULL for its end, then that of the synchronization: NULL alone says nothing. */
static void take_results(struct sk_fleet_link *link) {
    int ends = 0;
    while (link->is_up && ends < 2 && !PQisBusy(link->connection)) {
        PGresult *result = PQgetResult(link->connection);
        ends = result ? 0 : ends + 1;
        if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
            give_answer(link, result);
        }
        PQclear(result);
    }
}

static void go_on_calling(struct sk_fleet_link *link, sk_ms now) {
    if (PQconsumeInput(link->connection) != 1) {
        lose(link, PQerrorMessage(link->connection), now);
        return;
    }
    take_results(link);
    if (link->is_up && link->wants_write) { /* an answer's call may have lost it */
        flush(link, now);
    }
    if (link->is_up && link->count > 0 && now >= link->calls[link->first].until) {
        lose(link, "the fleet's server does not answer any more", now);
    }
}

void sk_fleet_link_step(struct sk_fleet_link *link, sk_ms now) {
    if (!link->connection && now >= link->retry_at) {
        begin(link, now);
    }
    if (link->connection && !link->is_up) {
        go_on_connecting(link, now);
    }
    if (link->is_up) {
        go_on_calling(link, now);
    }
}

int sk_fleet_link_fd(const struct sk_fleet_link *link, short *events) {
    *events = 0;
    if (!link->connection) {
        return -1;
    }
    if (link->is_up) {
        *events = (short)(link->wants_write ? POLLIN | POLLOUT : POLLIN);
    } else {
        *events = link->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    }
    return PQsocket(link->connection);
}

sk_ms sk_fleet_link_deadline(const struct sk_fleet_link *link) {
    if (!link->connection) {
        return link->retry_at;
    }
    if (!link->is_up) {
        return link->until;
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
