/* line.h — a serial line's speed and framing, and opening it as a scanner's. */
#ifndef SK_INPUT_SERIAL_LINE_H
#define SK_INPUT_SERIAL_LINE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_serial_line {
    uint32_t baud;
    uint8_t data_bits; /* 7 or 8 */
    char parity;       /* 'N', 'E' or 'O' */
    uint8_t stop_bits; /* 1 or 2 */
};

#define SK_SERIAL_LINE_SIZE 24

/* "9600 8N1", as manuals write it; "9600" alone means 8N1. False: no such form, or a speed that
 * serial lines do not have. Pure. */
bool sk_serial_line_parse(struct sk_serial_line *out, const char *text);

/* Pure. */
void sk_serial_line_print(const struct sk_serial_line *line, char out[SK_SERIAL_LINE_SIZE]);

/* The manners that scanners come with from the factory, in the order in which they are to be tried;
 * NULL after the last. Static. */
const struct sk_serial_line *sk_serial_line_usual(size_t index);

/* While one after the other is tried: the next usual one that is not set; after the last, set
 * itself again. *tried: 0 to begin with. Pure. */
const struct sk_serial_line *sk_serial_line_next(const struct sk_serial_line *set, size_t *tried);

/* Opens a line for this program alone: no other user may open it (TIOCEXCL), nor another program
 * that asks (flock). Raw (wrong characters are marked, marks.h), without flow control, the modem's
 * lines ignored; DTR stays up when it is closed, as some scanners take it for a switch. Not
 * blocking. Owner: *fd is the caller's, to be closed. Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED,
 * SK_ERR_BUSY, SK_ERR_INVALID (no serial line, or it cannot do that speed), SK_ERR_IO. Any thread.
 */
enum sk_err sk_serial_line_open(int *fd, const char *path, const struct sk_serial_line *line,
                                struct sk_err_info *info);

/* Another speed and framing for an open line; what has come and is not read is thrown away.
 * Errors: SK_ERR_INVALID, SK_ERR_IO. */
enum sk_err sk_serial_line_set(int fd, const struct sk_serial_line *line, struct sk_err_info *info);

#endif
