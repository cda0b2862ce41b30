#include "journal/people_change.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "journal/store.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

void sk_people_commitment(const uint8_t *salt, const char *name, const char *role,
                          const void *badge, size_t badge_size, char out[SK_PEOPLE_HASH_SIZE]) {
    uint8_t bytes[SK_PERSON_SALT_SIZE + SK_OPERATOR_SIZE + SK_PEOPLE_WORD_SIZE +
                  SK_PERSON_BADGE_SIZE] = { 0 };
    uint8_t hash[SK_CHAIN_SIZE] = { 0 };
    size_t used = SK_PERSON_SALT_SIZE;
    memcpy(bytes, salt, SK_PERSON_SALT_SIZE);
    used += (size_t)snprintf((char *)bytes + used, SK_OPERATOR_SIZE, "%s", name) + 1;
    used += (size_t)snprintf((char *)bytes + used, SK_PEOPLE_WORD_SIZE, "%s", role) + 1;
    badge_size = badge_size < SK_PERSON_BADGE_SIZE ? badge_size : SK_PERSON_BADGE_SIZE;
    if (badge_size > 0) {
        memcpy(bytes + used, badge, badge_size);
    }
    (void)EVP_Q_digest(NULL, "SHA256", NULL, bytes, used + badge_size, hash, NULL);
    sk_chain_hex(hash, out);
}

enum sk_err sk_people_note(const struct sk_people_change *change, const char *what, int64_t number,
                           const char *hash) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_PEOPLE,
                                .pair.person = number,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    (void)snprintf(record.code, sizeof(record.code), "%s", what);
    (void)snprintf(record.note, sizeof(record.note), "%s", hash);
    return sk_append_within(change->journal, &record, 1, NULL, change->info);
}

enum sk_err sk_people_note_row(const struct sk_people_change *change, const char *what,
                               int64_t number) {
    sqlite3_stmt *statement = NULL;
    char hash[SK_PEOPLE_HASH_SIZE] = "";
    enum sk_err err = sk_store_prepare(change->journal, &statement,
                                       "SELECT salt, name, role, badge FROM person WHERE number=?1",
                                       change->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, number);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == SK_PERSON_SALT_SIZE) {
        sk_people_commitment(
            sqlite3_column_blob(statement, 0), (const char *)sqlite3_column_text(statement, 1),
            (const char *)sqlite3_column_text(statement, 2), sqlite3_column_blob(statement, 3),
            (size_t)sqlite3_column_bytes(statement, 3), hash);
    } else {
        err = sk_store_fail(change->journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status,
                            change->info);
    }
    sqlite3_finalize(statement);
    return err ? err : sk_people_note(change, what, number, hash);
}

enum sk_err sk_people_find_number(const struct sk_people_change *change, const char *sql,
                                  const void *value, int length, bool is_text, int64_t *number) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(change->journal, &statement, sql, change->info);
    if (err) {
        return err;
    }
    (void)(is_text ? sqlite3_bind_text(statement, 1, value, length, SQLITE_STATIC)
                   : sqlite3_bind_blob(statement, 1, value, length, SQLITE_STATIC));
    int status = sqlite3_step(statement);
    *number = status == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    err = status == SQLITE_ROW || status == SQLITE_DONE
              ? SK_OK
              : sk_store_fail(change->journal, status, change->info);
    sqlite3_finalize(statement);
    return err;
}

/* Looks like a blank, or like nothing, and would make two persons of one name. */
static bool has_hidden(const char *name) {
    static const char *const hidden[] = { "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
                                          "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xa0" };
    size_t length = strlen(name);
    bool has = length > 0 && (name[0] == ' ' || name[length - 1] == ' ');
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        has = has || strstr(name, hidden[i]) != NULL;
    }
    return has;
}

bool sk_people_may_be_called(const char *name) {
    size_t length = strlen(name);
    return length > 0 && length < SK_OPERATOR_SIZE && sk_utf8_is_printable(name, length) &&
           name[0] != '#' && !has_hidden(name);
}

enum sk_err sk_people_forget_badges(const struct sk_people_change *change) {
    int64_t number = 0;
    enum sk_err err = SK_OK;
    do {
        err = sk_people_find_number(change, "SELECT number FROM person WHERE badge<>?1 LIMIT 1", "",
                                    0, false, &number);
        if (!err && number != 0) {
            char sql[96];
            (void)snprintf(sql, sizeof(sql), "UPDATE person SET badge=x'' WHERE number=%lld",
                           (long long)number);
            err = sk_store_execute(change->journal, sql, change->info);
        }
        if (!err && number != 0) {
            err = sk_people_note_row(change, "changed", number);
        }
    } while (!err && number != 0);
    return err;
}
