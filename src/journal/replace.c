#include "journal/replace.h"

#include "base/clock.h"
#include "base/util.h"
#include "journal/stamp.h"
#include "journal/store.h"
#include "journal/sync.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRIES 100               /* names of the same second */
#define NUMBER_MAX 999999999999 /* above it, a number is itself a damage */
#define BATCH 32

static const char *const tails[] = { "", "-wal", "-shm" };

/* A name beside path that nothing has yet. */
static enum sk_err find_name(const char *path, char *name, size_t size, struct sk_err_info *info) {
    char stamp[SK_STAMP_NAME_SIZE];
    struct sk_clock *clock = sk_clock_system();
    sk_stamp_name(clock->ops->wall(clock), stamp);
    for (int i = 1; i <= TRIES; i++) {
        char more[8] = "";
        if (i > 1) {
            (void)snprintf(more, sizeof(more), "-%d", i);
        }
        int length = snprintf(name, size, "%s.damaged-%s%s", path, stamp, more);
        if (length < 0 || (size_t)length + strlen("-wal") >= size) {
            return sk_fail(info, SK_ERR_INVALID, "the path of the journal is too long");
        }
        if (access(name, F_OK) != 0) {
            return SK_OK;
        }
    }
    return sk_fail(info, SK_ERR_BUSY, "the damaged journal '%s' finds no name to be set aside by",
                   path);
}

static enum sk_err move_aside(const char *path, const char *name, struct sk_err_info *info) {
    /* The database last: as long as it is in its place nothing has happened. */
    for (size_t i = SK_ARRAY_LEN(tails); i-- > 0;) {
        char from[SK_STORE_PATH_SIZE + 8];
        char to[SK_STORE_PATH_SIZE + 8];
        (void)snprintf(from, sizeof(from), "%s%s", path, tails[i]);
        (void)snprintf(to, sizeof(to), "%s%s", name, tails[i]);
        if (rename(from, to) != 0 && !(errno == ENOENT && i > 0)) {
            return sk_fail(info, sk_store_errno(errno),
                           "the damaged journal '%s' cannot be set aside: %s; move it away by hand",
                           from, strerror(errno));
        }
    }
    if (sk_sync_directory_of(path) != 0) {
        return sk_fail(info, sk_store_errno(errno),
                       "the damaged journal '%s' cannot be set aside: %s; check the disk", path,
                       strerror(errno));
    }
    return SK_OK;
}

/* What still can be read of the old file. Failures only mean that there is less of it. */
struct wreck {
    sqlite3 *db;
    sqlite3_stmt *pairs;
    sqlite3_stmt *intent;
    sqlite3_stmt *before;
    struct sk_chain *chain;
    uint8_t purged_hash[SK_CHAIN_SIZE]; /* before the first event that is there */
};

static void close_wreck(struct wreck *wreck) {
    sqlite3_finalize(wreck->pairs);
    sqlite3_finalize(wreck->intent);
    sqlite3_finalize(wreck->before);
    (void)sqlite3_close(wreck->db); /* nothing is open in it any more */
    sk_chain_destroy(wreck->chain);
}

static bool open_wreck(struct wreck *wreck, const char *name) {
    return sk_chain_create(&wreck->chain) == SK_OK &&
           sqlite3_open_v2(name, &wreck->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
               SQLITE_OK &&
           sqlite3_db_config(wreck->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK &&
           sqlite3_exec(wreck->db, "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;", NULL, NULL,
                        NULL) == SQLITE_OK;
}

static int64_t number_of(struct wreck *wreck, const char *sql) {
    sqlite3_stmt *statement = NULL;
    int64_t number = 0;
    if (sqlite3_prepare_v2(wreck->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return number > 0 && number <= NUMBER_MAX ? number : 0;
}

static void read_purged_hash(struct wreck *wreck) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(wreck->db, "SELECT purged_hash FROM mark", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW &&
        sqlite3_column_bytes(statement, 0) == SK_CHAIN_SIZE) {
        memcpy(wreck->purged_hash, sqlite3_column_blob(statement, 0), SK_CHAIN_SIZE);
    }
    sqlite3_finalize(statement);
}

/* The event that began the pair, as it was written: its hash follows from the one before. */
static bool read_intent(struct wreck *wreck, int64_t number, struct sk_event_row *row) {
    uint8_t previous[SK_CHAIN_SIZE];
    uint8_t hash[SK_CHAIN_SIZE];
    memcpy(previous, wreck->purged_hash, SK_CHAIN_SIZE);
    (void)sqlite3_bind_int64(wreck->intent, 1, number);
    if (sqlite3_step(wreck->intent) != SQLITE_ROW ||
        sqlite3_column_bytes(wreck->intent, SK_COLUMN_COUNT) != SK_CHAIN_SIZE) {
        return false;
    }
    sk_event_row_read(row, wreck->intent);
    (void)sqlite3_bind_int64(wreck->before, 1, row->values[SK_COLUMN_SEQ].number);
    if (sqlite3_step(wreck->before) == SQLITE_ROW &&
        sqlite3_column_bytes(wreck->before, 0) == SK_CHAIN_SIZE) {
        memcpy(previous, sqlite3_column_blob(wreck->before, 0), SK_CHAIN_SIZE);
    }
    (void)sqlite3_reset(wreck->before);
    return sk_chain_link(wreck->chain, previous, row, hash) == SK_OK &&
           memcmp(hash, sqlite3_column_blob(wreck->intent, SK_COLUMN_COUNT), SK_CHAIN_SIZE) == 0;
}

static void copy_text(const struct sk_event_row *row, enum sk_event_column column, char *out,
                      size_t size) {
    const char *text = row->values[column].text;
    (void)snprintf(out, size, "%s", text ? text : "");
}

static void read_facts(const struct sk_event_row *row, enum sk_event_column first,
                       struct sk_scan_facts *facts) {
    const char *source = row->values[first].text;
    const char *symbology = row->values[first + 2].text;
    for (int i = 0; source && i <= SK_SOURCE_CLI; i++) {
        if (strcmp(source, sk_scan_source_name((enum sk_scan_source)i)) == 0) {
            facts->source = (enum sk_scan_source)i;
        }
    }
    for (int i = 0; symbology && i <= SK_SYMBOLOGY_AZTEC; i++) {
        if (strcmp(symbology, sk_symbology_name((enum sk_symbology)i)) == 0) {
            facts->symbology = (enum sk_symbology)i;
        }
    }
    copy_text(row, first + 1, facts->device, sizeof(facts->device));
    facts->wall_ms = row->values[first + 3].number;
}

static bool take_pair(struct wreck *wreck, struct sk_record *record) {
    struct sk_event_row row;
    int64_t number = sqlite3_column_int64(wreck->pairs, 0);
    bool is_whole = read_intent(wreck, number, &row);
    if (is_whole) {
        struct sk_clock *clock = sk_clock_system();
        *record = (struct sk_record){ .event = SK_EVENT_INTENT,
                                      .phase = SK_PHASE_OPEN,
                                      .attempts = sqlite3_column_int(wreck->pairs, 1),
                                      .wall_ms = clock->ops->wall(clock),
                                      .at = clock->ops->now(clock) };
        record->pair.number = number;
        copy_text(&row, SK_COLUMN_SERIAL, record->pair.serial, sizeof(record->pair.serial));
        copy_text(&row, SK_COLUMN_INSTANCE, record->pair.instance, sizeof(record->pair.instance));
        copy_text(&row, SK_COLUMN_OPERATOR, record->pair.operator, sizeof(record->pair.operator));
        read_facts(&row, SK_COLUMN_SERIAL_SOURCE, &record->pair.serial_facts);
        read_facts(&row, SK_COLUMN_INSTANCE_SOURCE, &record->pair.instance_facts);
        is_whole = record->pair.serial[0] && record->pair.instance[0];
    }
    (void)sqlite3_reset(wreck->intent);
    return is_whole;
}

static enum sk_err take_over(struct sk_journal *journal, struct wreck *wreck,
                             struct sk_replaced *replaced, struct sk_err_info *info) {
    static const char pairs[] = "SELECT number, attempts FROM pair NOT INDEXED WHERE"
                                " result='pending' AND kind='bind' ORDER BY number";
    static const char intent[] =
        "SELECT " SK_EVENT_COLUMNS ", hash FROM event WHERE pair=?1 AND event='intent'";
    static const char before[] = "SELECT hash FROM event WHERE seq=?1-1";
    if (sqlite3_prepare_v2(wreck->db, pairs, -1, &wreck->pairs, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(wreck->db, intent, -1, &wreck->intent, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(wreck->db, before, -1, &wreck->before, NULL) != SQLITE_OK) {
        return SK_OK; /* too little is left of it */
    }
    read_purged_hash(wreck);
    struct sk_record batch[BATCH];
    size_t count = 0;
    enum sk_err err = SK_OK;
    bool has_more = true;
    while (has_more && !err) {
        has_more = sqlite3_step(wreck->pairs) == SQLITE_ROW;
        if (has_more && take_pair(wreck, &batch[count])) {
            count++;
        } else if (has_more) {
            replaced->not_readable++;
        }
        if (count == BATCH || (!has_more && count > 0)) {
            err = sk_journal_append(journal, batch, count, NULL, info);
            replaced->taken_over += (int64_t)count;
            count = 0;
        }
    }
    return err;
}

/* What somebody put on hold must not be sent because a disk failed. */
static enum sk_err take_over_hold(struct sk_journal *journal, struct wreck *wreck,
                                  struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_HOLD,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    sqlite3_stmt *statement = NULL;
    bool is_held = sqlite3_prepare_v2(wreck->db, "SELECT operator, note FROM hold WHERE is_held<>0",
                                      -1, &statement, NULL) == SQLITE_OK &&
                   sqlite3_step(statement) == SQLITE_ROW;
    if (is_held) {
        const char *who = (const char *)sqlite3_column_text(statement, 0);
        const char *why = (const char *)sqlite3_column_text(statement, 1);
        (void)snprintf(record.pair.operator, sizeof(record.pair.operator), "%s", who ? who : "");
        (void)snprintf(record.note, sizeof(record.note), "%s", why ? why : "");
    }
    sqlite3_finalize(statement);
    return is_held ? sk_journal_append(journal, &record, 1, NULL, info) : SK_OK;
}

static enum sk_err note_begin(struct sk_journal *journal, int64_t next_number, const char *name,
                              struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_head head;
    struct sk_record record = { .event = SK_EVENT_BEGUN,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    const char *base = strrchr(name, '/');
    (void)snprintf(record.note, sizeof(record.note), "in the place of the damaged '%s'",
                   base ? base + 1 : name);
    enum sk_err err = sk_store_begin(journal, info);
    if (err) {
        return err;
    }
    err = sk_store_head(journal, &head, info);
    if (!err && next_number > head.next_number) {
        head.next_number = next_number;
        err = sk_append_head(journal, &head, info);
    }
    if (!err) {
        err = sk_append_within(journal, &record, 1, NULL, info);
    }
    return sk_store_end(journal, err, info);
}

enum sk_err sk_journal_replace(struct sk_journal **out, const char *path, int64_t next_number,
                               struct sk_replaced *replaced, struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    struct wreck wreck = { 0 };
    int lock = -1;
    *replaced = (struct sk_replaced){ .name = "" };
    enum sk_err err = sk_store_lock(path, &lock, info);
    if (!err) {
        err = find_name(path, replaced->name, sizeof(replaced->name), info);
    }
    if (!err) {
        err = move_aside(path, replaced->name, info);
    }
    if (lock >= 0) {
        (void)close(lock); /* sk_journal_create() takes it again */
    }
    if (!err) {
        err = sk_journal_create(&journal, path, SK_JOURNAL_WRITE, info);
    }
    if (err) {
        return err;
    }
    bool is_open = open_wreck(&wreck, replaced->name);
    if (is_open) {
        int64_t known[] = { number_of(&wreck, "SELECT next_number FROM head"),
                            number_of(&wreck, "SELECT max(number) + 1 FROM pair") };
        for (size_t i = 0; i < SK_ARRAY_LEN(known); i++) {
            next_number = known[i] > next_number ? known[i] : next_number;
        }
    }
    err = note_begin(journal, next_number, replaced->name, info);
    if (!err && is_open) {
        err = take_over_hold(journal, &wreck, info);
    }
    if (!err && is_open) {
        err = take_over(journal, &wreck, replaced, info);
    }
    close_wreck(&wreck);
    if (err) {
        sk_journal_destroy(journal);
        return err;
    }
    *out = journal;
    return SK_OK;
}
