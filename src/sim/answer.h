/* answer.h — what goes back: a status and a body in JSON or XML. Pure. */
#ifndef SK_SIM_ANSWER_H
#define SK_SIM_ANSWER_H

#include "base/buf.h"

#include <jansson.h>

#include <stdbool.h>

enum { SK_SIM_REQUEST_ID_SIZE = 37 }; /* bytes, with NUL */

/* The result of an action, or an error. A zeroed struct is an empty success. */
struct sk_sim_answer {
    int status;          /* HTTP */
    const char *code;    /* NULL: success; else borrowed */
    const char *message; /* of an error; borrowed */
    json_t *result;      /* of a success, without RequestId; owned, may be NULL */
};

/* Sets code, status and usual text of a documented error. */
void sk_sim_answer_fail(struct sk_sim_answer *answer, const char *code);
void sk_sim_answer_finish(struct sk_sim_answer *answer);

/* A random UUID in upper case, as the service makes them. False: no randomness to be had. */
bool sk_sim_request_id(char out[SK_SIM_REQUEST_ID_SIZE]);

/* Writes the body. action names the XML root; host fills HostId. False: out of memory. */
bool sk_sim_answer_render(const struct sk_sim_answer *answer, const char *action, const char *host,
                          const char *request_id, bool xml, struct sk_buf *out);

#endif
