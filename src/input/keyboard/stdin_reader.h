/* stdin_reader.h — one scan per line from a file descriptor; works everywhere. */
#ifndef SK_INPUT_KEYBOARD_STDIN_READER_H
#define SK_INPUT_KEYBOARD_STDIN_READER_H

#include "base/clock.h"
#include "input/reader.h"

/* fd is borrowed and read from until its end; then the status is SK_READER_ENDED. A line longer
 * than SK_SCAN_TEXT_MAX is cut and marked as cut. Empty lines are ignored. Never drops a line:
 * while there is no room it does not read on.
 * Owner: *out is the caller's (ops->destroy). Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_stdin_reader_create(struct sk_reader **out, int fd, struct sk_clock *clock,
                                   struct sk_err_info *info);

#endif
