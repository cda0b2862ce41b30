#include "journal/store.h"

/* In one go: a copy in steps begins anew whenever somebody writes. */
enum sk_err sk_store_copy_into(struct sk_journal *journal, sqlite3 *copy,
                               struct sk_err_info *info) {
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", journal->db, "main");
    if (!backup) {
        return sk_fail(info, SK_ERR_IO, "the journal '%s' cannot be copied: %s", journal->path,
                       sqlite3_errmsg(copy));
    }
    int status = sqlite3_backup_step(backup, -1);
    (void)sqlite3_backup_finish(backup); /* repeats what the last step said */
    return status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
}
