#include "input/serial/marks.h"

#define MARK '\xff'

/* The text up to here, and after it a character that is to be left out. */
static void cut_out(struct sk_stream *stream, const char *bytes, size_t *begin, size_t end,
                    sk_ms at) {
    sk_stream_add(stream, bytes + *begin, end - *begin, at);
    *begin = end + 1;
}

/* A wrong character is recorded as one that no code holds. */
static bool lose(struct sk_stream *stream, sk_ms at) {
    if (stream->recording) {
        sk_stream_add(stream, "\x1a", 1, at);
        return true;
    }
    return sk_stream_break(stream, at);
}

bool sk_serial_marks_take(struct sk_serial_marks *self, struct sk_stream *stream, const char *bytes,
                          size_t length, sk_ms at) {
    bool is_told = true;
    size_t begin = 0;
    for (size_t i = 0; i < length; i++) {
        switch (self->state) {
        case SK_SERIAL_PLAIN:
            if (bytes[i] == MARK) {
                self->state = SK_SERIAL_MARKED;
                cut_out(stream, bytes, &begin, i, at);
            }
            break;
        case SK_SERIAL_MARKED: /* twice: it came once, and stays in the text */
            self->state = bytes[i] == '\0' ? SK_SERIAL_WRONG : SK_SERIAL_PLAIN;
            begin = bytes[i] == '\0' ? i + 1 : i;
            break;
        case SK_SERIAL_WRONG:
            self->state = SK_SERIAL_PLAIN;
            begin = i + 1;
            is_told = lose(stream, at) && is_told;
            break;
        }
    }
    if (begin < length) {
        sk_stream_add(stream, bytes + begin, length - begin, at);
    }
    return is_told;
}
