/* The same queries for other programs: JSON, a token in each request, nothing that a browser sends
 * of its own accord. */
#include "office/pages.h"

#include "base/json.h"
#include "base/parse.h"
#include "base/util.h"
#include "office/event_body.h"
#include "office/publish.h"
#include "office/queries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 1000

/* As the type of its column says. */
static enum sk_err add_value(struct sk_buf *out, const struct sk_office_rows *rows, int row,
                             int column) {
    const char *text = sk_office_text_at(rows, row, column);
    if (sk_office_is_null_at(rows, row, column)) {
        return sk_buf_addf(out, "null");
    }
    if (sk_office_column_is_bool(rows, column)) {
        return sk_buf_addf(out, "%s", text[0] == 't' ? "true" : "false");
    }
    return sk_office_column_is_number(rows, column) ? sk_buf_addf(out, "%s", text)
                                                    : sk_json_add_text(out, text);
}

static enum sk_err add_row(struct sk_buf *out, const struct sk_office_rows *rows, int row) {
    enum sk_err err = sk_buf_addf(out, "{");
    for (int i = 0; i < sk_office_columns(rows) && !err; i++) {
        err = sk_buf_addf(out, "%s\"%s\":", i > 0 ? "," : "", sk_office_column_name(rows, i));
        err = err ? err : add_value(out, rows, row, i);
    }
    return err ? err : sk_buf_addf(out, "}");
}

static enum sk_err add_rows(struct sk_buf *out, const char *name, const struct sk_office_rows *rows,
                            int count) {
    enum sk_err err = sk_buf_addf(out, "\"%s\":[", name);
    for (int i = 0; i < count && !err; i++) {
        err = sk_buf_addf(out, "%s", i > 0 ? ",\n" : "\n");
        err = err ? err : add_row(out, rows, i);
    }
    return err ? err : sk_buf_addf(out, "]");
}

/* {"NAME":[…]} of what was asked. */
static enum sk_err answer_rows(struct sk_office_turn *turn, const char *name,
                               struct sk_office_rows *rows) {
    struct sk_buf *out = &turn->answer->body;
    turn->answer->type = "application/json";
    enum sk_err err = sk_buf_addf(out, "{");
    err = err ? err : add_rows(out, name, rows, rows->count);
    err = err ? err : sk_buf_addf(out, "}\n");
    sk_office_rows_finish(rows);
    return err;
}

enum sk_err sk_office_api_benches(struct sk_office_turn *turn) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_benches(turn, &rows);
    return err ? err : answer_rows(turn, "benches", &rows);
}

enum sk_err sk_office_api_orders(struct sk_office_turn *turn) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_orders(turn, sk_office_value(turn, "order"), &rows);
    return err ? err : answer_rows(turn, "orders", &rows);
}

/* Where the next page begins, as "before" takes it; null: this was the last. */
static enum sk_err add_next(struct sk_buf *out, const struct sk_office_rows *rows, int count) {
    char place[160];
    if (rows->count <= count || count == 0) {
        return sk_buf_addf(out, ",\"before\":null}\n");
    }
    (void)snprintf(place, sizeof(place), "%s %s %s %s",
                   sk_office_text_at(rows, count - 1, SK_OFFICE_PAIR_SCANNED_MS),
                   sk_office_text_at(rows, count - 1, SK_OFFICE_PAIR_BENCH),
                   sk_office_text_at(rows, count - 1, SK_OFFICE_PAIR_CHAIN),
                   sk_office_text_at(rows, count - 1, SK_OFFICE_PAIR_NUMBER));
    enum sk_err err = sk_buf_addf(out, ",\"before\":");
    err = err ? err : sk_json_add_text(out, place);
    return err ? err : sk_buf_addf(out, "}\n");
}

enum sk_err sk_office_api_pairs(struct sk_office_turn *turn) {
    struct sk_office_search search;
    struct sk_office_rows rows = { .result = NULL };
    struct sk_buf *out = &turn->answer->body;
    const char *limit = sk_office_value(turn, "limit");
    int64_t most = 100;
    if (limit[0] && !sk_parse_int(limit, 1, ROWS_MAX, &most)) {
        return SK_ERR_INVALID;
    }
    turn->answer->type = "application/json";
    enum sk_err err = sk_office_search_read(turn, &search);
    err = err ? err : sk_office_pairs(turn, &search, (int)most + 1, &rows);
    if (err) {
        return err;
    }
    int count = rows.count < most ? rows.count : (int)most;
    err = sk_buf_addf(out, "{");
    err = err ? err : add_rows(out, "pairs", &rows, count);
    err = err ? err : add_next(out, &rows, count);
    sk_office_rows_finish(&rows);
    return err;
}

/* The event's values by the names of the log's columns. */
static enum sk_err add_event(struct sk_buf *out, const struct sk_office_rows *rows, int row) {
    struct sk_event_row event;
    uint8_t *body = NULL;
    size_t length = 0;
    char text[512];
    enum sk_err err = sk_office_bytes_at(rows, row, 3, &body, &length);
    bool is_read = !err && sk_office_event_read(body, length, &event);
    static const struct {
        const char *name;
        enum sk_event_column column;
    } texts[] = { { "at", SK_COLUMN_AT },
                  { "operator", SK_COLUMN_OPERATOR },
                  { "result", SK_COLUMN_RESULT },
                  { "phase", SK_COLUMN_PHASE },
                  { "code", SK_COLUMN_CODE },
                  { "message", SK_COLUMN_MESSAGE },
                  { "request_id", SK_COLUMN_REQUEST_ID },
                  { "note", SK_COLUMN_NOTE } };
    err = err ? err
              : sk_buf_addf(out, "%s\n{\"seq\":%s,\"wall_ms\":%s,\"event\":", row > 0 ? "," : "",
                            sk_office_text_at(rows, row, 0), sk_office_text_at(rows, row, 1));
    err = err ? err : sk_json_add_text(out, sk_office_text_at(rows, row, 2));
    err = err ? err : sk_buf_addf(out, "%s", is_read ? "" : ",\"unreadable\":true");
    for (size_t i = 0; is_read && i < SK_ARRAY_LEN(texts) && !err; i++) {
        err = sk_buf_addf(out, ",\"%s\":", texts[i].name);
        (void)sk_office_event_text(&event, texts[i].column, text, sizeof(text));
        err = err ? err : sk_json_add_text(out, text);
    }
    err = err ? err : sk_buf_addf(out, "}");
    free(body);
    return err;
}

enum sk_err sk_office_api_pair(struct sk_office_turn *turn) {
    struct sk_office_pair_name name;
    struct sk_office_rows pair = { .result = NULL };
    struct sk_office_rows events = { .result = NULL };
    struct sk_buf *out = &turn->answer->body;
    turn->answer->type = "application/json";
    enum sk_err err = sk_office_pair_name_read(turn, &name);
    err = err ? err : sk_office_pair(turn, &name, &pair);
    err = err ? err : sk_office_pair_events(turn, &name, &events);
    err = err ? err : sk_buf_addf(out, "{\"pair\":");
    err = err ? err : add_row(out, &pair, 0);
    err = err ? err : sk_buf_addf(out, ",\"events\":[");
    for (int i = 0; !err && i < events.count; i++) {
        err = add_event(out, &events, i);
    }
    err = err ? err : sk_buf_addf(out, "]}\n");
    sk_office_rows_finish(&pair);
    sk_office_rows_finish(&events);
    return err;
}

enum sk_err sk_office_api_list(struct sk_office_turn *turn) {
    size_t count = 0;
    enum sk_err err =
        sk_office_publish(turn, turn->request->body, turn->request->body_length, &count);
    turn->answer->type = "application/json";
    if (err == SK_ERR_INVALID || err == SK_ERR_UNSUPPORTED) {
        turn->answer->status = 400;
        err = sk_buf_addf(&turn->answer->body, "{\"error\":");
        err = err ? err : sk_json_add_text(&turn->answer->body, turn->info.text);
        return err ? err : sk_buf_addf(&turn->answer->body, "}\n");
    }
    return err ? err : sk_buf_addf(&turn->answer->body, "{\"devices\":%zu}\n", count);
}
