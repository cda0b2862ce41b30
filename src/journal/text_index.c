/* text_index.c — keeps the text indexes up to date with the pairs (search.h). */
#include "journal/schema.h"
#include "journal/search.h"
#include "journal/store.h"
#include "journal/trigrams.h"

static void make_indexed(sqlite3_context *context, int count, sqlite3_value **values) {
    char text[SK_TRIGRAMS_INDEXED_SIZE];
    const char *label = (const char *)sqlite3_value_text(values[0]);
    (void)count; /* SQLite sees to it */
    sk_trigrams_indexed(label ? label : "", text, sizeof(text));
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

enum sk_err sk_store_prepare_texts(struct sk_journal *journal, struct sk_err_info *info) {
    int status = sqlite3_create_function_v2(journal->db, "indexed_text", 1,
                                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                            NULL, make_indexed, NULL, NULL, NULL);
    return status == SQLITE_OK ? SK_OK : sk_store_fail(journal, status, info);
}

static enum sk_err run_for(struct sk_journal *journal, const char *sql, int64_t after,
                           int32_t limit, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (!err) {
        (void)sqlite3_bind_int64(statement, 1, after);
        (void)sqlite3_bind_int(statement, 2, limit);
        err = sk_store_run(journal, statement, info);
    }
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err index_some(struct sk_journal *journal, int64_t after, int32_t limit,
                              struct sk_err_info *info) {
    static const char *const all[] = {
        "INSERT INTO serial_text (rowid, serial) SELECT number, indexed_text(serial) FROM pair"
        " WHERE number > ?1 ORDER BY number LIMIT ?2",
        "INSERT INTO instance_text (rowid, instance) SELECT number, indexed_text(instance) FROM pair"
        " WHERE number > ?1 ORDER BY number LIMIT ?2",
        "UPDATE mark SET text_number = (SELECT max(number) FROM (SELECT number FROM pair"
        " WHERE number > ?1 ORDER BY number LIMIT ?2))",
    };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && !err; i++) {
        err = run_for(journal, all[i], after, limit, info);
    }
    return err;
}

static enum sk_err make_index_anew(struct sk_journal *journal, struct sk_err_info *info) {
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_store_execute(
        journal, "DROP TABLE IF EXISTS serial_text; DROP TABLE IF EXISTS instance_text", info);
    if (!err) {
        err = sk_store_execute(journal, sk_schema_text_sql(), info);
    }
    if (!err) {
        err = sk_store_execute(journal, "UPDATE mark SET text_number = 0", info);
    }
    return sk_store_end(journal, err, info);
}

enum sk_err sk_journal_index_texts(struct sk_journal *journal, int32_t least, int32_t limit,
                                   bool *more, struct sk_err_info *info) {
    int64_t after = 0;
    int64_t last = 0;
    *more = false;
    enum sk_err err = sk_store_number(journal, "SELECT text_number FROM mark", &after, info);
    if (!err) {
        err = sk_store_number(journal, "SELECT coalesce(max(number), 0) FROM pair", &last, info);
    }
    if (err || last - after < least || last == after) {
        return err;
    }
    err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_store_end(journal, index_some(journal, after, limit, info), info);
    if (err == SK_ERR_CORRUPT) {
        err = make_index_anew(journal, info);
    }
    *more = !err && last - after > limit;
    return err;
}
