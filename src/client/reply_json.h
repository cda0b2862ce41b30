/* reply_json.h — reads a JSON answer; reply_read.h says how strictly. */
#ifndef SAG_REPLY_JSON_H
#define SAG_REPLY_JSON_H

#include "client/reply.h"

#include <stdbool.h>
#include <stddef.h>

/* *out was zeroed by the caller, who releases it whatever the result. The bytes begin with the
 * first that is no blank. */
enum sag_reply_result sag_reply_read_json(struct sag_reply *out, const char *bytes, size_t length,
                                          bool want_page);

#endif
