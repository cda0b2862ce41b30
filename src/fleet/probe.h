/* probe.h — one question to the fleet's server, waited for: can this bench be in it? For commands.
 */
#ifndef SK_FLEET_PROBE_H
#define SK_FLEET_PROBE_H

#include "base/clock.h"
#include "base/err.h"
#include "fleet/calls.h"

/* Asks for the head of a log that is not there, which changes nothing. *took: from question to
 * answer, on an open connection. Errors: SK_ERR_IO (not reached, or the server's own; also after
 * `limit`), SK_ERR_DENIED (reached, but it does not know the bench, or not by this secret),
 * SK_ERR_NOMEM. Blocks at most `limit`, and a moment. */
enum sk_err sk_fleet_probe(const char *dsn, const struct sk_fleet_self *self, sk_ms limit,
                           sk_ms *took, struct sk_err_info *info);

#endif
