#include "journal/people.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/wipe.h"
#include "journal/people_change.h"
#include "journal/people_key.h"
#include "journal/store.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_TRIES 20
#define COUNT_IN_WORDS 24

_Static_assert(SK_PEOPLE_BADGE_SIZE == SK_PERSON_BADGE_SIZE, "one size of badges");

struct entry {
    struct sk_person person;
    uint8_t badge[SK_PEOPLE_BADGE_SIZE];
};

struct sk_people {
    struct entry *entries; /* by name */
    size_t count;
    bool has_key;
    uint8_t key[SK_PEOPLE_KEY_SIZE];
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

static bool hash_badge(const uint8_t key[SK_PEOPLE_KEY_SIZE], const char *badge, size_t length,
                       uint8_t out[SK_PEOPLE_BADGE_SIZE]) {
    size_t written = 0;
    return EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, SK_PEOPLE_KEY_SIZE,
                     (const unsigned char *)badge, length, out, SK_PEOPLE_BADGE_SIZE,
                     &written) != NULL &&
           written == SK_PEOPLE_BADGE_SIZE;
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
    entry->person.has_badge = sqlite3_column_bytes(statement, 3) == SK_PEOPLE_BADGE_SIZE;
    if (entry->person.has_badge) {
        memcpy(entry->badge, sqlite3_column_blob(statement, 3), SK_PEOPLE_BADGE_SIZE);
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
        people->has_key = sk_people_key_open(journal, NULL, people->key, &people->problem) == SK_OK;
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
    uint8_t hash[SK_PEOPLE_BADGE_SIZE];
    if (sk_people_count(people) == 0 || !people->has_key || length == 0 ||
        !hash_badge(people->key, badge, length, hash)) {
        return NULL;
    }
    for (size_t i = 0; i < people->count; i++) {
        const struct entry *entry = &people->entries[i];
        if (entry->person.has_badge &&
            CRYPTO_memcmp(entry->badge, hash, SK_PEOPLE_BADGE_SIZE) == 0) {
            return &entry->person;
        }
    }
    return NULL;
}

/* --- changes ------------------------------------------------------------------------------------
 */

/* One that nobody has had: an erased person's is still in the events. */
static enum sk_err new_number(const struct sk_people_change *change, int64_t *number) {
    for (int i = 0; i < NUMBER_TRIES; i++) {
        uint64_t random = 0;
        int64_t taken = 0;
        char digits[COUNT_IN_WORDS];
        if (RAND_bytes((unsigned char *)&random, sizeof(random)) != 1) {
            break;
        }
        int64_t candidate = (int64_t)(random % SK_PEOPLE_NUMBER_MAX) + 1;
        (void)snprintf(digits, sizeof(digits), "%lld", (long long)candidate);
        enum sk_err err = sk_people_find_number(
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

static enum sk_err check_news(const struct sk_person_news *news, struct sk_err_info *info) {
    if (!sk_people_may_be_called(news->name)) {
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

static enum sk_err write_person(const struct sk_people_change *change,
                                const struct sk_person_news *news, int64_t number,
                                const uint8_t *badge) {
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
                                badge ? SK_PEOPLE_BADGE_SIZE : 0, SQLITE_STATIC);
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
static bool hash_scanned(const struct sk_people_change *change, const char *badge,
                         uint8_t hash[SK_PEOPLE_BADGE_SIZE], enum sk_err *err) {
    static _Thread_local struct sk_scan scan;
    scan = (struct sk_scan){ .source = SK_SOURCE_CLI };
    sk_scan_set_text(&scan, badge, strlen(badge));
    *err = SK_OK;
    if (scan.length > 0 && (scan.cut || !hash_badge(change->key, scan.text, scan.length, hash))) {
        *err = sk_fail(change->info, SK_ERR_INVALID, "a badge is longer than a scan can be");
    }
    return scan.length > 0;
}

static enum sk_err add_one(const struct sk_people_change *change, const struct sk_person_news *news,
                           bool *is_new) {
    uint8_t hash[SK_PEOPLE_BADGE_SIZE] = { 0 };
    int64_t number = 0;
    int64_t holder = 0;
    enum sk_err err = check_news(news, change->info);
    bool has_badge = !err && hash_scanned(change, news->badge, hash, &err);
    if (!err) {
        err = sk_people_find_number(change, "SELECT number FROM person WHERE name=?1", news->name,
                                    -1, true, &number);
    }
    if (!err && news->is_new && number != 0) {
        err = sk_fail(change->info, SK_ERR_INVALID,
                      "there is a person called %s already; add what tells the two apart",
                      news->name);
    }
    if (!err && has_badge) {
        err = sk_people_find_number(change, "SELECT number FROM person WHERE badge=?1", hash,
                                    SK_PEOPLE_BADGE_SIZE, false, &holder);
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
    return err ? err : sk_people_note_row(change, *is_new ? "added" : "changed", number);
}

static enum sk_err fail_full(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_FULL, "the table of people holds at most %d", SK_PEOPLE_MAX);
}

static enum sk_err add_all(const struct sk_people_change *change, const struct sk_person_news *news,
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
static enum sk_err add_within(struct sk_people_change *change, const struct sk_person_news *news,
                              size_t count, size_t *added, size_t *changed) {
    bool is_made = false;
    enum sk_err err = sk_people_key_open(change->journal, &is_made, change->key, change->info);
    if (!err && is_made) {
        err = sk_people_forget_badges(change);
    }
    return err ? err : add_all(change, news, count, added, changed);
}

enum sk_err sk_people_add(struct sk_journal *journal, const struct sk_person_news *news,
                          size_t count, size_t *added, size_t *changed, struct sk_err_info *info) {
    struct sk_people_change change = { .journal = journal, .info = info };
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
static enum sk_err find_person(const struct sk_people_change *change, const char *who,
                               int64_t *number, char name[SK_OPERATOR_SIZE]) {
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

static enum sk_err count_rows(const struct sk_people_change *change, const char *sql,
                              int64_t number, const char *name, int64_t *count) {
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

static enum sk_err erase_within(const struct sk_people_change *change, const char *who,
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
    return err ? err : sk_people_note(change, "erased", out->number, "");
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
    struct sk_people_change change = { .journal = journal, .info = info };
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
