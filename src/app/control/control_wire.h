/* control_wire.h — an action and its end, and a question, as one line of text each, for the socket
 * between the command line and the kiosk: words and fields with tabs between them, odd bytes as
 * %XX. Pure. */
#ifndef SK_APP_CONTROL_CONTROL_WIRE_H
#define SK_APP_CONTROL_CONTROL_WIRE_H

#include "app/supervisor/action.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the longest line, with its newline: every field of a result at its longest, each byte as
 * three. */
#define SK_CONTROL_LINE_MAX 4096

/* Appends the line with its newline; the id is not part of it. Errors: those of sk_buf. */
enum sk_err sk_control_write_action(struct sk_buf *out, const struct sk_action *action);
enum sk_err sk_control_write_result(struct sk_buf *out, const struct sk_action_result *result);

/* What is asked of the kiosk about itself; the answer is "ok", a newline and bytes to the end. */
enum sk_control_question {
    SK_CONTROL_QUESTION_STATUS, /* lines of text */
    SK_CONTROL_QUESTION_STATUS_JSON,
    SK_CONTROL_QUESTION_SCREEN, /* its picture, as PNG */
};
enum sk_err sk_control_write_question(struct sk_buf *out, enum sk_control_question question);
bool sk_control_read_question(const char *line, size_t length, enum sk_control_question *out);

/* line: length bytes without the newline, anything may be in it. False: it is malformed; *out is
 * undefined then. */
bool sk_control_read_action(const char *line, size_t length, struct sk_action *out);
bool sk_control_read_result(const char *line, size_t length, struct sk_action_result *out);

#endif
