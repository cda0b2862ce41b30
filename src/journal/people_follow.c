#include "journal/people_follow.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "journal/people_change.h"
#include "journal/store.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SK_PEOPLE_FLEET_KEY_SIZE == SK_PEOPLE_KEY_SIZE, "one key");

#define FOLLOWED "followed"

struct follow {
    struct sk_people_change change;
    const struct sk_people_row *rows;
    size_t count;
    bool *is_skipped; /* a row each */
    struct sk_people_followed *out;
};

/* --- one statement ------------------------------------------------------------------------ */

/* Of a person: text and number, ?1 and ?2; badge may be NULL. */
static enum sk_err run(const struct follow *follow, const char *sql, int64_t number,
                       const char *text, const uint8_t *badge) {
    const struct sk_people_change *change = &follow->change;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(change->journal, &statement, sql, change->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, number);
    if (text) {
        (void)sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
    } else if (badge) {
        (void)sqlite3_bind_blob(statement, 2, badge, SK_PEOPLE_BADGE_SIZE, SQLITE_STATIC);
    }
    err = sk_store_run(change->journal, statement, change->info);
    sqlite3_finalize(statement);
    return err;
}

/* What sql selects first for a number; 0: no row. */
static enum sk_err find(const struct follow *follow, const char *sql, int64_t number,
                        int64_t *found) {
    char digits[SK_PEOPLE_WORD_SIZE];
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)number);
    return sk_people_find_number(&follow->change, sql, digits, -1, true, found);
}

/* --- rows that cannot be ------------------------------------------------------------------ */

static int by_name(const void *a, const void *b) {
    const struct sk_people_row *const *left = a;
    const struct sk_people_row *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

static int by_number(const void *a, const void *b) {
    const struct sk_people_row *const *left = a;
    const struct sk_people_row *const *right = b;
    return (*left)->number < (*right)->number ? -1 : (*left)->number > (*right)->number;
}

static int by_badge(const void *a, const void *b) {
    const struct sk_people_row *const *left = a;
    const struct sk_people_row *const *right = b;
    return (*left)->has_badge != (*right)->has_badge
               ? (int)(*left)->has_badge - (int)(*right)->has_badge
               : memcmp((*left)->badge, (*right)->badge, sizeof((*left)->badge));
}

static void skip(const struct follow *follow, const struct sk_people_row *row) {
    bool *is_skipped = &follow->is_skipped[row - follow->rows];
    follow->out->skipped += !*is_skipped;
    *is_skipped = true;
}

/* Of those that are the same by that order, one stays. */
static void skip_doubles(const struct follow *follow, const struct sk_people_row **sorted,
                         int (*order)(const void *a, const void *b)) {
    size_t count = 0;
    for (size_t i = 0; i < follow->count; i++) {
        if (!follow->is_skipped[i]) {
            sorted[count++] = &follow->rows[i];
        }
    }
    qsort(sorted, count, sizeof(*sorted), order);
    for (size_t i = 1; i < count; i++) {
        bool counts = order != by_badge || sorted[i]->has_badge;
        if (counts && order(&sorted[i - 1], &sorted[i]) == 0) {
            skip(follow, sorted[i]);
        }
    }
}

static enum sk_err look_at_rows(const struct follow *follow) {
    const struct sk_people_row **sorted = calloc(follow->count + 1, sizeof(*sorted));
    if (!sorted) {
        return sk_fail(follow->change.info, SK_ERR_NOMEM, "not enough memory for people");
    }
    for (size_t i = 0; i < follow->count; i++) {
        const struct sk_people_row *row = &follow->rows[i];
        if (row->number < 1 || row->number > SK_PEOPLE_NUMBER_MAX ||
            !sk_people_may_be_called(row->name)) {
            skip(follow, row);
        }
    }
    skip_doubles(follow, sorted, by_number);
    skip_doubles(follow, sorted, by_name);
    skip_doubles(follow, sorted, by_badge);
    free(sorted);
    return SK_OK;
}

/* --- the key ------------------------------------------------------------------------------ */

/* Within the transaction, so that a key that cannot be written leaves all as it was. */
static enum sk_err take_key(struct follow *follow, const uint8_t *key) {
    struct sk_people_change *change = &follow->change;
    enum sk_err err = sk_people_key_open(change->journal, NULL, change->key, change->info);
    if (!err && CRYPTO_memcmp(change->key, key, SK_PEOPLE_KEY_SIZE) == 0) {
        return SK_OK;
    }
    follow->out->has_new_key = true;
    memcpy(change->key, key, SK_PEOPLE_KEY_SIZE);
    err = sk_people_forget_badges(change);
    return err ? err : sk_people_key_write(change->journal, key, change->info);
}

/* --- who is gone -------------------------------------------------------------------------- */

static enum sk_err erase(const struct follow *follow, int64_t number) {
    enum sk_err err = run(follow, "DELETE FROM person WHERE number=?1", number, NULL, NULL);
    follow->out->gone += !err;
    return err ? err : sk_people_note(&follow->change, "erased", number, "");
}

/* Whom the bench had under the name that the fleet's has. */
static enum sk_err erase_namesakes(const struct follow *follow, int64_t number) {
    int64_t namesake = 0;
    enum sk_err err = SK_OK;
    do {
        err = find(follow,
                   "SELECT o.number FROM person o, person p WHERE p.number=CAST(?1 AS INTEGER)"
                   " AND o.number<>p.number AND o.name=p.name || ' (#' || o.number || ')' LIMIT 1",
                   number, &namesake);
        if (!err && namesake != 0) {
            err = erase(follow, namesake);
        }
    } while (!err && namesake != 0);
    return err;
}

/* Who came from the fleet goes; who is of this bench stays; of whom the log does not tell any more
 * the badge goes. */
static enum sk_err leave(const struct follow *follow, int64_t number) {
    static const char sql[] =
        "SELECT CASE WHEN max(code='" FOLLOWED "') THEN 1 ELSE 2 END FROM event"
        " INDEXED BY event_people WHERE event='people' AND"
        " person=CAST(?1 AS INTEGER) AND code IN ('" FOLLOWED "', 'added')"
        " HAVING count(*)>0";
    int64_t origin = 0, has_badge = 0;
    enum sk_err err = find(follow, sql, number, &origin);
    if (!err && origin == 1) {
        err = erase_namesakes(follow, number);
        return err ? err : erase(follow, number);
    }
    if (!err && origin == 0) {
        err = find(follow, "SELECT 1 FROM person WHERE number=CAST(?1 AS INTEGER) AND badge<>x''",
                   number, &has_badge);
    }
    if (!err && has_badge != 0) {
        err = run(follow, "UPDATE person SET badge=x'' WHERE number=?1", number, NULL, NULL);
        follow->out->changed += !err;
        err = err ? err : sk_people_note_row(&follow->change, "changed", number);
    }
    return err;
}

static bool has_row(const struct follow *follow, int64_t number) {
    for (size_t i = 0; i < follow->count; i++) {
        if (follow->rows[i].number == number && !follow->is_skipped[i]) {
            return true;
        }
    }
    return false;
}

static enum sk_err leave_all(const struct follow *follow) {
    int64_t number = 0;
    enum sk_err err = SK_OK;
    do {
        err = find(follow,
                   "SELECT number FROM person WHERE number>CAST(?1 AS INTEGER) ORDER BY number"
                   " LIMIT 1",
                   number, &number);
        if (!err && number != 0 && !has_row(follow, number)) {
            err = leave(follow, number);
        }
    } while (!err && number != 0);
    return err;
}

/* --- who is there ------------------------------------------------------------------------- */

/* Another one's name or badge gives way: of this bench, or of the fleet, whose turn comes. */
static enum sk_err make_way(const struct follow *follow, const struct sk_people_row *row) {
    const struct sk_people_change *change = &follow->change;
    int64_t holder = 0;
    char name[SK_OPERATOR_SIZE + SK_PEOPLE_WORD_SIZE];
    enum sk_err err = sk_people_find_number(change, "SELECT number FROM person WHERE name=?1",
                                            row->name, -1, true, &holder);
    if (!err && holder != 0 && holder != row->number) {
        char ending[SK_PEOPLE_WORD_SIZE];
        int used = snprintf(ending, sizeof(ending), " (#%lld)", (long long)holder);
        size_t room = SK_OPERATOR_SIZE - 1 - (size_t)used;
        size_t length = strlen(row->name);
        length = length > room ? sk_utf8_cut(row->name, room) : length;
        (void)snprintf(name, sizeof(name), "%.*s%s", (int)length, row->name, ending);
        err =
            run(follow, "UPDATE person SET name=?2, badge=x'' WHERE number=?1", holder, name, NULL);
        err = err ? err : sk_people_note_row(change, "changed", holder);
        follow->out->changed += !err;
    }
    if (!err && row->has_badge) {
        err = sk_people_find_number(change, "SELECT number FROM person WHERE badge=?1", row->badge,
                                    SK_PEOPLE_BADGE_SIZE, false, &holder);
        if (!err && holder != 0 && holder != row->number) {
            err = run(follow, "UPDATE person SET badge=x'' WHERE number=?1", holder, NULL, NULL);
            err = err ? err : sk_people_note_row(change, "changed", holder);
            follow->out->changed += !err;
        }
    }
    return err;
}

/* 0: there is none, 1: it is another one, 2: as it is to be, and the log says from where. */
static enum sk_err compare(const struct follow *follow, const struct sk_people_row *row,
                           int *found) {
    const struct sk_people_change *change = &follow->change;
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(
        change->journal, &statement,
        "SELECT 1 + (name=?2 AND role=?3 AND language=?4 AND badge=?5 AND EXISTS (SELECT 1 FROM"
        " event INDEXED BY event_people WHERE event='people' AND person=?1 AND code='" FOLLOWED
        "')) FROM person WHERE number=?1",
        change->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, row->number);
    (void)sqlite3_bind_text(statement, 2, row->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 3, sk_role_name(row->role), -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 4, row->language, -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 5, row->has_badge ? (const void *)row->badge : "",
                            row->has_badge ? SK_PEOPLE_BADGE_SIZE : 0, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    *found = status == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    err = status == SQLITE_ROW || status == SQLITE_DONE
              ? SK_OK
              : sk_store_fail(change->journal, status, change->info);
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err write_row(const struct follow *follow, const struct sk_people_row *row) {
    const struct sk_people_change *change = &follow->change;
    struct sk_clock *clock = sk_clock_system();
    sqlite3_stmt *statement = NULL;
    uint8_t salt[SK_PERSON_SALT_SIZE];
    if (RAND_bytes(salt, sizeof(salt)) != 1) {
        return sk_fail(change->info, SK_ERR_NOMEM, "no random numbers for a person");
    }
    enum sk_err err = sk_store_prepare(
        change->journal, &statement,
        "INSERT INTO person (number, name, role, badge, salt, added_wall_ms, language)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (number) DO UPDATE SET"
        " name=excluded.name, role=excluded.role, badge=excluded.badge, language=excluded.language",
        change->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, row->number);
    (void)sqlite3_bind_text(statement, 2, row->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 3, sk_role_name(row->role), -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 4, row->has_badge ? (const void *)row->badge : "",
                            row->has_badge ? SK_PEOPLE_BADGE_SIZE : 0, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 5, salt, sizeof(salt), SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 6, clock->ops->wall(clock));
    (void)sqlite3_bind_text(statement, 7, row->language, -1, SQLITE_STATIC);
    err = sk_store_run(change->journal, statement, change->info);
    sqlite3_finalize(statement);
    return err ? err : sk_people_note_row(change, FOLLOWED, row->number);
}

static enum sk_err take_rows(const struct follow *follow) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < follow->count && !err; i++) {
        const struct sk_people_row *row = &follow->rows[i];
        int found = 0;
        if (follow->is_skipped[i]) {
            continue;
        }
        err = compare(follow, row, &found);
        if (!err && found < 2) {
            err = make_way(follow, row);
            err = err ? err : write_row(follow, row);
            follow->out->added += !err && found == 0;
            follow->out->changed += !err && found == 1;
        }
    }
    return err;
}

/* A fleet that never had people takes nobody's badge away. */
static enum sk_err look_whether_any(const struct follow *follow, bool *is_any) {
    int64_t followed = (int64_t)follow->count;
    enum sk_err err = SK_OK;
    if (followed == 0) {
        err = sk_store_number(follow->change.journal,
                              "SELECT EXISTS (SELECT 1 FROM event INDEXED BY event_people WHERE"
                              " event='people' AND code='" FOLLOWED "')",
                              &followed, follow->change.info);
    }
    *is_any = followed > 0;
    return err;
}

static enum sk_err follow_within(struct follow *follow, const uint8_t *key) {
    int64_t there = 0;
    bool is_any = false;
    enum sk_err err = look_whether_any(follow, &is_any);
    if (err || !is_any) {
        return err;
    }
    err = take_key(follow, key);
    err = err ? err : leave_all(follow);
    err = err ? err : take_rows(follow);
    if (!err) {
        err = sk_store_number(follow->change.journal, "SELECT count(*) FROM person", &there,
                              follow->change.info);
    }
    return err || there <= SK_PEOPLE_MAX
               ? err
               : sk_fail(follow->change.info, SK_ERR_FULL, "the table of people holds at most %d",
                         SK_PEOPLE_MAX);
}

enum sk_err sk_people_follow(struct sk_journal *journal,
                             const uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE],
                             const struct sk_people_row *rows, size_t count,
                             struct sk_people_followed *out, struct sk_err_info *info) {
    struct follow follow = {
        .change = { .journal = journal, .info = info }, .rows = rows, .count = count, .out = out
    };
    *out = (struct sk_people_followed){ .added = 0 };
    if (count > SK_PEOPLE_MAX) {
        return sk_fail(info, SK_ERR_FULL, "the table of people holds at most %d", SK_PEOPLE_MAX);
    }
    follow.is_skipped = calloc(count + 1, sizeof(*follow.is_skipped));
    if (!follow.is_skipped) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for people");
    }
    enum sk_err err = look_at_rows(&follow);
    err = err ? err : sk_store_execute(journal, "PRAGMA secure_delete=ON", info);
    if (!err) {
        err = sk_store_begin(journal, info);
        err = err ? err : sk_store_end(journal, follow_within(&follow, key), info);
    }
    free(follow.is_skipped);
    sk_wipe(follow.change.key, sizeof(follow.change.key));
    return err;
}
