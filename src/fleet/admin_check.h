/* admin_check.h — is the fleet's database as it should be? Looks, and changes nothing. */
#ifndef SK_FLEET_ADMIN_CHECK_H
#define SK_FLEET_ADMIN_CHECK_H

#include "fleet/admin.h"
#include "fleet/finding.h"

/* Tells at least one line each of: server, format, durability, standby, months, roles, rights,
 * log, benches, chains, accepted, alarms. Blocks on the server; one that goes away is a finding,
 * too. */
void sk_fleet_check(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener);

/* The way of the benches, through pgbouncer: dsn as theirs. Tells lines "pooler": does it answer,
 * and does it reset connections before another client gets them? NULL: nobody named one, which is
 * said. */
void sk_fleet_check_pooler(const char *dsn, const struct sk_fleet_listener *listener);

/* Parts of sk_fleet_check(). */
void sk_fleet_check_rights(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener);
void sk_fleet_check_benches(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener);

#endif
