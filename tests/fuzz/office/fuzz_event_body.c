/* An event out of any bytes; what is read is within them, and can be put into words. */
#include "fuzz/bytes.h"

#include "office/event_body.h"
#include "office/event_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_event_row row;
    char words[64];
    const uint8_t *block = (const uint8_t *)bytes.block;
    if (sk_office_event_read(block, bytes.size, &row)) {
        size_t texts = 0;
        for (int i = 0; i < SK_COLUMN_COUNT; i++) {
            const struct sk_event_value *value = &row.values[i];
            MUST(value->type != SK_VALUE_ODD);
            if (value->type == SK_VALUE_TEXT) {
                MUST(value->text >= bytes.block && value->length >= 0);
                MUST(value->text + value->length <= bytes.block + bytes.size);
                texts += (size_t)value->length;
            }
            (void)sk_office_event_text(&row, (enum sk_event_column)i, words, sizeof(words));
            MUST(strlen(words) < sizeof(words));
        }
        MUST(texts <= bytes.size);
        sk_office_event_words(&row, "", words, sizeof(words));
        MUST(strlen(words) < sizeof(words));
    }
    bytes_close(&bytes);
    return 0;
}
