#include "journal/export/export_query.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"
#include "journal/scans_sql.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* The names never change, and new ones come last: imports of others rest on both. */
static const struct sk_column pair_columns[] = {
    { "number", SK_CELL_INT, 7, SK_N("Number"), 1 },
    { "kind", SK_CELL_TEXT, 7, SK_N("Kind"), 0 },
    { "scanned_at", SK_CELL_TIME, 19, SK_N("Scanned"), 2 },
    { "sent_at", SK_CELL_TIME, 19, SK_N("Sent"), 0 },
    { "settled_at", SK_CELL_TIME, 19, SK_N("Settled"), 0 },
    { "serial", SK_CELL_TEXT, 20, SK_N("Serial number"), 3 },
    { "instance", SK_CELL_TEXT, 25, SK_N("Instance"), 4 },
    { "operator", SK_CELL_TEXT, 13, SK_N("Operator"), 6 },
    { "result", SK_CELL_TEXT, 11, SK_N("Outcome"), 7 },
    { "attempts", SK_CELL_INT, 9, SK_N("Attempts"), 0 },
    { "code", SK_CELL_TEXT, 18, SK_N("Error"), 8 },
    { "message", SK_CELL_TEXT, 40, SK_N("Message"), 0 },
    { "request_id", SK_CELL_TEXT, 38, SK_N("RequestId"), 0 },
    { "source", SK_CELL_TEXT, 16, SK_N("Serial number: source"), 0 },
    { "device", SK_CELL_TEXT, 20, SK_N("Serial number: device"), 0 },
    { "symbology", SK_CELL_TEXT, 12, SK_N("Serial number: symbology"), 0 },
    { "refers", SK_CELL_INT, 9, SK_N("Refers to"), 0 },
    { "undone_by", SK_CELL_INT, 9, SK_N("Undone by"), 0 },
    { "retried_by", SK_CELL_INT, 9, SK_N("Retried as"), 0 },
    { "note", SK_CELL_TEXT, 30, SK_N("Note"), 0 },
    { "dealt_at", SK_CELL_TIME, 19, SK_N("Dealt with"), 0 },
    { "bench", SK_CELL_TEXT, 14, SK_N("Bench"), 0 },
    { "time_zone", SK_CELL_TEXT, 10, SK_N("Time zone"), 0 },
    { "order", SK_CELL_TEXT, 14, SK_N("Order"), 5 },
    { "person", SK_CELL_TEXT, 12, SK_N("Number of the person"), 0 },
    { "region", SK_CELL_TEXT, 14, SK_N("Region"), 0 },
    { "profile", SK_CELL_TEXT, 14, SK_N("Account"), 0 },
    { "by_hand", SK_CELL_INT, 9, SK_N("Serial number: typed"), 0 },
    { "instance_source", SK_CELL_TEXT, 16, SK_N("Instance: source"), 0 },
    { "instance_device", SK_CELL_TEXT, 20, SK_N("Instance: device"), 0 },
    { "instance_symbology", SK_CELL_TEXT, 12, SK_N("Instance: symbology"), 0 },
    { "instance_by_hand", SK_CELL_INT, 9, SK_N("Instance: typed"), 0 },
    { "still", SK_CELL_TEXT, 66, SK_N("Picture"), 0 },
};

/* Parameters: filter_sql.h. Of the time zone the query knows nothing: set_zone(). The number of a
 * person is a text, as programs that take all numbers for fractions would round it. */
#define PAIR_SELECT                                                                                     \
    "SELECT p.number, p.kind, p.scanned_wall_ms, p.sent_wall_ms,"                                       \
    " CASE p.result WHEN 'pending' THEN 0 ELSE p.changed_wall_ms END,"                                  \
    " p.serial, p.instance, " SK_OPERATOR_SQL(                                                          \
        "p") ", " SK_OUTCOME_SQL ","                                                                    \
             " p.attempts, p.code, p.message, p.request_id, p.source, p.device, p.symbology,"           \
             " nullif(p.refers, 0), nullif(p.undone_by, 0), nullif(p.retried_by, 0), p.note,"           \
             " p.dealt_wall_ms, ?15, NULL, p.customer_order, CAST(nullif(p.person, 0) AS TEXT),"        \
             " CASE p.region WHEN '' THEN ?16 ELSE p.region END, p.profile, p.serial_by_hand,"          \
             " p.instance_source, p.instance_device, p.instance_symbology, p.instance_by_hand, p.still" \
             " FROM pair AS p"

/* As they are hashed (chain.h), so that the chain can be checked with the exported file alone. */
static const struct sk_column event_columns[] = {
    { "seq", SK_CELL_INT, 8, NULL, 0 },
    { "pair", SK_CELL_INT, 8, NULL, 0 },
    { "event", SK_CELL_TEXT, 9, NULL, 0 },
    { "at", SK_CELL_TEXT, 30, NULL, 0 },
    { "wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "mono_ms", SK_CELL_INT, 12, NULL, 0 },
    { "jump_ms", SK_CELL_INT, 9, NULL, 0 },
    { "operator", SK_CELL_TEXT, 14, NULL, 0 },
    { "result", SK_CELL_TEXT, 10, NULL, 0 },
    { "phase", SK_CELL_TEXT, 9, NULL, 0 },
    { "already", SK_CELL_INT, 8, NULL, 0 },
    { "attempts", SK_CELL_INT, 9, NULL, 0 },
    { "request", SK_CELL_TEXT, 13, NULL, 0 },
    { "http_status", SK_CELL_INT, 11, NULL, 0 },
    { "code", SK_CELL_TEXT, 24, NULL, 0 },
    { "message", SK_CELL_TEXT, 40, NULL, 0 },
    { "request_id", SK_CELL_TEXT, 38, NULL, 0 },
    { "attempt_id", SK_CELL_TEXT, 34, NULL, 0 },
    { "sent_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "refers", SK_CELL_INT, 8, NULL, 0 },
    { "note", SK_CELL_TEXT, 30, NULL, 0 },
    { "serial", SK_CELL_TEXT, 20, NULL, 0 },
    { "instance", SK_CELL_TEXT, 26, NULL, 0 },
    { "serial_source", SK_CELL_TEXT, 16, NULL, 0 },
    { "serial_device", SK_CELL_TEXT, 20, NULL, 0 },
    { "serial_symbology", SK_CELL_TEXT, 12, NULL, 0 },
    { "serial_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "instance_source", SK_CELL_TEXT, 16, NULL, 0 },
    { "instance_device", SK_CELL_TEXT, 20, NULL, 0 },
    { "instance_symbology", SK_CELL_TEXT, 12, NULL, 0 },
    { "instance_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "form", SK_CELL_INT, 6, NULL, 0 },
    { "person", SK_CELL_INT, 12, NULL, 0 },
    { "serial_by_hand", SK_CELL_INT, 8, NULL, 0 },
    { "instance_by_hand", SK_CELL_INT, 8, NULL, 0 },
    { "region", SK_CELL_TEXT, 14, NULL, 0 },
    { "profile", SK_CELL_TEXT, 14, NULL, 0 },
    { "customer_order", SK_CELL_TEXT, 16, NULL, 0 },
    { "still", SK_CELL_TEXT, 66, NULL, 0 },
    { "more", SK_CELL_TEXT, 66, NULL, 0 },
    { "hash", SK_CELL_TEXT, 66, NULL, 0 },
    { "bench", SK_CELL_TEXT, 14, NULL, 0 }, /* of the export, not of the event */
};

#define EVENT_SELECT "SELECT " SK_EVENT_COLUMNS ", lower(hex(hash)), ?15 FROM event"

static const struct sk_column scan_columns[] = {
    { "seq", SK_CELL_INT, 8, SK_N("Event"), 0 },
    { "at", SK_CELL_TIME, 19, SK_N("Time"), 1 },
    { "event", SK_CELL_TEXT, 12, SK_N("Kind"), 2 },
    { "code", SK_CELL_TEXT, 20, SK_N("Why"), 3 },
    { "read", SK_CELL_TEXT, 30, SK_N("What was read"), 4 },
    { "note", SK_CELL_TEXT, 30, SK_N("Note"), 7 },
    { "symbology", SK_CELL_TEXT, 12, SK_N("Symbology"), 0 },
    { "source", SK_CELL_TEXT, 16, SK_N("Source"), 0 },
    { "device", SK_CELL_TEXT, 20, SK_N("Reader"), 0 },
    { "by_hand", SK_CELL_INT, 9, SK_N("Typed"), 0 },
    { "operator", SK_CELL_TEXT, 13, SK_N("Operator"), 5 },
    { "person", SK_CELL_TEXT, 12, SK_N("Number of the person"), 0 },
    { "times", SK_CELL_INT, 7, SK_N("Times"), 6 },
    { "bench", SK_CELL_TEXT, 14, SK_N("Bench"), 0 },
    { "time_zone", SK_CELL_TEXT, 10, SK_N("Time zone"), 0 },
};

#define SCAN_SELECT                                                                                \
    "e.seq, e.wall_ms, e.event, e.code, " SK_SCANS_READ_SQL ", " SK_SCANS_NOTE_SQL                 \
    ", e.serial_symbology, e.serial_source, e.serial_device, e.serial_by_hand, " SK_OPERATOR_SQL(  \
        "e") ", CAST(nullif(e.person, 0) AS TEXT), " SK_SCANS_TIMES_SQL ", ?15, NULL"

const struct sk_column *sk_export_columns(enum sk_export_rows rows, size_t *count) {
    switch (rows) {
    case SK_EXPORT_PAIRS:
        *count = SK_ARRAY_LEN(pair_columns);
        return pair_columns;
    case SK_EXPORT_EVENTS:
        *count = SK_ARRAY_LEN(event_columns);
        return event_columns;
    case SK_EXPORT_SCANS:
        *count = SK_ARRAY_LEN(scan_columns);
        return scan_columns;
    }
    SK_UNREACHABLE("rows of an export");
}

/* No condition at all: every event, those about the journal itself, too. */
static bool is_everything(const struct sk_filter *filter) {
    return sk_filter_is_range(filter) && filter->from_ms == 0 && filter->to_ms == 0 &&
           filter->first_number == 0 && filter->last_number == 0;
}

static enum sk_err add_query(struct sk_buf *text, const struct sk_filter_sql *sql,
                             enum sk_export_rows rows) {
    if (rows == SK_EXPORT_SCANS) {
        enum sk_err err = sk_scans_sql_add(sql, SCAN_SELECT, text);
        return err ? err : sk_buf_addf(text, " ORDER BY 1");
    }
    if (rows == SK_EXPORT_PAIRS) {
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
                              enum sk_export_rows rows, const struct sk_export_bench *bench,
                              sqlite3_stmt **statement, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(65536);
    enum sk_err err = add_query(&text, sql, rows);
    err = prepare_text(journal, sql, &text, err, statement, info);
    if (!err) {
        (void)sqlite3_bind_text(*statement, SK_PARAMETER_BENCH, bench->name, -1, SQLITE_STATIC);
    }
    if (!err && rows == SK_EXPORT_PAIRS) {
        (void)sqlite3_bind_text(*statement, SK_PARAMETER_REGION, bench->region, -1, SQLITE_STATIC);
    }
    return err;
}

/* "UTC+08:00": where the clock of this machine stood when it was scanned. */
static void set_zone(struct sk_export_reader *reader, const struct sk_column *columns, size_t count,
                     struct sk_cell *cells) {
    static const size_t zone_at = 23; /* in 2026-01-06T09:12:05.123+01:00 */
    char text[SK_CLOCK_TEXT_SIZE];
    int64_t scanned_ms = 0;
    for (size_t i = 0; i < count; i++) {
        if (columns[i].type == SK_CELL_TIME &&
            (strcmp(columns[i].name, "scanned_at") == 0 || strcmp(columns[i].name, "at") == 0)) {
            scanned_ms = cells[i].number;
        } else if (strcmp(columns[i].name, "time_zone") == 0 &&
                   sk_stamp_format(&reader->stamp, scanned_ms, text) > zone_at) {
            int length = snprintf(reader->zone, sizeof(reader->zone), "UTC%.6s", text + zone_at);
            cells[i] = (struct sk_cell){ .text = reader->zone, .length = (size_t)length };
        }
    }
}

static void read_row(sqlite3_stmt *statement, const struct sk_column *columns, size_t count,
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

void sk_export_read(struct sk_export_reader *reader, sqlite3_stmt *statement,
                    const struct sk_column *columns, size_t count, struct sk_cell *cells) {
    read_row(statement, columns, count, cells);
    set_zone(reader, columns, count, cells);
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

static enum sk_err add_extent(struct sk_buf *text, const struct sk_filter_sql *sql,
                              enum sk_export_rows rows) {
    if (rows == SK_EXPORT_SCANS) {
        enum sk_err err = sk_buf_addf(
            text, "SELECT count(*), coalesce(min(seq), 0), coalesce(max(seq), 0) FROM (");
        err = err ? err : sk_scans_sql_add(sql, "e.seq AS seq", text);
        return err ? err : sk_buf_addf(text, ")");
    }
    enum sk_err err =
        sk_buf_addf(text, "SELECT count(*), coalesce(min(p.number), 0), coalesce(max(p.number), 0)"
                          " FROM pair AS p");
    return err ? err : sk_filter_sql_where(sql, text);
}

enum sk_err sk_export_measure(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              enum sk_export_rows rows, struct sk_export_extent *extent,
                              struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(65536);
    sqlite3_stmt *statement = NULL;
    enum sk_err err = add_extent(&text, sql, rows);
    err = prepare_text(journal, sql, &text, err, &statement, info);
    if (!err) {
        err = read_extent(journal, statement, extent, info);
    }
    sqlite3_finalize(statement);
    if (!err && rows == SK_EXPORT_EVENTS) {
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
