/* exchange.h — one HTTP request and its answer on libcurl's multi interface. The only files that
 * know libcurl are exchange.c and transport.c. All on the client's thread.
 *
 * A request with a body reaches the wire at most once. libcurl resends by itself when a reused
 * connection dies before the first answer byte; it can do so only by rewinding the body, and ours
 * comes from a read callback without a seek function (api 5.4). Two more guards: HTTP/1.1 only,
 * since with HTTP/2 a refused stream or a GOAWAY is one more reason to resend, and a callback
 * before each sending that refuses a second one once a byte of the body was handed out. */
#ifndef SAG_EXCHANGE_H
#define SAG_EXCHANGE_H

#include "client/buf.h"
#include "client/sag_client.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Connections that hold back what is small, so that the head of a request and its body, which
 * libcurl writes apart, leave as one packet. They are let go after every turn of the loop. */
struct sag_corks {
    int fds[32];
    size_t count;
};

enum { SAG_EXCHANGE_HEADERS = 16 };

struct sag_exchange {
    /* Set by the caller before sag_transport_start(). */
    const char *method;  /* "POST" takes body; "GET", "HEAD", "PUT" have none. Literal. */
    struct sag_buf body; /* owned */
    int64_t connect_timeout_ms;
    int64_t total_timeout_ms; /* from the start */
    size_t answer_max;        /* bytes */
    bool secret_answer;       /* the answer goes to secret memory */
    bool side;                /* not to the API: no proxy, and http may be used */
    void *owner;              /* the caller's, untouched */

    /* Of the exchange; read-only for the caller. */
    CURL *easy;
    /* The header lines, one after the other with a NUL each, and libcurl's list of them. */
    struct sag_buf header_text;
    size_t header_at[SAG_EXCHANGE_HEADERS];
    struct curl_slist header_list[SAG_EXCHANGE_HEADERS];
    size_t header_count;
    bool is_call;            /* a POST to the API: its handle is kept for the next one */
    struct sag_corks *corks; /* of the transport; NULL: none */
    size_t body_out;         /* bytes of the body handed to libcurl */
    bool begun;              /* a connection stood and libcurl was about to write */
    bool resend_refused;     /* the second guard spoke */
    size_t header_bytes;     /* of the answer */
    bool head_complete;      /* the empty line behind them was read */
    struct sag_buf answer;
    int status;
    int64_t started_at; /* monotonic ms, as are the next two; -1: has not happened */
    int64_t body_out_at;
    int64_t answer_at;
    int64_t retry_after_ms;
    bool has_date;
    int64_t date_ms;
    char request_id[128]; /* header x-acs-request-id */
    char error[CURL_ERROR_SIZE];
};

/* Zeroes; the exchange may be started once. */
void sag_exchange_init(struct sag_exchange *exchange);
/* Appends "Name: value", or with value "" an order to libcurl to leave that header out. Before the
 * start. False: no memory, or too many. */
bool sag_exchange_header(struct sag_exchange *exchange, const char *name, const char *value);
/* Wipes and frees; not while it runs. */
void sag_exchange_finish(struct sag_exchange *exchange);

/* True once a byte of the body was handed to libcurl or an answer began: a whole request may have
 * reached the server. Before that the server can have seen headers at most, and the parameters are
 * in the body. */
bool sag_exchange_may_have_reached(const struct sag_exchange *exchange);

/* Where it ended, and a sentence about it in text (SAG_TEXT_SIZE bytes). SAG_END_ANSWER: text is
 * empty. host and proxied are for the sentence. */
enum sag_end sag_exchange_end(const struct sag_exchange *exchange, CURLcode code, const char *host,
                              bool proxied, char *text);

/* For transport.c: options that belong to the exchange. False: libcurl refused one. */
bool sag_exchange_apply(struct sag_exchange *exchange);
/* Lets the corked connections send what they hold. */
void sag_corks_pull(struct sag_corks *corks);
/* Takes back those of them that point into the exchange. */
void sag_exchange_forget(const struct sag_exchange *exchange);

#endif
