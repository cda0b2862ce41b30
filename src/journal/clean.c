#include "journal/clean.h"

#include "base/utf8.h"

#include <string.h>

/* text has size bytes. */
static void clean(char *text, size_t size) {
    char printable[SK_NOTE_SIZE];
    size_t length = strnlen(text, size - 1);
    text[length] = '\0';
    if (!sk_utf8_is_printable(text, length)) {
        (void)sk_utf8_printable(text, length, printable, size, NULL);
        memcpy(text, printable, size);
    }
}

_Static_assert(SK_ANSWER_MESSAGE_SIZE <= SK_NOTE_SIZE && SK_CODE_SIZE <= SK_NOTE_SIZE &&
                   SK_OPERATOR_SIZE <= SK_NOTE_SIZE && SK_SCAN_DEVICE_SIZE <= SK_NOTE_SIZE,
               "the note is the longest text of a record");

void sk_record_clean(struct sk_record *record) {
    clean(record->pair.operator, sizeof(record->pair.operator));
    clean(record->pair.serial_facts.device, sizeof(record->pair.serial_facts.device));
    clean(record->pair.instance_facts.device, sizeof(record->pair.instance_facts.device));
    clean(record->code, sizeof(record->code));
    clean(record->message, sizeof(record->message));
    clean(record->request_id, sizeof(record->request_id));
    clean(record->attempt_id, sizeof(record->attempt_id));
    clean(record->note, sizeof(record->note));
}
