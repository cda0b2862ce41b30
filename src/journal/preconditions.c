#include "journal/preconditions.h"

#include "journal/dead_letter.h"
#include "journal/store.h"

/* One number; 0: there is none. */
static enum sk_err find(struct sk_journal *journal, const char *sql,
                        const struct sk_stored_pair *pair, int64_t *found,
                        struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    *found = 0;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, pair->pair.number);
    (void)sqlite3_bind_text(statement, 2, pair->pair.labels.serial, -1, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *found = sqlite3_column_int64(statement, 0);
    } else if (status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

#define LATER_SQL                                                                                  \
    "SELECT number FROM pair INDEXED BY pair_serial WHERE serial=?2 COLLATE NOCASE AND serial=?2"  \
    " AND number>?1 AND kind='bind' AND result IN ('bound', 'pending') AND undone_by=0"            \
    " ORDER BY number DESC LIMIT 1"

enum sk_err sk_journal_may_undo(struct sk_journal *journal, int64_t number,
                                struct sk_stored_pair *pair, int64_t *open_undo,
                                struct sk_err_info *info) {
    int64_t later = 0;
    enum sk_err err = sk_journal_pair(journal, number, pair, info);
    if (err) {
        return err;
    }
    if (pair->is_undo || pair->result != SK_RESULT_BOUND) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld is not bound, there is nothing to undo",
                       (long long)number);
    }
    if (pair->undone_by > 0) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was undone already, by %lld",
                       (long long)number, (long long)pair->undone_by);
    }
    err = find(journal, LATER_SQL, pair, &later, info);
    if (!err && later > 0) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "pair %lld is about the same device and later; undo that one",
                      (long long)later);
    }
    return err ? err
               : find(journal,
                      "SELECT number FROM pair INDEXED BY pair_serial WHERE"
                      " serial=?2 COLLATE NOCASE AND serial=?2 AND refers=?1 AND kind='undo'"
                      " AND result='pending' ORDER BY number DESC LIMIT 1",
                      pair, open_undo, info);
}

static bool needs_somebody(const struct sk_stored_pair *pair) {
    return pair->result == SK_RESULT_REFUSED || pair->result == SK_RESULT_CHECK;
}

enum sk_err sk_journal_may_retry(struct sk_journal *journal, int64_t number,
                                 struct sk_stored_pair *pair, struct sk_err_info *info) {
    enum sk_err err = sk_journal_pair(journal, number, pair, info);
    if (err) {
        return err;
    }
    if (pair->is_undo || !needs_somebody(pair)) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was not refused, so it is not retried",
                       (long long)number);
    }
    if (pair->retried_by > 0) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was retried already, by %lld",
                       (long long)number, (long long)pair->retried_by);
    }
    return SK_OK;
}

enum sk_err sk_journal_may_deal(struct sk_journal *journal, int64_t number,
                                struct sk_stored_pair *pair, struct sk_err_info *info) {
    enum sk_err err = sk_journal_pair(journal, number, pair, info);
    if (err) {
        return err;
    }
    if (pair->is_undo || !needs_somebody(pair)) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was not refused, so it needs no attention",
                       (long long)number);
    }
    if (pair->retried_by > 0) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was retried already, by %lld",
                       (long long)number, (long long)pair->retried_by);
    }
    if (pair->dealt_wall_ms > 0) {
        return sk_fail(info, SK_ERR_INVALID, "pair %lld was seen to already", (long long)number);
    }
    return SK_OK;
}

enum sk_err sk_journal_may_resend(struct sk_journal *journal, int64_t number,
                                  struct sk_stored_pair *pair, int64_t *event,
                                  struct sk_err_info *info) {
    enum sk_err err = sk_journal_pair(journal, number, pair, info);
    return err ? err : sk_dead_letter_of(journal, number, event, info);
}
