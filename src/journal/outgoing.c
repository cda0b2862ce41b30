#include "journal/outgoing.h"

#include "base/json.h"
#include "journal/event_row.h"
#include "journal/store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_BYTES_MAX (8 << 20)

enum sk_err sk_outgoing_init(struct sk_outgoing *outgoing) {
    *outgoing = (struct sk_outgoing){ .bodies = SK_BUF_INIT(2 * SK_OUTGOING_BYTES),
                                      .pairs = SK_BUF_INIT(PAIRS_BYTES_MAX) };
    outgoing->events = calloc(SK_OUTGOING_EVENTS, sizeof(*outgoing->events));
    return outgoing->events ? SK_OK : SK_ERR_NOMEM;
}

void sk_outgoing_finish(struct sk_outgoing *outgoing) {
    free(outgoing->events);
    outgoing->events = NULL;
    sk_buf_finish(&outgoing->bodies);
    sk_buf_finish(&outgoing->pairs);
}

/* The one row that sql selects for ?1, its first column a hash. */
static enum sk_err select_hash(struct sk_journal *journal, const char *sql, int64_t seq,
                               uint8_t hash[SK_CHAIN_SIZE], struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, seq);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == SK_CHAIN_SIZE) {
        memcpy(hash, sqlite3_column_blob(statement, 0), SK_CHAIN_SIZE);
    } else if (status == SQLITE_ROW || status == SQLITE_DONE) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "the log has no event %" PRId64, seq);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_outgoing_hash(struct sk_journal *journal, int64_t seq, uint8_t hash[SK_CHAIN_SIZE],
                             struct sk_err_info *info) {
    if (seq == 0) {
        memset(hash, 0, SK_CHAIN_SIZE);
        return SK_OK;
    }
    return select_hash(journal,
                       "SELECT hash FROM event WHERE seq = ?1 UNION ALL"
                       " SELECT purged_hash FROM mark WHERE purged_seq = ?1 LIMIT 1",
                       seq, hash, info);
}

enum sk_err sk_outgoing_chain(struct sk_journal *journal, char out[SK_OUTGOING_CHAIN_SIZE],
                              struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, "SELECT id FROM bench", info);
    if (err) {
        return err;
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        sk_store_copy_text(statement, 0, out, SK_OUTGOING_CHAIN_SIZE);
    } else {
        err = sk_store_fail(journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status, info);
    }
    (void)sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_outgoing_beginning(struct sk_journal *journal, int64_t *seq,
                                  struct sk_err_info *info) {
    return sk_store_number(journal, "SELECT purged_seq FROM mark", seq, info);
}

enum sk_err sk_outgoing_head(struct sk_journal *journal, int64_t *seq, struct sk_err_info *info) {
    return sk_store_number(journal, "SELECT seq FROM head", seq, info);
}

static enum sk_err take_event(struct sk_outgoing *outgoing, sqlite3_stmt *statement,
                              struct sk_err_info *info) {
    struct sk_event_row row;
    struct sk_outgoing_event *event = &outgoing->events[outgoing->count];
    sk_event_row_read(&row, statement);
    event->body_at = outgoing->bodies.length;
    if (row.values[SK_COLUMN_SEQ].number != outgoing->first + (int64_t)outgoing->count ||
        sqlite3_column_bytes(statement, SK_COLUMN_COUNT) != SK_CHAIN_SIZE) {
        return sk_fail(info, SK_ERR_NOT_FOUND, "the log has no event %" PRId64,
                       outgoing->first + (int64_t)outgoing->count);
    }
    enum sk_err err = sk_chain_body(&row, &outgoing->bodies);
    if (err) {
        return sk_fail(info, err, "not enough memory for the events of the log");
    }
    event->body_length = outgoing->bodies.length - event->body_at;
    memcpy(event->hash, sqlite3_column_blob(statement, SK_COLUMN_COUNT), SK_CHAIN_SIZE);
    sk_store_copy_text(statement, SK_COLUMN_EVENT, event->name, sizeof(event->name));
    event->pair = row.values[SK_COLUMN_PAIR].number;
    event->wall_ms = row.values[SK_COLUMN_WALL_MS].number;
    outgoing->count++;
    return SK_OK;
}

static enum sk_err read_events(struct sk_outgoing *outgoing, struct sk_journal *journal,
                               int32_t limit, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement,
                                       "SELECT " SK_EVENT_COLUMNS ", hash FROM event"
                                       " WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
                                       info);
    if (err) {
        return err;
    }
    int status = SQLITE_ROW;
    (void)sqlite3_bind_int64(statement, 1, outgoing->first);
    (void)sqlite3_bind_int(statement, 2, limit + 1);
    while (!err && !outgoing->has_more && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        if (outgoing->count == (size_t)limit || outgoing->bodies.length >= SK_OUTGOING_BYTES) {
            outgoing->has_more = true;
        } else {
            err = take_event(outgoing, statement, info);
        }
    }
    if (!err && status != SQLITE_ROW && status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_finalize(statement);
    return err;
}

/* One row of `pair` as a JSON object. Without printf(), which would take half of the time that
 * eight hours' pairs need. */
static enum sk_err add_pair(struct sk_buf *out, sqlite3_stmt *statement) {
    enum sk_err err = sk_buf_add(out, out->length > 1 ? ",{" : "{", out->length > 1 ? 2 : 1);
    for (int i = 0; !err && i < sqlite3_column_count(statement); i++) {
        const char *name = sqlite3_column_name(statement, i);
        bool is_number = sqlite3_column_type(statement, i) == SQLITE_INTEGER;
        const unsigned char *text = sqlite3_column_text(statement, i);
        size_t length = text ? (size_t)sqlite3_column_bytes(statement, i) : 0;
        err = sk_buf_add(out, i > 0 ? ",\"" : "\"", i > 0 ? 2 : 1);
        err = err ? err : sk_buf_add(out, name, strlen(name));
        err = err ? err : sk_buf_add(out, "\":", 2);
        if (!err && is_number) {
            err = sk_buf_add(out, text, length);
        } else if (!err) {
            err = sk_json_add(out, text ? (const char *)text : "", length);
        }
    }
    return err ? err : sk_buf_add(out, "}", 1);
}

static enum sk_err read_pairs(struct sk_outgoing *outgoing, struct sk_journal *journal,
                              struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_store_prepare(journal, &statement,
                         "WITH own AS (SELECT DISTINCT pair FROM event"
                         " WHERE seq BETWEEN ?1 AND ?2 AND pair > 0)"
                         " SELECT * FROM pair WHERE number IN (SELECT pair FROM own UNION"
                         " SELECT refers FROM pair WHERE refers > 0"
                         " AND number IN (SELECT pair FROM own)) ORDER BY number",
                         info);
    if (err) {
        return err;
    }
    int status = SQLITE_ROW;
    (void)sqlite3_bind_int64(statement, 1, outgoing->first);
    (void)sqlite3_bind_int64(statement, 2, outgoing->first + (int64_t)outgoing->count - 1);
    bool is_full = sk_buf_add(&outgoing->pairs, "[", 1) != SK_OK;
    while (!is_full && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        is_full = add_pair(&outgoing->pairs, statement) != SK_OK;
    }
    if (is_full || sk_buf_add(&outgoing->pairs, "]", 1)) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the pairs of the log");
    } else if (status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_outgoing_read(struct sk_outgoing *outgoing, struct sk_journal *journal,
                             int64_t after, int32_t limit, struct sk_err_info *info) {
    outgoing->first = after + 1;
    outgoing->count = 0;
    outgoing->has_more = false;
    sk_buf_clear(&outgoing->bodies);
    sk_buf_clear(&outgoing->pairs);
    enum sk_err err = sk_outgoing_hash(journal, after, outgoing->previous, info);
    if (!err) {
        err = read_events(outgoing, journal, limit, info);
    }
    if (!err) {
        err = read_pairs(outgoing, journal, info);
    }
    return err;
}
