/* stored_pair.c — a row of `pair` as a value. */
#include "journal/store.h"

#include "base/util.h"

#include <stdio.h>
#include <string.h>

/* What is counted on from these does not overflow, whatever damage is in the file. */
#define ATTEMPTS_MAX 1000000000
#define WALL_MAX (INT64_MAX / 4)

void sk_store_copy_text(sqlite3_stmt *statement, int column, char *out, size_t size) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    if (out) {
        (void)snprintf(out, size, "%s", text ? text : "");
    }
}

static int64_t bounded(sqlite3_stmt *statement, int column, int64_t min, int64_t max) {
    int64_t number = sqlite3_column_int64(statement, column);
    return number < min ? min : number > max ? max : number;
}

static int64_t wall_of(sqlite3_stmt *statement, int column) {
    return bounded(statement, column, -WALL_MAX, WALL_MAX);
}

static enum sk_result result_of(const char *name) {
    static const enum sk_result all[] = { SK_RESULT_BOUND, SK_RESULT_REFUSED, SK_RESULT_WITHDRAWN,
                                          SK_RESULT_UNDONE, SK_RESULT_CHECK };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        if (strcmp(name, sk_result_name(all[i])) == 0) {
            return all[i];
        }
    }
    return SK_RESULT_PENDING;
}

/* "bound.to INSTANCE" or "bound.outside ": as the event LOCATED says; NULL: there is none. */
static void read_place(const char *found, struct sk_stored_pair *out) {
    static const char inside[] = SK_CODE_BOUND_TO " ";
    if (found && strncmp(found, inside, sizeof(inside) - 1) == 0) {
        out->place = SK_PLACE_INSTANCE;
        (void)snprintf(out->where, sizeof(out->where), "%s", found + sizeof(inside) - 1);
    } else if (found) {
        out->place = SK_PLACE_OUTSIDE;
    }
}

void sk_store_read_pair(sqlite3_stmt *statement, struct sk_stored_pair *out) {
    char word[16];
    *out = (struct sk_stored_pair){ .pair = { .number = sqlite3_column_int64(statement, 0) } };
    sk_store_copy_text(statement, 1, out->pair.labels.serial, sizeof(out->pair.labels.serial));
    sk_store_copy_text(statement, 2, out->pair.labels.instance, sizeof(out->pair.labels.instance));
    sk_store_copy_text(statement, 3, word, sizeof(word));
    out->result = result_of(word);
    sk_store_copy_text(statement, 4, word, sizeof(word));
    /* Whatever may have been sent needs a question first. */
    out->phase = strcmp(word, "waiting") == 0 ? SK_PHASE_WAITING : SK_PHASE_OPEN;
    out->attempts = (int32_t)bounded(statement, 5, 0, ATTEMPTS_MAX);
    sk_store_copy_text(statement, 6, out->code, sizeof(out->code));
    sk_store_copy_text(statement, 7, out->request_id, sizeof(out->request_id));
    out->changed_wall_ms = wall_of(statement, 8);
    out->pair.serial_facts.wall_ms = wall_of(statement, 9);
    out->has_history = sqlite3_column_int(statement, 10) != 0;
    sk_store_copy_text(statement, 11, word, sizeof(word));
    out->is_undo = strcmp(word, "undo") == 0;
    sk_store_copy_text(statement, 12, out->pair.operator_name, sizeof(out->pair.operator_name));
    out->pair.refers = sqlite3_column_int64(statement, 13);
    out->undone_by = sqlite3_column_int64(statement, 14);
    out->retried_by = sqlite3_column_int64(statement, 15);
    out->sent_wall_ms = wall_of(statement, 16);
    out->dealt_wall_ms = wall_of(statement, 17);
    out->has_doubt = sqlite3_column_int(statement, 18) != 0;
    read_place((const char *)sqlite3_column_text(statement, 19), out);
    out->pair.person = sqlite3_column_int64(statement, 20);
    sk_store_copy_text(statement, 21, out->pair.account.region, sizeof(out->pair.account.region));
    sk_store_copy_text(statement, 22, out->pair.account.profile, sizeof(out->pair.account.profile));
    sk_store_copy_text(statement, 23, out->pair.customer_order, sizeof(out->pair.customer_order));
    out->pair.serial_facts.by_hand = sqlite3_column_int(statement, 24) != 0;
    out->pair.instance_facts.by_hand = sqlite3_column_int(statement, 25) != 0;
    out->is_undelivered = sqlite3_column_int(statement, 26) != 0;
    sk_store_copy_text(statement, 27, out->still, sizeof(out->still));
    out->is_unprinted = sqlite3_column_int(statement, 28) != 0;
}

enum sk_err sk_store_each_pair(struct sk_journal *journal, const char *sql, int64_t from,
                               int64_t limit,
                               void (*each)(void *data, const struct sk_stored_pair *pair),
                               void *data, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, sql, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, from);
    (void)sqlite3_bind_int64(statement, 2, limit);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_stored_pair pair;
        sk_store_read_pair(statement, &pair);
        each(data, &pair);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}
