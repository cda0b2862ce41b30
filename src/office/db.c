#include "office/db.h"

#include "base/assert.h"
#include "base/parse.h"

#include <errno.h>
#include <libpq-fe.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINKS_MAX 64
#define WAIT_S 5
#define TYPE_BOOL 16 /* pg_type.oid, which never change */
#define TYPE_INT8 20
#define TYPE_INT2 21
#define TYPE_INT4 23
#define TYPE_NUMERIC 1700

struct sk_office_link {
    PGconn *connection;
    bool in_rows;
};

struct sk_office_db {
    char *dsn;
    int most;
    int made; /* taken and free ones */
    int free_count;
    struct sk_office_link *free[LINKS_MAX];
    pthread_mutex_t mutex;
    pthread_cond_t given;
    atomic_int format; /* of the schema, as a new connection found it */
};

enum sk_err sk_office_dsn_check(const char *dsn, struct sk_err_info *info) {
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(dsn, &why);
    enum sk_err err = SK_OK;
    if (!options) {
        err = sk_fail(info, SK_ERR_INVALID, "the database's address cannot be read: %s",
                      why ? why : "not enough memory");
    }
    for (const PQconninfoOption *o = options; o && o->keyword && !err; o++) {
        if (strcmp(o->keyword, "password") == 0 && o->val) {
            err = sk_fail(info, SK_ERR_INVALID,
                          "no password stands in the database's address, where others can read it; "
                          "put it into a file that 'passfile' names, or into a service file");
        }
    }
    PQconninfoFree(options);
    PQfreemem(why);
    return err;
}

enum sk_err sk_office_db_create(struct sk_office_db **out, const char *dsn, int most,
                                struct sk_err_info *info) {
    struct sk_office_db *db = calloc(1, sizeof(*db));
    char *copy = strdup(dsn);
    if (!db || !copy) {
        free(db);
        free(copy);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    db->dsn = copy;
    db->most = most < LINKS_MAX ? most : LINKS_MAX;
    pthread_mutex_init(&db->mutex, NULL);
    pthread_cond_init(&db->given, NULL);
    *out = db;
    return SK_OK;
}

static void close_link(struct sk_office_link *link) {
    if (link) {
        PQfinish(link->connection);
        free(link);
    }
}

void sk_office_db_destroy(struct sk_office_db *db) {
    if (!db) {
        return;
    }
    SK_ASSERT(db->made == db->free_count);
    while (db->free_count > 0) {
        close_link(db->free[--db->free_count]);
    }
    pthread_cond_destroy(&db->given);
    pthread_mutex_destroy(&db->mutex);
    free(db->dsn);
    free(db);
}

static void drop_notice(void *data, const PGresult *result) {
    (void)data;
    (void)result;
}

static enum sk_err connect_link(const char *dsn, struct sk_office_link **out,
                                struct sk_err_info *info) {
    /* What stands behind the address wins over it, what stands before gives way. */
    const char *const keys[] = { "connect_timeout", "dbname", "client_encoding",
                                 "fallback_application_name", NULL };
    const char *const values[] = { "5", dsn, "UTF8", "sag-office", NULL };
    struct sk_office_link *link = calloc(1, sizeof(*link));
    if (!link) {
        (void)sk_fail(info, SK_ERR_NOMEM, "not enough memory");
        return SK_ERR_NOMEM;
    }
    link->connection = PQconnectdbParams(keys, values, 1);
    if (PQstatus(link->connection) != CONNECTION_OK) {
        (void)sk_fail(info, SK_ERR_IO, "the database cannot be reached: %s",
                      PQerrorMessage(link->connection));
        close_link(link);
        return SK_ERR_IO;
    }
    (void)PQsetNoticeReceiver(link->connection, drop_notice, NULL);
    *out = link;
    return SK_OK;
}

/* Asked once a connection: a schema only grows, so what was new enough stays so. */
static enum sk_err check_format(struct sk_office_db *db, struct sk_office_link *link,
                                struct sk_err_info *info) {
    static const char sql[] = "SELECT coalesce(max(version), 0) FROM sag.format";
    struct sk_office_rows rows = { .result = NULL };
    if (sk_office_query(link, sql, 0, NULL, &rows, info)) {
        return SK_ERR_IO; /* whatever it was: this is no fleet's database */
    }
    int format = (int)sk_office_number_at(&rows, 0, 0);
    sk_office_rows_finish(&rows);
    atomic_store(&db->format, format);
    return format >= SK_OFFICE_FORMAT
               ? SK_OK
               : sk_fail(info, SK_ERR_UNSUPPORTED,
                         "the fleet's database has version %d; run sag-kioskctl fleet migrate",
                         format);
}

static enum sk_err make_link(struct sk_office_db *db, struct sk_office_link **out,
                             struct sk_err_info *info) {
    struct sk_office_link *link = NULL;
    enum sk_err err = connect_link(db->dsn, &link, info);
    err = err ? err : check_format(db, link, info);
    if (err) {
        close_link(link);
        return err;
    }
    *out = link;
    return SK_OK;
}

int sk_office_db_format(struct sk_office_db *db) {
    return atomic_load(&db->format);
}

/* Has the server closed it while nobody looked? */
static bool is_alive(struct sk_office_link *link) {
    return PQconsumeInput(link->connection) == 1 && PQstatus(link->connection) == CONNECTION_OK &&
           PQtransactionStatus(link->connection) == PQTRANS_IDLE;
}

/* A free one, or NULL and the right to make one. False: neither came in time. */
static bool wait_for_place(struct sk_office_db *db, struct sk_office_link **out) {
    struct timespec until;
    int status = 0;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    *out = NULL;
    pthread_mutex_lock(&db->mutex);
    while (db->free_count == 0 && db->made >= db->most && status != ETIMEDOUT) {
        status = pthread_cond_timedwait(&db->given, &db->mutex, &until);
    }
    bool has_place = db->free_count > 0 || db->made < db->most;
    if (db->free_count > 0) {
        *out = db->free[--db->free_count];
    } else if (has_place) {
        db->made++;
    }
    pthread_mutex_unlock(&db->mutex);
    return has_place;
}

static void give_place(struct sk_office_db *db, struct sk_office_link *link) {
    pthread_mutex_lock(&db->mutex);
    if (link) {
        db->free[db->free_count++] = link;
    } else {
        db->made--;
    }
    pthread_cond_signal(&db->given);
    pthread_mutex_unlock(&db->mutex);
}

enum sk_err sk_office_db_take(struct sk_office_db *db, struct sk_office_link **out,
                              struct sk_err_info *info) {
    struct sk_office_link *link = NULL;
    if (!wait_for_place(db, &link)) {
        return sk_fail(info, SK_ERR_BUSY, "all connections to the database are in use");
    }
    if (link && !is_alive(link)) {
        close_link(link);
        link = NULL;
    }
    if (!link) {
        enum sk_err err = make_link(db, &link, info);
        if (err) {
            give_place(db, NULL);
            return err;
        }
    }
    *out = link;
    return SK_OK;
}

void sk_office_db_give(struct sk_office_db *db, struct sk_office_link *link) {
    if (!link) {
        return;
    }
    if (link->in_rows || PQstatus(link->connection) != CONNECTION_OK ||
        PQtransactionStatus(link->connection) != PQTRANS_IDLE) {
        close_link(link);
        link = NULL;
    }
    give_place(db, link);
}

/* --- rows --------------------------------------------------------------------------------- */

void sk_office_rows_finish(struct sk_office_rows *rows) {
    PQclear(rows->result);
    *rows = (struct sk_office_rows){ .result = NULL };
}

const char *sk_office_text_at(const struct sk_office_rows *rows, int row, int column) {
    return PQgetvalue(rows->result, row, column);
}

int64_t sk_office_number_at(const struct sk_office_rows *rows, int row, int column) {
    int64_t number = 0;
    (void)sk_parse_int(sk_office_text_at(rows, row, column), INT64_MIN, INT64_MAX, &number);
    return number;
}

bool sk_office_is_true_at(const struct sk_office_rows *rows, int row, int column) {
    return strcmp(sk_office_text_at(rows, row, column), "t") == 0;
}

bool sk_office_is_null_at(const struct sk_office_rows *rows, int row, int column) {
    return PQgetisnull(rows->result, row, column) == 1;
}

int sk_office_columns(const struct sk_office_rows *rows) {
    return PQnfields(rows->result);
}

const char *sk_office_column_name(const struct sk_office_rows *rows, int column) {
    return PQfname(rows->result, column);
}

bool sk_office_column_is_number(const struct sk_office_rows *rows, int column) {
    Oid type = PQftype(rows->result, column);
    return type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_INT8 || type == TYPE_NUMERIC;
}

bool sk_office_column_is_bool(const struct sk_office_rows *rows, int column) {
    return PQftype(rows->result, column) == TYPE_BOOL;
}

enum sk_err sk_office_bytes_at(const struct sk_office_rows *rows, int row, int column,
                               uint8_t **out, size_t *length) {
    const unsigned char *text = (const unsigned char *)sk_office_text_at(rows, row, column);
    unsigned char *bytes = PQunescapeBytea(text, length);
    *out = bytes ? malloc(*length + 1) : NULL;
    if (*out) {
        memcpy(*out, bytes, *length);
    }
    PQfreemem(bytes);
    return *out ? SK_OK : SK_ERR_NOMEM;
}

/* --- queries ------------------------------------------------------------------------------ */

static enum sk_err err_of(const char *state) {
    static const struct {
        const char *begin;
        enum sk_err err;
    } states[] = {
        { "SG003", SK_ERR_NOT_FOUND }, { "23505", SK_ERR_BUSY },   { "23514", SK_ERR_INVALID },
        { "22", SK_ERR_INVALID },      { "42501", SK_ERR_DENIED }, { "57014", SK_ERR_STOPPED },
    };
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (strncmp(state, states[i].begin, strlen(states[i].begin)) == 0) {
            return states[i].err;
        }
    }
    return SK_ERR_IO;
}

static enum sk_err fail(struct sk_office_link *link, const PGresult *result,
                        struct sk_err_info *info) {
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    return sk_fail(info, err_of(state ? state : ""), "the database: %s",
                   text ? text : PQerrorMessage(link->connection));
}

enum sk_err sk_office_query(struct sk_office_link *link, const char *sql, size_t count,
                            const char *const *values, struct sk_office_rows *rows,
                            struct sk_err_info *info) {
    SK_ASSERT(!link->in_rows && count <= SK_OFFICE_VALUES_MAX);
    PGresult *result = PQexecParams(link->connection, sql, (int)count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        enum sk_err err = fail(link, result, info);
        PQclear(result);
        return err;
    }
    *rows = (struct sk_office_rows){ .result = result, .count = PQntuples(result) };
    return SK_OK;
}

static enum sk_err run(struct sk_office_link *link, const char *sql, struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_query(link, sql, 0, NULL, &rows, info);
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_rows_begin(struct sk_office_link *link, const char *sql, size_t count,
                                 const char *const *values, struct sk_err_info *info) {
    SK_ASSERT(!link->in_rows && count <= SK_OFFICE_VALUES_MAX);
    enum sk_err err =
        run(link, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", info);
    err = err ? err : run(link, "SET LOCAL statement_timeout = 0", info);
    if (err) {
        return err;
    }
    link->in_rows = true; /* whatever happens now, the connection is not as it was */
    if (PQsendQueryParams(link->connection, sql, (int)count, NULL, values, NULL, NULL, 0) != 1 ||
        PQsetSingleRowMode(link->connection) != 1) {
        return fail(link, NULL, info);
    }
    return SK_OK;
}

enum sk_err sk_office_rows_next(struct sk_office_link *link, struct sk_office_rows *row,
                                struct sk_err_info *info) {
    SK_ASSERT(link->in_rows);
    PGresult *result = PQgetResult(link->connection);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_SINGLE_TUPLE) {
        *row = (struct sk_office_rows){ .result = result, .count = 1 };
        return SK_OK;
    }
    enum sk_err err = status == PGRES_TUPLES_OK ? SK_ERR_NOT_FOUND : fail(link, result, info);
    PQclear(result);
    while ((result = PQgetResult(link->connection))) {
        PQclear(result);
    }
    link->in_rows = false;
    (void)run(link, "ROLLBACK", NULL); /* it only read; give() looks whether it went well */
    return err;
}
