/* request.h — one HTTP request as the gateway reads it: bytes in, decoded parameters out.
 * Pure: no I/O, no thread, no clock. Everything in here came from outside and is capped. */
#ifndef SK_SIM_REQUEST_H
#define SK_SIM_REQUEST_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SK_SIM_PARAMS_MAX = 128,
    SK_SIM_HEADERS_MAX = 64,
    SK_SIM_BODY_MAX_BYTES = 256 * 1024,
};

struct sk_sim_param {
    const char *name; /* decoded, without NUL inside */
    const char *value;
};

struct sk_sim_header {
    const char *name; /* as it came */
    const char *value;
};

/* Pointers are borrowed from the caller and must live as long as the request, except params,
 * which point into `decoded`. */
struct sk_sim_request {
    const char *method;
    const char *path; /* not decoded, path_length bytes */
    size_t path_length;
    const char *query; /* not decoded, "" if there is none */
    const char *body;
    size_t body_length; /* bytes */
    struct sk_sim_header headers[SK_SIM_HEADERS_MAX];
    size_t header_count;

    struct sk_sim_param params[SK_SIM_PARAMS_MAX]; /* those of the query first */
    size_t query_param_count;
    size_t param_count;
    char *decoded;
};

/* uri is the request target as it came, path and query. Cannot fail; finish is always needed. */
void sk_sim_request_init(struct sk_sim_request *request, const char *method, const char *uri);
void sk_sim_request_finish(struct sk_sim_request *request);

/* False when there are too many. */
bool sk_sim_request_add_header(struct sk_sim_request *request, const char *name, const char *value);

/* Decodes the query and, if content-type says so, the form body. '+' is a blank, as every form
 * decoder has it. Errors: SK_ERR_NOMEM; SK_ERR_INVALID with a sentence for the caller of the API
 * (an escape that is none, a zero byte, a name given twice, too many parameters). */
enum sk_err sk_sim_request_parse(struct sk_sim_request *request, struct sk_err_info *info);

/* The value, NULL if the parameter is absent. Borrowed. */
const char *sk_sim_request_param(const struct sk_sim_request *request, const char *name);

/* The value of the first header of this name (any case), NULL if absent. Borrowed. */
const char *sk_sim_request_header(const struct sk_sim_request *request, const char *name);

#endif
