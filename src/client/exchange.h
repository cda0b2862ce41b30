/* exchange.h — one HTTP request and its answer on libcurl's multi interface. The only files that
 * know libcurl are exchange.c and transport.c. All on the client's thread.
 *
 * A request with a body reaches the wire at most once. libcurl resends by itself when a reused
 * connection dies before the first answer byte; it can do so only by rewinding the body, and ours
 * comes from a read callback without a seek function (README.md, "Resent requests"). Two more
 * guards: HTTP/1.1 only, since with HTTP/2 a refused stream or a GOAWAY is one more reason to
 * resend, and a callback before each sending that refuses all but the first. If the end proves that
 * the request was not sent whole, the caller may sign it anew and send it again.
 *
 * An answer belongs to its request by its place on the connection alone: connections.h says what is
 * done about answers that nobody asked for. */
#ifndef SAG_EXCHANGE_H
#define SAG_EXCHANGE_H

#include "client/buf.h"
#include "client/connections.h"
#include "client/sag_client.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SAG_EXCHANGE_HEADERS = 16 };

struct sag_exchange {
    /* Set by the caller before sag_transport_start(). */
    const char *method;  /* "POST" takes body; "GET", "HEAD", "PUT" have none. Literal. */
    struct sag_buf body; /* owned */
    int64_t connect_timeout_ms;
    int64_t total_timeout_ms; /* from the start */
    size_t answer_max;        /* bytes */
    bool secret_answer;       /* the answer goes to secret memory */
    bool fresh;               /* on a new connection, whatever stands idle */
    bool as_api;              /* a URL of its own, with the proxy and the CA file of the API */
    void *owner;              /* the caller's, untouched */

    /* Of the exchange; read-only for the caller. */
    CURL *easy;
    /* The header lines, one after the other with a NUL each, and libcurl's list of them. */
    struct sag_buf header_text;
    size_t header_at[SAG_EXCHANGE_HEADERS];
    struct curl_slist header_list[SAG_EXCHANGE_HEADERS];
    size_t header_count;
    bool is_call; /* a POST to the API: its handle is kept for the next one */
    struct sag_connections *connections; /* of the transport */
    struct sag_connection_user user;     /* what the connection tells of it */
    int fd;                              /* of the connection that it was given; -1: none yet */
    size_t body_out;                     /* bytes of the body handed to libcurl */
    bool begun;                          /* there was a connection and libcurl was about to write */
    bool resend_refused;                 /* the second guard spoke */
    bool disturbed;      /* the connection had something to read before the body was given out */
    size_t header_bytes; /* of the answer */
    bool head_complete;  /* the empty line behind them was read */
    struct sag_buf answer;
    int status;
    int64_t started_at; /* monotonic ms, as is the next one; -1: has not happened */
    int64_t body_out_at;
    int64_t retry_after_ms;
    int64_t keep_alive_ms; /* how long the server keeps an idle connection; 0: not told */
    bool has_date;
    int64_t date_ms;
    char request_id[128]; /* header x-acs-request-id */
    char error[CURL_ERROR_SIZE];
};

/* Zeroes; the exchange may be started once. */
void sag_exchange_init(struct sag_exchange *exchange);
/* Appends "Name: value", or with value "" tells libcurl to leave that header out. Before the start.
 * False: no memory, or too many. */
bool sag_exchange_header(struct sag_exchange *exchange, const char *name, const char *value);
/* Wipes and frees; not while it runs. */
void sag_exchange_finish(struct sag_exchange *exchange);

/* True once a byte of the body was handed to libcurl or its answer began: a whole request may have
 * reached the server. Before that the server can have seen headers at most, and the parameters are
 * in the body. */
bool sag_exchange_may_have_reached(const struct sag_exchange *exchange);
/* It ended because of its connection, and certainly did not reach the server whole: it may be
 * signed anew and sent on a fresh one. */
bool sag_exchange_may_go_again(const struct sag_exchange *exchange);

/* Where it ended, and a sentence about it in text (SAG_TEXT_SIZE bytes). SAG_END_ANSWER: text is
 * empty. host and proxied are for the sentence. */
enum sag_end sag_exchange_end(const struct sag_exchange *exchange, CURLcode code, const char *host,
                              bool proxied, char *text);

/* For transport.c: options that belong to the exchange. False: libcurl refused one. */
bool sag_exchange_apply(struct sag_exchange *exchange);
/* Takes back those of them that point into the exchange. */
void sag_exchange_forget(const struct sag_exchange *exchange);

#endif
