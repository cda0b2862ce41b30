/* link.h — one connection to the fleet's database: made anew when it is lost, never waited for.
 *
 * libpq in pipeline mode, so that nothing waits; answers come in the order of the calls. One call
 * is with the server at a time, as poolers in transaction mode mix up several; the others queue.
 * Statements are unnamed, as such a pooler knows no named ones.
 *
 * Behind such a pooler, what another client set of a connection (default_transaction_read_only,
 * statement_timeout, …) stays for whoever gets it next. Where the server could not carry a call out
 * because of such a thing, the connection is reset, and the call is made once more. One thread,
 * which nothing of it blocks: connections are made on threads of their own (connecting.h). */
#ifndef SK_FLEET_LINK_H
#define SK_FLEET_LINK_H

#include "base/clock.h"
#include "base/err.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#define SK_LINK_CALLS 64  /* that wait for their answer, the one that was sent among them */
#define SK_LINK_PARAMS 12 /* of a call */

struct sk_fleet_link;

/* A call whose answer comes later. Plain value, borrowed during sk_fleet_link_send(). */
struct sk_fleet_call {
    int32_t tag; /* the caller's: what it is */
    uint64_t id; /* the caller's, too */
    const char *sql;
    int count;
    const Oid *types;
    const char *const *values;
    const int *lengths;
    const int *formats;
    sk_ms limit; /* without an answer for so long, the connection is given up */
};

/* result: of the call, borrowed; PGRES_TUPLES_OK, or with the server's error. NULL: the connection
 * was lost, and it is not known whether the call arrived. */
typedef void (*sk_fleet_link_answer)(void *data, int32_t tag, uint64_t id, const PGresult *result);

/* What a link tells, all on its thread. */
struct sk_fleet_link_ports {
    sk_fleet_link_answer answer;
    /* is_up: calls can be sent. why: of a loss; "" else. */
    void (*changed)(void *data, bool is_up, const char *why);
    void *data;
};

/* conninfo: as libpq takes it; name: as the server lists the connection. Strings are copied. It
 * connects in the first sk_fleet_link_step(). randomness: of this bench and run.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_fleet_link_create(struct sk_fleet_link **out, const char *conninfo, const char *name,
                                 uint32_t randomness, const struct sk_fleet_link_ports *ports);
/* Tells nothing any more. NULL is fine. */
void sk_fleet_link_destroy(struct sk_fleet_link *link);

bool sk_fleet_link_is_up(const struct sk_fleet_link *link);

/* False: there is no connection, or there are too many calls under way; nothing was taken. */
bool sk_fleet_link_send(struct sk_fleet_link *link, const struct sk_fleet_call *call, sk_ms now);

/* Does what can be done without waiting: connects, reads, writes, gives answers. */
void sk_fleet_link_step(struct sk_fleet_link *link, sk_ms now);

/* For poll(): its descriptor (-1: none) and events. */
int sk_fleet_link_fd(const struct sk_fleet_link *link, short *events);
/* When it must be stepped even if the descriptor says nothing. */
sk_ms sk_fleet_link_deadline(const struct sk_fleet_link *link);

/* A connection string that libpq takes? Errors: SK_ERR_INVALID, with what is wrong with it; also
 * where it has a password, which belongs elsewhere. */
enum sk_err sk_fleet_link_check(const char *conninfo, struct sk_err_info *info);

#endif
