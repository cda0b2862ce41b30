#include "journal/started.h"

#include "base/buf.h"
#include "base/clock.h"
#include "journal/unseen.h"

#include <stdio.h>
#include <string.h>

#define HASH_SHOWN 16 /* hexadecimal digits of the hash of all settings */

struct starting {
    struct sk_journal *journal;
    struct sk_record record;
    sqlite3_stmt *find;
    sqlite3_stmt *write;
    bool is_first;  /* nothing is known of an earlier start */
    int64_t others; /* names for which the note has no room */
    uint8_t all[SK_CHAIN_SIZE];
    struct sk_err_info *info;
};

/* SHA-256 of a text; *out. */
static enum sk_err hash_text(struct starting *starting, const char *text, size_t length,
                             uint8_t out[SK_CHAIN_SIZE]) {
    enum sk_err err = sk_chain_text(starting->journal->chain, text, length, out);
    return err ? sk_fail(starting->info, err, "not enough memory to note the settings") : SK_OK;
}

static void name_changed(struct starting *starting, const char *name, size_t length) {
    char *note = starting->record.note;
    size_t used = strlen(note);
    const char *lead = used == 0 ? "changed: " : ", ";
    if (used + strlen(lead) + length + sizeof(" and 999 more") > sizeof(starting->record.note)) {
        starting->others++;
        return;
    }
    (void)snprintf(note + used, sizeof(starting->record.note) - used, "%s%.*s", lead, (int)length,
                   name);
}

/* Is the setting another than before? It is noted as it is now. */
static enum sk_err compare(struct starting *starting, const char *name, size_t name_length,
                           const uint8_t hash[SK_CHAIN_SIZE]) {
    sqlite3_stmt *find = starting->find;
    (void)sqlite3_bind_text(find, 1, name, (int)name_length, SQLITE_STATIC);
    int status = sqlite3_step(find);
    bool is_known = status == SQLITE_ROW && sqlite3_column_bytes(find, 0) == SK_CHAIN_SIZE;
    bool is_same = is_known && memcmp(sqlite3_column_blob(find, 0), hash, SK_CHAIN_SIZE) == 0;
    enum sk_err err = status == SQLITE_ROW || status == SQLITE_DONE
                          ? SK_OK
                          : sk_store_fail(starting->journal, status, starting->info);
    (void)sqlite3_reset(find);
    if (err || is_same) {
        return err;
    }
    if (!starting->is_first) {
        name_changed(starting, name, name_length);
    }
    (void)sqlite3_bind_text(starting->write, 1, name, (int)name_length, SQLITE_STATIC);
    (void)sqlite3_bind_blob(starting->write, 2, hash, SK_CHAIN_SIZE, SQLITE_STATIC);
    return sk_store_run(starting->journal, starting->write, starting->info);
}

/* The hash of a setting covers what went before, too, so that equal values do not look equal; salt
 * is the bench's id. */
static enum sk_err take_setting(struct starting *starting, const char *salt, const char *line,
                                size_t length) {
    struct sk_buf text = SK_BUF_INIT(65536);
    uint8_t hash[SK_CHAIN_SIZE] = { 0 };
    const char *equals = memchr(line, '=', length);
    size_t name_length = equals ? (size_t)(equals - line) : length;
    enum sk_err err = sk_buf_addf(&text, "%s %.*s", salt, (int)length, line);
    err = err ? sk_fail(starting->info, err, "not enough memory to note the settings")
              : hash_text(starting, text.data, text.length, hash);
    sk_buf_finish(&text);
    if (!err) {
        err = compare(starting, line, name_length, hash);
    }
    for (size_t i = 0; i < SK_CHAIN_SIZE && !err; i++) {
        starting->all[i] ^= hash[i]; /* in any order; each name is there once */
    }
    return err;
}

static enum sk_err read_salt(struct starting *starting, char *out, size_t size) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_store_prepare(starting->journal, &statement, "SELECT id FROM bench", starting->info);
    if (!err && sqlite3_step(statement) == SQLITE_ROW) {
        sk_store_copy_text(statement, 0, out, size);
    }
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err take_settings(struct starting *starting, const char *settings) {
    char salt[64] = "";
    enum sk_err err = read_salt(starting, salt, sizeof(salt));
    (void)snprintf(starting->record.attempt_id, sizeof(starting->record.attempt_id), "%s", salt);
    for (const char *line = settings; *line && !err;) {
        const char *end = strchr(line, '\n');
        size_t length = end ? (size_t)(end - line) : strlen(line);
        err = take_setting(starting, salt, line, length);
        line += length + (end ? 1 : 0);
    }
    return err;
}

static enum sk_err note_within(struct starting *starting, const struct sk_started *started,
                               struct sk_clock *clock) {
    char hex[SK_CHAIN_HEX_SIZE];
    struct sk_record *record = &starting->record;
    int64_t known = 0;
    enum sk_err err =
        sk_store_number(starting->journal, "SELECT count(*) FROM setting", &known, starting->info);
    starting->is_first = known == 0;
    if (!err) {
        err = sk_unseen_from(starting->journal, &record->pair.refers, starting->info);
    }
    if (!err) {
        err = take_settings(starting, started->settings);
    }
    if (err) {
        return err;
    }
    if (starting->others > 0) {
        size_t used = strlen(record->note);
        (void)snprintf(record->note + used, sizeof(record->note) - used, " and %lld more",
                       (long long)starting->others);
    }
    sk_chain_hex(starting->all, hex);
    (void)snprintf(record->code, sizeof(record->code), "%.*s", HASH_SHOWN, hex);
    (void)snprintf(record->message, sizeof(record->message), "%s", started->version);
    record->wall_ms = clock->ops->wall(clock);
    record->at = clock->ops->now(clock);
    return sk_append_within(starting->journal, record, 1, NULL, starting->info);
}

enum sk_err sk_started_note(struct sk_journal *journal, const struct sk_started *started,
                            struct sk_clock *clock, struct sk_err_info *info) {
    struct starting starting = { .journal = journal,
                                 .record = { .event = SK_EVENT_STARTED },
                                 .info = info };
    enum sk_err err =
        sk_store_prepare(journal, &starting.find, "SELECT hash FROM setting WHERE name=?1", info);
    if (!err) {
        err = sk_store_prepare(journal, &starting.write,
                               "INSERT OR REPLACE INTO setting VALUES (?1, ?2)", info);
    }
    if (!err) {
        err = sk_store_begin(journal, info);
        if (!err) {
            err = sk_store_end(journal, note_within(&starting, started, clock), info);
        }
    }
    sqlite3_finalize(starting.find);
    sqlite3_finalize(starting.write);
    return err;
}
