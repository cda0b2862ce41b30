/* admin.h — what an administrator does to the fleet's database: makes it, brings it to this
 * version, lets benches in and shuts them out, publishes the device list, drops months.
 *
 * Each call blocks on the server. Whoever connects owns the database, or is a superuser. Nothing of
 * this is linked into the kiosk. One thread. */
#ifndef SK_FLEET_ADMIN_H
#define SK_FLEET_ADMIN_H

#include "base/err.h"
#include "fleet/schema.h"
#include "fleet/secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_FLEET_MONTHS_AHEAD 24     /* that are made; fewer than three is told by the check */
#define SK_FLEET_ADMIN_CHAIN_SIZE 32 /* of a log's id, or the name it is set aside by, with NUL */

struct sk_fleet_admin;

/* dsn: as libpq reads it ("service=fleet", "host=a,b dbname=fleet", postgresql://…); NULL or "":
 * the environment alone (PGSERVICE, PGHOST, …). A password in it is refused, as the list of
 * processes shows it to all; it comes from ~/.pgpass, a service file or PGPASSFILE.
 * Owner:  *out is the caller's; sk_fleet_admin_destroy().
 * Errors: SK_ERR_INVALID (dsn), SK_ERR_IO (the server cannot be reached, or does not let in),
 *         SK_ERR_UNSUPPORTED (older than PostgreSQL 15), SK_ERR_NOMEM. */
enum sk_err sk_fleet_admin_connect(struct sk_fleet_admin **out, const char *dsn,
                                   struct sk_err_info *info);
void sk_fleet_admin_destroy(struct sk_fleet_admin *admin); /* NULL is fine */

/* Below: SK_ERR_DENIED (the role may not), SK_ERR_IO (anything else that the server says). */

/* The version that the database has; 0: it is no fleet's. */
enum sk_err sk_fleet_admin_format(struct sk_fleet_admin *admin, int *version,
                                  struct sk_err_info *info);

/* Makes all versions, each in a transaction. versions: from 1 on, count of them.
 * Errors: SK_ERR_INVALID (there is a fleet already). */
enum sk_err sk_fleet_admin_init(struct sk_fleet_admin *admin,
                                const struct sk_fleet_version *versions, size_t count,
                                struct sk_err_info *info);

/* Brings what is there to the newest version, and makes months that are missing. A step that fails
 * leaves the version before it. *from: what it was.
 * Errors: SK_ERR_NOT_FOUND (there is no fleet), SK_ERR_UNSUPPORTED (it is newer than we are). */
enum sk_err sk_fleet_admin_migrate(struct sk_fleet_admin *admin,
                                   const struct sk_fleet_version *versions, size_t count, int *from,
                                   struct sk_err_info *info);

/* Shuts off what the pooled role needs for nothing and could do harm with, and keeps parameters,
 * which secrets are, out of the server's log. What takes a superuser and is not done is told by the
 * check. init and migrate do it. */
enum sk_err sk_fleet_admin_harden(struct sk_fleet_admin *admin, struct sk_err_info *info);

/* Random bytes. Errors: SK_ERR_IO. */
enum sk_err sk_fleet_make_secret(unsigned char secret[SK_FLEET_SECRET_BYTES],
                                 struct sk_err_info *info);

/* Lets the bench in that proves itself by the secret, of which only the SHA-256 goes to the server.
 * One that was revoked comes in anew.
 * Errors: SK_ERR_INVALID (no id of a bench), SK_ERR_BUSY (it is enrolled). */
enum sk_err sk_fleet_admin_enroll(struct sk_fleet_admin *admin, const char *bench,
                                  const unsigned char secret[SK_FLEET_SECRET_BYTES],
                                  struct sk_err_info *info);

/* From now on it proves nothing any more; what it sent stays.
 * Errors: SK_ERR_NOT_FOUND (no bench of that name is enrolled). */
enum sk_err sk_fleet_admin_revoke(struct sk_fleet_admin *admin, const char *bench,
                                  struct sk_err_info *info);

/* What became of a log that was accepted. Plain value. */
struct sk_fleet_accepted {
    char chain[SK_FLEET_ADMIN_CHAIN_SIZE];
    char kept_as[SK_FLEET_ADMIN_CHAIN_SIZE]; /* of what the server had of it; "": nothing was set
                                                aside, one event is taken as it is */
};

/* After an alarm: the log of the bench is what the bench says from now on. Waits as long as the
 * bench's events are many: some ten seconds for a million.
 * Errors: SK_ERR_IO (nothing is to be accepted, or no reason was given). */
enum sk_err sk_fleet_admin_accept(struct sk_fleet_admin *admin, const char *bench, const char *who,
                                  const char *reason, struct sk_fleet_accepted *out,
                                  struct sk_err_info *info);

/* text: the device list as a file, valid UTF-8; devices: a JSON array of {serial, customer_order,
 * instance}. *version: of the list, which benches compare. */
enum sk_err sk_fleet_admin_publish(struct sk_fleet_admin *admin, const char *text,
                                   const char *devices, const char *who, int64_t *version,
                                   struct sk_err_info *info);

/* Drops the events of a month ("2026-01", UTC, by when they came). What is left of each log begins
 * with a hash that is kept, so that it still can be verified; pairs and bindings stay. Waits two
 * seconds at most for whoever is at the table. min_age: months that must have passed since.
 * Errors: SK_ERR_INVALID (no month, or too young, or an older one is still there),
 *         SK_ERR_NOT_FOUND, SK_ERR_BUSY (somebody was at the table). */
enum sk_err sk_fleet_admin_drop_month(struct sk_fleet_admin *admin, const char *month, int min_age,
                                      struct sk_err_info *info);

#endif
