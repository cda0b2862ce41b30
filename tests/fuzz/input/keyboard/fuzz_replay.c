/* One line of a replay file. */
#include "fuzz/bytes.h"

#include "input/keyboard/replay_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    size_t room = 1 + bytes_below(&bytes, 64);
    size_t length = 0;
    size_t text_length = SIZE_MAX;
    sk_ms at = -1;
    char *line = bytes_take(&bytes, size, &length);
    char *text = malloc(room);
    MUST(text);
    enum sk_err err = sk_replay_parse_line(line, length, &at, text, room, &text_length);
    MUST(err == SK_OK || err == SK_ERR_NOT_FOUND || err == SK_ERR_INVALID);
    if (err == SK_OK) {
        MUST(text_length <= room && text_length < length);
        MUST(at >= 0);
    }
    free(text);
    free(line);
    bytes_close(&bytes);
    return 0;
}
