/* connecting.h — a connection to the fleet's database that is being made, on a thread of its own:
 * libpq asks the resolver itself, and that may take as long as it likes. Nobody waits for the
 * thread: who lets go of it early leaves it alone, and it closes what it has made, and ends.
 * Private to this folder. */
#ifndef SK_FLEET_CONNECTING_H
#define SK_FLEET_CONNECTING_H

#include "base/err.h"

#include <libpq-fe.h>
#include <stdbool.h>

struct sk_fleet_connecting;

/* conninfo, name: as sk_fleet_link_create() has them; copied. Owner: *out is the caller's.
 * Errors: SK_ERR_NOMEM, also where there is no thread or descriptor. Does not block. */
enum sk_err sk_fleet_connecting_start(struct sk_fleet_connecting **out, const char *conninfo,
                                      const char *name);

/* For poll(): readable when it has ended. */
int sk_fleet_connecting_fd(const struct sk_fleet_connecting *connecting);

/* True: it has ended, and *out is the caller's from now on: connected, or with an error, or NULL
 * (not enough memory). Once. Does not block. */
bool sk_fleet_connecting_take(struct sk_fleet_connecting *connecting, PGconn **out);

/* Lets go; waits a moment, so that what ends soon anyway ends before the process does. NULL is
 * fine. */
void sk_fleet_connecting_drop(struct sk_fleet_connecting *connecting);

#endif
