/* event_bytes.h — an event's bytes, as a bench hashes them (src/journal/chain.h). */
#ifndef SK_TESTS_UNIT_OFFICE_EVENT_BYTES_H
#define SK_TESTS_UNIT_OFFICE_EVENT_BYTES_H

#include "check.h"

#include "journal/event_row.h"

#include <string.h>

struct event_bytes {
    uint8_t data[4096];
    size_t length;
};

static void put_number(struct event_bytes *out, uint64_t number, size_t size) {
    for (size_t i = size; i > 0; i--) {
        out->data[out->length++] = (uint8_t)(number >> (8 * (i - 1)));
    }
}

static inline void put_value(struct event_bytes *out, const struct sk_event_value *value) {
    assert_true(out->length + 16 < sizeof(out->data));
    switch (value->type) {
    case SK_VALUE_NULL:
    case SK_VALUE_ODD:
        out->data[out->length++] = 'n';
        break;
    case SK_VALUE_INT:
        out->data[out->length++] = 'i';
        put_number(out, (uint64_t)value->number, 8);
        break;
    case SK_VALUE_TEXT:
        out->data[out->length++] = 't';
        put_number(out, (uint64_t)value->length, 4);
        memcpy(out->data + out->length, value->text, (size_t)value->length);
        out->length += (size_t)value->length;
        break;
    }
}

/* The first `count` values: 31 of form 1, 40 of form 2. */
static inline void put_event(struct event_bytes *out, const struct sk_event_row *row,
                             size_t count) {
    out->length = 0;
    for (size_t i = 0; i < count; i++) {
        put_value(out, &row->values[i]);
    }
}

static inline void set_number(struct sk_event_row *row, enum sk_event_column column,
                              int64_t number) {
    row->values[column] = (struct sk_event_value){ .type = SK_VALUE_INT, .number = number };
}

static inline void set_text(struct sk_event_row *row, enum sk_event_column column,
                            const char *text) {
    row->values[column] =
        (struct sk_event_value){ .type = SK_VALUE_TEXT, .text = text, .length = (int)strlen(text) };
}

#endif
