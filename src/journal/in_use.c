#include "journal/in_use.h"

#include "journal/store.h"

/* Pairs of which only hashes are left (known.h) count, too; if the newest is one of them, only its
 * number is known. */
static enum sk_err add_known(struct sk_journal *journal, const struct sk_pair *pair,
                             struct sk_prior *prior, int64_t *found, struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_KNOWN_IN_USE];
    enum sk_err err = SK_OK;
    (void)sqlite3_bind_text(statement, 1, pair->labels.instance, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, pair->labels.serial, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 3, pair->number);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *found += sqlite3_column_int64(statement, 0);
        prior->number = prior->number > 0 ? prior->number : sqlite3_column_int64(statement, 1);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}

enum sk_err sk_in_use_find(struct sk_journal *journal, const struct sk_pair *pair, int32_t limit,
                           struct sk_prior *prior, struct sk_err_info *info) {
    sqlite3_stmt *statement = journal->statements[SK_STATEMENT_FIND_IN_USE];
    enum sk_err err = SK_OK;
    int64_t found = 0;
    *prior = (struct sk_prior){ 0 };
    (void)sqlite3_bind_text(statement, 1, pair->labels.instance, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, pair->labels.serial, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 3, pair->number);
    (void)sqlite3_bind_int(statement, 4, limit);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        if (found++ == 0) {
            prior->number = sqlite3_column_int64(statement, 0);
            sk_store_copy_text(statement, 1, prior->labels.serial, sizeof(prior->labels.serial));
            prior->wall_ms = sqlite3_column_int64(statement, 2);
            sk_store_copy_text(statement, 3, prior->operator_name, sizeof(prior->operator_name));
        }
    }
    if (status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    if (!err && found < limit) {
        err = add_known(journal, pair, prior, &found, info);
    }
    if (err || found < limit) {
        *prior = (struct sk_prior){ 0 };
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return err;
}
