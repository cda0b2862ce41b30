#include "journal/export/export_query.h"

#include "journal/scans_sql.h"

#include <sqlite3.h>

/* Parameters: filter_sql.h. Of the time zone the query knows nothing: sk_export_add_zone(). The
 * number of a person is a text, as programs that take all numbers for fractions would round it. */
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

#define EVENT_SELECT "SELECT " SK_EVENT_COLUMNS ", lower(hex(hash)), ?15 FROM event"

#define SCAN_SELECT                                                                                \
    "e.seq, e.wall_ms, e.event, e.code, " SK_SCANS_READ_SQL ", " SK_SCANS_NOTE_SQL                 \
    ", e.serial_symbology, e.serial_source, e.serial_device, e.serial_by_hand, " SK_OPERATOR_SQL(  \
        "e") ", CAST(nullif(e.person, 0) AS TEXT), " SK_SCANS_TIMES_SQL ", ?15, NULL"

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
    sk_export_add_zone(reader, columns, count, cells);
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
