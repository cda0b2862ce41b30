/* harness.h — starts sag-sim as a process of its own and talks to it over a bare socket, so that
 * a test sees each byte, each close and each reset for itself. Every wait has a limit. */
#ifndef SIM_HARNESS_H
#define SIM_HARNESS_H

#include <jansson.h>
#include <openssl/ssl.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SIM_ARGS_MAX = 32, SIM_REPLY_SIZE = 256 * 1024, SIM_LIMIT_MS = 10000 };

struct sim {
    pid_t pid;
    int http; /* ports */
    int https;
    char folder[64]; /* of this run; removed by sim_stop() */
    char log[96];
    char ca[96];
    char state[96];
};

/* Starts it on free ports with the log at sim->log, and waits for its ready line; fails the test
 * if that does not come. args: further options, NULL behind the last. */
void sim_start(struct sim *sim, const char *const args[]);
/* The same in the folder of a former run, which has ended. */
void sim_restart(struct sim *sim, const char *const args[]);
/* Ends it with SIGTERM; its exit status must be 0, so that a leak found by a sanitizer counts. */
void sim_stop(struct sim *sim);
/* Ends it with SIGKILL and waits; the folder stays. */
void sim_kill(struct sim *sim);
/* Runs it to its end; returns the exit status and the first bytes of its standard error. */
int sim_run(const char *const args[], char *text, size_t size);

/* A connection, plain or TLS. */
struct wire {
    int fd;
    SSL *ssl; /* NULL: plain */
};

void wire_open(struct wire *wire, const struct sim *sim, bool tls);
void wire_close(struct wire *wire);
void wire_send(struct wire *wire, const void *bytes, size_t length);

enum reply_end {
    REPLY_COMPLETE, /* as many bytes as Content-Length says */
    REPLY_CLOSED,   /* the peer closed first */
    REPLY_RESET,    /* the peer reset first */
    REPLY_TIMEOUT,
};

struct reply {
    enum reply_end end;
    int status; /* 0: no status line */
    char *body; /* in text; "" if none */
    size_t body_length;
    size_t length; /* of all bytes */
    int64_t elapsed_ms;
    char text[SIM_REPLY_SIZE];
};

/* Reads one answer. */
void wire_read(struct wire *wire, struct reply *reply, int64_t limit_ms);
/* The value of a header of the answer; "" if it is not there. */
const char *reply_header(const struct reply *reply, const char *name, char *out, size_t size);

/* A signed request (v1, POST, form body), ready to be sent; static until the next call.
 * extra: further parameters, "&Name=value…", or "". */
const char *signed_request(const char *action, const char *instance, const char *serial,
                           const char *extra);
/* Sends a signed request on a new connection and reads the answer. */
void call(const struct sim *sim, bool tls, const char *action, const char *instance,
          const char *serial, struct reply *reply);

/* The lines of the log so far; release with json_decref(). */
json_t *sim_log(const struct sim *sim);
/* A member of a line of it; line -1 is the last. Borrowed from the log. */
const char *log_text(const json_t *log, int line, const char *name);
/* Waits until the log has so many lines. */
void sim_wait_log(const struct sim *sim, size_t lines);

int64_t now_ms(void);

#endif
