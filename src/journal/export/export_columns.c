#include "journal/export/export_columns.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

/* The names never change, and new ones come last: imports of others rest on both. */
static const struct sk_column pair_columns[] = {
    { "number", SK_CELL_INT, 7, SK_N("Number"), 1 },
    { "kind", SK_CELL_TEXT, 7, SK_N("Kind"), 0 },
    { "scanned_at", SK_CELL_TIME, 19, SK_N("Scanned"), 2 },
    { "sent_at", SK_CELL_TIME, 19, SK_N("Sent"), 0 },
    { "settled_at", SK_CELL_TIME, 19, SK_N("Settled"), 0 },
    { "serial", SK_CELL_TEXT, 20, SK_N("Serial number"), 3 },
    { "instance", SK_CELL_TEXT, 25, SK_N("Instance"), 4 },
    { "operator", SK_CELL_TEXT, 13, SK_N("Operator"), 6 },
    { "result", SK_CELL_TEXT, 11, SK_N("Outcome"), 7 },
    { "attempts", SK_CELL_INT, 9, SK_N("Attempts"), 0 },
    { "code", SK_CELL_TEXT, 18, SK_N("Error"), 8 },
    { "message", SK_CELL_TEXT, 40, SK_N("Message"), 0 },
    { "request_id", SK_CELL_TEXT, 38, SK_N("RequestId"), 0 },
    { "source", SK_CELL_TEXT, 16, SK_N("Serial number: source"), 0 },
    { "device", SK_CELL_TEXT, 20, SK_N("Serial number: device"), 0 },
    { "symbology", SK_CELL_TEXT, 12, SK_N("Serial number: symbology"), 0 },
    { "refers", SK_CELL_INT, 9, SK_N("Refers to"), 0 },
    { "undone_by", SK_CELL_INT, 9, SK_N("Undone by"), 0 },
    { "retried_by", SK_CELL_INT, 9, SK_N("Retried as"), 0 },
    { "note", SK_CELL_TEXT, 30, SK_N("Note"), 0 },
    { "dealt_at", SK_CELL_TIME, 19, SK_N("Dealt with"), 0 },
    { "bench", SK_CELL_TEXT, 14, SK_N("Bench"), 0 },
    { "time_zone", SK_CELL_TEXT, 10, SK_N("Time zone"), 0 },
    { "order", SK_CELL_TEXT, 14, SK_N("Order"), 5 },
    { "person", SK_CELL_TEXT, 12, SK_N("Number of the person"), 0 },
    { "region", SK_CELL_TEXT, 14, SK_N("Region"), 0 },
    { "profile", SK_CELL_TEXT, 14, SK_N("Account"), 0 },
    { "by_hand", SK_CELL_INT, 9, SK_N("Serial number: typed"), 0 },
    { "instance_source", SK_CELL_TEXT, 16, SK_N("Instance: source"), 0 },
    { "instance_device", SK_CELL_TEXT, 20, SK_N("Instance: device"), 0 },
    { "instance_symbology", SK_CELL_TEXT, 12, SK_N("Instance: symbology"), 0 },
    { "instance_by_hand", SK_CELL_INT, 9, SK_N("Instance: typed"), 0 },
    { "still", SK_CELL_TEXT, 66, SK_N("Picture"), 0 },
};

/* As they are hashed (chain.h), so that the chain can be checked with the exported file alone. */
static const struct sk_column event_columns[] = {
    { "seq", SK_CELL_INT, 8, NULL, 0 },
    { "pair", SK_CELL_INT, 8, NULL, 0 },
    { "event", SK_CELL_TEXT, 9, NULL, 0 },
    { "at", SK_CELL_TEXT, 30, NULL, 0 },
    { "wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "mono_ms", SK_CELL_INT, 12, NULL, 0 },
    { "jump_ms", SK_CELL_INT, 9, NULL, 0 },
    { "operator", SK_CELL_TEXT, 14, NULL, 0 },
    { "result", SK_CELL_TEXT, 10, NULL, 0 },
    { "phase", SK_CELL_TEXT, 9, NULL, 0 },
    { "already", SK_CELL_INT, 8, NULL, 0 },
    { "attempts", SK_CELL_INT, 9, NULL, 0 },
    { "request", SK_CELL_TEXT, 13, NULL, 0 },
    { "http_status", SK_CELL_INT, 11, NULL, 0 },
    { "code", SK_CELL_TEXT, 24, NULL, 0 },
    { "message", SK_CELL_TEXT, 40, NULL, 0 },
    { "request_id", SK_CELL_TEXT, 38, NULL, 0 },
    { "attempt_id", SK_CELL_TEXT, 34, NULL, 0 },
    { "sent_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "refers", SK_CELL_INT, 8, NULL, 0 },
    { "note", SK_CELL_TEXT, 30, NULL, 0 },
    { "serial", SK_CELL_TEXT, 20, NULL, 0 },
    { "instance", SK_CELL_TEXT, 26, NULL, 0 },
    { "serial_source", SK_CELL_TEXT, 16, NULL, 0 },
    { "serial_device", SK_CELL_TEXT, 20, NULL, 0 },
    { "serial_symbology", SK_CELL_TEXT, 12, NULL, 0 },
    { "serial_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "instance_source", SK_CELL_TEXT, 16, NULL, 0 },
    { "instance_device", SK_CELL_TEXT, 20, NULL, 0 },
    { "instance_symbology", SK_CELL_TEXT, 12, NULL, 0 },
    { "instance_wall_ms", SK_CELL_INT, 15, NULL, 0 },
    { "form", SK_CELL_INT, 6, NULL, 0 },
    { "person", SK_CELL_INT, 12, NULL, 0 },
    { "serial_by_hand", SK_CELL_INT, 8, NULL, 0 },
    { "instance_by_hand", SK_CELL_INT, 8, NULL, 0 },
    { "region", SK_CELL_TEXT, 14, NULL, 0 },
    { "profile", SK_CELL_TEXT, 14, NULL, 0 },
    { "customer_order", SK_CELL_TEXT, 16, NULL, 0 },
    { "still", SK_CELL_TEXT, 66, NULL, 0 },
    { "more", SK_CELL_TEXT, 66, NULL, 0 },
    { "hash", SK_CELL_TEXT, 66, NULL, 0 },
    { "bench", SK_CELL_TEXT, 14, NULL, 0 }, /* of the export, not of the event */
};

static const struct sk_column scan_columns[] = {
    { "seq", SK_CELL_INT, 8, SK_N("Event"), 0 },
    { "at", SK_CELL_TIME, 19, SK_N("Time"), 1 },
    { "event", SK_CELL_TEXT, 12, SK_N("Kind"), 2 },
    { "code", SK_CELL_TEXT, 20, SK_N("Why"), 3 },
    { "read", SK_CELL_TEXT, 30, SK_N("What was read"), 4 },
    { "note", SK_CELL_TEXT, 30, SK_N("Note"), 7 },
    { "symbology", SK_CELL_TEXT, 12, SK_N("Symbology"), 0 },
    { "source", SK_CELL_TEXT, 16, SK_N("Source"), 0 },
    { "device", SK_CELL_TEXT, 20, SK_N("Reader"), 0 },
    { "by_hand", SK_CELL_INT, 9, SK_N("Typed"), 0 },
    { "operator", SK_CELL_TEXT, 13, SK_N("Operator"), 5 },
    { "person", SK_CELL_TEXT, 12, SK_N("Number of the person"), 0 },
    { "times", SK_CELL_INT, 7, SK_N("Times"), 6 },
    { "bench", SK_CELL_TEXT, 14, SK_N("Bench"), 0 },
    { "time_zone", SK_CELL_TEXT, 10, SK_N("Time zone"), 0 },
};

const struct sk_column *sk_export_columns(enum sk_export_rows rows, size_t *count) {
    switch (rows) {
    case SK_EXPORT_PAIRS:
        *count = SK_ARRAY_LEN(pair_columns);
        return pair_columns;
    case SK_EXPORT_EVENTS:
        *count = SK_ARRAY_LEN(event_columns);
        return event_columns;
    case SK_EXPORT_SCANS:
        *count = SK_ARRAY_LEN(scan_columns);
        return scan_columns;
    }
    SK_UNREACHABLE("rows of an export");
}

void sk_export_add_zone(struct sk_export_reader *reader, const struct sk_column *columns,
                        size_t count, struct sk_cell *cells) {
    static const size_t zone_at = 23; /* in 2026-01-06T09:12:05.123+01:00 */
    char text[SK_CLOCK_TEXT_SIZE];
    int64_t scanned_ms = 0;
    for (size_t i = 0; i < count; i++) {
        if (columns[i].type == SK_CELL_TIME &&
            (strcmp(columns[i].name, "scanned_at") == 0 || strcmp(columns[i].name, "at") == 0)) {
            scanned_ms = cells[i].number;
        } else if (strcmp(columns[i].name, "time_zone") == 0 &&
                   sk_stamp_format(&reader->stamp, scanned_ms, text) > zone_at) {
            int length = snprintf(reader->zone, sizeof(reader->zone), "UTC%.6s", text + zone_at);
            cells[i] = (struct sk_cell){ .text = reader->zone, .length = (size_t)length };
        }
    }
}
