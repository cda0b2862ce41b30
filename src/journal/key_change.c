#include "journal/key_change.h"

#include "base/clock.h"
#include "journal/base64.h"
#include "journal/checkpoint_make.h"
#include "journal/store.h"

#include <stdio.h>
#include <string.h>

#define TEXT_SIZE (64 + 2 * SK_SIGNED_NOTE_KEY_TEXT_SIZE)
#define SIGNATURE_TEXT_SIZE SK_BASE64_SIZE(SK_BENCH_KEY_SIGNATURE_SIZE)

/* What both sign. */
static size_t write_text(const char *before, const char *after, char out[TEXT_SIZE]) {
    int length = snprintf(out, TEXT_SIZE, "sag-kiosk: the key of this bench changes\n%s\n%s\n",
                          before, after);
    return length > 0 && length < TEXT_SIZE ? (size_t)length : 0;
}

/* Two words with a blank between them. */
static bool split(const char *text, char *first, char *second, size_t size) {
    const char *blank = strchr(text, ' ');
    size_t length = blank ? (size_t)(blank - text) : size;
    if (length >= size || strlen(blank + 1) >= size) {
        return false;
    }
    memcpy(first, text, length);
    first[length] = '\0';
    memcpy(second, blank + 1, strlen(blank + 1) + 1);
    return true;
}

static bool is_signed(const struct sk_signed_note_key *key, const char *text, size_t length,
                      const char *signature) {
    uint8_t bytes[SK_BENCH_KEY_SIGNATURE_SIZE];
    return sk_base64_read(signature, strlen(signature), bytes, sizeof(bytes)) &&
           sk_bench_key_verify(key->public_key, text, length, bytes);
}

bool sk_key_change_read(const char *note, const char *message, struct sk_key_change *out) {
    char before[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    char after[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    char by_before[SIGNATURE_TEXT_SIZE];
    char by_after[SIGNATURE_TEXT_SIZE];
    char text[TEXT_SIZE];
    if (!split(note, before, after, sizeof(before)) ||
        !sk_signed_note_key_read(after, &out->after)) {
        return false;
    }
    bool is_first = before[0] == '\0';
    if (is_first) {
        out->before = out->after;
    } else if (!sk_signed_note_key_read(before, &out->before)) {
        return false;
    }
    size_t length = write_text(before, after, text);
    out->is_signed_by_both = split(message, by_before, by_after, sizeof(by_before)) &&
                             (is_first || is_signed(&out->before, text, length, by_before)) &&
                             is_signed(&out->after, text, length, by_after);
    return true;
}

/* --- making one ---------------------------------------------------------------------------------
 */

static enum sk_err sign(const struct sk_bench_key *key, const char *text, size_t length,
                        char out[SIGNATURE_TEXT_SIZE]) {
    uint8_t bytes[SK_BENCH_KEY_SIGNATURE_SIZE];
    enum sk_err err = sk_bench_key_sign(key, text, length, bytes);
    if (!err) {
        sk_base64_write(bytes, sizeof(bytes), out);
    }
    return err;
}

/* before: NULL for the first key of the bench. */
static enum sk_err make_record(struct sk_journal *journal, const struct sk_bench_key *before,
                               const struct sk_bench_key *after, struct sk_key_change *out,
                               struct sk_record *record, struct sk_err_info *info) {
    char texts[2][SK_SIGNED_NOTE_KEY_TEXT_SIZE] = { "" };
    char signatures[2][SIGNATURE_TEXT_SIZE] = { "" };
    char text[TEXT_SIZE];
    struct sk_clock *clock = sk_clock_system();
    enum sk_err err = sk_checkpoint_origin(journal, out->before.name, info);
    if (err) {
        return err;
    }
    out->after = out->before;
    sk_bench_key_public(before ? before : after, out->before.public_key);
    sk_bench_key_public(after, out->after.public_key);
    if (before) {
        sk_signed_note_key_write(&out->before, texts[0]);
    }
    sk_signed_note_key_write(&out->after, texts[1]);
    size_t length = write_text(texts[0], texts[1], text);
    if ((before && sign(before, text, length, signatures[0]) != SK_OK) ||
        sign(after, text, length, signatures[1]) != SK_OK) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory to sign the change of the key");
    }
    *record = (struct sk_record){ .event = SK_EVENT_KEY,
                                  .wall_ms = clock->ops->wall(clock),
                                  .at = clock->ops->now(clock) };
    (void)snprintf(record->note, sizeof(record->note), "%s %s", texts[0], texts[1]);
    (void)snprintf(record->message, sizeof(record->message), "%s %s", signatures[0], signatures[1]);
    out->is_signed_by_both = true;
    return SK_OK;
}

enum sk_err sk_key_change_make(struct sk_journal *journal, struct sk_key_change *out,
                               struct sk_err_info *info) {
    struct sk_bench_key *before = NULL;
    struct sk_bench_key *after = NULL;
    struct sk_record record;
    enum sk_err err = sk_key_change_finish(journal, info);
    if (!err) {
        err = sk_bench_key_open(&before, journal->path, true, info);
    }
    if (!err) {
        err = sk_bench_key_make_next(&after, journal->path, info);
    }
    if (!err) {
        err = make_record(journal, before, after, out, &record, info);
    }
    if (!err) {
        err = sk_journal_append(journal, &record, 1, NULL, info);
    }
    if (!err) {
        err = sk_bench_key_take_next(journal->path, info);
    }
    sk_bench_key_destroy(before);
    sk_bench_key_destroy(after);
    return err;
}

/* --- the events ----------------------------------------------------------------------------------
 */

/* Calls each for every change that the journal has, oldest first. */
static enum sk_err for_each(struct sk_journal *journal,
                            void (*each)(void *data, const struct sk_key_change *change),
                            void *data, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement,
                                       "SELECT seq, note, message FROM event"
                                       " WHERE event='key' AND pair=0 ORDER BY seq",
                                       info);
    int status = SQLITE_DONE;
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        struct sk_key_change change = { .seq = sqlite3_column_int64(statement, 0) };
        const char *note = (const char *)sqlite3_column_text(statement, 1);
        const char *message = (const char *)sqlite3_column_text(statement, 2);
        if (note && message && sk_key_change_read(note, message, &change)) {
            each(data, &change);
        }
    }
    err = err || status == SQLITE_DONE ? err : sk_store_fail(journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

struct looked_for {
    uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE];
    bool is_found;
};

static void look_at(void *data, const struct sk_key_change *change) {
    struct looked_for *looked = data;
    looked->is_found =
        memcmp(change->after.public_key, looked->public_key, sizeof(looked->public_key)) == 0;
}

enum sk_err sk_key_change_finish(struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_bench_key *next = NULL;
    struct looked_for looked = { .is_found = false };
    enum sk_err err = sk_bench_key_open_next(&next, journal->path, info);
    if (err == SK_ERR_NOT_FOUND) {
        return SK_OK;
    }
    if (err == SK_ERR_CORRUPT) { /* cut off while it was written */
        return sk_bench_key_forget_next(journal->path, info);
    }
    if (!err) {
        sk_bench_key_public(next, looked.public_key);
        err = for_each(journal, look_at, &looked, info);
    }
    sk_bench_key_destroy(next);
    if (err) {
        return err;
    }
    return looked.is_found ? sk_bench_key_take_next(journal->path, info)
                           : sk_bench_key_forget_next(journal->path, info);
}

static bool has_key(const struct sk_trusted_keys *keys, const struct sk_signed_note_key *key) {
    for (size_t i = 0; i < keys->count; i++) {
        if (memcmp(keys->list[i].public_key, key->public_key, sizeof(key->public_key)) == 0) {
            return true;
        }
    }
    return false;
}

static void add_key(struct sk_trusted_keys *keys, const struct sk_signed_note_key *key) {
    if (keys->count < SK_KEY_CHANGES_MAX) {
        keys->list[keys->count++] = *key;
    }
}

/* Both ways: who has the new key at hand can check what the old one signed. */
static void trust(void *data, const struct sk_key_change *change) {
    struct sk_trusted_keys *keys = data;
    bool has_before = has_key(keys, &change->before);
    bool has_after = has_key(keys, &change->after);
    if (change->is_signed_by_both && has_before != has_after) {
        add_key(keys, has_before ? &change->after : &change->before);
    }
}

enum sk_err sk_key_change_trust(struct sk_journal *journal, struct sk_trusted_keys *keys,
                                struct sk_err_info *info) {
    size_t before;
    enum sk_err err = SK_OK;
    do { /* until no change brings another one */
        before = keys->count;
        err = for_each(journal, trust, keys, info);
    } while (!err && keys->count != before);
    return err;
}

static void keep_last(void *data, const struct sk_key_change *change) {
    *(struct sk_key_change *)data = *change;
}

bool sk_key_change_last(struct sk_journal *journal, struct sk_signed_note_key *out) {
    struct sk_key_change last = { .seq = 0 };
    bool is_there = for_each(journal, keep_last, &last, NULL) == SK_OK && last.seq > 0;
    if (is_there) {
        *out = last.after;
    }
    return is_there;
}

enum sk_err sk_key_change_begin(struct sk_journal *journal, struct sk_err_info *info) {
    struct sk_bench_key *key = NULL;
    struct sk_signed_note_key last;
    struct sk_key_change change = { .seq = 0 };
    struct sk_record record;
    int64_t purged = 0;
    enum sk_err err = sk_key_change_finish(journal, info);
    if (!err) {
        err = sk_bench_key_open(&key, journal->path, true, info);
    }
    if (!err) {
        err = sk_store_number(journal, "SELECT purged_seq FROM mark", &purged, info);
    }
    if (!err && purged == 0 && !sk_key_change_last(journal, &last)) {
        err = make_record(journal, NULL, key, &change, &record, info);
        if (!err) {
            err = sk_journal_append(journal, &record, 1, NULL, info);
        }
    }
    sk_bench_key_destroy(key);
    return err;
}
