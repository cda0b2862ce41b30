#include "journal/unexported.h"

#include "journal/exported.h"

enum sk_err sk_unexported_read(struct sk_journal *journal, struct sk_unexported *out,
                               struct sk_err_info *info) {
    struct sk_exported exported;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_exported_read(journal, &exported, info);
    if (!err) {
        out->exported = sk_exported_number(&exported);
        err = sk_store_prepare(journal, &statement, "SELECT count(*) FROM pair WHERE number>?1",
                               info);
    }
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, out->exported);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        out->pairs = sqlite3_column_int64(statement, 0);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}
