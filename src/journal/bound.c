#include "journal/bound.h"

#include "journal/store.h"

#include <stdlib.h>

struct sk_bound {
    struct sk_journal *journal;
    sqlite3_stmt *statement;
};

enum sk_err sk_bound_create(struct sk_bound **out, struct sk_journal *journal,
                            struct sk_err_info *info) {
    struct sk_bound *bound = calloc(1, sizeof(*bound));
    if (!bound) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to look into the journal");
    }
    bound->journal = journal;
    enum sk_err err = sk_store_prepare(
        journal, &bound->statement,
        "SELECT EXISTS (SELECT 1 FROM pair INDEXED BY pair_serial WHERE serial=?1 COLLATE NOCASE"
        " AND instance=?2 COLLATE NOCASE AND kind='bind' AND result='bound' AND undone_by=0)"
        " OR EXISTS (SELECT 1 FROM known WHERE serial=known_hash(?1) AND instance=known_hash(?2)"
        " AND standing=1)",
        info);
    if (err) {
        sk_bound_destroy(bound);
        return err;
    }
    *out = bound;
    return SK_OK;
}

void sk_bound_destroy(struct sk_bound *bound) {
    if (bound) {
        sqlite3_finalize(bound->statement);
        free(bound);
    }
}

enum sk_err sk_bound_ask(struct sk_bound *bound, const char *serial, const char *instance,
                         bool *is_bound, struct sk_err_info *info) {
    (void)sqlite3_bind_text(bound->statement, 1, serial, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(bound->statement, 2, instance, -1, SQLITE_STATIC);
    int status = sqlite3_step(bound->statement);
    enum sk_err err = SK_OK;
    if (status == SQLITE_ROW) {
        *is_bound = sqlite3_column_int(bound->statement, 0) != 0;
    } else {
        err = sk_store_fail(bound->journal, status, info);
    }
    (void)sqlite3_reset(bound->statement);
    (void)sqlite3_clear_bindings(bound->statement);
    return err;
}
