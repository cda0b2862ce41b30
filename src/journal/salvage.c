#include "journal/salvage.h"

#include "base/clock.h"
#include "base/util.h"
#include "journal/file_layer.h"
#include "journal/files.h"
#include "journal/known.h"
#include "journal/people.h"
#include "journal/people_change.h"
#include "journal/vouch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIP 8         /* rows; about as many as a page holds, to skip a damaged one */
#define SKIPS_MAX 4000 /* failures in a row; then give up */

/* A waiting pair, as the events have it. */
struct waiter {
    struct sk_pair pair;
    int32_t attempts;
};

struct salvage {
    struct sk_journal *journal; /* the new one */
    sqlite3 *db;                /* the old one */
    struct sk_vouch vouch;
    sqlite3_stmt *remember;
    sqlite3_stmt *undo;
    int64_t faults; /* of the file layer, before the old one was opened */
    struct waiter *waiters;
    size_t waiter_count;
    size_t waiter_room;
    struct sk_salvaged *out;
    struct sk_undelivered *undelivered;
    struct sk_err_info *info;
};

/* What the system refused is an error; damage only ends reading at this place. */
static enum sk_err refused(struct salvage *salvage, int status) {
    struct sk_file_faults faults = sk_file_layer_faults();
    int kind = status & 0xFF;
    if (faults.count > salvage->faults || kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN ||
        kind == SQLITE_FULL) {
        enum sk_err err = sk_files_err(faults.error);
        return sk_fail(salvage->info, err == SK_ERR_NOT_FOUND ? SK_ERR_IO : err,
                       "the damaged journal '%s' cannot be read: %s; %s", salvage->journal->path,
                       faults.error ? strerror(faults.error) : sqlite3_errstr(status),
                       sk_files_fix(faults.error));
    }
    if (kind == SQLITE_NOMEM) {
        return sk_fail(salvage->info, SK_ERR_NOMEM, "not enough memory to read the journal");
    }
    return SK_OK;
}

static enum sk_err broke_off(struct salvage *salvage, int status) {
    salvage->out->is_incomplete = true;
    return refused(salvage, status);
}

static bool is_plausible(int64_t number) {
    return number > 0 && number <= SK_STORE_NUMBER_MAX;
}

/* Raises *number to what sql selects, if that can be read and is plausible. */
static enum sk_err raise_to(struct salvage *salvage, const char *sql, int64_t *number) {
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(salvage->db, sql, -1, &statement, NULL);
    if (status == SQLITE_OK) {
        status = sqlite3_step(statement);
        int64_t found = status == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        *number = is_plausible(found) && found > *number ? found : *number;
    }
    sqlite3_finalize(statement);
    return status == SQLITE_ROW || status == SQLITE_DONE ? SK_OK : refused(salvage, status);
}

/* --- into the new one ------------------------------------------------------------------------ */

static enum sk_err append_record(struct salvage *salvage, struct sk_record *record) {
    struct sk_clock *clock = sk_clock_system();
    record->wall_ms = clock->ops->wall(clock);
    record->at = clock->ops->now(clock);
    return sk_append_within(salvage->journal, record, 1, NULL, salvage->info);
}

static enum sk_err take_over(struct salvage *salvage, const struct sk_pair *pair, int attempts) {
    struct sk_record record = {
        .event = SK_EVENT_INTENT, .pair = *pair, .phase = SK_PHASE_OPEN, .attempts = attempts
    };
    record.pair.refers = 0; /* the earlier pair is not in the new journal */
    salvage->out->taken_over++;
    return append_record(salvage, &record);
}

static enum sk_err remember(struct salvage *salvage, int64_t number, const char *serial,
                            const char *instance, enum sk_standing standing) {
    if (!serial || !instance || !is_plausible(number)) {
        return SK_OK;
    }
    (void)sqlite3_bind_int64(salvage->remember, 1, number);
    (void)sqlite3_bind_text(salvage->remember, 2, serial, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_text(salvage->remember, 3, instance, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_int(salvage->remember, 4, (int)standing);
    return sk_store_run(salvage->journal, salvage->remember, salvage->info);
}

static enum sk_err forget_bound(struct salvage *salvage, int64_t number) {
    (void)sqlite3_bind_int64(salvage->undo, 1, number);
    return sk_store_run(salvage->journal, salvage->undo, salvage->info);
}

static enum sk_err is_there(struct salvage *salvage, int64_t number, bool *there) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(salvage->journal, &statement,
                                       "SELECT EXISTS (SELECT 1 FROM pair WHERE number=?1)"
                                       " OR EXISTS (SELECT 1 FROM known WHERE number=?1)",
                                       salvage->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, number);
    int status = sqlite3_step(statement);
    *there = status == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
    err = status == SQLITE_ROW ? SK_OK : sk_store_fail(salvage->journal, status, salvage->info);
    sqlite3_finalize(statement);
    return err;
}

/* Runs sql on the new one with the columns of a row as its parameters. */
static enum sk_err insert_as_read(struct salvage *salvage, sqlite3_stmt *row, const char *sql) {
    sqlite3_stmt *insert = NULL;
    enum sk_err err = sk_store_prepare(salvage->journal, &insert, sql, salvage->info);
    for (int i = 0; i < sqlite3_column_count(row) && !err; i++) {
        (void)sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i));
    }
    err = err ? err : sk_store_run(salvage->journal, insert, salvage->info);
    sqlite3_finalize(insert);
    return err;
}

/* --- the rows of a table, around what is damaged --------------------------------------------- */

/* Calls each for the rows of sql, whose first column is an ascending number above ?1. */
static enum sk_err walk(struct salvage *salvage, const char *sql,
                        enum sk_err (*each)(struct salvage *salvage, sqlite3_stmt *statement)) {
    sqlite3_stmt *statement = NULL;
    int64_t above = 0;
    int skips = 0;
    int status = sqlite3_prepare_v2(salvage->db, sql, -1, &statement, NULL);
    if (status != SQLITE_OK) {
        return broke_off(salvage, status);
    }
    enum sk_err err = SK_OK;
    while (!err && skips < SKIPS_MAX) {
        (void)sqlite3_bind_int64(statement, 1, above);
        while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
            int64_t number = sqlite3_column_int64(statement, 0);
            if (number <= above || !is_plausible(number)) { /* pages that lead to themselves */
                status = SQLITE_CORRUPT;
                break;
            }
            above = number;
            skips = 0;
            err = each(salvage, statement);
        }
        if (!err && status == SQLITE_DONE) {
            break;
        }
        err = err ? err : broke_off(salvage, status);
        above += SKIP;
        skips++;
        (void)sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    return err;
}

/* --- by the pairs ---------------------------------------------------------------------------- */

static enum sk_err take_waiting_pair(struct salvage *salvage, int64_t number, int attempts) {
    struct sk_pair pair;
    int status = SQLITE_OK;
    bool is_undo = false;
    enum sk_vouched vouched =
        sk_vouch_find(&salvage->vouch, number, true, &pair, &is_undo, &status);
    if (vouched != SK_VOUCHED) { /* the index may be what is damaged */
        vouched = sk_vouch_find(&salvage->vouch, number, false, &pair, &is_undo, &status);
    }
    if (vouched == SK_VOUCHED) {
        return is_undo ? SK_OK : take_over(salvage, &pair, attempts);
    }
    salvage->out->not_readable++;
    return vouched == SK_VOUCHED_UNREAD ? broke_off(salvage, status) : SK_OK;
}

#define NO_WORD 2
#define PAIRS_SQL                                                                                                  \
    "SELECT p.number, CASE WHEN p.result='pending' THEN 1 WHEN p.result IN ('bound', 'refused',"                   \
    " 'withdrawn', 'undone', 'check') THEN 0 ELSE 2 END, p.attempts, p.serial, p.instance, " SK_KNOWN_STANDING_SQL \
    " FROM pair AS p NOT INDEXED WHERE p.number>?1 AND p.kind<>'undo'"                                             \
    " ORDER BY p.number"

static enum sk_err take_pair(struct salvage *salvage, sqlite3_stmt *statement) {
    int64_t number = sqlite3_column_int64(statement, 0);
    int waits = sqlite3_column_int(statement, 1);
    if (waits == NO_WORD) {
        salvage->out->is_incomplete = true; /* the events know */
        return SK_OK;
    }
    if (waits != 0) {
        return take_waiting_pair(salvage, number, sqlite3_column_int(statement, 2));
    }
    return remember(salvage, number, (const char *)sqlite3_column_text(statement, 3),
                    (const char *)sqlite3_column_text(statement, 4),
                    (enum sk_standing)sqlite3_column_int(statement, 5));
}

static enum sk_err take_known(struct salvage *salvage, sqlite3_stmt *statement) {
    return is_plausible(sqlite3_column_int64(statement, 0))
               ? insert_as_read(salvage, statement,
                                "INSERT OR IGNORE INTO known VALUES (?1, ?2, ?3, ?4)")
               : SK_OK;
}

/* --- by the events, where the pairs cannot all be read --------------------------------------- */

static size_t find_waiter(const struct salvage *salvage, int64_t number) {
    size_t at = salvage->waiter_count;
    while (at > 0 && salvage->waiters[at - 1].pair.number != number) {
        at--;
    }
    return at; /* its place, from 1; 0: it is not there */
}

static enum sk_err add_waiter(struct salvage *salvage, const struct sk_event_row *row) {
    if (salvage->waiter_count == salvage->waiter_room) {
        size_t room = 2 * salvage->waiter_room + 64;
        struct waiter *more = realloc(salvage->waiters, room * sizeof(*more));
        if (!more) {
            return sk_fail(salvage->info, SK_ERR_NOMEM, "not enough memory to read the journal");
        }
        salvage->waiters = more;
        salvage->waiter_room = room;
    }
    struct waiter *waiter = &salvage->waiters[salvage->waiter_count++];
    *waiter = (struct waiter){ .attempts = 0 };
    sk_vouch_read_pair(row, &waiter->pair);
    return SK_OK;
}

static bool is_text(const struct sk_event_row *row, enum sk_event_column column, const char *text) {
    const char *value = row->values[column].text;
    return value && strcmp(value, text) == 0;
}

/* The last word about a pair. */
static enum sk_err take_settled(struct salvage *salvage, const struct sk_event_row *row) {
    int64_t number = row->values[SK_COLUMN_PAIR].number;
    size_t at = find_waiter(salvage, number);
    struct sk_pair pair = { .number = number };
    if (at > 0) {
        pair = salvage->waiters[at - 1].pair;
        salvage->waiters[at - 1] = salvage->waiters[--salvage->waiter_count];
    } else if (row->values[SK_COLUMN_SERIAL].text) {
        sk_vouch_read_pair(row, &pair);
    } else {
        return SK_OK;
    }
    if (is_text(row, SK_COLUMN_RESULT, "undone")) {
        return forget_bound(salvage, row->values[SK_COLUMN_REFERS].number);
    }
    return remember(salvage, number, pair.labels.serial, pair.labels.instance,
                    is_text(row, SK_COLUMN_RESULT, "bound")   ? SK_STANDING_BOUND
                    : is_text(row, SK_COLUMN_RESULT, "check") ? SK_STANDING_DOUBT
                                                              : SK_STANDING_OVER);
}

static enum sk_err take_event(struct salvage *salvage, sqlite3_stmt *statement) {
    struct sk_event_row row;
    int status = SQLITE_OK;
    enum sk_vouched vouched = sk_vouch_row(&salvage->vouch, statement, &row, &status);
    if (vouched == SK_VOUCHED_UNREAD) {
        return broke_off(salvage, status);
    }
    int64_t number = row.values[SK_COLUMN_PAIR].number;
    if (number <= 0 || is_text(&row, SK_COLUMN_EVENT, "dealt") ||
        is_text(&row, SK_COLUMN_EVENT, "still")) {
        return SK_OK;
    }
    if (!is_text(&row, SK_COLUMN_RESULT, "pending")) {
        return take_settled(salvage, &row);
    }
    size_t at = find_waiter(salvage, number);
    if (is_text(&row, SK_COLUMN_EVENT, "intent") && at == 0 && vouched == SK_VOUCHED &&
        row.values[SK_COLUMN_SERIAL].text && row.values[SK_COLUMN_INSTANCE].text) {
        return add_waiter(salvage, &row);
    }
    if (at > 0) {
        salvage->waiters[at - 1].attempts = (int32_t)row.values[SK_COLUMN_ATTEMPTS].number;
    }
    return SK_OK;
}

static enum sk_err take_events(struct salvage *salvage) {
    salvage->out->is_incomplete = false; /* unless this fails, too */
    char sql[1024];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT %s, hash FROM event NOT INDEXED WHERE seq>?1 ORDER BY seq",
                   sk_event_row_columns(salvage->db));
    enum sk_err err = walk(salvage, sql, take_event);
    for (size_t i = 0; i < salvage->waiter_count && !err; i++) {
        bool there = true;
        err = is_there(salvage, salvage->waiters[i].pair.number, &there);
        if (!err && !there) {
            err = take_over(salvage, &salvage->waiters[i].pair, salvage->waiters[i].attempts);
        }
    }
    return err;
}

/* --- what stands beside the pairs ------------------------------------------------------------ */

static enum sk_err take_bench(struct salvage *salvage, sqlite3_stmt *statement) {
    return insert_as_read(salvage, statement,
                          "UPDATE bench SET id=?2 WHERE ?1=1 AND length(?2)=16");
}

static enum sk_err take_person(struct salvage *salvage, sqlite3_stmt *statement) {
    struct sk_record record = { .event = SK_EVENT_PEOPLE,
                                .pair.person = sqlite3_column_int64(statement, 0) };
    const char *name = (const char *)sqlite3_column_text(statement, 1);
    const char *role = (const char *)sqlite3_column_text(statement, 2);
    if (!name || !role || sqlite3_column_bytes(statement, 5) != SK_PERSON_SALT_SIZE) {
        return SK_OK; /* damaged: to be added again */
    }
    enum sk_err err = insert_as_read(
        salvage, statement,
        "INSERT OR IGNORE INTO person (number, name, role, badge, added_wall_ms, salt, language)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    (void)snprintf(record.code, sizeof(record.code), "added");
    sk_people_commitment(sqlite3_column_blob(statement, 5), name, role,
                         sqlite3_column_blob(statement, 3),
                         (size_t)sqlite3_column_bytes(statement, 3), record.note);
    return err ? err : append_record(salvage, &record);
}

static bool has_column(const struct salvage *salvage, const char *table, const char *column) {
    return sqlite3_table_column_metadata(salvage->db, NULL, table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}

static bool has_table(const struct salvage *salvage, const char *name) {
    return has_column(salvage, name, NULL);
}

/* The bench stays the same one, and people keep their names. Older versions have neither. */
static enum sk_err take_bench_and_people(struct salvage *salvage) {
    enum sk_err err = SK_OK;
    if (has_table(salvage, "bench")) {
        err = walk(salvage, "SELECT rowid, id FROM bench WHERE rowid>?1", take_bench);
    }
    if (!err && has_table(salvage, "person")) {
        err = walk(salvage,
                   has_column(salvage, "person", "language")
                       ? "SELECT number, name, role, badge, added_wall_ms, salt, language"
                         " FROM person WHERE number>?1 ORDER BY number"
                       : "SELECT number, name, role, badge, added_wall_ms, salt, '' FROM person"
                         " WHERE number>?1 ORDER BY number",
                   take_person);
    }
    salvage->out->is_incomplete = false; /* no pair is missing because of that */
    return err;
}

/* --- those that are told of events ------------------------------------------------------------ */

static enum sk_err count_letter(struct salvage *salvage, sqlite3_stmt *statement) {
    (void)statement;
    salvage->undelivered->receivers[salvage->undelivered->count - 1].letters++;
    return SK_OK;
}

/* Those of the last receiver. */
static enum sk_err count_letters(struct salvage *salvage, int64_t acknowledged) {
    struct sk_undelivered *all = salvage->undelivered;
    char sql[400];
    if (acknowledged < 0 || acknowledged > SK_STORE_NUMBER_MAX) {
        all->receivers[all->count - 1].is_at_least = true;
        return SK_OK;
    }
    (void)snprintf(sql, sizeof(sql),
                   "SELECT e.seq FROM event AS e NOT INDEXED WHERE e.seq>max(?1, %" PRId64 ")"
                   " AND (" SK_SETTLING_SQL " OR e.event='resend') ORDER BY e.seq",
                   acknowledged);
    salvage->out->is_incomplete = false;
    enum sk_err err = walk(salvage, sql, count_letter);
    all->receivers[all->count - 1].is_at_least = salvage->out->is_incomplete;
    return err;
}

static bool is_name(const char *name) {
    return name[0] != '\0' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static enum sk_err take_receiver(struct salvage *salvage, sqlite3_stmt *statement) {
    struct sk_undelivered *all = salvage->undelivered;
    bool was_incomplete = salvage->out->is_incomplete;
    char name[SK_RECEIVER_NAME_SIZE];
    sk_store_copy_text(statement, 1, name, sizeof(name));
    if (!is_name(name) || all->count == SK_ARRAY_LEN(all->receivers)) {
        all->is_unknown = true;
        return SK_OK;
    }
    memcpy(all->receivers[all->count++].name, name, sizeof(name));
    enum sk_err err = insert_as_read(salvage, statement,
                                     "INSERT OR IGNORE INTO receiver (name, acknowledged)"
                                     " VALUES (?2, 0)");
    err = err ? err : count_letters(salvage, sqlite3_column_int64(statement, 2));
    salvage->out->is_incomplete = was_incomplete;
    return err;
}

/* --- all of it ------------------------------------------------------------------------------- */

/* A hold must survive the failure of a disk. */
static enum sk_err take_hold(struct salvage *salvage) {
    struct sk_record record = { .event = SK_EVENT_HOLD };
    sqlite3_stmt *statement = NULL;
    bool has_person = sqlite3_table_column_metadata(salvage->db, NULL, "hold", "person", NULL, NULL,
                                                    NULL, NULL, NULL) == SQLITE_OK;
    int status =
        sqlite3_prepare_v2(salvage->db,
                           has_person ? "SELECT operator, note, person FROM hold WHERE is_held<>0"
                                      : "SELECT operator, note, 0 FROM hold WHERE is_held<>0",
                           -1, &statement, NULL);
    status = status == SQLITE_OK ? sqlite3_step(statement) : status;
    if (status == SQLITE_ROW) {
        sk_store_copy_text(statement, 0, record.pair.operator_name,
                           sizeof(record.pair.operator_name));
        sk_store_copy_text(statement, 1, record.note, sizeof(record.note));
        record.pair.person = sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    if (status == SQLITE_ROW) {
        return append_record(salvage, &record);
    }
    return status == SQLITE_DONE ? SK_OK : refused(salvage, status);
}

static enum sk_err open_old(struct salvage *salvage, const char *source, bool *is_open) {
    salvage->faults = sk_file_layer_faults().count;
    int status = sqlite3_open_v2(source, &salvage->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                 sk_file_layer());
    if (status == SQLITE_OK) {
        status = sqlite3_db_config(salvage->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    if (status == SQLITE_OK) {
        (void)sqlite3_extended_result_codes(salvage->db, 1);
        status = sqlite3_exec(salvage->db, "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;", NULL,
                              NULL, NULL);
    }
    *is_open = status == SQLITE_OK;
    return *is_open ? SK_OK : broke_off(salvage, status);
}

static enum sk_err open_both(struct salvage *salvage, const char *source, bool *is_open) {
    enum sk_err err = open_old(salvage, source, is_open);
    if (err || !*is_open) {
        return err;
    }
    int status = sk_vouch_init(&salvage->vouch, salvage->db, salvage->journal->chain);
    *is_open = status == SQLITE_OK;
    if (status != SQLITE_OK) {
        return broke_off(salvage, status);
    }
    err = sk_store_prepare(salvage->journal, &salvage->remember,
                           "INSERT OR IGNORE INTO known VALUES"
                           " (?1, known_hash(?2), known_hash(?3), ?4)",
                           salvage->info);
    return err ? err
               : sk_store_prepare(salvage->journal, &salvage->undo,
                                  "UPDATE known SET standing=0 WHERE number=?1 AND standing=1",
                                  salvage->info);
}

static enum sk_err take_all(struct salvage *salvage) {
    bool has_all_known = true;
    enum sk_err err = take_hold(salvage);
    if (!err) {
        err = take_bench_and_people(salvage);
    }
    if (!err) { /* older versions have none, and do not need it */
        err = walk(salvage,
                   "SELECT number, serial, instance, standing FROM known WHERE number>?1"
                   " ORDER BY number",
                   take_known);
        has_all_known = !salvage->out->is_incomplete || !has_table(salvage, "known");
        salvage->out->is_incomplete = false;
    }
    if (!err) {
        err = walk(salvage, PAIRS_SQL, take_pair);
    }
    if (!err && salvage->out->is_incomplete) {
        err = take_events(salvage);
    }
    salvage->out->is_incomplete = salvage->out->is_incomplete || !has_all_known;
    return err;
}

static void finish(struct salvage *salvage) {
    sqlite3_finalize(salvage->remember);
    sqlite3_finalize(salvage->undo);
    sk_vouch_finish(&salvage->vouch);
    (void)sqlite3_close(salvage->db); /* nothing is open in it any more */
    free(salvage->waiters);
}

enum sk_err sk_salvage(struct sk_journal *journal, const char *source, int64_t *next_number,
                       struct sk_salvaged *out, struct sk_err_info *info) {
    struct salvage salvage = { .journal = journal, .out = out, .info = info };
    bool is_open = false;
    *out = (struct sk_salvaged){ .taken_over = 0 };
    enum sk_err err = open_both(&salvage, source, &is_open);
    if (!err && is_open) {
        err = raise_to(&salvage, "SELECT next_number FROM head", next_number);
    }
    if (!err && is_open) {
        err = raise_to(&salvage, "SELECT max(number) + 1 FROM pair", next_number);
    }
    if (!err && is_open) {
        err = take_all(&salvage);
    }
    finish(&salvage);
    return err;
}

/* Older versions knew no receivers; of a journal of which nothing is left they are not known. */
enum sk_err sk_salvage_receivers(struct sk_journal *journal, const char *source,
                                 struct sk_undelivered *out, struct sk_err_info *info) {
    struct sk_salvaged salvaged = { .is_incomplete = false };
    struct salvage salvage = {
        .journal = journal, .out = &salvaged, .undelivered = out, .info = info
    };
    bool is_open = false;
    *out = (struct sk_undelivered){ .count = 0 };
    enum sk_err err = open_old(&salvage, source, &is_open);
    if (!err && is_open && has_table(&salvage, "receiver")) {
        err = walk(&salvage,
                   "SELECT rowid, name, acknowledged FROM receiver NOT INDEXED WHERE rowid>?1"
                   " ORDER BY rowid",
                   take_receiver);
        out->is_unknown = out->is_unknown || salvaged.is_incomplete;
    } else {
        out->is_unknown = !is_open || !has_table(&salvage, "event");
    }
    finish(&salvage);
    return err;
}
