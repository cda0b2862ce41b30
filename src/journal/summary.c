#include "journal/summary.h"

#include "journal/filter_sql.h"
#include "journal/stamp.h"

#define HOUR_AT 11 /* in 2026-01-06T09:12:05.123+01:00 */

static int hour_of(struct sk_stamp *stamp, int64_t wall_ms) {
    char text[SK_CLOCK_TEXT_SIZE];
    return sk_stamp_format(stamp, wall_ms, text) > HOUR_AT + 1
               ? (text[HOUR_AT] - '0') * 10 + text[HOUR_AT + 1] - '0'
               : -1;
}

static const char *text_of(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static enum sk_err count(struct sk_journal *journal, const struct sk_filter_sql *sql,
                         struct sk_tally *tally, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    struct sk_stamp stamp = { 0 };
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_buf_addf(&text, "SELECT p.scanned_wall_ms, p.result, p.operator, p.code,"
                                         " p.attempts FROM pair AS p");
    if (!err) {
        err = sk_filter_sql_where(sql, &text);
    }
    err = err ? sk_fail(info, err, "not enough memory to count")
              : sk_store_prepare(journal, &statement, text.data, info);
    sk_buf_finish(&text);
    if (err) {
        return err;
    }
    sk_filter_sql_bind(sql, statement);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        sk_tally_add(tally, hour_of(&stamp, sqlite3_column_int64(statement, 0)),
                     text_of(statement, 1), text_of(statement, 2), text_of(statement, 3),
                     sqlite3_column_int64(statement, 4));
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_journal_summary(struct sk_journal *journal, const struct sk_filter *filter,
                               struct sk_tally *tally, struct sk_err_info *info) {
    struct sk_filter_sql sql;
    sk_tally_init(tally);
    enum sk_err err = sk_store_execute(journal, "BEGIN", info); /* one snapshot of the journal */
    if (err) {
        return err;
    }
    err = sk_filter_sql_init(&sql, journal, filter, info);
    if (!err) {
        err = count(journal, &sql, tally, info);
    }
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    sk_tally_sort(tally);
    return err;
}
