/* event_row.h — one row of the table `event` as values in the order of its columns, so that
 * writing, hashing and verifying use the very same values. Private to this folder. */
#ifndef SK_JOURNAL_EVENT_ROW_H
#define SK_JOURNAL_EVENT_ROW_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* Those of version 4 and before. */
#define SK_EVENT_COLUMNS_4                                                                         \
    "seq, pair, event, at, wall_ms, mono_ms, jump_ms, operator, result, phase, already,"           \
    " attempts, request, http_status, code, message, request_id, attempt_id, sent_wall_ms,"        \
    " refers, note, serial, instance, serial_source, serial_device, serial_symbology,"             \
    " serial_wall_ms, instance_source, instance_device, instance_symbology, instance_wall_ms"

/* All columns but the hash, which follows as the last. */
#define SK_EVENT_COLUMNS                                                                           \
    SK_EVENT_COLUMNS_4                                                                             \
    ", form, person, serial_by_hand, instance_by_hand, region, profile, customer_order, still, more"

enum sk_event_column {
    SK_COLUMN_SEQ,
    SK_COLUMN_PAIR,
    SK_COLUMN_EVENT,
    SK_COLUMN_AT,
    SK_COLUMN_WALL_MS,
    SK_COLUMN_MONO_MS,
    SK_COLUMN_JUMP_MS,
    SK_COLUMN_OPERATOR,
    SK_COLUMN_RESULT,
    SK_COLUMN_PHASE,
    SK_COLUMN_ALREADY,
    SK_COLUMN_ATTEMPTS,
    SK_COLUMN_REQUEST,
    SK_COLUMN_HTTP_STATUS,
    SK_COLUMN_CODE,
    SK_COLUMN_MESSAGE,
    SK_COLUMN_REQUEST_ID,
    SK_COLUMN_ATTEMPT_ID,
    SK_COLUMN_SENT_WALL_MS,
    SK_COLUMN_REFERS,
    SK_COLUMN_NOTE,
    SK_COLUMN_SERIAL,
    SK_COLUMN_INSTANCE,
    SK_COLUMN_SERIAL_SOURCE,
    SK_COLUMN_SERIAL_DEVICE,
    SK_COLUMN_SERIAL_SYMBOLOGY,
    SK_COLUMN_SERIAL_WALL_MS,
    SK_COLUMN_INSTANCE_SOURCE,
    SK_COLUMN_INSTANCE_DEVICE,
    SK_COLUMN_INSTANCE_SYMBOLOGY,
    SK_COLUMN_INSTANCE_WALL_MS,
    /* From here on since version 5. */
    SK_COLUMN_FORM, /* by which the row is hashed (chain.h) */
    SK_COLUMN_PERSON,
    SK_COLUMN_SERIAL_BY_HAND,
    SK_COLUMN_INSTANCE_BY_HAND,
    SK_COLUMN_REGION,
    SK_COLUMN_PROFILE,
    SK_COLUMN_CUSTOMER_ORDER,
    SK_COLUMN_STILL, /* SHA-256 of the camera's picture, in hexadecimal; "": there is none */
    SK_COLUMN_MORE,  /* digest of the columns of a later version; "": it has none */
    SK_COLUMN_COUNT, /* and the place of the hash */
};

/* INSERT of a whole row; ?1 to ?41. */
#define SK_EVENT_INSERT                                                                            \
    "INSERT INTO event (" SK_EVENT_COLUMNS ", hash) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"   \
    "?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31,?32,?33,"     \
    "?34,?35,?36,?37,?38,?39,?40,?41)"

struct sk_event_value {
    enum { SK_VALUE_NULL, SK_VALUE_INT, SK_VALUE_TEXT, SK_VALUE_ODD } type;
    int64_t number;
    const char *text; /* borrowed */
    int length;       /* bytes of text */
};

struct sk_event_row {
    struct sk_event_value values[SK_COLUMN_COUNT];
};

void sk_event_row_int(struct sk_event_row *row, enum sk_event_column column, int64_t number);
/* text is borrowed as long as row is used; NULL becomes NULL. */
void sk_event_row_text(struct sk_event_row *row, enum sk_event_column column, const char *text);

/* SK_EVENT_COLUMNS, or what gives the same of a database of version 4 or before, whose rows are of
 * form 1. Static. */
const char *sk_event_row_columns(sqlite3 *db);

/* Binds the values to ?1 onwards. */
void sk_event_row_bind(const struct sk_event_row *row, sqlite3_stmt *statement);
/* Reads a row of SELECT SK_EVENT_COLUMNS; texts are borrowed until the statement moves on. What is
 * neither integer nor text nor NULL is ODD, which is never written. */
void sk_event_row_read(struct sk_event_row *row, sqlite3_stmt *statement);

#endif
