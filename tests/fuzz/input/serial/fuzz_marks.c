/* What the kernel hands on of a serial line: wherever a read ends, the same scans come out, and a
 * code that holds a wrong character is no whole one.
 *
 * Input: one byte, where the first read ends; the rest is the line's. */
#include "fuzz/bytes.h"

#include "input/serial/marks.h"

#define SCANS_MAX 64

static struct heard {
    size_t count;
    struct {
        size_t length;
        char text[32];
        bool is_whole;
    } scans[SCANS_MAX];
} once, twice;

static void on_scan(void *data, const struct sk_scan *scan) {
    struct heard *heard = data;
    MUST(scan->length > 0 && scan->length <= SK_SCAN_TEXT_MAX && scan->text[scan->length] == '\0');
    if (heard->count < SCANS_MAX) {
        size_t i = heard->count++;
        heard->scans[i].length = scan->length;
        heard->scans[i].is_whole = !scan->is_part && !scan->is_joined;
        (void)snprintf(heard->scans[i].text, sizeof(heard->scans[i].text), "%.31s", scan->text);
    }
}

static void hear(struct heard *heard, const char *line, size_t length, size_t cut) {
    static struct sk_stream stream;
    const struct sk_framing_rules rules = { .gap = 100 };
    struct sk_serial_marks marks = { 0 };
    memset(heard, 0, sizeof(*heard));
    sk_stream_init(&stream, SK_SOURCE_SERIAL, &rules, on_scan, heard);
    (void)sk_serial_marks_take(&marks, &stream, line, cut, 1000);
    (void)sk_serial_marks_take(&marks, &stream, line + cut, length - cut, 1000);
    (void)sk_stream_tick(&stream, 2000);
    (void)sk_stream_drop(&stream);
}

/* At one moment: a wrong character anywhere leaves nothing whole that comes with it. */
static bool has_wrong(const char *line, size_t length) {
    for (size_t i = 0; i + 2 < length; i++) {
        if (line[i] == '\xff') {
            if (line[i + 1] == '\0') {
                return true;
            }
            i++;
        }
    }
    return false;
}

/* What is only blanks, or a frame of nothing, may have been the begin of more, where a read ended
 * in it. A TAB or a line's end is a blank in a frame only; elsewhere each is an end. */
static bool may_be_blank(const char *line, size_t length) {
    const char *frame = memchr(line, '\x02', length);
    for (size_t i = 0; i < length; i++) {
        bool is_in_frame = frame && line + i > frame;
        bool is_empty = is_in_frame && line[i] == '\x03' && line[i - 1] == '\x02';
        if (memchr(" \0\xef", line[i], 3) || is_empty ||
            (is_in_frame && memchr("\t\r\n", line[i], 3))) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    size_t cut = bytes_below(&bytes, 256);
    size_t length = 0;
    char *line = bytes_take(&bytes, size, &length);
    hear(&once, line, length, 0);
    hear(&twice, line, length, cut < length ? cut : length);
    MUST(may_be_blank(line, length) || memcmp(&once, &twice, sizeof(once)) == 0);
    MUST(once.count == twice.count);
    bool is_framed = memchr(line, '\x02', length) != NULL; /* frames stand for themselves */
    for (size_t i = 0; i < once.count; i++) {
        MUST(is_framed || !has_wrong(line, length) || !once.scans[i].is_whole);
    }
    free(line);
    bytes_close(&bytes);
    return 0;
}
