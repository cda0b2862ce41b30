#include "journal/acknowledged.h"

#include "journal/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Runs sql once for each receiver, ?1 its name, ?2 its number, in one transaction. */
static enum sk_err for_each(struct sk_journal *journal, const char *sql,
                            const struct sk_acknowledged *receivers, size_t count,
                            struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_store_prepare(journal, &statement, sql, info);
    for (size_t i = 0; i < count && !err; i++) {
        (void)sqlite3_bind_text(statement, 1, receivers[i].name, -1, SQLITE_STATIC);
        if (sqlite3_bind_parameter_count(statement) > 1) {
            (void)sqlite3_bind_int64(statement, 2, receivers[i].seq);
        }
        err = sk_store_run(journal, statement, info);
    }
    sqlite3_finalize(statement);
    return sk_store_end(journal, err, info);
}

enum sk_err sk_acknowledged_enroll(struct sk_journal *journal,
                                   const struct sk_acknowledged *receivers, size_t count,
                                   struct sk_err_info *info) {
    return for_each(journal, "INSERT OR IGNORE INTO receiver SELECT ?1, seq FROM head", receivers,
                    count, info);
}

/* A number of a journal that was replaced meanwhile may be larger than this one's last. */
enum sk_err sk_acknowledged_write(struct sk_journal *journal,
                                  const struct sk_acknowledged *receivers, size_t count,
                                  struct sk_err_info *info) {
    return for_each(journal,
                    "UPDATE receiver SET acknowledged=?2 WHERE name=?1 AND acknowledged<?2"
                    " AND ?2<=(SELECT seq FROM head)",
                    receivers, count, info);
}

static enum sk_err list(struct sk_journal *journal, const char *sql, const char *name,
                        struct sk_acknowledged *receivers, size_t max, size_t *count,
                        struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    *count = 0;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    if (name) {
        (void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    }
    int status = SQLITE_DONE;
    while (*count < max && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_acknowledged *receiver = &receivers[(*count)++];
        sk_store_copy_text(statement, 0, receiver->name, sizeof(receiver->name));
        receiver->seq = sqlite3_column_int64(statement, 1);
    }
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

#define SELECT "SELECT name, acknowledged FROM receiver"

static enum sk_err find(struct sk_journal *journal, const char *sql, const char *name,
                        struct sk_acknowledged *receiver, struct sk_err_info *info) {
    struct sk_acknowledged found;
    size_t count = 0;
    enum sk_err err = list(journal, sql, name, &found, 1, &count, info);
    if (!err && count > 0) {
        *receiver = found;
        return SK_OK;
    }
    return err ? err
               : sk_fail(info, SK_ERR_NOT_FOUND, "the journal '%.300s' knows no receiver %s",
                         journal->path, name ? name : "at all");
}

enum sk_err sk_acknowledged_read(struct sk_journal *journal, struct sk_acknowledged *receiver,
                                 struct sk_err_info *info) {
    char name[SK_RECEIVER_NAME_SIZE];
    memcpy(name, receiver->name, sizeof(name));
    return find(journal, SELECT " WHERE name=?1", name, receiver, info);
}

enum sk_err sk_acknowledged_least(struct sk_journal *journal, struct sk_acknowledged *receiver,
                                  struct sk_err_info *info) {
    return find(journal, SELECT " ORDER BY acknowledged, name LIMIT 1", NULL, receiver, info);
}

enum sk_err sk_acknowledged_list(struct sk_journal *journal, struct sk_acknowledged *receivers,
                                 size_t max, size_t *count, struct sk_err_info *info) {
    return list(journal, SELECT " ORDER BY name", NULL, receivers, max, count, info);
}

enum sk_err sk_acknowledged_forget(struct sk_journal *journal, const char *name,
                                   struct sk_err_info *info) {
    struct sk_acknowledged receiver = { .seq = 0 };
    enum sk_err err = find(journal, SELECT " WHERE name=?1", name, &receiver, info);
    return err ? err : for_each(journal, "DELETE FROM receiver WHERE name=?1", &receiver, 1, info);
}

void sk_acknowledged_say_undelivered(const struct sk_undelivered *undelivered, char *out,
                                     size_t size) {
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < undelivered->count && length < size; i++) {
        int64_t letters = undelivered->receivers[i].letters;
        bool is_at_least = undelivered->receivers[i].is_at_least;
        int added = 0;
        if (letters > 0) {
            added = snprintf(out + length, size - length,
                             "; %s%" PRId64 " event%s not delivered to %s yet",
                             is_at_least ? "at least " : "", letters,
                             letters == 1 ? " was" : "s were", undelivered->receivers[i].name);
        } else if (is_at_least) {
            added = snprintf(out + length, size - length,
                             "; it is not known how many events were not delivered to %s yet",
                             undelivered->receivers[i].name);
        }
        length += added > 0 ? (size_t)added : 0;
    }
    if (length > 0 && length < size) {
        (void)snprintf(out + length, size - length, "; they are in the file that was set aside");
    }
}
