#include "journal/scans.h"

#include "base/util.h"
#include "journal/scans_sql.h"
#include "journal/store.h"

/* The first is the only one that was scanned. */
static const enum sk_event kinds[] = {
    SK_EVENT_SCAN,        SK_EVENT_SIGN_ON,   SK_EVENT_SIGN_OFF,   SK_EVENT_SESSION,
    SK_EVENT_SESSION_END, SK_EVENT_WRONG_PIN, SK_EVENT_LOCKED,     SK_EVENT_READER_GONE,
    SK_EVENT_READER_BACK, SK_EVENT_STARTED,   SK_EVENT_PEOPLE,     SK_EVENT_HOLD,
    SK_EVENT_RELEASE,     SK_EVENT_CLOCK,     SK_EVENT_NO_SCANNER, SK_EVENT_SETTING,
    SK_EVENT_CALL,        SK_EVENT_CALL_END,  SK_EVENT_CHECKPOINT, SK_EVENT_LANGUAGE,
    SK_EVENT_SOUND,       SK_EVENT_OFFICE,    SK_EVENT_FLEET,      SK_EVENT_SEEN,
};

enum sk_err sk_scans_sql_init(struct sk_filter_sql *sql, const struct sk_filter *filter,
                              struct sk_err_info *info) {
    *sql = (struct sk_filter_sql){ .filter = *filter };
    return filter->text ? sk_filter_sql_pattern(filter->text, false, sql->text, info) : SK_OK;
}

static enum sk_err add_conditions(const struct sk_filter *filter, struct sk_buf *out) {
    const struct {
        bool is_used;
        const char *condition;
    } all[] = {
        { filter->text != NULL, " AND e.note LIKE ?18 ESCAPE '\\'" },
        { filter->operator_name != NULL, " AND " SK_OPERATOR_SQL("e") " = ?3" },
        { filter->from_ms != 0, " AND e.wall_ms >= ?5" },
        { filter->to_ms != 0, " AND e.wall_ms < ?6" },
        { filter->first_number != 0, " AND e.seq >= ?7" },
        { filter->last_number != 0, " AND e.seq <= ?8" },
    };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(all) && !err; i++) {
        if (all[i].is_used) {
            err = sk_buf_addf(out, "%s", all[i].condition);
        }
    }
    return err;
}

enum sk_err sk_scans_sql_add(const struct sk_filter_sql *sql, const char *columns,
                             struct sk_buf *out) {
    size_t count = sql->filter.text ? 1 : SK_ARRAY_LEN(kinds); /* nothing else was read */
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < count && !err; i++) {
        err = sk_buf_addf(out,
                          "%sSELECT %s FROM event AS e INDEXED BY event_other WHERE e.pair=0"
                          " AND e.event='%s'",
                          i > 0 ? " UNION ALL " : "", columns, sk_event_name(kinds[i]));
        err = err ? err : add_conditions(&sql->filter, out);
    }
    return err;
}

/* "" for NULL. */
static const char *text_of(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static struct sk_scans_row row_of(sqlite3_stmt *statement) {
    return (struct sk_scans_row){ .seq = sqlite3_column_int64(statement, 0),
                                  .wall_ms = sqlite3_column_int64(statement, 1),
                                  .at = text_of(statement, 2),
                                  .event = text_of(statement, 3),
                                  .code = text_of(statement, 4),
                                  .read = text_of(statement, 5),
                                  .note = text_of(statement, 6),
                                  .symbology = text_of(statement, 7),
                                  .source = text_of(statement, 8),
                                  .device = text_of(statement, 9),
                                  .by_hand = sqlite3_column_int(statement, 10) != 0,
                                  .operator_name = text_of(statement, 11),
                                  .person = sqlite3_column_int64(statement, 12),
                                  .times = sqlite3_column_int64(statement, 13) };
}

#define COLUMNS                                                                                    \
    "e.seq, e.wall_ms, e.at, e.event, e.code, " SK_SCANS_READ_SQL ", " SK_SCANS_NOTE_SQL           \
    ", e.serial_symbology, e.serial_source, e.serial_device,"                                      \
    " e.serial_by_hand, " SK_OPERATOR_SQL("e") ", e.person, " SK_SCANS_TIMES_SQL

static enum sk_err prepare(struct sk_journal *journal, const struct sk_filter_sql *sql,
                           bool newest_first, sqlite3_stmt **statement, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(65536);
    enum sk_err err = sk_scans_sql_add(sql, COLUMNS, &text);
    if (!err) {
        err = sk_buf_addf(&text, " ORDER BY 1%s LIMIT ?9", newest_first ? " DESC" : "");
    }
    err = err ? sk_fail(info, err, "not enough memory to search")
              : sk_store_prepare(journal, statement, text.data, info);
    sk_buf_finish(&text);
    return err;
}

enum sk_err sk_scans_read(struct sk_journal *journal, const struct sk_filter *filter,
                          bool newest_first, int32_t limit,
                          void (*each)(void *data, const struct sk_scans_row *row), void *data,
                          struct sk_err_info *info) {
    struct sk_filter_sql sql;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_scans_sql_init(&sql, filter, info);
    if (!err) {
        err = prepare(journal, &sql, newest_first, &statement, info);
    }
    if (err) {
        return err;
    }
    sk_filter_sql_bind(&sql, statement);
    (void)sqlite3_bind_int(statement, SK_PARAMETER_LIMIT, limit > 0 ? limit : -1);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_scans_row row = row_of(statement);
        each(data, &row);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}
