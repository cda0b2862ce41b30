#include "journal/known.h"

#define HASH_SIZE 16

static void hash_text(sqlite3_context *context, int count, sqlite3_value **values) {
    uint8_t hash[SK_CHAIN_SIZE];
    struct sk_chain *chain = sqlite3_user_data(context);
    const char *text = (const char *)sqlite3_value_text(values[0]);
    (void)count; /* SQLite sees to it */
    if (!text) {
        sqlite3_result_null(context);
    } else if (sk_chain_name(chain, text, (size_t)sqlite3_value_bytes(values[0]), hash) != SK_OK) {
        sqlite3_result_error_nomem(context);
    } else {
        sqlite3_result_blob(context, hash, HASH_SIZE, SQLITE_TRANSIENT);
    }
}

enum sk_err sk_known_prepare(struct sk_journal *journal, struct sk_err_info *info) {
    int status = sqlite3_create_function_v2(journal->db, "known_hash", 1,
                                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                            journal->chain, hash_text, NULL, NULL, NULL);
    return status == SQLITE_OK ? SK_OK : sk_store_fail(journal, status, info);
}

enum sk_err sk_known_ask(struct sk_journal *journal, const struct sk_pair *pair,
                         struct sk_known *known, struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_KNOWN];
    (void)sqlite3_bind_text(statement, 1, pair->labels.serial, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 2, pair->number);
    int status = sqlite3_step(statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW) {
        known->has_history = sqlite3_column_int(statement, 0) != 0;
        known->has_doubt = sqlite3_column_int(statement, 1) != 0;
        known->bound_by = sqlite3_column_int64(statement, 2);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}
