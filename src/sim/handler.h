/* handler.h — one request, from its bytes to the plan of what to send, without HTTP: signature,
 * clock, nonce, faults, action, log. The HTTP server in front of it only carries out the plan. */
#ifndef SK_SIM_HANDLER_H
#define SK_SIM_HANDLER_H

#include "base/buf.h"
#include "base/clock.h"
#include "sim/answer.h"
#include "sim/keys.h"
#include "sim/nonces.h"
#include "sim/request.h"
#include "sim/request_log.h"
#include "sim/rules.h"
#include "sim/service.h"

#include <pthread.h>

#define SK_SIM_API_VERSION "2018-03-13"

enum sk_sim_end { SK_SIM_SEND, SK_SIM_CLOSE, SK_SIM_RESET };

/* What the server does with the connection. Owned by the caller; sk_sim_plan_finish(). */
struct sk_sim_plan {
    enum sk_sim_end end;
    int status;
    const char *content_type; /* static; "" for none */
    struct sk_buf body;
    char request_id[SK_SIM_REQUEST_ID_SIZE]; /* "" for an answer that is not the service's */
    int64_t retry_after_ms;                  /* -1: none */
    const char *location;                    /* NULL: none; static */
    int64_t clock_offset_s;                  /* what the Date header is off by */
    int64_t cut_bytes;                       /* close after so many bytes of the body; -1: never */
    int64_t length_delta;                    /* Content-Length minus the body's length */
    int64_t bytes_per_s;                     /* 0: as fast as it goes */
};

struct sk_sim_handler {
    /* Set by the owner before the first request; borrowed. keys must not change any more. */
    const struct sk_sim_keys *keys;
    struct sk_clock *clock;
    int64_t clock_offset_s; /* of the simulated server's clock */
    /* Waits; false: the server is being stopped. Any thread. */
    bool (*wait)(void *wait_data, sk_ms length);
    void *wait_data;

    /* Under the lock from then on; the handler owns them. */
    struct sk_sim_service service;
    struct sk_sim_rules rules;
    struct sk_sim_log log;
    struct sk_sim_nonces nonces;
    uint64_t connections; /* so far */
    pthread_mutex_t lock;
};

/* Zeroes the handler and makes lock and nonces. Errors: SK_ERR_IO (no randomness). */
enum sk_err sk_sim_handler_init(struct sk_sim_handler *handler, struct sk_clock *clock);
/* No request may be under way. Closes the log, frees rules and nonces. */
void sk_sim_handler_finish(struct sk_sim_handler *handler);

/* Replaces the old rules; takes ownership of the new ones. Counting starts again. Any thread. */
void sk_sim_handler_set_rules(struct sk_sim_handler *handler, struct sk_sim_rules *rules);

/* The number of a new connection, from 1. Any thread. */
uint64_t sk_sim_handler_connect(struct sk_sim_handler *handler);

/* request: initialised, headers and body set, not yet parsed. Any number of threads at a time.
 * Blocks while a rule says so. Out of memory becomes a plan too. */
void sk_sim_handle(struct sk_sim_handler *handler, struct sk_sim_request *request,
                   const char *scheme, uint64_t connection, struct sk_sim_plan *plan);
void sk_sim_plan_finish(struct sk_sim_plan *plan);

#endif
