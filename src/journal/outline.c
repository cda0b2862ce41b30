#include "journal/outline.h"

#include "journal/store.h"

/* The columns in the order of enum sk_tally_result. */
static enum sk_err count(struct sk_journal *journal, int64_t from_wall_ms, struct sk_outline *out,
                         struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(
        journal, &statement,
        "SELECT coalesce(sum(result='bound' AND undone_by=0), 0), coalesce(sum(result='refused'), "
        "0), coalesce(sum(result='pending'), 0), coalesce(sum(result='withdrawn'), 0),"
        " coalesce(sum(result='bound' AND undone_by<>0), 0), coalesce(sum(result='check'), 0)"
        " FROM pair INDEXED BY pair_scanned WHERE scanned_wall_ms>=? AND kind='bind'",
        info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, from_wall_ms);
    int status = sqlite3_step(statement);
    for (int i = 0; status == SQLITE_ROW && i < SK_TALLY_RESULTS; i++) {
        out->by_result[i] = sqlite3_column_int64(statement, i);
    }
    err = status == SQLITE_ROW ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err read_all(struct sk_journal *journal, int64_t from_wall_ms,
                            struct sk_outline *out, struct sk_err_info *info) {
    struct sk_head head;
    enum sk_err err = sk_store_head(journal, &head, info);
    if (!err) {
        out->head_seq = head.seq;
        sk_chain_hex(head.hash, out->head_hash);
        err = sk_journal_count_pending(journal, &out->pending, &out->oldest_wall_ms, info);
    }
    return err ? err : count(journal, from_wall_ms, out, info);
}

enum sk_err sk_journal_outline(struct sk_journal *journal, int64_t from_wall_ms,
                               struct sk_outline *out, struct sk_err_info *info) {
    *out = (struct sk_outline){ .head_seq = 0 };
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (!err) {
        err = read_all(journal, from_wall_ms, out, info);
        enum sk_err end = sk_store_execute(journal, "COMMIT", err ? NULL : info);
        err = err ? err : end;
    }
    return err;
}
