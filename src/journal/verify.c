#include "journal/verify.h"

#include "journal/beside.h"
#include "journal/exported.h"
#include "journal/files.h"
#include "journal/key_change.h"
#include "journal/lost.h"
#include "journal/people.h"
#include "journal/people_change.h"
#include "journal/still.h"
#include "journal/store.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    struct sk_journal *journal;
    bool is_alone;                 /* nothing beside the journal belongs to it */
    struct sk_verify_noted *noted; /* those that are still to come */
    size_t noted_left;
    void (*each)(void *data, const char *text);
    void *data;
    struct sk_verify_report *report;
    int64_t seq; /* of the last row that was seen, or of the last that was purged */
    uint8_t hash[SK_CHAIN_SIZE];
    int64_t purge_seq; /* as the last event "purged" has it; 0: there is none */
    char purge_hash[SK_CHAIN_HEX_SIZE];
    bool has_hold; /* an event tells whether the bench is on hold, who decided it and why */
    bool is_on_hold;
};

static void problem(struct walk *walk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void problem(struct walk *walk, const char *format, ...) {
    char text[SK_ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    walk->report->problems++;
    walk->each(walk->data, text);
}

static enum sk_err check_database(struct walk *walk, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_store_prepare(walk->journal, &statement, "PRAGMA integrity_check(20)", info);
    int status = SQLITE_DONE;
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (text && strcmp(text, "ok") != 0) {
            problem(walk, "the database is damaged: %.300s", text);
        }
    }
    err = err || status == SQLITE_DONE ? err : sk_store_fail(walk->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err read_mark(struct walk *walk, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(walk->journal, &statement,
                                       "SELECT purged_seq, purged_hash FROM mark", info);
    if (!err && sqlite3_step(statement) == SQLITE_ROW &&
        sqlite3_column_bytes(statement, 1) == SK_CHAIN_SIZE) {
        walk->seq = sqlite3_column_int64(statement, 0);
        memcpy(walk->hash, sqlite3_column_blob(statement, 1), SK_CHAIN_SIZE);
        walk->report->purged_seq = walk->seq;
    } else if (!err) {
        problem(walk, "the mark of what was purged is missing");
    }
    sqlite3_finalize(statement);
    return err;
}

static void check_place(struct walk *walk, int64_t seq) {
    if (seq == walk->seq + 2) {
        problem(walk, "event %" PRId64 " is missing", walk->seq + 1);
    } else if (seq > walk->seq + 2) {
        problem(walk, "events %" PRId64 " to %" PRId64 " are missing", walk->seq + 1, seq - 1);
    }
}

static int by_seq(const void *one, const void *other) {
    const struct sk_verify_noted *a = one;
    const struct sk_verify_noted *b = other;
    return a->seq != b->seq ? (a->seq > b->seq) - (a->seq < b->seq)
                            : memcmp(a->hash, b->hash, SK_CHAIN_SIZE);
}

static void hold_against(struct walk *walk, struct sk_verify_noted *noted, const uint8_t *hash) {
    bool is_same = memcmp(hash, noted->hash, SK_CHAIN_SIZE) == 0;
    noted->seen = is_same ? SK_VERIFY_SEEN : SK_VERIFY_CHANGED;
    if (!is_same) {
        problem(walk,
                "event %" PRId64 " has not the hash that was noted elsewhere: it or one "
                "before it was changed",
                noted->seq);
    }
}

/* Those of an event that is there, or, before any was read, of the last that was purged. */
static void check_noted(struct walk *walk, int64_t seq, const uint8_t *hash) {
    for (; walk->noted_left > 0 && walk->noted->seq <= seq; walk->noted++, walk->noted_left--) {
        if (walk->noted->seq == seq) {
            hold_against(walk, walk->noted, hash);
        } else if (walk->noted->seq <= walk->report->purged_seq) {
            walk->noted->seen = SK_VERIFY_PURGED;
        } else {
            walk->noted->seen = SK_VERIFY_MISSING; /* a gap, which has been told */
        }
    }
}

static void keep_purge(struct walk *walk, const struct sk_event_row *row) {
    const struct sk_event_value *event = &row->values[SK_COLUMN_EVENT];
    if (event->text && strcmp(event->text, sk_event_name(SK_EVENT_PURGED)) == 0 &&
        row->values[SK_COLUMN_NOTE].text) {
        walk->purge_seq = row->values[SK_COLUMN_REFERS].number;
        (void)snprintf(walk->purge_hash, sizeof(walk->purge_hash), "%s",
                       row->values[SK_COLUMN_NOTE].text);
    }
}

/* Nobody but who had both keys can have changed the one for the other. */
static void check_key_change(struct walk *walk, const struct sk_event_row *row, int64_t seq) {
    const char *event = row->values[SK_COLUMN_EVENT].text;
    const char *note = row->values[SK_COLUMN_NOTE].text;
    const char *message = row->values[SK_COLUMN_MESSAGE].text;
    struct sk_key_change change = { .seq = seq };
    if (event && strcmp(event, sk_event_name(SK_EVENT_KEY)) == 0 &&
        !(note && message && sk_key_change_read(note, message, &change) &&
          change.is_signed_by_both)) {
        problem(walk, "event %" PRId64 " changes the bench's key, and is not signed by both keys",
                seq);
    }
}

static void keep_hold(struct walk *walk, const struct sk_event_row *row) {
    const char *event = row->values[SK_COLUMN_EVENT].text;
    bool holds = event && strcmp(event, sk_event_name(SK_EVENT_HOLD)) == 0;
    if (holds || (event && strcmp(event, sk_event_name(SK_EVENT_RELEASE)) == 0)) {
        walk->has_hold = true;
        walk->is_on_hold = holds;
    }
}

static enum sk_err check_row(struct walk *walk, sqlite3_stmt *statement, struct sk_err_info *info) {
    struct sk_event_row row;
    uint8_t hash[SK_CHAIN_SIZE];
    sk_event_row_read(&row, statement);
    int64_t seq = row.values[SK_COLUMN_SEQ].number;
    const uint8_t *stored = sqlite3_column_blob(statement, SK_COLUMN_COUNT);
    bool follows = seq == walk->seq + 1;
    check_place(walk, seq);
    enum sk_err err = sk_chain_link(walk->journal->chain, walk->hash, &row, hash);
    if (err) {
        return sk_fail(info, err, "not enough memory to verify the journal");
    }
    if (sqlite3_column_bytes(statement, SK_COLUMN_COUNT) != SK_CHAIN_SIZE) {
        problem(walk, "event %" PRId64 " was changed: it has no hash", seq);
        stored = hash;
    } else if (follows && memcmp(stored, hash, SK_CHAIN_SIZE) != 0) {
        /* After a gap, nothing can be said about the first row. */
        problem(walk,
                "event %" PRId64 " was changed, or swapped with another: it does not follow "
                "from event %" PRId64,
                seq, walk->seq);
    } else if (!sk_chain_covers(&row)) {
        problem(walk, "event %" PRId64 " was changed: it has values that its hash does not cover",
                seq);
    }
    check_noted(walk, seq, stored);
    keep_purge(walk, &row);
    keep_hold(walk, &row);
    check_key_change(walk, &row, seq);
    memcpy(walk->hash, stored, SK_CHAIN_SIZE);
    walk->seq = seq;
    walk->report->events++;
    return SK_OK;
}

static enum sk_err check_events(struct walk *walk, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_store_prepare(walk->journal, &statement,
                         "SELECT " SK_EVENT_COLUMNS
                         ", hash FROM event WHERE seq > (SELECT purged_seq FROM mark) ORDER BY seq",
                         info);
    int status = SQLITE_DONE;
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        err = check_row(walk, statement, info);
    }
    err = err || status == SQLITE_DONE ? err : sk_store_fail(walk->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err check_end(struct walk *walk, struct sk_err_info *info) {
    struct sk_head head;
    enum sk_err err = sk_store_head(walk->journal, &head, info);
    if (err) {
        return err;
    }
    walk->report->head_seq = head.seq;
    sk_chain_hex(head.hash, walk->report->head_hash);
    if (walk->seq < head.seq) {
        problem(walk,
                "the end is missing: the last event is %" PRId64 ", %" PRId64 " had been written",
                walk->seq, head.seq);
    } else if (walk->seq > head.seq) {
        problem(walk, "events %" PRId64 " to %" PRId64 " were not written by the kiosk",
                head.seq + 1, walk->seq);
    } else if (memcmp(walk->hash, head.hash, SK_CHAIN_SIZE) != 0) {
        problem(walk, "the last event, %" PRId64 ", has not the hash that was written", head.seq);
    }
    return SK_OK;
}

/* A purge must have been made by the program, which writes an event about it. */
static void check_purge(struct walk *walk, const uint8_t purged_hash[SK_CHAIN_SIZE]) {
    char hex[SK_CHAIN_HEX_SIZE];
    int64_t seq = walk->report->purged_seq;
    sk_chain_hex(purged_hash, hex);
    if (seq != walk->purge_seq || (seq > 0 && strcmp(hex, walk->purge_hash) != 0)) {
        problem(walk,
                "events up to %" PRId64 " are missing, but the log says that those up to "
                "%" PRId64 " were purged",
                seq, walk->purge_seq);
    }
}

/* Else what was not exported could be purged. */
static enum sk_err check_exported(struct walk *walk, struct sk_err_info *info) {
    struct sk_exported exported;
    enum sk_err err = sk_exported_read(walk->journal, &exported, info);
    if (!err && !sk_exported_agrees(&exported)) {
        problem(walk,
                "the mark of what was exported was changed: it says up to pair %" PRId64
                ", the events say %" PRId64,
                exported.mark, exported.number);
    }
    return err;
}

static void check_noted_at_end(struct walk *walk) {
    for (; walk->noted_left > 0; walk->noted++, walk->noted_left--) {
        walk->noted->seen = SK_VERIFY_MISSING;
        problem(walk,
                "event %" PRId64 ", which was noted elsewhere, is not there: the end is "
                "missing",
                walk->noted->seq);
    }
}

/* The event that a pair's summary reflects: SETTLED, or the newest. It may have been purged if the
 * pair was dealt with later. */
#define SCANNED_OTHERWISE                                                                          \
    "p.kind IS NOT CASE i.event WHEN 'undo' THEN 'undo' ELSE 'bind' END"                           \
    " OR p.serial IS NOT i.serial OR p.instance IS NOT i.instance"                                 \
    " OR p.operator IS NOT i.operator OR p.refers IS NOT i.refers OR p.note IS NOT i.note"         \
    " OR p.source IS NOT i.serial_source OR p.device IS NOT i.serial_device"                       \
    " OR p.person IS NOT i.person OR p.region IS NOT i.region OR p.profile IS NOT i.profile"       \
    " OR p.customer_order IS NOT i.customer_order"                                                 \
    " OR p.instance_source IS NOT coalesce(i.instance_source, '')"                                 \
    " OR p.instance_device IS NOT coalesce(i.instance_device, '')"                                 \
    " OR p.instance_symbology IS NOT coalesce(i.instance_symbology, '')"                           \
    " OR p.serial_by_hand IS NOT coalesce(i.serial_by_hand, 0)"                                    \
    " OR p.instance_by_hand IS NOT coalesce(i.instance_by_hand, 0)"                                \
    " OR p.symbology IS NOT i.serial_symbology" /* Version 1 knew times of its own where the       \
                                                   labels had none. */                             \
    " OR max(i.serial_wall_ms, i.instance_wall_ms) NOT IN (0, p.scanned_wall_ms)"

#define SENT_SQL                                                                                   \
    "coalesce((SELECT sent_wall_ms FROM event WHERE pair=p.number AND sent_wall_ms<>0"             \
    " AND request IN ('bind', 'unbind') AND seq<=e.seq ORDER BY seq LIMIT 1), 0)"

#define SUMMARY_SQL                                                                                \
    "SELECT p.number, e.seq, NOT EXISTS (SELECT 1 FROM event WHERE pair=p.number),"                \
    " e.seq IS NOT NULL AND (p.result IS NOT e.result OR p.phase IS NOT e.phase"                   \
    " OR p.attempts IS NOT e.attempts OR p.code IS NOT e.code OR p.message IS NOT e.message"       \
    " OR p.request_id IS NOT e.request_id OR p.changed_wall_ms IS NOT e.wall_ms),"                 \
    " i.seq IS NOT NULL AND (" SCANNED_OTHERWISE "),"                                              \
    " p.dealt_wall_ms IS NOT coalesce((SELECT wall_ms FROM event WHERE pair=p.number"              \
    "   AND event='dealt' ORDER BY seq LIMIT 1), 0),"                                              \
    " i.seq IS NOT NULL AND p.sent_wall_ms IS NOT " SENT_SQL ","                                   \
    " i.seq IS NOT NULL AND p.still IS NOT coalesce((SELECT still FROM event WHERE pair=p.number"  \
    "   AND event='still' ORDER BY seq DESC LIMIT 1), '') FROM pair AS p"                          \
    " LEFT JOIN event AS e ON e.seq = coalesce("                                                   \
    "   (SELECT min(seq) FROM event WHERE pair=p.number AND result<>'pending'"                     \
    "    AND event NOT IN ('dealt', 'located', 'still')),"                                         \
    "   (SELECT max(seq) FROM event WHERE pair=p.number AND event NOT IN ('dealt', 'still')))"     \
    " LEFT JOIN event AS i ON i.seq ="                                                             \
    "   (SELECT min(seq) FROM event WHERE pair=p.number AND event IN ('intent', 'undo'))"          \
    " ORDER BY p.number"

static void check_pair(struct walk *walk, sqlite3_stmt *statement) {
    int64_t number = sqlite3_column_int64(statement, 0);
    walk->report->pairs++;
    if (sqlite3_column_int(statement, 2)) {
        problem(walk, "pair %" PRId64 " has no events", number);
    } else if (sqlite3_column_int(statement, 3)) {
        problem(walk, "pair %" PRId64 " was changed: its event %" PRId64 " says otherwise", number,
                (int64_t)sqlite3_column_int64(statement, 1));
    } else if (sqlite3_column_int(statement, 4)) {
        problem(walk, "pair %" PRId64 " was changed: it was scanned otherwise", number);
    } else if (sqlite3_column_int(statement, 5)) {
        problem(walk, "pair %" PRId64 " was changed: no event says when it was seen to", number);
    } else if (sqlite3_column_int(statement, 6)) {
        problem(walk, "pair %" PRId64 " was changed: it was sent at another time", number);
    } else if (sqlite3_column_int(statement, 7)) {
        problem(walk, "pair %" PRId64 " was changed: it has another picture than its event",
                number);
    }
}

/* Pairs that are said to be undone or taken up again and are not, and the other way round. If the
 * beginning of a pair was purged, what refers to it cannot be checked. */
#define REFERENCES_SQL                                                                             \
    "SELECT p.number FROM pair AS p WHERE (p.undone_by<>0 OR p.retried_by<>0) AND EXISTS"          \
    " (SELECT 1 FROM event WHERE pair=p.number AND event='intent')"                                \
    " AND ((p.undone_by<>0 AND NOT EXISTS (SELECT 1 FROM pair AS u WHERE u.number=p.undone_by"     \
    "    AND u.kind='undo' AND u.result='undone' AND u.refers=p.number))"                          \
    "  OR (p.retried_by<>0 AND NOT EXISTS (SELECT 1 FROM pair AS u WHERE u.number=p.retried_by"    \
    "    AND u.kind='bind' AND u.refers=p.number)))"                                               \
    " UNION SELECT p.number FROM pair AS u CROSS JOIN pair AS p ON p.number=u.refers"              \
    " WHERE u.refers<>0 AND ((u.kind='undo' AND u.result='undone' AND p.undone_by=0)"              \
    "  OR (u.kind='bind' AND p.retried_by=0 AND EXISTS"                                            \
    "   (SELECT 1 FROM event WHERE pair=u.number AND event='intent')))"

static void check_reference(struct walk *walk, sqlite3_stmt *statement) {
    problem(walk, "pair %" PRId64 " was changed: what undid it or took it up says otherwise",
            (int64_t)sqlite3_column_int64(statement, 0));
}

static void check_lost_pair(struct walk *walk, sqlite3_stmt *statement) {
    problem(walk, "pair %" PRId64 " is missing: it has events",
            (int64_t)sqlite3_column_int64(statement, 0));
}

/* Events from before the last purge may have put the bench on hold. */
static void check_hold(struct walk *walk, sqlite3_stmt *statement) {
    bool is_on_hold = sqlite3_column_int(statement, 0) != 0;
    if (is_on_hold != walk->is_on_hold && (walk->has_hold || walk->report->purged_seq == 0)) {
        problem(walk, "whether the bench is on hold was changed: the events say otherwise");
    } else if (sqlite3_column_int(statement, 1) != 0) {
        problem(walk, "who held the bench, or why, was changed: the events say otherwise");
    }
}

/* As the last event about it says. */
#define HOLD_SQL                                                                                   \
    "SELECT h.is_held, e.seq IS NOT NULL AND (h.operator IS NOT e.operator"                        \
    " OR h.person IS NOT e.person OR h.note IS NOT e.note) FROM hold AS h LEFT JOIN event AS e"    \
    " ON e.seq=(SELECT max(seq) FROM event WHERE pair=0 AND event IN ('hold', 'release'))"

static enum sk_err for_each(struct walk *walk, const char *sql,
                            void (*check)(struct walk *walk, sqlite3_stmt *statement),
                            struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(walk->journal, &statement, sql, info);
    int status = SQLITE_DONE;
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        check(walk, statement);
    }
    err = err || status == SQLITE_DONE ? err : sk_store_fail(walk->journal, status, info);
    sqlite3_finalize(statement);
    return err;
}

/* Each person is as the last event about them says. Events from before the last purge may have said
 * it. */
#define PEOPLE_SQL                                                                                 \
    "SELECT p.number, p.salt, p.name, p.role, p.badge, (SELECT CASE e.code WHEN 'erased' THEN ''"  \
    " ELSE e.note END FROM event AS e WHERE e.event='people' AND e.person=p.number"                \
    " ORDER BY e.seq DESC LIMIT 1) FROM person AS p"
#define GONE_PEOPLE_SQL                                                                            \
    "SELECT person FROM (SELECT person, code, max(seq) FROM event WHERE event='people'"            \
    " GROUP BY person) WHERE code<>'erased' AND NOT EXISTS (SELECT 1 FROM person AS p"             \
    " WHERE p.number=person)"

static void check_person(struct walk *walk, sqlite3_stmt *statement) {
    char hash[SK_PEOPLE_HASH_SIZE] = "";
    const char *name = (const char *)sqlite3_column_text(statement, 2);
    const char *role = (const char *)sqlite3_column_text(statement, 3);
    const char *noted = (const char *)sqlite3_column_text(statement, 5);
    if (name && role && sqlite3_column_bytes(statement, 1) == SK_PERSON_SALT_SIZE) {
        sk_people_commitment(sqlite3_column_blob(statement, 1), name, role,
                             sqlite3_column_blob(statement, 4),
                             (size_t)sqlite3_column_bytes(statement, 4), hash);
    }
    bool may_be_purged = !noted && walk->report->purged_seq > 0;
    if (!may_be_purged && (!noted || strcmp(noted, hash) != 0)) {
        problem(walk, "person #%" PRId64 " was changed: no event says that it is so",
                (int64_t)sqlite3_column_int64(statement, 0));
    }
}

static void check_gone_person(struct walk *walk, sqlite3_stmt *statement) {
    problem(walk, "person #%" PRId64 " is missing, and no event says that the name was erased",
            (int64_t)sqlite3_column_int64(statement, 0));
}

/* The id of the bench, as the last start has it; several are no ids. */
#define BENCH_SQL                                                                                  \
    "SELECT 1 WHERE (SELECT count(*) FROM bench)<>1 OR (SELECT attempt_id FROM event"              \
    " WHERE event='started' AND pair=0 AND attempt_id<>'' ORDER BY seq DESC LIMIT 1)"              \
    " <> (SELECT id FROM bench LIMIT 1)"

static void check_bench(struct walk *walk, sqlite3_stmt *statement) {
    (void)statement;
    problem(walk, "the bench's id was changed: the last start had another one");
}

/* Whoever makes one can have rows changed and taken out whenever something is written. */
#define TRIGGER_SQL                                                                                \
    "SELECT name FROM sqlite_schema WHERE type='trigger' AND name NOT IN ('event_keep_update',"    \
    " 'event_keep_delete')"

static void check_trigger(struct walk *walk, sqlite3_stmt *statement) {
    const char *name = (const char *)sqlite3_column_text(statement, 0);
    problem(walk, "the journal has a trigger that the kiosk did not make: %.100s",
            name ? name : "?");
}

static enum sk_err check_people(struct walk *walk, struct sk_err_info *info) {
    enum sk_err err = for_each(walk, PEOPLE_SQL, check_person, info);
    if (!err) {
        err = for_each(walk, BENCH_SQL, check_bench, info);
    }
    if (!err) {
        err = for_each(walk, TRIGGER_SQL, check_trigger, info);
    }
    return err ? err : for_each(walk, GONE_PEOPLE_SQL, check_gone_person, info);
}

static enum sk_err check_summaries(struct walk *walk, struct sk_err_info *info) {
    enum sk_err err = for_each(walk, SUMMARY_SQL, check_pair, info);
    if (!err) {
        err = for_each(walk, REFERENCES_SQL, check_reference, info);
    }
    if (!err) {
        err = for_each(walk,
                       "SELECT DISTINCT pair FROM event WHERE pair > 0 AND seq > (SELECT purged_seq"
                       " FROM mark) AND NOT EXISTS (SELECT 1 FROM pair WHERE number=event.pair)",
                       check_lost_pair, info);
    }
    return err ? err : for_each(walk, HOLD_SQL, check_hold, info);
}

/* The kiosk notes its last event beside the journal; an incomplete note is not a finding. It was
 * read before the snapshot was taken, so it cannot be newer. */
static enum sk_err check_head_file(struct walk *walk, const struct sk_head_note *note,
                                   struct sk_err_info *info) {
    enum sk_lost_end end = SK_END_KNOWN;
    enum sk_err err = sk_lost_compare(walk->journal, note, &end, info);
    if (!err && end == SK_END_SHORT) {
        problem(walk,
                "the end is missing: event %" PRId64 " was noted beside the journal, its last is "
                "%" PRId64,
                note->seq, walk->report->head_seq);
    } else if (!err && end == SK_END_OTHER) {
        problem(walk,
                "event %" PRId64 " is not the one that was noted beside the journal: it was "
                "changed, or this is another journal",
                note->seq);
    }
    return err;
}

static void check_leftovers(struct walk *walk) {
    char name[SK_FILES_PATH_SIZE];
    if (sk_beside_find(walk->journal->path, SK_BESIDE_REPLACEMENT, name, sizeof(name))) {
        problem(walk,
                "the journal is damaged, and replacing it was cut off: start the kiosk once, it "
                "puts '%.200s' in its place",
                name);
    }
}

static void picture_problem(void *data, const char *text) {
    problem(data, "%s", text);
}

/* Somebody put another key in the place of the bench's, without an event that both signed. */
static void check_key(struct walk *walk) {
    struct sk_signed_note_key last;
    struct sk_bench_key *key = NULL;
    uint8_t now[SK_BENCH_KEY_PUBLIC_SIZE];
    if (!sk_key_change_last(walk->journal, &last) ||
        sk_bench_key_open(&key, walk->journal->path, false, NULL) != SK_OK) {
        return;
    }
    sk_bench_key_public(key, now);
    sk_bench_key_destroy(key);
    if (memcmp(now, last.public_key, sizeof(now)) != 0) {
        problem(walk, "the bench's key is not the one that the log names last: it was replaced "
                      "without an event that both keys sign");
    }
}

static enum sk_err walk_all(struct walk *walk, const struct sk_head_note *note,
                            struct sk_err_info *info) {
    uint8_t purged_hash[SK_CHAIN_SIZE];
    enum sk_err err = check_database(walk, info);
    if (!err) {
        err = read_mark(walk, info);
    }
    memcpy(purged_hash, walk->hash, SK_CHAIN_SIZE);
    if (!err) {
        check_noted(walk, walk->report->purged_seq, purged_hash);
        err = check_events(walk, info);
    }
    if (!err) {
        err = check_end(walk, info);
    }
    if (!err) {
        check_purge(walk, purged_hash);
        check_noted_at_end(walk);
    }
    if (!err && !walk->is_alone) {
        check_leftovers(walk);
    }
    if (!err) {
        err = check_exported(walk, info);
    }
    if (!err) {
        err = check_summaries(walk, info);
    }
    if (!err && !walk->is_alone) {
        check_key(walk);
    }
    if (!err) {
        err = check_people(walk, info);
    }
    return err || !note ? err : check_head_file(walk, note, info);
}

enum sk_err sk_journal_verify(struct sk_journal *journal, struct sk_verify_noted *noted,
                              size_t count, void (*each)(void *data, const char *text), void *data,
                              struct sk_verify_report *report, struct sk_err_info *info) {
    struct walk walk = { .journal = journal,
                         .noted = noted,
                         .noted_left = count,
                         .each = each,
                         .data = data,
                         .report = report };
    struct sk_head_note note;
    bool has_note = sk_head_file_read(journal->path, &note) == SK_OK; /* before that moment */
    *report = (struct sk_verify_report){ 0 };
    for (size_t i = 0; i < count; i++) {
        noted[i].seen = SK_VERIFY_NOT_REACHED;
    }
    if (count > 0) {
        qsort(noted, count, sizeof(noted[0]), by_seq);
    }
    /* One snapshot of the journal, while a kiosk goes on writing. */
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (err) {
        return err;
    }
    err = walk_all(&walk, has_note ? &note : NULL, info);
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    /* Files take their time, and the kiosk's log is not to grow meanwhile. */
    return err ? err : sk_stills_verify(journal, picture_problem, &walk, &report->stills, info);
}

static void keep_first(void *data, const char *text) {
    struct sk_err_info *first = data;
    if (first->text[0] == '\0') {
        (void)sk_fail(first, SK_ERR_CORRUPT, "%s", text);
    }
}

enum sk_err sk_journal_verify_alone(struct sk_journal *journal, struct sk_verify_report *report,
                                    struct sk_err_info *info) {
    struct sk_err_info first = { "" };
    struct walk walk = {
        .journal = journal, .is_alone = true, .each = keep_first, .data = &first, .report = report
    };
    *report = (struct sk_verify_report){ 0 };
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (err) {
        return err;
    }
    err = walk_all(&walk, NULL, info);
    (void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    return !err && report->problems > 0
               ? sk_fail(info, SK_ERR_CORRUPT, "'%.200s' is not as it was written: %.250s",
                         journal->path, first.text)
               : err;
}
