/* status_line.h — one scanner's line of the status bar: tells the sink what has changed, and what
 * is the matter in words. */
#ifndef SK_INPUT_STATUS_LINE_H
#define SK_INPUT_STATUS_LINE_H

#include "base/err.h"
#include "input/reader.h"

#include <stdbool.h>

struct sk_status_line {
    bool is_told;
    struct sk_reader_status status;
};

/* Tells the sink, if anything is new. Where the source has changed (it came back in another mode),
 * the old line goes first. Returns whether anything was told. */
bool sk_status_line_tell(struct sk_status_line *self, struct sk_scan_sink *sink,
                         const struct sk_reader_status *status);

/* Why a scanner could not be opened, and what to do: an English sentence of the catalogue. Static.
 */
const char *sk_status_line_trouble(enum sk_err err);

#endif
