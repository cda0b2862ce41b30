#include "journal/event_row.h"

#include <string.h>

void sk_event_row_int(struct sk_event_row *row, enum sk_event_column column, int64_t number) {
    row->values[column] = (struct sk_event_value){ .type = SK_VALUE_INT, .number = number };
}

void sk_event_row_text(struct sk_event_row *row, enum sk_event_column column, const char *text) {
    row->values[column] = (struct sk_event_value){ .type = text ? SK_VALUE_TEXT : SK_VALUE_NULL,
                                                   .text = text,
                                                   .length = text ? (int)strlen(text) : 0 };
}

const char *sk_event_row_columns(sqlite3 *db) {
    return sqlite3_table_column_metadata(db, NULL, "event", "form", NULL, NULL, NULL, NULL, NULL) ==
                   SQLITE_OK
               ? SK_EVENT_COLUMNS
               : SK_EVENT_COLUMNS_4 ", 1, 0, NULL, NULL, '', '', '', '', ''";
}

void sk_event_row_bind(const struct sk_event_row *row, sqlite3_stmt *statement) {
    for (int i = 0; i < SK_COLUMN_COUNT; i++) {
        const struct sk_event_value *value = &row->values[i];
        switch (value->type) {
        case SK_VALUE_INT:
            (void)sqlite3_bind_int64(statement, i + 1, value->number);
            break;
        case SK_VALUE_TEXT:
            (void)sqlite3_bind_text(statement, i + 1, value->text, value->length, SQLITE_STATIC);
            break;
        case SK_VALUE_NULL:
        case SK_VALUE_ODD:
            (void)sqlite3_bind_null(statement, i + 1);
            break;
        }
    }
}

void sk_event_row_read(struct sk_event_row *row, sqlite3_stmt *statement) {
    for (int i = 0; i < SK_COLUMN_COUNT; i++) {
        struct sk_event_value *value = &row->values[i];
        *value = (struct sk_event_value){ .type = SK_VALUE_ODD };
        switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
            value->type = SK_VALUE_INT;
            value->number = sqlite3_column_int64(statement, i);
            break;
        case SQLITE_TEXT:
            value->type = SK_VALUE_TEXT;
            value->text = (const char *)sqlite3_column_text(statement, i);
            value->length = sqlite3_column_bytes(statement, i);
            break;
        case SQLITE_NULL:
            value->type = SK_VALUE_NULL;
            break;
        default:
            break;
        }
    }
}
