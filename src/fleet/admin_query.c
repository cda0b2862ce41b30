#include "fleet/admin_query.h"

#include "base/parse.h"

#include <string.h>

enum sk_err sk_fleet_fail(const char *message, enum sk_err err, struct sk_err_info *info) {
    size_t length = strlen(message);
    while (length > 0 && message[length - 1] == '\n') {
        length--;
    }
    return sk_fail(info, err, "%.*s", (int)length, message);
}

static enum sk_err err_of(const PGresult *result) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state && strcmp(state, "42501") == 0) {
        return SK_ERR_DENIED;
    }
    return state && strcmp(state, "55P03") == 0 ? SK_ERR_BUSY : SK_ERR_IO;
}

static enum sk_err check_result(struct sk_fleet_admin *admin, const PGresult *result,
                                struct sk_err_info *info) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        return SK_OK;
    }
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return sk_fleet_fail(primary ? primary : PQerrorMessage(admin->connection), err_of(result),
                         info);
}

PGresult *sk_fleet_query(struct sk_fleet_admin *admin, const char *sql, int count,
                         const char *const *values, enum sk_err *err, struct sk_err_info *info) {
    PGresult *result = PQexecParams(admin->connection, sql, count, NULL, values, NULL, NULL, 0);
    *err = check_result(admin, result, info);
    if (*err) {
        PQclear(result);
        return NULL;
    }
    return result;
}

enum sk_err sk_fleet_run(struct sk_fleet_admin *admin, const char *sql, struct sk_err_info *info) {
    PGresult *result = PQexec(admin->connection, sql);
    enum sk_err err = check_result(admin, result, info);
    PQclear(result);
    return err;
}

enum sk_err sk_fleet_number(struct sk_fleet_admin *admin, const char *sql, int64_t *out,
                            struct sk_err_info *info) {
    enum sk_err err;
    PGresult *result = sk_fleet_query(admin, sql, 0, NULL, &err, info);
    if (err) {
        return err;
    }
    *out = 0;
    if (PQntuples(result) != 1 ||
        !sk_parse_int(PQgetvalue(result, 0, 0), INT64_MIN, INT64_MAX, out)) {
        err = sk_fail(info, SK_ERR_IO, "the server's answer is no number");
    }
    PQclear(result);
    return err;
}

enum sk_err sk_fleet_end(struct sk_fleet_admin *admin, enum sk_err err, struct sk_err_info *info) {
    if (!err) {
        err = sk_fleet_run(admin, "COMMIT", info);
    }
    if (err) {
        (void)sk_fleet_run(admin, "ROLLBACK", NULL); /* what failed is told already */
    }
    return err;
}
