/* reply.h — an answer of the service as a value, and the functions that its readers fill it in
 * with. Pure. */
#ifndef SAG_REPLY_H
#define SAG_REPLY_H

#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>

#define SAG_REPLY_MAX_BYTES ((size_t)1 << 20)

/* An instance is sold for one or two devices; far more of them mean that it is not such a list. */
#define SAG_REPLY_MAX_SERIALS 256

struct sag_reply {
    bool has_code; /* a member Code is there, even if it is empty or no string */
    char *code;    /* these three are "" where absent; owned */
    char *message;
    char *request_id; /* "" also if it is not printable ASCII without blanks */
    /* What stands at the top of the answer and may repeat the request; "" where absent; owned. */
    char *instance_id;
    char *serial_number; /* of an attribute answer, a list with commas */
    char *region_id;
    bool has_list; /* it has a list of instances, wanted or not */
    bool has_page; /* a describe answer was found */
    struct sag_page page;
    /* Owns what page points to. */
    struct sag_gateway *gateways;
    size_t gateway_count;
};

/* What came of reading one. */
enum sag_reply_result {
    SAG_REPLY_OK,
    SAG_REPLY_UNREADABLE,
    SAG_REPLY_NOMEM,
};

/* Frees; a zeroed struct is fine. */
void sag_reply_finish(struct sag_reply *reply);

/* For the readers of the two formats; false or NULL: no memory. */
bool sag_reply_set(char **field, const char *bytes, size_t length);
struct sag_gateway *sag_reply_add_gateway(struct sag_reply *reply);
/* Splits at commas, trims, leaves out what is empty or there already. False: no memory or too
 * many. */
bool sag_gateway_add_serials(struct sag_gateway *gateway, const char *list);

#endif
