#include "fleet/elsewhere.h"

#include "base/util.h"
#include "journal/owner.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define FORMAT 2 /* of the file: user_version; any other one begins anew */
#define KNOWN_STEP_MS 10000
#define BUSY_MS 2000

enum statement {
    PUT_BENCH,
    PUT_WHO,
    PUT_ORDER,
    PUT_WORD,
    PUT_PLACE,
    PUT_KNOWN,
    LOOK,
    LOOK_INSTANCE,
    NEXT_SERIAL,
    COUNT_ORDER,
    BEGIN,
    COMMIT,
    ROLLBACK,
    STATEMENTS
};

struct sk_elsewhere {
    char path[PATH_SIZE];
    char owner[PATH_SIZE]; /* the journal, whose owner the file gets */
    char bench[SK_FLEET_BENCH_SIZE];
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    struct sk_fleet_place place;
    bool is_anew; /* empty, which whoever keeps rows does not know yet */
    int64_t known_ms;
    int64_t known_written_ms;
};

/* Texts that many rows share are numbers in them; a number of somebody who was forgotten is not
 * used again. */
static const char schema[] =
    "BEGIN IMMEDIATE; CREATE TABLE self (bench TEXT NOT NULL, changed TEXT NOT NULL, serial TEXT NOT NULL,"
    " place_bench TEXT NOT NULL, known_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE bench (id INTEGER PRIMARY KEY, bench TEXT NOT NULL UNIQUE, name TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE who (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE customer_order (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE word (serial TEXT NOT NULL, bench INTEGER NOT NULL, is_bound INTEGER NOT NULL,"
    " who INTEGER, customer_order INTEGER, happened_ms INTEGER NOT NULL, instance TEXT NOT NULL,"
    " PRIMARY KEY (serial, bench)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX word_instance ON word (lower(instance)) WHERE is_bound <> 0;"
    "PRAGMA user_version=2; COMMIT;";

static const char *const sql[STATEMENTS] = {
    [PUT_BENCH] = "INSERT INTO bench (bench, name) VALUES (?1, ?2) ON CONFLICT (bench)"
                  " DO UPDATE SET name=excluded.name WHERE name<>excluded.name",
    [PUT_WHO] = "INSERT INTO who (name) VALUES (?1) ON CONFLICT DO NOTHING",
    [PUT_ORDER] = "INSERT INTO customer_order (name) VALUES (?1) ON CONFLICT DO NOTHING",
    [PUT_WORD] = "INSERT OR REPLACE INTO word VALUES (lower(?1), (SELECT id FROM bench WHERE"
                 " bench=?2), ?3, (SELECT id FROM who WHERE name=?4), (SELECT id FROM"
                 " customer_order WHERE name=?5), ?6, ?7)",
    [PUT_PLACE] = "UPDATE self SET changed=?1, serial=?2, place_bench=?3",
    [PUT_KNOWN] = "UPDATE self SET known_ms=?1",
    [LOOK] = "SELECT b.bench, b.name, coalesce(h.name, ''), w.happened_ms, w.instance, w.is_bound"
             " FROM word w JOIN bench b ON b.id=w.bench LEFT JOIN who h ON h.id=w.who"
             " WHERE w.serial=lower(?1) ORDER BY w.happened_ms DESC LIMIT 1",
    /* The last word about each of its devices counts. */
    [LOOK_INSTANCE] =
        "SELECT b.bench, b.name, coalesce(h.name, ''), w.happened_ms, w.serial, w.is_bound"
        " FROM word w JOIN bench b ON b.id=w.bench LEFT JOIN who h ON h.id=w.who"
        " WHERE lower(w.instance)=lower(?1) AND w.is_bound<>0 AND w.serial<>lower(?2)"
        " AND b.bench<>?3 AND NOT EXISTS (SELECT 1 FROM word n WHERE n.serial=w.serial"
        " AND n.happened_ms>w.happened_ms) ORDER BY w.happened_ms DESC LIMIT 1",
    [NEXT_SERIAL] = "SELECT serial FROM word WHERE serial > ?1 ORDER BY serial LIMIT 1",
    [COUNT_ORDER] = "SELECT count(DISTINCT w.serial) FROM word w JOIN customer_order o ON"
                    " o.id=w.customer_order WHERE lower(o.name)=lower(?1) AND w.is_bound<>0 AND"
                    " w.bench IS NOT (SELECT id FROM bench WHERE bench=?2)",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
};

/* --- the file ----------------------------------------------------------------------------- */

static void shut(struct sk_elsewhere *elsewhere) {
    for (size_t i = 0; i < STATEMENTS; i++) {
        (void)sqlite3_finalize(elsewhere->statements[i]);
        elsewhere->statements[i] = NULL;
    }
    (void)sqlite3_close_v2(elsewhere->db);
    elsewhere->db = NULL;
}

static enum sk_err class_of(int status) {
    switch (status & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SK_ERR_CORRUPT;
    case SQLITE_FULL:
        return SK_ERR_FULL;
    case SQLITE_NOMEM:
        return SK_ERR_NOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SK_ERR_BUSY;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return SK_ERR_DENIED;
    default:
        return SK_ERR_IO;
    }
}

static enum sk_err fail(const struct sk_elsewhere *elsewhere, int status,
                        struct sk_err_info *info) {
    return sk_fail(
        info, class_of(status),
        "what other benches bound cannot be kept in '%.300s': %s; it may be deleted, and "
        "comes again",
        elsewhere->path, elsewhere->db ? sqlite3_errmsg(elsewhere->db) : sqlite3_errstr(status));
}

static int make_tables(struct sk_elsewhere *elsewhere) {
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_exec(elsewhere->db, schema, NULL, NULL, NULL);
    if (status == SQLITE_OK) {
        status = sqlite3_prepare_v2(elsewhere->db, "INSERT INTO self VALUES (?1, '', '', '', 0)",
                                    -1, &statement, NULL);
    }
    if (status == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, elsewhere->bench, -1, SQLITE_STATIC);
        status = sqlite3_step(statement);
        status = status == SQLITE_DONE ? SQLITE_OK : status;
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static void column_text(sqlite3_stmt *statement, int column, char *out, size_t size) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    (void)snprintf(out, size, "%s", text ? (const char *)text : "");
}

/* SQLITE_CORRUPT for what is of another bench, too: it begins anew. */
static int read_self(struct sk_elsewhere *elsewhere) {
    char bench[SK_FLEET_BENCH_SIZE];
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(
        elsewhere->db, "SELECT bench, changed, serial, place_bench, known_ms FROM self", -1,
        &statement, NULL);
    if (status != SQLITE_OK) {
        return status == SQLITE_ERROR ? SQLITE_CORRUPT : status; /* there is no such table */
    }
    status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        struct sk_fleet_place *place = &elsewhere->place;
        column_text(statement, 0, bench, sizeof(bench));
        column_text(statement, 1, place->changed, sizeof(place->changed));
        column_text(statement, 2, place->serial, sizeof(place->serial));
        column_text(statement, 3, place->bench, sizeof(place->bench));
        elsewhere->known_ms = elsewhere->known_written_ms = sqlite3_column_int64(statement, 4);
        status = strcmp(bench, elsewhere->bench) == 0 ? SQLITE_OK : SQLITE_CORRUPT;
    } else if (status == SQLITE_DONE) {
        status = SQLITE_CORRUPT;
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static int user_version(sqlite3 *db, int *version) {
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);
    if (status == SQLITE_OK) {
        status = sqlite3_step(statement);
    }
    *version = status == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    (void)sqlite3_finalize(statement);
    return status == SQLITE_ROW ? SQLITE_OK : status;
}

static int prepare(struct sk_elsewhere *elsewhere) {
    int status = SQLITE_OK;
    for (size_t i = 0; i < STATEMENTS && status == SQLITE_OK; i++) {
        status = sqlite3_prepare_v3(elsewhere->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &elsewhere->statements[i], NULL);
    }
    return status == SQLITE_ERROR ? SQLITE_CORRUPT : status; /* tables of another make */
}

static int open_file(struct sk_elsewhere *elsewhere) {
    int version = 0;
    int fd = open(elsewhere->path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        return SQLITE_CANTOPEN;
    }
    (void)close(fd);
    sk_owner_share(elsewhere->owner, elsewhere->path);
    elsewhere->place = (struct sk_fleet_place){ .changed = "" };
    elsewhere->known_ms = elsewhere->known_written_ms = 0;
    int status = sqlite3_open_v2(elsewhere->path, &elsewhere->db, SQLITE_OPEN_READWRITE, NULL);
    if (status == SQLITE_OK) {
        (void)sqlite3_busy_timeout(elsewhere->db, BUSY_MS);
        status = sqlite3_exec(elsewhere->db,
                              "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                              " PRAGMA trusted_schema=OFF",
                              NULL, NULL, NULL);
    }
    if (status == SQLITE_OK) {
        status = user_version(elsewhere->db, &version);
    }
    if (status == SQLITE_OK && version == 0) {
        status = make_tables(elsewhere);
        elsewhere->is_anew = true;
        status = status == SQLITE_ERROR ? SQLITE_CORRUPT : status; /* it has tables, not ours */
    } else if (status == SQLITE_OK && version != FORMAT) {
        status = SQLITE_CORRUPT;
    }
    if (status == SQLITE_OK) {
        status = read_self(elsewhere);
    }
    return status == SQLITE_OK ? prepare(elsewhere) : status;
}

static void remove_files(const struct sk_elsewhere *elsewhere) {
    static const char *const endings[] = { "", "-wal", "-shm" };
    char path[PATH_SIZE + 8];
    for (size_t i = 0; i < SK_ARRAY_LEN(endings); i++) {
        (void)snprintf(path, sizeof(path), "%s%s", elsewhere->path, endings[i]);
        (void)unlink(path);
    }
}

/* Anew where it cannot be read. */
static int open_or_anew(struct sk_elsewhere *elsewhere) {
    int status = open_file(elsewhere);
    if (class_of(status) == SK_ERR_CORRUPT && status != SQLITE_OK) {
        shut(elsewhere);
        remove_files(elsewhere);
        status = open_file(elsewhere);
    }
    return status;
}

enum sk_err sk_elsewhere_open(struct sk_elsewhere **out, const char *journal_path,
                              const char *bench, struct sk_err_info *info) {
    struct sk_elsewhere *elsewhere = calloc(1, sizeof(*elsewhere));
    if (!elsewhere) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for what other benches bound");
    }
    int length = snprintf(elsewhere->path, sizeof(elsewhere->path), "%s.fleet", journal_path);
    (void)snprintf(elsewhere->owner, sizeof(elsewhere->owner), "%s", journal_path);
    (void)snprintf(elsewhere->bench, sizeof(elsewhere->bench), "%s", bench);
    if (length < 0 || (size_t)length >= sizeof(elsewhere->path)) {
        free(elsewhere);
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    int status = open_or_anew(elsewhere);
    if (status != SQLITE_OK) {
        enum sk_err err = fail(elsewhere, status, info);
        sk_elsewhere_close(elsewhere);
        return err;
    }
    elsewhere->is_anew = false;
    *out = elsewhere;
    return SK_OK;
}

void sk_elsewhere_close(struct sk_elsewhere *elsewhere) {
    if (elsewhere) {
        shut(elsewhere);
        free(elsewhere);
    }
}

/* Says why; a file that is damaged begins anew. */
static enum sk_err end_badly(struct sk_elsewhere *elsewhere, int status, struct sk_err_info *info) {
    enum sk_err err = fail(elsewhere, status, info);
    if (err == SK_ERR_CORRUPT) {
        shut(elsewhere);
        remove_files(elsewhere);
        if (open_file(elsewhere) != SQLITE_OK) {
            shut(elsewhere); /* the next call tries again */
        }
    }
    return err;
}

static int be_open(struct sk_elsewhere *elsewhere) {
    if (elsewhere->db) {
        return SQLITE_OK;
    }
    int status = open_or_anew(elsewhere);
    if (status != SQLITE_OK) {
        shut(elsewhere);
    }
    return status;
}

/* --- rows --------------------------------------------------------------------------------- */

static void bind(sqlite3_stmt *statement, int index, const char *text) {
    (void)sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

static int run(struct sk_elsewhere *elsewhere, enum statement which) {
    sqlite3_stmt *statement = elsewhere->statements[which];
    int status = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return status == SQLITE_DONE || status == SQLITE_ROW ? SQLITE_OK : status;
}

static int put_row(struct sk_elsewhere *elsewhere, const struct sk_fleet_binding *row) {
    sqlite3_stmt *const *statements = elsewhere->statements;
    bind(statements[PUT_BENCH], 1, row->bench);
    bind(statements[PUT_BENCH], 2, row->name);
    int status = run(elsewhere, PUT_BENCH);
    if (status == SQLITE_OK && row->who[0] != '\0') {
        bind(statements[PUT_WHO], 1, row->who);
        status = run(elsewhere, PUT_WHO);
    }
    if (status == SQLITE_OK && row->customer_order[0] != '\0') {
        bind(statements[PUT_ORDER], 1, row->customer_order);
        status = run(elsewhere, PUT_ORDER);
    }
    if (status == SQLITE_OK) {
        sqlite3_stmt *word = statements[PUT_WORD];
        bind(word, 1, row->serial);
        bind(word, 2, row->bench);
        (void)sqlite3_bind_int(word, 3, row->is_bound);
        bind(word, 4, row->who);
        bind(word, 5, row->customer_order);
        (void)sqlite3_bind_int64(word, 6, row->happened_ms);
        bind(word, 7, row->instance);
        status = run(elsewhere, PUT_WORD);
    }
    return status;
}

static int put_place(struct sk_elsewhere *elsewhere, const struct sk_fleet_place *place) {
    bind(elsewhere->statements[PUT_PLACE], 1, place->changed);
    bind(elsewhere->statements[PUT_PLACE], 2, place->serial);
    bind(elsewhere->statements[PUT_PLACE], 3, place->bench);
    return run(elsewhere, PUT_PLACE);
}

enum sk_err sk_elsewhere_keep(struct sk_elsewhere *elsewhere, const struct sk_fleet_binding *rows,
                              size_t count, const struct sk_fleet_place *place,
                              struct sk_err_info *info) {
    int status = be_open(elsewhere);
    if (status == SQLITE_OK && elsewhere->is_anew) { /* rows from the middle would leave a hole */
        elsewhere->is_anew = false;
        return sk_fail(info, SK_ERR_CORRUPT, "what other benches bound is fetched anew");
    }
    if (status == SQLITE_OK) {
        status = run(elsewhere, BEGIN);
    }
    for (size_t i = 0; i < count && status == SQLITE_OK; i++) {
        status = put_row(elsewhere, &rows[i]);
    }
    if (status == SQLITE_OK) {
        status = put_place(elsewhere, place);
    }
    if (status == SQLITE_OK) {
        status = run(elsewhere, COMMIT);
    }
    if (status == SQLITE_OK) {
        elsewhere->place = *place;
        return SK_OK;
    }
    enum sk_err err = end_badly(elsewhere, status, info);
    elsewhere->is_anew = elsewhere->is_anew && err != SK_ERR_CORRUPT; /* that says it */
    if (elsewhere->db && !sqlite3_get_autocommit(elsewhere->db)) {
        (void)run(elsewhere, ROLLBACK);
    }
    return err;
}

void sk_elsewhere_place(const struct sk_elsewhere *elsewhere, struct sk_fleet_place *place) {
    *place = elsewhere->place;
}

void sk_elsewhere_set_known(struct sk_elsewhere *elsewhere, int64_t wall_ms) {
    int64_t since = wall_ms - elsewhere->known_written_ms;
    elsewhere->known_ms = wall_ms;
    if (elsewhere->db && (since >= KNOWN_STEP_MS || since < 0)) {
        (void)sqlite3_bind_int64(elsewhere->statements[PUT_KNOWN], 1, wall_ms);
        int status = run(elsewhere, PUT_KNOWN); /* of a full disk the next rows tell */
        elsewhere->known_written_ms = status == SQLITE_OK ? wall_ms : elsewhere->known_written_ms;
    }
}

int64_t sk_elsewhere_known(const struct sk_elsewhere *elsewhere) {
    return elsewhere->known_ms;
}

/* Fills *word where the row says that another bench has it; type: what it is then. */
static int take_word(const struct sk_elsewhere *elsewhere, sqlite3_stmt *look,
                     enum sk_fleet_word_type type, struct sk_fleet_word *word) {
    int status = sqlite3_step(look);
    if (status == SQLITE_ROW && sqlite3_column_int(look, 5) != 0) {
        bool is_in_use = type == SK_FLEET_WORD_IN_USE;
        column_text(look, 0, word->bench, sizeof(word->bench));
        column_text(look, 1, word->name, sizeof(word->name));
        column_text(look, 2, word->who, sizeof(word->who));
        word->at_ms = sqlite3_column_int64(look, 3);
        column_text(look, 4, is_in_use ? word->serial : word->instance, SK_LABEL_MAX + 1);
        word->type = type;
    }
    (void)sqlite3_reset(look);
    (void)sqlite3_clear_bindings(look);
    if (strcmp(word->bench, elsewhere->bench) == 0) {
        *word = (struct sk_fleet_word){ .type = SK_FLEET_WORD_UNKNOWN };
    }
    return status == SQLITE_ROW || status == SQLITE_DONE ? SQLITE_OK : status;
}

enum sk_err sk_elsewhere_look(struct sk_elsewhere *elsewhere, const struct sk_labels *labels,
                              struct sk_fleet_word *word, struct sk_err_info *info) {
    int status = be_open(elsewhere);
    *word = (struct sk_fleet_word){ .type = SK_FLEET_WORD_UNKNOWN };
    if (status == SQLITE_OK && labels->serial[0] != '\0') {
        sqlite3_stmt *look = elsewhere->statements[LOOK];
        bind(look, 1, labels->serial);
        status = take_word(elsewhere, look, SK_FLEET_WORD_BOUND, word);
    }
    if (status == SQLITE_OK && word->type == SK_FLEET_WORD_UNKNOWN && labels->instance[0] != '\0') {
        sqlite3_stmt *look = elsewhere->statements[LOOK_INSTANCE];
        bind(look, 1, labels->instance);
        bind(look, 2, labels->serial);
        bind(look, 3, elsewhere->bench);
        status = take_word(elsewhere, look, SK_FLEET_WORD_IN_USE, word);
    }
    return status == SQLITE_OK ? SK_OK : end_badly(elsewhere, status, info);
}

bool sk_elsewhere_next(struct sk_elsewhere *elsewhere, char serial[SK_LABEL_MAX + 1],
                       struct sk_fleet_word *word) {
    int status = be_open(elsewhere);
    if (status != SQLITE_OK) {
        return false;
    }
    sqlite3_stmt *next = elsewhere->statements[NEXT_SERIAL];
    bind(next, 1, serial);
    status = sqlite3_step(next);
    char found[SK_LABEL_MAX + 1] = "";
    if (status == SQLITE_ROW) {
        column_text(next, 0, found, sizeof(found));
    }
    (void)sqlite3_reset(next);
    (void)sqlite3_clear_bindings(next);
    memcpy(serial, found, sizeof(found));
    struct sk_labels labels = { .serial = "" };
    memcpy(labels.serial, found, sizeof(found));
    return status == SQLITE_ROW && sk_elsewhere_look(elsewhere, &labels, word, NULL) == SK_OK;
}

enum sk_err sk_elsewhere_order(struct sk_elsewhere *elsewhere, const char *order, int64_t *bound,
                               struct sk_err_info *info) {
    int status = be_open(elsewhere);
    *bound = 0;
    if (status != SQLITE_OK) {
        return end_badly(elsewhere, status, info);
    }
    sqlite3_stmt *count = elsewhere->statements[COUNT_ORDER];
    bind(count, 1, order);
    bind(count, 2, elsewhere->bench);
    status = sqlite3_step(count);
    if (status == SQLITE_ROW) {
        *bound = sqlite3_column_int64(count, 0);
    }
    (void)sqlite3_reset(count);
    (void)sqlite3_clear_bindings(count);
    return status == SQLITE_ROW ? SK_OK : end_badly(elsewhere, status, info);
}

enum sk_err sk_elsewhere_forget_names(struct sk_elsewhere *elsewhere, struct sk_err_info *info) {
    int status = be_open(elsewhere);
    if (status == SQLITE_OK) {
        status = sqlite3_exec(elsewhere->db,
                              "PRAGMA secure_delete=ON; DELETE FROM who;"
                              " PRAGMA wal_checkpoint(TRUNCATE)",
                              NULL, NULL, NULL);
    }
    return status == SQLITE_OK ? SK_OK : end_badly(elsewhere, status, info);
}
