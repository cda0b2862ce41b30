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
/* Moves bytes. Then the finished ones, one a call; NULL: none. Its handle is returned to the pool
 * by sag_transport_stop(). */
void sag_transport_perform(struct sag_transport *transport);
struct sag_exchange *sag_transport_next_done(struct sag_transport *transport, CURLcode *code);
/* Sleeps until bytes can be moved, a wake, an idle connection grows too old or speaks, or the
 * time. Needs no descriptor that it does not have. */
void sag_transport_wait(struct sag_transport *transport, int64_t timeout_ms);
void sag_transport_wake(struct sag_transport *transport);
/* An idle connection stands that is kept for at least half of its time from now on. */
bool sag_transport_is_warm(const struct sag_transport *transport);

#endif
