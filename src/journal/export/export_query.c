#include "journal/export/export_query.h"

#include "base/util.h"

#include <sqlite3.h>
#include <string.h>

static const struct sk_column pair_columns[] = {
    { "number", SK_CELL_INT, 8 },       { "kind", SK_CELL_TEXT, 6 },
    { "scanned_at", SK_CELL_TIME, 20 }, { "sent_at", SK_CELL_TIME, 20 },
    { "settled_at", SK_CELL_TIME, 20 }, { "serial", SK_CELL_TEXT, 20 },
    { "instance", SK_CELL_TEXT, 26 },   { "operator", SK_CELL_TEXT, 14 },
    { "result", SK_CELL_TEXT, 10 },     { "attempts", SK_CELL_INT, 9 },
    { "code", SK_CELL_TEXT, 24 },       { "message", SK_CELL_TEXT, 40 },
    { "request_id", SK_CELL_TEXT, 38 }, { "source", SK_CELL_TEXT, 16 },
    { "device", SK_CELL_TEXT, 20 },     { "symbology", SK_CELL_TEXT, 12 },
    { "refers", SK_CELL_INT, 8 },       { "undone_by", SK_CELL_INT, 8 },
    { "retried_by", SK_CELL_INT, 8 },   { "note", SK_CELL_TEXT, 30 },
    { "dealt_at", SK_CELL_TIME, 20 },
};

#define PAIR_SELECT                                                                                \
    "SELECT p.number, p.kind, p.scanned_wall_ms, p.sent_wall_ms,"                                  \
    " CASE p.result WHEN 'pending' THEN 0 ELSE p.changed_wall_ms END,"                             \
    " p.serial, p.instance, p.operator, " SK_OUTCOME_SQL ","                                       \
    " p.attempts, p.code, p.message, p.request_id, p.source, p.device, p.symbology,"               \
    " nullif(p.refers, 0), nullif(p.undone_by, 0), nullif(p.retried_by, 0), p.note,"               \
    " p.dealt_wall_ms FROM pair AS p"

/* As they are hashed (chain.h), so that the chain can be checked with the exported file alone. */
static const struct sk_column event_columns[] = {
    { "seq", SK_CELL_INT, 8 },
    { "pair", SK_CELL_INT, 8 },
    { "event", SK_CELL_TEXT, 9 },
    { "at", SK_CELL_TEXT, 30 },
    { "wall_ms", SK_CELL_INT, 15 },
    { "mono_ms", SK_CELL_INT, 12 },
    { "jump_ms", SK_CELL_INT, 9 },
    { "operator", SK_CELL_TEXT, 14 },
    { "result", SK_CELL_TEXT, 10 },
    { "phase", SK_CELL_TEXT, 9 },
    { "already", SK_CELL_INT, 8 },
    { "attempts", SK_CELL_INT, 9 },
    { "request", SK_CELL_TEXT, 13 },
    { "http_status", SK_CELL_INT, 11 },
    { "code", SK_CELL_TEXT, 24 },
    { "message", SK_CELL_TEXT, 40 },
    { "request_id", SK_CELL_TEXT, 38 },
    { "attempt_id", SK_CELL_TEXT, 34 },
    { "sent_wall_ms", SK_CELL_INT, 15 },
    { "refers", SK_CELL_INT, 8 },
    { "note", SK_CELL_TEXT, 30 },
    { "serial", SK_CELL_TEXT, 20 },
    { "instance", SK_CELL_TEXT, 26 },
    { "serial_source", SK_CELL_TEXT, 16 },
    { "serial_device", SK_CELL_TEXT, 20 },
    { "serial_symbology", SK_CELL_TEXT, 12 },
    { "serial_wall_ms", SK_CELL_INT, 15 },
    { "instance_source", SK_CELL_TEXT, 16 },
    { "instance_device", SK_CELL_TEXT, 20 },
    { "instance_symbology", SK_CELL_TEXT, 12 },
    { "instance_wall_ms", SK_CELL_INT, 15 },
    { "form", SK_CELL_INT, 6 },
    { "person", SK_CELL_INT, 12 },
    { "serial_by_hand", SK_CELL_INT, 8 },
    { "instance_by_hand", SK_CELL_INT, 8 },
    { "region", SK_CELL_TEXT, 14 },
    { "profile", SK_CELL_TEXT, 14 },
    { "customer_order", SK_CELL_TEXT, 16 },
    { "still", SK_CELL_TEXT, 66 },
    { "more", SK_CELL_TEXT, 66 },
    { "hash", SK_CELL_TEXT, 66 },
};

#define EVENT_SELECT "SELECT " SK_EVENT_COLUMNS ", lower(hex(hash)) FROM event"

const struct sk_column *sk_export_columns(bool events, size_t *count) {
    *count = events ? SK_ARRAY_LEN(event_columns) : SK_ARRAY_LEN(pair_columns);
    return events ? event_columns : pair_columns;
}

/* No condition at all: every event, those about the journal itself, too. */
static bool is_everything(const struct sk_filter *filter) {
    return sk_filter_is_range(filter) && filter->from_ms == 0 && filter->to_ms == 0 &&
           filter->first_number == 0 && filter->last_number == 0;
}

static enum sk_err add_query(struct sk_buf *text, const struct sk_filter_sql *sql, bool events) {
    if (!events) {
        enum sk_err err = sk_buf_addf(text, PAIR_SELECT);
        if (!err) {
            err = sk_filter_sql_where(sql, text);
        }
        return err ? err : sk_buf_addf(text, " ORDER BY p.number");
    }
    if (is_everything(&sql->filter)) {
        return sk_buf_addf(text, EVENT_SELECT " ORDER BY seq");
    }
    enum sk_err err = sk_buf_addf(text, EVENT_SELECT " AS e WHERE EXISTS (SELECT 1 FROM pair AS p");
    if (!err) {
        err = sk_filter_sql_where(sql, text);
    }
    return err ? err : sk_buf_addf(text, " AND p.number = e.pair) ORDER BY seq");
}

static enum sk_err prepare_text(struct sk_journal *journal, const struct sk_filter_sql *sql,
                                struct sk_buf *text, enum sk_err err, sqlite3_stmt **statement,
                                struct sk_err_info *info) {
    err = err ? sk_fail(info, err, "not enough memory to export")
              : sk_store_prepare(journal, statement, text->data, info);
    sk_buf_finish(text);
    if (!err) {
        sk_filter_sql_bind(sql, *statement);
    }
    return err;
}

enum sk_err sk_export_prepare(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              bool events, sqlite3_stmt **statement, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    enum sk_err err = add_query(&text, sql, events);
    return prepare_text(journal, sql, &text, err, statement, info);
}

void sk_export_read(sqlite3_stmt *statement, const struct sk_column *columns, size_t count,
                    struct sk_cell *cells) {
    for (size_t i = 0; i < count; i++) {
        int at = (int)i;
        cells[i] = (struct sk_cell){ .text = "" };
        if (columns[i].type != SK_CELL_TEXT) {
            cells[i].number = sqlite3_column_int64(statement, at);
            cells[i].is_null =
                cells[i].number == 0 && sqlite3_column_type(statement, at) == SQLITE_NULL;
            continue;
        }
        const char *text = (const char *)sqlite3_column_text(statement, at);
        cells[i].is_null = text == NULL;
        if (text) {
            cells[i].text = text;
            cells[i].length = (size_t)sqlite3_column_bytes(statement, at);
        }
    }
}

static enum sk_err read_extent(struct sk_journal *journal, sqlite3_stmt *statement,
                               struct sk_export_extent *extent, struct sk_err_info *info) {
    int status = sqlite3_step(statement);
    if (status != SQLITE_ROW) {
        return sk_store_fail(journal, status, info);
    }
    extent->pairs = sqlite3_column_int64(statement, 0);
    extent->first_number = sqlite3_column_int64(statement, 1);
    extent->last_number = sqlite3_column_int64(statement, 2);
    extent->rows = extent->pairs;
    return SK_OK;
}

enum sk_err sk_export_measure(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              bool events, struct sk_export_extent *extent,
                              struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_buf_addf(&text, "SELECT count(*), coalesce(min(p.number), 0), coalesce(max(p.number), 0)"
                           " FROM pair AS p");
    if (!err) {
        err = sk_filter_sql_where(sql, &text);
    }
    err = prepare_text(journal, sql, &text, err, &statement, info);
    if (!err) {
        err = read_extent(journal, statement, extent, info);
    }
    sqlite3_finalize(statement);
    if (!err && events) {
        /* Near enough for progress and for the room on the disk. */
        int64_t all_events = 0;
        int64_t all_pairs = 0;
        err = sk_store_number(journal, "SELECT count(*) FROM event", &all_events, info);
        if (!err) {
            err = sk_store_number(journal, "SELECT count(*) FROM pair", &all_pairs, info);
        }
        extent->rows = is_everything(&sql->filter) || all_pairs == 0
                           ? all_events
                           : extent->pairs * (all_events / all_pairs + 1);
    }
    return err;
}
