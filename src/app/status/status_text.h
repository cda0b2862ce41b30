/* status_text.h — a status as JSON, as lines for a terminal, and as Prometheus reads it. Pure. */
#ifndef SK_APP_STATUS_STATUS_TEXT_H
#define SK_APP_STATUS_STATUS_TEXT_H

#include "app/status/status.h"
#include "base/buf.h"

/* All append. wall_ms: when that is. Errors: those of sk_buf. */

/* One object and a newline; times as RFC 3339, null for never. */
enum sk_err sk_status_json(const struct sk_status *status, const struct sk_status_log *log,
                           int64_t wall_ms, struct sk_buf *out);

/* Some ten lines "name: value", English. */
enum sk_err sk_status_lines(const struct sk_status *status, const struct sk_status_log *log,
                            int64_t wall_ms, struct sk_buf *out);

/* The exposition format for node_exporter's textfile collector. The hash of the log's end is left
 * out: a label that changes with each event would be a time series for each event. */
enum sk_err sk_status_prometheus(const struct sk_status *status, const struct sk_status_log *log,
                                 int64_t wall_ms, struct sk_buf *out);

#endif
