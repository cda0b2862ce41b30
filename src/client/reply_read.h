/* reply_read.h — reads an answer of the service, whether JSON or XML.
 *
 * Strict: what is not certainly an answer of this API is unreadable. A SecretKey in it is never
 * copied. Pure; the caller wipes the bytes. */
#ifndef SAG_REPLY_READ_H
#define SAG_REPLY_READ_H

#include "client/reply.h"

#include <stdbool.h>
#include <stddef.h>

/* action: for the XML root, which is <Action>Response or Error. want_page: read the gateways.
 * *out is to be released with sag_reply_finish() whatever the result. */
enum sag_reply_result sag_reply_read(struct sag_reply *out, const char *bytes, size_t length,
                                     const char *action, bool want_page);

#endif
