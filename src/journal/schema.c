#include "journal/schema.h"

/* detail=none: the index only knows which pairs contain three characters; the pairs themselves are
 * checked afterwards. It does not keep the column, so each column has a table. */
#define TEXT_OPTIONS                                                                               \
    " content=pair, content_rowid=number, tokenize='trigram', detail=none, columnsize=0);"
#define TEXT_SQL                                                                                   \
    "CREATE VIRTUAL TABLE serial_text USING fts5 (serial," TEXT_OPTIONS                            \
    "CREATE VIRTUAL TABLE instance_text USING fts5 (instance," TEXT_OPTIONS

#define PAIR_3 "dealt_wall_ms INTEGER NOT NULL DEFAULT 0"

/* What needs a supervisor (SK_FILTER_OPEN_SQL): few pairs, queried again and again. The one row of
 * `hold` tells whether sending is on hold; the events say so, too, but may be purged. */
#define VERSION_3_SQL                                                                              \
    "CREATE INDEX pair_open ON pair (number) WHERE kind='bind' AND result IN ('refused', 'check')" \
    " AND result<>'bound' AND dealt_wall_ms=0 AND retried_by=0 AND undone_by=0;"                   \
    "CREATE TABLE hold ("                                                                          \
    "  is_held INTEGER NOT NULL,"                                                                  \
    "  operator TEXT NOT NULL,"                                                                    \
    "  note TEXT NOT NULL) STRICT;"                                                                \
    "INSERT INTO hold VALUES (0, '', '');"                                                         \
    "PRAGMA user_version = 3;"

/* What stays known of pairs whose rows are gone (known.h). */
#define VERSION_4_SQL                                                                              \
    "CREATE TABLE known ("                                                                         \
    "  number INTEGER PRIMARY KEY,"                                                                \
    "  serial BLOB NOT NULL,"                                                                      \
    "  instance BLOB NOT NULL,"                                                                    \
    "  standing INTEGER NOT NULL) STRICT;"                                                         \
    "CREATE INDEX known_serial ON known (serial);"                                                 \
    "CREATE INDEX known_instance ON known (instance);"                                             \
    "PRAGMA user_version = 4;"

/* A column at the end, which an older program need not know. */
#define ADD_TO(table, column) "ALTER TABLE " table " ADD COLUMN " column ";"
#define NUMBER " INTEGER NOT NULL DEFAULT 0"
#define TEXT " TEXT NOT NULL DEFAULT ''"
#define COLUMNS_5                                                                                  \
    ADD_TO("event", "form INTEGER NOT NULL DEFAULT 1")                                             \
    ADD_TO("event", "person" NUMBER)                                                               \
    ADD_TO("event", "serial_by_hand INTEGER")                                                      \
    ADD_TO("event", "instance_by_hand INTEGER")                                                    \
    ADD_TO("event", "region" TEXT)                                                                 \
    ADD_TO("event", "profile" TEXT)                                                                \
    ADD_TO("event", "customer_order" TEXT)                                                         \
    ADD_TO("event", "still" TEXT)                                                                  \
    ADD_TO("event", "more" TEXT)                                                                   \
    ADD_TO("hold", "person" NUMBER)                                                                \
    ADD_TO("pair", "person" NUMBER)                                                                \
    ADD_TO("pair", "instance_source" TEXT)                                                         \
    ADD_TO("pair", "instance_device" TEXT)                                                         \
    ADD_TO("pair", "instance_symbology" TEXT)                                                      \
    ADD_TO("pair", "serial_by_hand" NUMBER)                                                        \
    ADD_TO("pair", "instance_by_hand" NUMBER)                                                      \
    ADD_TO("pair", "region" TEXT)                                                                  \
    ADD_TO("pair", "profile" TEXT)                                                                 \
    ADD_TO("pair", "customer_order" TEXT)                                                          \
    ADD_TO("pair", "still" TEXT)

/* The indexes of texts are made anew, as they hold more of each text (trigrams.h).
 * format.oldest: the oldest version that may open the file; it is what tells a program whether it
 * may, not user_version. bench.id: made with the journal, and never changed. receiver: up to which
 * event each of those that are told of events has them. setting: as they were at the last start, by
 * hash. person: names, beside the chain, which has
 * the number only; badge: a keyed hash of what the badge says (people.h). */
#define VERSION_5_SQL                                                                              \
    "CREATE INDEX event_other ON event (event, seq) WHERE pair=0;"                                 \
    "CREATE TABLE format (oldest INTEGER NOT NULL) STRICT;"                                        \
    "INSERT INTO format VALUES (5);"                                                               \
    "CREATE TABLE bench (id TEXT NOT NULL) STRICT;"                                                \
    "INSERT INTO bench VALUES (lower(hex(randomblob(8))));"                                        \
    "CREATE TABLE receiver (name TEXT PRIMARY KEY, acknowledged INTEGER NOT NULL) STRICT;"         \
    "CREATE TABLE person ("                                                                        \
    "  number INTEGER PRIMARY KEY,"                                                                \
    "  name TEXT NOT NULL,"                                                                        \
    "  role TEXT NOT NULL,"                                                                        \
    "  badge BLOB NOT NULL,"                                                                       \
    "  salt BLOB NOT NULL,"                                                                        \
    "  added_wall_ms INTEGER NOT NULL) STRICT;"                                                    \
    "CREATE TABLE setting (name TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT;"                     \
    "CREATE UNIQUE INDEX person_name ON person (name);"                                            \
    "CREATE INDEX event_people ON event (person) WHERE event='people';"                            \
    "CREATE UNIQUE INDEX person_badge ON person (badge) WHERE badge <> x'';"                       \
    "CREATE INDEX pair_person ON pair (person) WHERE person <> 0;"                                 \
    "CREATE INDEX pair_order ON pair (customer_order COLLATE NOCASE) WHERE customer_order <> '';"  \
    "DROP TABLE serial_text; DROP TABLE instance_text;" TEXT_SQL                                   \
    "UPDATE mark SET text_number = 0;"                                                             \
    "PRAGMA user_version = 5;"

/* language: as in base/language.h; '': that of the bench. */
#define VERSION_6_SQL                                                                              \
    ADD_TO("person", "language" TEXT) "PRAGMA user_version = 6;" /* SK_SCHEMA_VERSION */

/* The facts of the second label were only in the events. */
#define FILL_5_SQL                                                                                 \
    "UPDATE pair SET instance_source=coalesce(i.instance_source, ''),"                             \
    " instance_device=coalesce(i.instance_device, ''),"                                            \
    " instance_symbology=coalesce(i.instance_symbology, '') FROM event AS i"                       \
    " WHERE i.pair=pair.number AND i.event IN ('intent', 'undo');"

const char *sk_schema_3_sql(void) {
    return "ALTER TABLE pair ADD COLUMN " PAIR_3 ";" VERSION_3_SQL;
}

const char *sk_schema_4_sql(void) {
    return VERSION_4_SQL;
}

const char *sk_schema_5_sql(void) {
    return COLUMNS_5 VERSION_5_SQL;
}

const char *sk_schema_fill_5_sql(void) {
    return FILL_5_SQL;
}

const char *sk_schema_6_sql(void) {
    return VERSION_6_SQL;
}

const char *sk_schema_text_sql(void) {
    return TEXT_SQL;
}

const char *sk_schema_sql(void) {
    return
        /* The order of the columns is that of event_row.h; hash chains each row to the one
         * before (chain.h). seq comes from `head`, so that a number is never used twice. */
        "CREATE TABLE event ("
        "  seq INTEGER PRIMARY KEY,"
        "  pair INTEGER NOT NULL,"
        "  event TEXT NOT NULL,"
        "  at TEXT NOT NULL,"
        "  wall_ms INTEGER NOT NULL,"
        "  mono_ms INTEGER NOT NULL,"
        /* By how much the wall clock moved against the monotonic one since the event before, when
         * that is more than a second. */
        "  jump_ms INTEGER NOT NULL,"
        "  operator TEXT NOT NULL,"
        "  result TEXT NOT NULL,"
        "  phase TEXT NOT NULL,"
        "  already INTEGER NOT NULL,"
        "  attempts INTEGER NOT NULL,"
        "  request TEXT NOT NULL,"
        "  http_status INTEGER NOT NULL,"
        "  code TEXT NOT NULL,"
        "  message TEXT NOT NULL,"
        "  request_id TEXT NOT NULL,"
        "  attempt_id TEXT NOT NULL,"
        "  sent_wall_ms INTEGER NOT NULL,"
        "  refers INTEGER NOT NULL,"
        "  note TEXT NOT NULL,"
        "  serial TEXT, instance TEXT,"
        "  serial_source TEXT, serial_device TEXT, serial_symbology TEXT, serial_wall_ms INTEGER,"
        "  instance_source TEXT, instance_device TEXT, instance_symbology TEXT,"
        "  instance_wall_ms INTEGER,"
        "  hash BLOB NOT NULL) STRICT;"
        "CREATE TABLE pair ("
        "  number INTEGER PRIMARY KEY,"
        "  kind TEXT NOT NULL,"
        "  serial TEXT NOT NULL,"
        "  instance TEXT NOT NULL,"
        "  operator TEXT NOT NULL,"
        "  result TEXT NOT NULL,"
        "  phase TEXT NOT NULL,"
        "  attempts INTEGER NOT NULL,"
        "  code TEXT NOT NULL,"
        "  message TEXT NOT NULL,"
        "  request_id TEXT NOT NULL,"
        "  source TEXT NOT NULL,"
        "  device TEXT NOT NULL,"
        "  symbology TEXT NOT NULL,"
        "  scanned_wall_ms INTEGER NOT NULL,"
        "  sent_wall_ms INTEGER NOT NULL,"
        "  changed_wall_ms INTEGER NOT NULL,"
        "  refers INTEGER NOT NULL,"
        "  undone_by INTEGER NOT NULL,"
        "  retried_by INTEGER NOT NULL,"
        "  note TEXT NOT NULL,"
        "  " PAIR_3 ") STRICT;"
        "CREATE INDEX event_pair ON event (pair);"
        "CREATE INDEX pair_serial ON pair (serial COLLATE NOCASE);"
        "CREATE INDEX pair_instance ON pair (instance COLLATE NOCASE);"
        "CREATE INDEX pair_scanned ON pair (scanned_wall_ms);"
        /* Most are bound; the others are what people look for, and the pending are the queue. */
        "CREATE INDEX pair_other ON pair (result) WHERE result <> 'bound';"
        "CREATE INDEX pair_operator ON pair (operator) WHERE operator <> '';"
        /* One row. The last event, and the next numbers. It changes with every event, so it also
         * tells whether events were cut off at the end. */
        "CREATE TABLE head ("
        "  seq INTEGER NOT NULL,"
        "  hash BLOB NOT NULL,"
        "  wall_ms INTEGER NOT NULL,"
        "  mono_ms INTEGER NOT NULL,"
        "  boot TEXT NOT NULL,"
        "  next_number INTEGER NOT NULL) STRICT;"
        "INSERT INTO head VALUES (0, zeroblob(32), 0, 0, '', 1);"
        /* One row. What was purged (the chain begins behind it), up to which pair all was
         * exported, up to which pair the indexes of texts
         * know them. */
        "CREATE TABLE mark ("
        "  purged_seq INTEGER NOT NULL,"
        "  purged_hash BLOB NOT NULL,"
        "  exported_number INTEGER NOT NULL,"
        "  text_number INTEGER NOT NULL) STRICT;"
        "INSERT INTO mark VALUES (0, zeroblob(32), 0, 0);"
        "CREATE TRIGGER event_keep_update BEFORE UPDATE ON event"
        "  BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;"
        "CREATE TRIGGER event_keep_delete BEFORE DELETE ON event"
        "  WHEN old.seq > (SELECT purged_seq FROM mark)"
        "  BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;" TEXT_SQL
        "PRAGMA application_id = 1396787019;" /* SK_SCHEMA_APPLICATION */
        VERSION_3_SQL VERSION_4_SQL;
}
