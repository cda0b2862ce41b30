/* raw_server.h — a scriptable HTTP server for tests, over plain sockets or TLS on loopback: it
 * answers, closes, resets or stalls exactly as told, and keeps every byte that it read.
 *
 * Threads: one for accepting, one a connection. The functions here may be called from any. */
#ifndef RAW_SERVER_H
#define RAW_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct raw_server;

/* The example of the vendor's documentation. Where an answer has it, the server replaces it from
 * the second answer on, as no two requests have the same. */
#define RAW_REQUEST_ID "61C33444-D8C5-4018-A06C-BA8C8812BEF6"

enum raw_read {
    RAW_READ_REQUEST, /* head and the body that its Content-Length promises */
    RAW_READ_HEAD,    /* up to the empty line */
    RAW_READ_NOTHING, /* wait until bytes have come, leave them in the socket */
    RAW_READ_GO,      /* wait for raw_server_go(), leave bytes in the socket */
    RAW_READ_NONE,    /* do not wait: the answer comes unasked; not with RAW_KEEP at the end */
};

enum raw_then {
    RAW_KEEP,       /* go on with the next step */
    RAW_CLOSE,      /* close in order */
    RAW_RESET,      /* RST */
    RAW_HOLD,       /* do nothing more until the client goes or the server ends */
    RAW_HALF_CLOSE, /* FIN, without a word of TLS; then as RAW_HOLD */
    RAW_TUNNEL,     /* as a proxy: passes bytes to and from config.tunnel_port on loopback */
    RAW_NOTIFY,     /* TLS's close_notify, no FIN; then as RAW_HOLD */
};

struct raw_step {
    enum raw_read read;
    const char *answer;   /* NULL: what respond() gives, or nothing */
    size_t answer_length; /* 0: strlen */
    enum raw_then then;
};

/* What happens on one connection. After its last step, that step is repeated. */
struct raw_script {
    const struct raw_step *steps;
    size_t count;
};

struct raw_server_config {
    bool tls;
    bool ipv6;
    const char *tls_name; /* the one subjectAltName, e.g. "DNS:example.invalid"; NULL: loopback */
    /* The first connection does the first script and so on; the last one serves all others. */
    const struct raw_script *scripts;
    size_t script_count;
    int pause_ms; /* before each RAW_READ_NONE */
    int tunnel_port;
    /* The answer to a whole request, where the step has none; borrowed, NULL for none. */
    const char *(*respond)(void *data, const char *request);
    void *data;
};

/* NULL: no such address on this machine (IPv6), or no resources. The scripts must outlive it. */
struct raw_server *raw_server_create(const struct raw_server_config *config);
/* Takes no more connections and ends those there are; what was read stays to be asked for. */
void raw_server_stop(struct raw_server *server);
void raw_server_destroy(struct raw_server *server);

int raw_server_port(const struct raw_server *server);
/* A PEM file that trusts it; removed at the end. "" without TLS. */
const char *raw_server_ca_file(const struct raw_server *server);
size_t raw_server_connections(struct raw_server *server);
/* Whole requests (RAW_READ_REQUEST) or heads (RAW_READ_HEAD) read so far. */
size_t raw_server_requests(struct raw_server *server);
/* Bytes of requests that were begun and did not become whole. */
size_t raw_server_stray_bytes(struct raw_server *server);
/* Steps done so far: their answers are in the sockets. Not counted: those that failed. */
size_t raw_server_steps(struct raw_server *server);
/* Lets the steps that wait for it go on, now and from now on. */
void raw_server_go(struct raw_server *server);
/* Connections that the server has ended. */
size_t raw_server_ended(struct raw_server *server);
/* The bytes of one of them, NUL-terminated; "" if there is none. Valid until the end. */
const char *raw_server_request(struct raw_server *server, size_t index);

/* A port on 127.0.0.1 where nobody listens. */
int raw_closed_port(void);

#endif
