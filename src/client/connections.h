/* connections.h — the sockets that libcurl keeps open: who uses each, how long it has been idle,
 * and whether it may carry a request. Knows sockets, not libcurl. On the client's thread.
 *
 * Why: an answer of the service repeats nothing of its request, so whatever lies in a kept
 * connection would be taken for the answer to the next one (a duplicate, an answer with a body
 * behind the HEAD that warms, a proxy's 408). What is proved of each call to the API:
 *
 * 1. A connection that was used before is used again only if nothing can be read from it, neither
 *    bytes nor its end; looked at while it is idle, when it is chosen, and before the body is given
 *    out. Otherwise nothing was written, and another connection is opened.
 * 2. The request is held back by the kernel (TCP_CORK) until the connection was looked at once
 *    more. If something came meanwhile, the kernel is made to forget what it holds: the server
 *    cannot have read the request to its end, and it is signed anew and sent on another one.
 * 3. An answer is none while a byte of the request is not handed over, or not acknowledged by the
 *    other end's TCP (SIOCOUTQ): who answers has read the request, and the segment that carries the
 *    answer acknowledges what was read.
 * 4. An answer whose RequestId was seen before is none (client.c).
 *
 * What is not proved: an answer that nobody asked for, with a RequestId never seen, that comes
 * after the request was acknowledged and before its true answer. Through a proxy it is the proxy
 * that acknowledges. Without TCP_CORK, point 2 falls away. */
#ifndef SAG_CONNECTIONS_H
#define SAG_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The request on a connection: what the exchange and this table share about it. */
struct sag_connection_user {
    int64_t written_at; /* when libcurl began to write it; monotonic ms */
    int64_t answer_at;  /* the first byte of its answer; -1: none yet */
    bool withheld;      /* the kernel was made to forget the request (point 2) */
    bool unasked;       /* an answer came before the request was written, or could be its answer */
};

struct sag_connection {
    int fd;
    enum {
        SAG_CONNECTION_OPENING,
        SAG_CONNECTION_BUSY,
        SAG_CONNECTION_IDLE,
        SAG_CONNECTION_DROPPED, /* shut down; libcurl closes it when it looks for one */
    } state;
    struct sag_connection_user *user; /* borrowed, while busy */
    bool was_used;                    /* an exchange ended on it */
    bool is_corked;
    int64_t close_at; /* while idle; monotonic ms; INT64_MAX: never */
};

struct sag_connections {
    struct sag_connection *list; /* owned */
    size_t count;
    size_t capacity;
    int64_t idle_close_ms; /* INT64_MAX: never */
};

/* Frees the table; the sockets are libcurl's. */
void sag_connections_finish(struct sag_connections *connections);

/* socket(2), close-on-exec, and into the table. -1: errno says why. */
int sag_connections_open(struct sag_connections *connections, int family, int type, int protocol);
/* Out of the table, and close(2). */
void sag_connections_close(struct sag_connections *connections, int fd);

/* True: no descriptor is left for this process or this machine. To be called after a failure that
 * may come from that. */
bool sag_out_of_descriptors(void);
/* Nothing can be read from it: no byte, no end, no error. */
bool sag_socket_is_quiet(int fd);
/* Sent and not yet acknowledged by the other end. False where the system cannot tell. */
bool sag_socket_is_unacknowledged(int fd);

/* A connection by its two ends, addresses as inet_ntop(3) writes them. */
struct sag_connection_name {
    const char *peer;
    int peer_port;
    const char *own;
    int own_port;
};
/* The user is about to write on it, and must stay in place until it gives it back. Returns the
 * socket; -1: it must not be used, as it was used before and is not quiet, or is not in the
 * table. */
int sag_connections_take(struct sag_connections *connections,
                         const struct sag_connection_name *name, struct sag_connection_user *user);
/* The user has ended; its connection, if still open, is idle. keep_alive_ms: what the server says
 * it will keep an idle one, 0 if it does not say. */
void sag_connections_give_back(struct sag_connections *connections,
                               const struct sag_connection_user *user, int64_t keep_alive_ms,
                               int64_t now);

/* Holds back what is small, so that the head and the body of a request, which libcurl writes apart,
 * leave as one packet, and only after point 2 above. Only where the system can. */
void sag_connections_cork(struct sag_connections *connections, int fd);
/* After every turn of the loop: looks at the corked ones once more, and either sends or discards
 * what they hold; discarding sets withheld in the user. */
void sag_connections_uncork(struct sag_connections *connections, int64_t now);

/* Shuts down the idle ones that are not quiet or too old. */
void sag_connections_sweep(struct sag_connections *connections, int64_t now);
/* There is an idle one that will be kept for at least for_ms. */
bool sag_connections_have_idle(const struct sag_connections *connections, int64_t now,
                               int64_t for_ms);
/* It is idle: it may be waited for, as nothing was asked of it. */
bool sag_connections_is_idle(const struct sag_connections *connections, int fd);
/* When the next idle one grows too old; INT64_MAX: never. */
int64_t sag_connections_next_close(const struct sag_connections *connections);

#endif
