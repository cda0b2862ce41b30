/* fault.h — a row of the network fault matrix: what a server does to one bind, and how that must
 * end. A row is data; run.c does it. */
#ifndef FAULT_H
#define FAULT_H

#include "client/sag_client.h"
#include "fake/raw_server.h"

#include <stdbool.h>
#include <stddef.h>

#define FAULT_KEY "faultAccessKeyId"
#define FAULT_SECRET "faultSecretThatNobodyMaySee"
#define FAULT_SN "sage62x021922k7p3"
#define FAULT_ID "sag-r79m060r6oy55a1b2c3"
#define FAULT_OK_BODY "{\"RequestId\":\"" RAW_REQUEST_ID "\"}"
#define FAULT_OK                                                                                   \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 52\r\n\r\n" FAULT_OK_BODY

enum fault_question { FAULT_BIND, FAULT_ATTRIBUTE, FAULT_LIST };

struct fault {
    const char *name;
    enum sag_class cls;
    enum sag_end end;
    enum sag_fix fix;
    const char *head; /* status and headers; body gets its Content-Length. NULL: raw, or nothing */
    const char *body;
    const char *raw; /* every byte of the answer */
    size_t raw_length;
    const char *repeated;         /* behind the status line, or before raw … */
    size_t times;                 /* … so often */
    enum raw_read read;           /* before it */
    enum raw_then then;           /* after it */
    int copies;                   /* whole requests that the server read; -1: at most one */
    enum fault_question question; /* what is asked of the server */
    bool plain;                   /* without TLS */
    int64_t retry_after_ms;       /* as it must be reported */
};

/* An answer with its length, and one byte for byte. */
#define ANSWER(status, text) .head = (status), .body = (text), .copies = 1
#define RAW(bytes) .raw = (bytes), .raw_length = sizeof(bytes) - 1, .copies = 1

struct fault_table {
    const char *name;
    const struct fault *rows;
    size_t count;
};
extern const struct fault_table fault_answers;  /* odd answers of the service */
extern const struct fault_table fault_http;     /* lies of HTTP */
extern const struct fault_table fault_lookups;  /* answers to questions */
extern const struct fault_table fault_refusals; /* throttling, clock, nonce, keys */
extern const struct fault_table fault_tls;      /* of a server that does not get to HTTP */

/* What happens to a connection between two binds, on the first one; the second must be bound. */
struct idle_fault {
    const char *name;
    const struct raw_step *steps; /* the first reads a request and answers it */
    size_t count;
    size_t ended;          /* connections that the server has ended by then */
    int64_t idle_close_ms; /* as in struct sag_config; -1: never */
    bool only_tls;         /* in clear nothing happens */
};
extern const struct idle_fault idle_faults[];
extern const size_t idle_fault_count;

/* What a proxy does to the CONNECT. Never sent, never a copy. */
struct proxy_fault {
    const char *name;
    const char *answer;
    enum raw_then then;
    enum sag_end end;
};
extern const struct proxy_fault proxy_faults[];
extern const size_t proxy_fault_count;

/* What becomes of the credentials file between two binds. Both must be bound; the second is signed
 * with the key that is named. */
struct key_fault {
    const char *name;
    const char *content; /* NULL: it is gone */
    enum { KEY_WRITTEN, KEY_RENAMED, KEY_DIRECTORY } how;
    const char *signed_with;
};
extern const struct key_fault key_faults[];
extern const size_t key_fault_count;

#endif
