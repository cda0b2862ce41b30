#include "office/event_body.h"

#include "base/utf8.h"
#include "journal/chain.h"

#include <limits.h>
#include <string.h>

struct event_bytes_left {
    const uint8_t *at;
    size_t left;
};

static bool take_number(struct event_bytes_left *reading, size_t size, uint64_t *out) {
    if (reading->left < size) {
        return false;
    }
    *out = 0;
    for (size_t i = 0; i < size; i++) {
        *out = *out << 8 | reading->at[i];
    }
    reading->at += size;
    reading->left -= size;
    return true;
}

static bool take_text(struct event_bytes_left *reading, struct sk_event_value *value) {
    uint64_t length = 0;
    if (!take_number(reading, 4, &length) || length > reading->left || length > INT_MAX) {
        return false;
    }
    *value = (struct sk_event_value){ .type = SK_VALUE_TEXT,
                                      .text = (const char *)reading->at,
                                      .length = (int)length };
    reading->at += length;
    reading->left -= (size_t)length;
    return true;
}

static bool take_value(struct event_bytes_left *reading, struct sk_event_value *value) {
    uint64_t number = 0;
    if (!take_number(reading, 1, &number)) {
        return false;
    }
    switch ((char)number) {
    case 'n':
        *value = (struct sk_event_value){ .type = SK_VALUE_NULL };
        return true;
    case 'i':
        if (!take_number(reading, 8, &number)) {
            return false;
        }
        *value = (struct sk_event_value){ .type = SK_VALUE_INT, .number = (int64_t)number };
        return true;
    case 't':
        return take_text(reading, value);
    default:
        return false;
    }
}

bool sk_office_event_read(const uint8_t *body, size_t length, struct sk_event_row *row) {
    struct event_bytes_left reading = { .at = body, .left = length };
    size_t i = 0;
    for (; i < SK_COLUMN_FORM; i++) {
        if (!take_value(&reading, &row->values[i])) {
            return false;
        }
    }
    if (reading.left == 0) { /* form 1, which is not among its values */
        row->values[i++] =
            (struct sk_event_value){ .type = SK_VALUE_INT, .number = SK_CHAIN_FORM_1 };
        for (; i < SK_COLUMN_COUNT; i++) {
            row->values[i] = (struct sk_event_value){ .type = SK_VALUE_NULL };
        }
        return true;
    }
    for (; i < SK_COLUMN_COUNT; i++) {
        if (!take_value(&reading, &row->values[i])) {
            return false;
        }
    }
    return reading.left == 0 && sk_office_event_number(row, SK_COLUMN_FORM) > SK_CHAIN_FORM_1;
}

int64_t sk_office_event_number(const struct sk_event_row *row, enum sk_event_column column) {
    const struct sk_event_value *value = &row->values[column];
    return value->type == SK_VALUE_INT ? value->number : 0;
}

const char *sk_office_event_text(const struct sk_event_row *row, enum sk_event_column column,
                                 char *out, size_t size) {
    const struct sk_event_value *value = &row->values[column];
    size_t length = value->type == SK_VALUE_TEXT ? (size_t)value->length : 0;
    if (length >= size) {
        length = sk_utf8_cut(value->text, size - 1);
    }
    memcpy(out, length > 0 ? value->text : "", length);
    out[length] = '\0';
    return out;
}
