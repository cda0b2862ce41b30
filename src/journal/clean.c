#include "journal/clean.h"

#include "base/utf8.h"

#include <string.h>

static bool is_utf8(const char *text, size_t length) {
    size_t at = 0;
    size_t step = 1;
    uint32_t ignored = 0;
    while (at < length && step > 0) {
        step = sk_utf8_decode(text + at, length - at, &ignored);
        at += step;
    }
    return step > 0;
}

/* text has size bytes. */
static void clean(char *text, size_t size, bool (*is_clean)(const char *text, size_t length)) {
    char printable[SK_NOTE_SIZE];
    size_t length = strnlen(text, size - 1);
    text[length] = '\0';
    if (!is_clean(text, length)) {
        (void)sk_utf8_printable(text, length, printable, size, NULL);
        memcpy(text, printable, size);
    }
}

#define NO_LONGER_THAN_A_NOTE(size)                                                                \
    _Static_assert((size) <= SK_NOTE_SIZE, "the note is the longest text of a record")
NO_LONGER_THAN_A_NOTE(SK_ANSWER_MESSAGE_SIZE);
NO_LONGER_THAN_A_NOTE(SK_CODE_SIZE);
NO_LONGER_THAN_A_NOTE(SK_OPERATOR_SIZE);
NO_LONGER_THAN_A_NOTE(SK_SCAN_DEVICE_SIZE);

void sk_record_clean(struct sk_record *record) {
    clean(record->pair.operator_name, sizeof(record->pair.operator_name), sk_utf8_is_printable);
    clean(record->pair.serial_facts.device, sizeof(record->pair.serial_facts.device),
          sk_utf8_is_printable);
    clean(record->pair.instance_facts.device, sizeof(record->pair.instance_facts.device),
          sk_utf8_is_printable);
    clean(record->code, sizeof(record->code), sk_utf8_is_printable);
    clean(record->message, sizeof(record->message), is_utf8);
    clean(record->request_id, sizeof(record->request_id), sk_utf8_is_printable);
    clean(record->attempt_id, sizeof(record->attempt_id), sk_utf8_is_printable);
    clean(record->note, sizeof(record->note), sk_utf8_is_printable);
}
