/* replay_reader.h — plays a file of scans with their times, for tests, demonstrations, support. */
#ifndef SK_INPUT_KEYBOARD_REPLAY_READER_H
#define SK_INPUT_KEYBOARD_REPLAY_READER_H

#include "base/clock.h"
#include "input/reader.h"

/* Each line of the file is `MILLISECONDS TEXT`: when, counted from the start, and what; \xNN and
 * \\ in TEXT stand for bytes. Lines that are empty or begin with # are comments. Times must not go
 * back. The file is read and checked at once.
 * Owner: *out is the caller's (ops->destroy). Errors: SK_ERR_NOT_FOUND, SK_ERR_IO, SK_ERR_NOMEM,
 * SK_ERR_INVALID; info names file and line. */
enum sk_err sk_replay_reader_create(struct sk_reader **out, const char *path,
                                    struct sk_clock *clock, struct sk_err_info *info);

/* Reads one line (length bytes, without its end) into *at and text (room for size bytes).
 * SK_ERR_NOT_FOUND: a comment. SK_ERR_INVALID: not of that form, or longer than size. Pure. */
enum sk_err sk_replay_parse_line(const char *line, size_t length, sk_ms *at, char *text,
                                 size_t size, size_t *text_length);

#endif
