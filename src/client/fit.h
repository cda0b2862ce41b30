/* fit.h — does an answer belong to its request? Pure. */
#ifndef SAG_FIT_H
#define SAG_FIT_H

#include "client/reply.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>

/* The RequestIds of the last answers. The service gives each request one of its own (README.md,
 * "Binding"), so one that comes twice belongs to an earlier answer. A zeroed struct is empty. */
enum { SAG_SEEN_COUNT = 64, SAG_SEEN_SIZE = 129 };
struct sag_seen {
    char ids[SAG_SEEN_COUNT][SAG_SEEN_SIZE];
    size_t next;
};
/* "" never counts as seen and is not remembered. */
bool sag_seen_has(const struct sag_seen *seen, const char *request_id);
void sag_seen_add(struct sag_seen *seen, const char *request_id);

/* Compares what the answer repeats with what was asked. NULL: it fits; else the name of what
 * differs, for a sentence. params as they were sent. is_page: it was read as a describe answer. */
const char *sag_fit_difference(const struct sag_reply *reply, const char *action,
                               const struct sag_param *params, size_t count, bool is_page);

#endif
