#include "journal/people.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/small_file.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "journal/files.h"
#include "journal/owner.h"
#include "journal/store.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 32
#define HASH_SIZE 32
#define NUMBER_TRIES 20
#define KEY_LINE (2 * KEY_SIZE + 2)
#define COUNT_IN_WORDS 24

struct entry {
    struct sk_person person;
    uint8_t badge[HASH_SIZE];
};

struct sk_people {
    struct entry *entries; /* by name */
    size_t count;
    bool has_key;
    uint8_t key[KEY_SIZE];
    struct sk_err_info problem; /* with the key; "": none */
};

const char *sk_role_name(enum sk_role role) {
    return role == SK_ROLE_IT ? "it" : role == SK_ROLE_SUPERVISOR ? "supervisor" : "worker";
}

bool sk_role_parse(const char *text, enum sk_role *role) {
    static const enum sk_role all[] = { SK_ROLE_WORKER, SK_ROLE_SUPERVISOR, SK_ROLE_IT };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (strcmp(text, sk_role_name(all[i])) == 0) {
            *role = all[i];
            return true;
        }
    }
    return false;
}

/* --- badges ------------------------------------------------------------------------------------
 */

/* The key as a line of hexadecimal digits. */
static enum sk_err read_key(const char *path, uint8_t key[KEY_SIZE], struct sk_err_info *info) {
    char text[KEY_LINE + 2];
    size_t length = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, NULL, info);
    if (err) {
        return err;
    }
    text[strcspn(text, "\n")] = '\0';
    bool is_key = sk_chain_parse_hex(text, key);
    sk_wipe(text, sizeof(text));
    return is_key ? SK_OK
                  : sk_fail(info, SK_ERR_CORRUPT,
                            "the file '%.300s' holds no key of badges; put it back from a copy, or "
                            "move it away and add the badges again",
                            path);
}

static enum sk_err write_key(const char *path, const char *journal_path, uint8_t key[KEY_SIZE],
                             struct sk_err_info *info) {
    char text[KEY_LINE + 2];
    if (RAND_bytes(key, KEY_SIZE) != 1) {
        return sk_fail(info, SK_ERR_NOMEM, "no random numbers for the key of badges");
    }
    sk_chain_hex(key, text);
    (void)snprintf(text + 2 * KEY_SIZE, sizeof(text) - 2 * KEY_SIZE, "\n");
    enum sk_err err = sk_small_file_write(path, text, info);
    sk_wipe(text, sizeof(text));
    if (!err) {
        sk_owner_share(journal_path, path);
    }
    return err;
}

/* is_made (may be NULL: then none is made): there was none, and it was made. */
static enum sk_err open_key(const struct sk_journal *journal, bool *is_made, uint8_t key[KEY_SIZE],
                            struct sk_err_info *info) {
    char path[SK_FILES_PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s.people", journal->path);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
    }
    enum sk_err err = read_key(path, key, info);
    if (err == SK_ERR_NOT_FOUND && is_made) {
        *is_made = true;
        return write_key(path, journal->path, key, info);
    }
    return err != SK_ERR_NOT_FOUND
               ? err
               : sk_fail(info, err,
                         "the key of the badges, '%.300s', is missing; put it back from a copy, or "
                         "add the badges again",
                         path);
}

static bool hash_badge(const uint8_t key[KEY_SIZE], const char *badge, size_t length,
                       uint8_t out[HASH_SIZE]) {
    size_t written = 0;
    return EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, KEY_SIZE,
                     (const unsigned char *)badge, length, out, HASH_SIZE, &written) != NULL &&
           written == HASH_SIZE;
}

/* --- all of them -------------------------------------------------------------------------------
 */

/* "" for "", and for a language of a later version. */
static const char *language_of(const char *text) {
    for (size_t i = 0; text && sk_language_at(i); i++) {
        if (strcmp(text, sk_language_at(i)) == 0) {
            return sk_language_at(i);
        }
    }
    return "";
}

static void take_row(sqlite3_stmt *statement, struct entry *entry) {
    char role[COUNT_IN_WORDS];
    *entry = (struct entry){ .person = { .number = sqlite3_column_int64(statement, 0),
                                         .added_wall_ms = sqlite3_column_int64(statement, 4) } };
    sk_store_copy_text(statement, 1, entry->person.name, sizeof(entry->person.name));
    sk_store_copy_text(statement, 2, role, sizeof(role));
    entry->person.language = language_of((const char *)sqlite3_column_text(statement, 5));
    (void)sk_role_parse(role, &entry->person.role); /* a later version's is a worker here */
    entry->person.has_badge = sqlite3_column_bytes(statement, 3) == HASH_SIZE;
    if (entry->person.has_badge) {
        memcpy(entry->badge, sqlite3_column_blob(statement, 3), HASH_SIZE);
    }
}

static enum sk_err read_rows(struct sk_journal *journal, struct sk_people *people,
                             struct sk_err_info *info) {
    int64_t count = 0;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_number(journal, "SELECT count(*) FROM person", &count, info);
    if (!err && count > SK_PEOPLE_MAX) {
        err = sk_fail(info, SK_ERR_FULL, "the table of people has more than %d", SK_PEOPLE_MAX);
    }
    if (!err) {
        people->entries = calloc((size_t)count + 1, sizeof(*people->entries));
        err = people->entries ? SK_OK : sk_fail(info, SK_ERR_NOMEM, "not enough memory for people");
    }
    if (!err) {
        err =
            sk_store_prepare(journal, &statement,
                             "SELECT number, name, role, badge, added_wall_ms, language FROM person"
                             " ORDER BY name, number LIMIT ?1",
                             info);
    }
    if (err) {
        return err;
    }
    SK_ASSERT(people->entries);                    /* or there was an error */
    (void)sqlite3_bind_int64(statement, 1, count); /* others may have been added meanwhile */
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        take_row(statement, &people->entries[people->count++]);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_people_read(struct sk_journal *journal, struct sk_people **out,
                           struct sk_err_info *info) {
    struct sk_people *people = calloc(1, sizeof(*people));
    if (!people) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for people");
    }
    enum sk_err err = read_rows(journal, people, info);
    bool has_badges = false;
    for (size_t i = 0; i < people->count; i++) {
        has_badges = has_badges || people->entries[i].person.has_badge;
    }
    if (!err) {
        people->has_key = open_key(journal, NULL, people->key, &people->problem) == SK_OK;
        if (people->has_key || !has_badges) {
            people->problem.text[0] = '\0';
        }
    }
    if (err) {
        sk_people_destroy(people);
        return err;
    }
    *out = people;
    return SK_OK;
}

void sk_people_destroy(struct sk_people *people) {
    if (people) {
        sk_wipe(people->key, sizeof(people->key));
        free(people->entries);
        free(people);
    }
}

const char *sk_people_problem(const struct sk_people *people) {
    return people->problem.text;
}

bool sk_people_are_kept(const struct sk_people *people) {
    return people && (people->count > 0 || people->has_key);
}

size_t sk_people_count(const struct sk_people *people) {
    return people ? people->count : 0;
}

const struct sk_person *sk_people_at(const struct sk_people *people, size_t index) {
    return &people->entries[index].person;
}

const struct sk_person *sk_people_number(const struct sk_people *people, int64_t number) {
    for (size_t i = 0; i < sk_people_count(people); i++) {
        if (people->entries[i].person.number == number) {
            return &people->entries[i].person;
        }
    }
    return NULL;
}

const struct sk_person *sk_people_named(const struct sk_people *people, const char *who) {
    for (size_t i = 0; i < sk_people_count(people); i++) {
        const struct sk_person *person = &people->entries[i].person;
        char number[COUNT_IN_WORDS];
        (void)snprintf(number, sizeof(number), "#%lld", (long long)person->number);
        if (strcmp(person->name, who) == 0 || strcmp(number, who) == 0) {
            return person;
        }
    }
    return NULL;
}

void sk_people_speak(struct sk_people *people, int64_t number, const char *language) {
    for (size_t i = 0; i < sk_people_count(people); i++) {
        if (people->entries[i].person.number == number) {
            people->entries[i].person.language = language_of(language);
        }
    }
}

const struct sk_person *sk_people_find(const struct sk_people *people, const char *badge,
                                       size_t length) {
    uint8_t hash[HASH_SIZE];
    if (sk_people_count(people) == 0 || !people->has_key || length == 0 ||
        !hash_badge(people->key, badge, length, hash)) {
        return NULL;
    }
    for (size_t i = 0; i < people->count; i++) {
        const struct entry *entry = &people->entries[i];
        if (entry->person.has_badge && CRYPTO_memcmp(entry->badge, hash, HASH_SIZE) == 0) {
            return &entry->person;
        }
    }
    return NULL;
}

/* --- changes ------------------------------------------------------------------------------------
 */

struct change {
    struct sk_journal *journal;
    uint8_t key[KEY_SIZE];
    struct sk_err_info *info;
};

void sk_people_commitment(const uint8_t *salt, const char *name, const char *role,
                          const void *badge, size_t badge_size, char out[SK_PEOPLE_HASH_SIZE]) {
    uint8_t bytes[SK_PERSON_SALT_SIZE + SK_OPERATOR_SIZE + COUNT_IN_WORDS + HASH_SIZE] = { 0 };
    uint8_t hash[SK_CHAIN_SIZE] = { 0 };
    size_t used = SK_PERSON_SALT_SIZE;
    memcpy(bytes, salt, SK_PERSON_SALT_SIZE);
    used += (size_t)snprintf((char *)bytes + used, SK_OPERATOR_SIZE, "%s", name) + 1;
    used += (size_t)snprintf((char *)bytes + used, COUNT_IN_WORDS, "%s", role) + 1;
    badge_size = badge_size < HASH_SIZE ? badge_size : HASH_SIZE;
    if (badge_size > 0) {
        memcpy(bytes + used, badge, badge_size);
    }
    (void)EVP_Q_digest(NULL, "SHA256", NULL, bytes, used + badge_size, hash, NULL);
    sk_chain_hex(hash, out);
}

/* hash: of the row as it is now; "": it is gone. */
static enum sk_err note_change(const struct change *change, const char *what, int64_t number,
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

/* Reads a person's row back, and notes what it is now. */
static enum sk_err note_row(const struct change *change, const char *what, int64_t number) {
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
    return err ? err : note_change(change, what, number, hash);
}

/* The number that sql selects for a text or a hash; 0: no row. */
static enum sk_err find_number(const struct change *change, const char *sql, const void *value,
                               int length, bool is_text, int64_t *number) {
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

/* One that nobody has had: an erased person's is still in the events. */
static enum sk_err new_number(const struct change *change, int64_t *number) {
    for (int i = 0; i < NUMBER_TRIES; i++) {
        uint64_t random = 0;
        int64_t taken = 0;
        char digits[COUNT_IN_WORDS];
        if (RAND_bytes((unsigned char *)&random, sizeof(random)) != 1) {
            break;
        }
        int64_t candidate = (int64_t)(random % SK_PEOPLE_NUMBER_MAX) + 1;
        (void)snprintf(digits, sizeof(digits), "%lld", (long long)candidate);
        enum sk_err err = find_number(
            change,
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM person WHERE number=CAST(?1 AS INTEGER))"
            " OR EXISTS (SELECT 1 FROM event INDEXED BY event_people WHERE event='people'"
            " AND person=CAST(?1 AS INTEGER))",
            digits, -1, true, &taken);
        if (err || taken == 0) {
            *number = candidate;
            return err;
        }
    }
    return sk_fail(change->info, SK_ERR_NOMEM, "no random number for a person");
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

static enum sk_err check_news(const struct sk_person_news *news, struct sk_err_info *info) {
    size_t length = strlen(news->name);
    if (length == 0 || length >= SK_OPERATOR_SIZE || !sk_utf8_is_printable(news->name, length) ||
        news->name[0] == '#' || has_hidden(news->name)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.80s' cannot be a person's name: it must be printable text of 1 to %d "
                       "bytes that does not begin with '#' and has no hidden blanks",
                       news->name, SK_OPERATOR_SIZE - 1);
    }
    if (news->language && news->language[0] != '\0' && language_of(news->language)[0] == '\0') {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.40s' is no language of the kiosk: en, zh_CN, de, es or ja",
                       news->language);
    }
    return SK_OK;
}

static enum sk_err write_person(const struct change *change, const struct sk_person_news *news,
                                int64_t number, const uint8_t *badge) {
    sqlite3_stmt *statement = NULL;
    struct sk_clock *clock = sk_clock_system();
    uint8_t salt[SK_PERSON_SALT_SIZE];
    if (RAND_bytes(salt, sizeof(salt)) != 1) {
        return sk_fail(change->info, SK_ERR_NOMEM, "no random numbers for a person");
    }
    enum sk_err err = sk_store_prepare(
        change->journal, &statement,
        "INSERT INTO person (number, name, role, badge, salt, added_wall_ms, language)"
        " VALUES (?1, ?2, ?3, ?4, ?6, ?5, coalesce(?8, '')) ON CONFLICT (number) DO UPDATE SET"
        " role=CASE ?7 WHEN 0 THEN excluded.role ELSE role END,"
        " badge=CASE WHEN ?9 THEN x'' WHEN length(excluded.badge)=0 THEN badge"
        " ELSE excluded.badge END,"
        " language=coalesce(?8, language)",
        change->info);
    if (!err) {
        (void)sqlite3_bind_int64(statement, 1, number);
        (void)sqlite3_bind_text(statement, 2, news->name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, 3, sk_role_name(news->role), -1, SQLITE_STATIC);
        (void)sqlite3_bind_blob(statement, 4, badge ? (const void *)badge : "",
                                badge ? HASH_SIZE : 0, SQLITE_STATIC);
        (void)sqlite3_bind_int64(statement, 5, clock->ops->wall(clock));
        (void)sqlite3_bind_blob(statement, 6, salt, sizeof(salt), SQLITE_STATIC);
        (void)sqlite3_bind_int(statement, 7, news->keeps_role);
        (void)sqlite3_bind_int(statement, 9, news->drops_badge);
        (void)sqlite3_bind_text(statement, 8, news->language, -1, SQLITE_STATIC); /* NULL is one */
        err = sk_store_run(change->journal, statement, change->info);
    }
    sqlite3_finalize(statement);
    return err;
}

/* What the badge's text is once it was scanned. False: there is none. */
static bool hash_scanned(const struct change *change, const char *badge, uint8_t hash[HASH_SIZE],
                         enum sk_err *err) {
    static _Thread_local struct sk_scan scan;
    scan = (struct sk_scan){ .source = SK_SOURCE_CLI };
    sk_scan_set_text(&scan, badge, strlen(badge));
    *err = SK_OK;
    if (scan.length > 0 && (scan.cut || !hash_badge(change->key, scan.text, scan.length, hash))) {
        *err = sk_fail(change->info, SK_ERR_INVALID, "a badge is longer than a scan can be");
    }
    return scan.length > 0;
}

static enum sk_err add_one(const struct change *change, const struct sk_person_news *news,
                           bool *is_new) {
    uint8_t hash[HASH_SIZE] = { 0 };
    int64_t number = 0;
    int64_t holder = 0;
    enum sk_err err = check_news(news, change->info);
    bool has_badge = !err && hash_scanned(change, news->badge, hash, &err);
    if (!err) {
        err = find_number(change, "SELECT number FROM person WHERE name=?1", news->name, -1, true,
                          &number);
    }
    if (!err && news->is_new && number != 0) {
        err = sk_fail(change->info, SK_ERR_INVALID,
                      "there is a person called %s already; add what tells the two apart",
                      news->name);
    }
    if (!err && has_badge) {
        err = find_number(change, "SELECT number FROM person WHERE badge=?1", hash, HASH_SIZE,
                          false, &holder);
    }
    if (!err && holder != 0 && holder != number) {
        err = sk_fail(change->info, SK_ERR_INVALID,
                      "the badge of %s is another person's; give each person a badge of their own",
                      news->name);
    }
    *is_new = number == 0;
    if (!err && *is_new) {
        err = new_number(change, &number);
    }
    if (!err) {
        err = write_person(change, news, number, has_badge ? hash : NULL);
    }
    return err ? err : note_row(change, *is_new ? "added" : "changed", number);
}

/* The key was lost, so the badges mean nothing any more, and must not look as if they did. */
static enum sk_err forget_badges(const struct change *change) {
    int64_t number = 0;
    enum sk_err err = SK_OK;
    do {
        err = find_number(change, "SELECT number FROM person WHERE badge<>?1 LIMIT 1", "", 0, false,
                          &number);
        if (!err && number != 0) {
            char sql[96];
            (void)snprintf(sql, sizeof(sql), "UPDATE person SET badge=x'' WHERE number=%lld",
                           (long long)number);
            err = sk_store_execute(change->journal, sql, change->info);
        }
        if (!err && number != 0) {
            err = note_row(change, "changed", number);
        }
    } while (!err && number != 0);
    return err;
}

static enum sk_err fail_full(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_FULL, "the table of people holds at most %d", SK_PEOPLE_MAX);
}

static enum sk_err add_all(const struct change *change, const struct sk_person_news *news,
                           size_t count, size_t *added, size_t *changed) {
    int64_t there = 0;
    enum sk_err err = SK_OK;
    *added = *changed = 0;
    if (count > SK_PEOPLE_MAX) {
        return fail_full(change->info);
    }
    for (size_t i = 0; i < count && !err; i++) {
        bool is_new = false;
        err = add_one(change, &news[i], &is_new);
        *added += !err && is_new;
        *changed += !err && !is_new;
    }
    if (!err) {
        err = sk_store_number(change->journal, "SELECT count(*) FROM person", &there, change->info);
    }
    return err || there <= SK_PEOPLE_MAX ? err : fail_full(change->info);
}

/* Within the transaction, so that two that add people do not make two keys. */
static enum sk_err add_within(struct change *change, const struct sk_person_news *news,
                              size_t count, size_t *added, size_t *changed) {
    bool is_made = false;
    enum sk_err err = open_key(change->journal, &is_made, change->key, change->info);
    if (!err && is_made) {
        err = forget_badges(change);
    }
    return err ? err : add_all(change, news, count, added, changed);
}

enum sk_err sk_people_add(struct sk_journal *journal, const struct sk_person_news *news,
                          size_t count, size_t *added, size_t *changed, struct sk_err_info *info) {
    struct change change = { .journal = journal, .info = info };
    enum sk_err err = sk_store_begin(journal, info);
    if (!err) {
        err = sk_store_end(journal, add_within(&change, news, count, added, changed), info);
    }
    sk_wipe(change.key, sizeof(change.key));
    return err;
}

/* --- erasure ------------------------------------------------------------------------------------
 */

/* *name is what the person is called. */
static enum sk_err find_person(const struct change *change, const char *who, int64_t *number,
                               char name[SK_OPERATOR_SIZE]) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(change->journal, &statement,
                                       "SELECT number, name FROM person WHERE name=?1"
                                       " OR '#' || number=?1",
                                       change->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_text(statement, 1, who, -1, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
        sk_store_copy_text(statement, 1, name, SK_OPERATOR_SIZE);
    } else {
        err = status == SQLITE_DONE
                  ? sk_fail(change->info, SK_ERR_NOT_FOUND,
                            "there is no person '%.80s'; sag-kioskctl people list shows them", who)
                  : sk_store_fail(change->journal, status, change->info);
    }
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err count_rows(const struct change *change, const char *sql, int64_t number,
                              const char *name, int64_t *count) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(change->journal, &statement, sql, change->info);
    if (err) {
        return err;
    }
    if (name) {
        (void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    } else {
        (void)sqlite3_bind_int64(statement, 1, number);
    }
    int status = sqlite3_step(statement);
    *count = status == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    err = status == SQLITE_ROW ? SK_OK : sk_store_fail(change->journal, status, change->info);
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err erase_within(const struct change *change, const char *who,
                                struct sk_erased *out) {
    char name[SK_OPERATOR_SIZE] = "";
    sqlite3_stmt *statement = NULL;
    enum sk_err err = find_person(change, who, &out->number, name);
    if (!err) {
        err = count_rows(change, "SELECT count(*) FROM event WHERE person=?1", out->number, NULL,
                         &out->events);
    }
    if (!err) {
        err = count_rows(change, "SELECT count(*) FROM event WHERE operator=?1", 0, name,
                         &out->named_rows);
    }
    if (!err) {
        err = sk_store_prepare(change->journal, &statement, "DELETE FROM person WHERE number=?1",
                               change->info);
    }
    if (!err) {
        (void)sqlite3_bind_int64(statement, 1, out->number);
        err = sk_store_run(change->journal, statement, change->info);
    }
    sqlite3_finalize(statement);
    sk_wipe(name, sizeof(name));
    return err ? err : note_change(change, "erased", out->number, "");
}

/* What the log still holds of earlier pages goes when SQLite begins it anew. */
static bool empty_log(struct sk_journal *journal) {
    int frames = -1;
    int status =
        sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &frames, NULL);
    return status == SQLITE_OK;
}

enum sk_err sk_people_erase(struct sk_journal *journal, const char *who, struct sk_erased *out,
                            struct sk_err_info *info) {
    struct change change = { .journal = journal, .info = info };
    *out = (struct sk_erased){ .number = 0 };
    enum sk_err err = sk_store_execute(journal, "PRAGMA secure_delete=ON", info);
    if (!err) {
        err = sk_store_begin(journal, info);
    }
    if (!err) {
        err = sk_store_end(journal, erase_within(&change, who, out), info);
    }
    if (!err) {
        out->is_log_emptied = empty_log(journal);
    }
    return err;
}
