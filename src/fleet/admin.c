#include "fleet/admin.h"

#include "base/util.h"
#include "fleet/admin_query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLDEST_SERVER 150000

/* --- the connection ----------------------------------------------------------------------------
 */

static enum sk_err check_dsn(const char *dsn, struct sk_err_info *info) {
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(dsn, &message);
    enum sk_err err = SK_OK;
    if (!options) {
        err = sk_fleet_fail(message ? message : "not enough memory", SK_ERR_INVALID, info);
    }
    for (const PQconninfoOption *at = options; at && at->keyword; at++) {
        if (at->val &&
            (strcmp(at->keyword, "password") == 0 || strcmp(at->keyword, "sslpassword") == 0)) {
            err = sk_fail(info, SK_ERR_INVALID,
                          "a password on the command line is seen by everybody on this machine; "
                          "put it into ~/.pgpass or a service file");
        }
    }
    PQfreemem(message);
    PQconninfoFree(options);
    return err;
}

static enum sk_err check_connection(PGconn *connection, struct sk_err_info *info) {
    if (PQstatus(connection) != CONNECTION_OK) {
        return sk_fleet_fail(PQerrorMessage(connection), SK_ERR_IO, info);
    }
    if (PQserverVersion(connection) < OLDEST_SERVER) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "the server is PostgreSQL %d; the fleet needs 15 or newer",
                       PQserverVersion(connection) / 10000);
    }
    return SK_OK;
}

/* What a server says beside its answers ("relation exists, skipping") is for nobody. */
static void drop_notice(void *data, const PGresult *result) {
    (void)data;
    (void)result;
}

enum sk_err sk_fleet_admin_connect(struct sk_fleet_admin **out, const char *dsn,
                                   struct sk_err_info *info) {
    const char *const names[] = { "dbname", "application_name", "client_encoding",
                                  "connect_timeout", NULL };
    const char *const values[] = { dsn ? dsn : "", "sag-kioskctl", "UTF8", "10", NULL };
    enum sk_err err = check_dsn(dsn ? dsn : "", info);
    if (err) {
        return err;
    }
    struct sk_fleet_admin *admin = calloc(1, sizeof(*admin));
    if (!admin) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    /* An empty dbname would not be expanded, and is left to the environment. */
    int first = dsn && dsn[0] ? 0 : 1;
    admin->connection = PQconnectdbParams(names + first, values + first, 1);
    err = check_connection(admin->connection, info);
    if (err) {
        sk_fleet_admin_destroy(admin);
        return err;
    }
    (void)PQsetNoticeReceiver(admin->connection, drop_notice, NULL);
    *out = admin;
    return SK_OK;
}

void sk_fleet_admin_destroy(struct sk_fleet_admin *admin) {
    if (admin) {
        PQfinish(admin->connection);
        free(admin);
    }
}

/* --- versions ----------------------------------------------------------------------------------
 */

enum sk_err sk_fleet_admin_format(struct sk_fleet_admin *admin, int *version,
                                  struct sk_err_info *info) {
    int64_t number = 0;
    enum sk_err err =
        sk_fleet_number(admin,
                        "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'sag' "
                        "AND tablename = 'format'",
                        &number, info);
    if (!err && number > 0) {
        err = sk_fleet_number(admin, "SELECT coalesce(max(version), 0) FROM sag.format", &number,
                              info);
    }
    if (!err) {
        *version = (int)number;
    }
    return err;
}

/* Makes the versions behind `from`. */
static enum sk_err make_versions(struct sk_fleet_admin *admin,
                                 const struct sk_fleet_version *versions, size_t count, int from,
                                 struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < count && !err; i++) {
        if (versions[i].number <= from) {
            continue;
        }
        err = sk_fleet_run(admin, "BEGIN", info);
        err = err ? err : sk_fleet_run(admin, versions[i].sql, info);
        err = sk_fleet_end(admin, err, info);
    }
    return err;
}

enum sk_err sk_fleet_admin_init(struct sk_fleet_admin *admin,
                                const struct sk_fleet_version *versions, size_t count,
                                struct sk_err_info *info) {
    int version = 0;
    enum sk_err err = sk_fleet_admin_format(admin, &version, info);
    if (!err && version > 0) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the database is a fleet's already, of version %d; sag-kioskctl fleet "
                       "migrate brings it to the newest",
                       version);
    }
    err = err ? err : make_versions(admin, versions, count, 0, info);
    return err ? err : sk_fleet_admin_harden(admin, info);
}

enum sk_err sk_fleet_admin_migrate(struct sk_fleet_admin *admin,
                                   const struct sk_fleet_version *versions, size_t count, int *from,
                                   struct sk_err_info *info) {
    char sql[64];
    int64_t made;
    enum sk_err err = sk_fleet_admin_format(admin, from, info);
    if (!err && *from == 0) {
        return sk_fail(info, SK_ERR_NOT_FOUND,
                       "the database is no fleet's; sag-kioskctl fleet init makes it one");
    }
    if (!err && *from > versions[count - 1].number) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "the database has version %d, this program knows %d; use a newer "
                       "sag-kioskctl",
                       *from, versions[count - 1].number);
    }
    err = err ? err : make_versions(admin, versions, count, *from, info);
    (void)snprintf(sql, sizeof(sql), "SELECT sag.make_months(%d)", SK_FLEET_MONTHS_AHEAD);
    err = err ? err : sk_fleet_number(admin, sql, &made, info);
    return err ? err : sk_fleet_admin_harden(admin, info);
}

/* Each for itself: most take a superuser, which an owner of the database need not be. Large objects
 * are rows of nobody that fill the disk; a shared role could end the queries of other benches;
 * notices and locks use up what all share. */
enum sk_err sk_fleet_admin_harden(struct sk_fleet_admin *admin, struct sk_err_info *info) {
    static const char *const steps[] = {
        "ALTER ROLE sag_bench SET log_parameter_max_length = 0",
        "ALTER ROLE sag_bench SET log_parameter_max_length_on_error = 0",
        "ALTER ROLE sag_office SET log_parameter_max_length = 0",
        "ALTER ROLE sag_office SET log_parameter_max_length_on_error = 0",
        "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC',"
        " current_database()); END $$",
        "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea),"
        " lo_put(oid, bigint, bytea), lowrite(integer, bytea) FROM PUBLIC",
        "REVOKE EXECUTE ON FUNCTION pg_cancel_backend(integer),"
        " pg_terminate_backend(integer, bigint) FROM PUBLIC",
        "REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC",
        "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT p.oid FROM pg_catalog.pg_proc p"
        " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~"
        " '^pg_(try_)?advisory_(xact_)?lock' LOOP EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || f ||"
        " ' FROM PUBLIC'; END LOOP; END $$",
    };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(steps) && (!err || err == SK_ERR_DENIED); i++) {
        err = sk_fleet_run(admin, steps[i], info);
    }
    return err == SK_ERR_DENIED ? SK_OK : err;
}
