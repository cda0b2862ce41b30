/* Keys with any text and any pauses. */
#include "fuzz/bytes.h"

#include "base/util.h"
#include "input/keyboard/typed_reader.h"

struct fake_sink {
    struct sk_scan_sink sink;
    size_t fed; /* bytes and ends that no scan has taken */
};

static bool push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct fake_sink *fake = sk_container_of(sink, struct fake_sink, sink);
    MUST(scan->source == SK_SOURCE_KEYBOARD);
    MUST(scan->length > 0 && scan->length <= SK_SCAN_TEXT_MAX && scan->length <= fake->fed);
    MUST(scan->text[scan->length] == '\0');
    fake->fed -= scan->length;
    return true;
}

static void status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    (void)status;
}

static void type(struct sk_typed_reader *reader, struct fake_sink *fake, struct bytes *bytes,
                 sk_ms now) {
    size_t length = 0;
    char *text = bytes_take(bytes, bytes_below(bytes, 100), &length);
    char *string = malloc(length + 1);
    MUST(string);
    memcpy(string, text, length);
    string[length] = '\0';
    fake->fed += strlen(string);
    for (int times = bytes_below(bytes, 8) == 0 ? 60 : 1; times > 0; times--) {
        sk_typed_reader_text(reader, string, now);
        fake->fed += strlen(string);
    }
    free(string);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct sk_scan_sink_ops ops = { .push = push, .status = status };
    static const sk_ms gaps[] = { 0, 5, 99, 100, 101, 300, 301, 1000, 1001, 60000 };
    struct bytes bytes = bytes_open(data, size);
    struct fake_sink fake = { .sink.ops = &ops };
    struct sk_typed_reader reader;
    sk_ms now = 1000;
    sk_typed_reader_init(&reader, &fake.sink, 100);
    while (bytes_left(&bytes)) {
        size_t pending = 0;
        switch (bytes_below(&bytes, 8)) {
        case 0:
        case 1:
            type(&reader, &fake, &bytes, now);
            break;
        case 2:
            sk_typed_reader_end(&reader, now);
            fake.fed++;
            break;
        case 3:
            sk_typed_reader_clear(&reader);
            break;
        case 6:
            sk_typed_reader_erase(&reader, now);
            fake.fed++;
            break;
        case 7:
            sk_typed_reader_paste(&reader, "sage6\n", now);
            fake.fed += sizeof("sage6\n");
            break;
        case 4: {
            sk_ms due = sk_typed_reader_tick(&reader, now);
            MUST(due == -1 || due > now);
            break;
        }
        default:
            now += gaps[bytes_below(&bytes, SK_ARRAY_LEN(gaps))];
            break;
        }
        const char *text = NULL;
        (void)sk_typed_reader_echo(&reader, now, &text, &pending);
        MUST(pending <= sizeof(reader.text) && text == reader.text);
    }
    bytes_close(&bytes);
    return 0;
}
