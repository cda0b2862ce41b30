/* admin_query.h — how the files of the administrator's side ask the server. Private to them. */
#ifndef SK_FLEET_ADMIN_QUERY_H
#define SK_FLEET_ADMIN_QUERY_H

#include "base/err.h"

#include <libpq-fe.h>
#include <stdint.h>

struct sk_fleet_admin {
    PGconn *connection;
};

/* The server's message without its newline. Returns err. */
enum sk_err sk_fleet_fail(const char *message, enum sk_err err, struct sk_err_info *info);

/* One statement with text parameters. NULL: info says why, *err what kind it is. The result is the
 * caller's; PQclear(). */
PGresult *sk_fleet_query(struct sk_fleet_admin *admin, const char *sql, int count,
                         const char *const *values, enum sk_err *err, struct sk_err_info *info);

/* Statements without parameters and results. */
enum sk_err sk_fleet_run(struct sk_fleet_admin *admin, const char *sql, struct sk_err_info *info);

/* A query whose answer is one number. */
enum sk_err sk_fleet_number(struct sk_fleet_admin *admin, const char *sql, int64_t *out,
                            struct sk_err_info *info);

/* Ends a transaction: COMMIT, or ROLLBACK where err is one, which is returned. */
enum sk_err sk_fleet_end(struct sk_fleet_admin *admin, enum sk_err err, struct sk_err_info *info);

#endif
