/* request_log.h — one JSON line a request, written with one write(2) at the moment of processing,
 * before the answer leaves: what it says has happened, even if the process dies. Holds key ids and
 * nonces, never a secret, a token or a signature. */
#ifndef SK_SIM_REQUEST_LOG_H
#define SK_SIM_REQUEST_LOG_H

#include "base/err.h"

#include <stdint.h>

struct sk_sim_log_entry {
    int64_t wall_ms;
    uint64_t connection; /* counted from 1 */
    const char *scheme;  /* "http" or "https" */
    const char *method;
    const char *signature; /* "v1", "v3", "none" */
    const char *verdict;   /* "ok" or the code it was refused with */
    const char *action;
    const char *host; /* that the client asked for */
    const char *region;
    const char *sn;
    const char *instance;
    const char *key_id;
    const char *nonce;
    const char *request_id;
    const char *code;   /* of the action's result, "" for success */
    const char *change; /* "bound", "unbound" or "" */
    const char *fault;  /* as the rule has it, "" for none */
    int status;         /* that will be sent; 0: no answer */
};

struct sk_sim_log {
    int fd; /* -1: none */
    uint64_t sequence;
};

/* path NULL: no log. "-": standard error. Errors: SK_ERR_IO. */
enum sk_err sk_sim_log_open(struct sk_sim_log *log, const char *path, struct sk_err_info *info);
void sk_sim_log_close(struct sk_sim_log *log);

/* Not thread-safe: the caller's lock makes the order of lines that of the changes.
 * Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_sim_log_write(struct sk_sim_log *log, const struct sk_sim_log_entry *entry);

#endif
