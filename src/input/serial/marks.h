/* marks.h — what the kernel makes of a serial line's characters (PARMRK): those that came with a
 * wrong parity or framing are marked by 0xff 0x00, and a 0xff that came is written twice. A
 * character that was wrong is no character of a code, and its code is a part. Pure. */
#ifndef SK_INPUT_SERIAL_MARKS_H
#define SK_INPUT_SERIAL_MARKS_H

#include "input/stream.h"

#include <stdbool.h>
#include <stddef.h>

struct sk_serial_marks {
    enum { SK_SERIAL_PLAIN, SK_SERIAL_MARKED, SK_SERIAL_WRONG } state;
};

/* Zeroed is the begin. Takes what one read brought into the stream. Returns false if a character
 * was wrong and the stream had nothing of its code: nothing tells of it but the caller. */
bool sk_serial_marks_take(struct sk_serial_marks *self, struct sk_stream *stream, const char *bytes,
                          size_t length, sk_ms at);

#endif
