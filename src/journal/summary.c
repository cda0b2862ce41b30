#include "journal/summary.h"

#include "journal/filter_sql.h"
#include "journal/stamp.h"
#include "journal/summary_sql.h"

#include <string.h>

#define SELECT_PAIRS                                                                               \
    "SELECT p.scanned_wall_ms, p.kind, " SK_OUTCOME_SQL                                            \
    ", " SK_OPERATOR_SQL("p") ", p.code, p.attempts, p.customer_order FROM pair AS p"

static const char *text_of(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static void read_pair(sqlite3_stmt *statement, struct sk_stamp *stamp, struct sk_tally_pair *out) {
    char at[SK_CLOCK_TEXT_SIZE];
    size_t length = sk_stamp_format(stamp, sqlite3_column_int64(statement, 0), at);
    *out = (struct sk_tally_pair){ .is_undo = strcmp(text_of(statement, 1), "undo") == 0,
                                   .outcome = text_of(statement, 2),
                                   .operator_name = text_of(statement, 3),
                                   .customer_order = text_of(statement, 6),
                                   .code = text_of(statement, 4),
                                   .attempts = sqlite3_column_int64(statement, 5) };
    sk_tally_set_time(out, at, length);
}

static enum sk_err count(struct sk_journal *journal, const struct sk_filter_sql *sql,
                         struct sk_tally *tally, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(8192);
    struct sk_stamp stamp = { 0 };
    struct sk_tally_pair pair;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_buf_addf(&text, SELECT_PAIRS);
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
        read_pair(statement, &stamp, &pair);
        sk_tally_add(tally, &pair);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_summary_within(struct sk_journal *journal, const struct sk_filter_sql *sql,
                              struct sk_tally *tally, struct sk_err_info *info) {
    sk_tally_init(tally);
    enum sk_err err = count(journal, sql, tally, info);
    sk_tally_sort(tally);
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
        err = sk_summary_within(journal, &sql, tally, info);
    }
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    return err;
}
