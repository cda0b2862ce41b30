/* transport.h — the connections: libcurl's multi handle, what all requests have in common, and the
 * pool of handles. Everything is on the client's thread but sag_transport_wake(). */
#ifndef SAG_TRANSPORT_H
#define SAG_TRANSPORT_H

#include "client/exchange.h"

struct sag_transport;

struct sag_transport_config {
    const char *url; /* of the API */
    bool https;
    const char *ca_file; /* NULL: the system's */
    const char *proxy;   /* as in struct sag_config */
    size_t max_in_flight;
    int64_t idle_close_ms; /* INT64_MAX: never */
};

/* The first one of a process starts libcurl; see sag_client_create() on SSLKEYLOGFILE.
 * Errors: SAG_ERR_TLS, SAG_ERR_CONFIG (proxy), SAG_ERR_NOMEM, SAG_ERR_SYSTEM (also: no descriptor
 * left for what wakes it); text (SAG_TEXT_SIZE bytes) says why. Strings are copied. */
enum sag_err sag_transport_create(struct sag_transport **out,
                                  const struct sag_transport_config *config, char *text);
/* No exchange may run any more. NULL is fine. */
void sag_transport_destroy(struct sag_transport *transport);

/* The exchange must stay where it is until it is finished or stopped. url NULL: the API.
 * False: libcurl refused; the exchange is as before. */
bool sag_transport_start(struct sag_transport *transport, struct sag_exchange *exchange,
                         const char *url);
/* Ends a running exchange and closes its connection; one that does not run is left alone. */
void sag_transport_stop(struct sag_transport *transport, struct sag_exchange *exchange);
/* Moves the bytes that can be moved without waiting. True: sag_transport_wake() was called since
 * the last time. Then the finished ones, one a call; NULL: none. Its handle is returned to the pool
 * by sag_transport_stop(). */
bool sag_transport_perform(struct sag_transport *transport);
struct sag_exchange *sag_transport_next_done(struct sag_transport *transport, CURLcode *code);
/* Updates the descriptor below with what has changed; call it before anybody waits for it. */
void sag_transport_prepare_wait(struct sag_transport *transport);
/* Readable, level-triggered, while bytes can be moved, a wake was not taken or an idle connection
 * speaks. Stays the same, and the transport's. */
int sag_transport_fd(const struct sag_transport *transport);
/* When sag_transport_perform() is due even so: ms from now, 0 at once, -1 never. */
int64_t sag_transport_timeout(const struct sag_transport *transport);
/* Waits for the descriptor, at most timeout_ms (-1: no limit). Opens no descriptor. */
void sag_transport_wait(struct sag_transport *transport, int64_t timeout_ms);
/* Thread: any. */
void sag_transport_wake(struct sag_transport *transport);
/* True: there is an idle connection that will be kept for at least half of its time from now. */
bool sag_transport_is_warm(const struct sag_transport *transport);

#endif
