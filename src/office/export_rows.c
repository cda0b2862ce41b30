#include "office/export_rows.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "base/util.h"
#include "journal/chain.h"
#include "office/event_body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (1 << 17)     /* bytes of an event's texts: a body, and NUL behind each */
#define UNREADABLE "unreadable" /* the mark, in the column "code" */
#define BYTES_SHOWN 8192        /* of a body that cannot be read */

struct sk_office_export_rows {
    struct sk_office_link *link; /* borrowed */
    enum sk_export_rows rows;
    const struct sk_column *columns;
    size_t count;
    struct sk_export_reader reader;
    struct sk_office_rows row; /* what the cells borrow from */
    struct sk_buf texts;       /* of an event, each with NUL behind it */
};

/* In the order of the columns; of the time zone the database knows nothing. */
#define PAIR_SELECT                                                                                \
    "SELECT p.number, p.kind, p.scanned_wall_ms, p.sent_wall_ms,"                                  \
    " CASE p.result WHEN 'pending' THEN 0 ELSE p.changed_wall_ms END, p.serial, p.instance,"       \
    " " SK_OFFICE_WHO_SQL ", " SK_OFFICE_OUTCOME_SQL ", p.attempts, p.code, p.message,"            \
    " p.request_id, p.source, p.device, p.symbology, nullif(p.refers, 0), nullif(p.undone_by, 0)," \
    " nullif(p.retried_by, 0), p.note, p.dealt_wall_ms, " SK_OFFICE_BENCH_SQL ", NULL,"            \
    " p.customer_order, nullif(p.person, 0)::text, p.region, p.profile, p.serial_by_hand,"         \
    " p.instance_source, p.instance_device, p.instance_symbology, p.instance_by_hand, p.still"     \
    " FROM sag.pair p WHERE " SK_OFFICE_SEARCH_SQL " ORDER BY p.bench, p.chain, p.number"

#define EVENT_SELECT                                                                               \
    "SELECT " SK_OFFICE_BODY_SQL ", encode(p.hash, 'hex'), " SK_OFFICE_BENCH_SQL                   \
    ", p.seq, p.pair, p.event, p.wall_ms FROM sag.event p"                                         \
    " WHERE ($1 = '' OR p.bench = $1) AND ($2::bigint = 0 OR p.wall_ms >= $2::bigint)"             \
    " AND ($3::bigint = 0 OR p.wall_ms < $3::bigint) ORDER BY p.bench, p.chain, p.seq"

static enum sk_err begin(struct sk_office_export_rows *self, const struct sk_office_search *search,
                         struct sk_err_info *info) {
    struct sk_office_search_values bound;
    enum sk_err err = sk_office_search_bind(search, &bound);
    if (err) {
        return err;
    }
    if (self->rows == SK_EXPORT_EVENTS) {
        const char *const values[] = { search->bench, bound.from, bound.to };
        return sk_office_rows_begin(self->link, EVENT_SELECT, SK_ARRAY_LEN(values), values, info);
    }
    return sk_office_rows_begin(self->link, PAIR_SELECT, SK_OFFICE_SEARCH_VALUES, bound.values,
                                info);
}

enum sk_err sk_office_export_create(struct sk_office_export_rows **out, struct sk_office_link *link,
                                    enum sk_export_rows rows, const struct sk_office_search *search,
                                    struct sk_err_info *info) {
    struct sk_office_export_rows *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->link = link;
    self->rows = rows;
    self->columns = sk_export_columns(rows, &self->count);
    self->texts = (struct sk_buf)SK_BUF_INIT(TEXTS_MAX);
    enum sk_err err = begin(self, search, info);
    if (err) {
        sk_office_export_destroy(self);
        return err;
    }
    *out = self;
    return SK_OK;
}

void sk_office_export_destroy(struct sk_office_export_rows *rows) {
    if (rows) {
        sk_office_rows_finish(&rows->row);
        sk_buf_finish(&rows->texts);
        free(rows);
    }
}

const struct sk_column *sk_office_export_columns(const struct sk_office_export_rows *rows,
                                                 size_t *count) {
    *count = rows->count;
    return rows->columns;
}

static void read_pair(struct sk_office_export_rows *self, struct sk_cell *cells) {
    for (size_t i = 0; i < self->count; i++) {
        const char *text = sk_office_text_at(&self->row, 0, (int)i);
        cells[i] =
            (struct sk_cell){ .is_null = sk_office_is_null_at(&self->row, 0, (int)i), .text = "" };
        if (self->columns[i].type == SK_CELL_TEXT) {
            cells[i].text = text;
            cells[i].length = strlen(text);
        } else {
            cells[i].number = sk_office_number_at(&self->row, 0, (int)i);
        }
    }
}

/* Puts the texts, which have no NUL behind them, one behind the other. */
static enum sk_err copy_texts(struct sk_office_export_rows *self, const struct sk_event_row *row) {
    enum sk_err err = SK_OK;
    sk_buf_clear(&self->texts);
    for (size_t i = 0; i < SK_COLUMN_COUNT && !err; i++) {
        if (row->values[i].type == SK_VALUE_TEXT) {
            err = sk_buf_add(&self->texts, row->values[i].text, (size_t)row->values[i].length);
            err = err ? err : sk_buf_add(&self->texts, "", 1);
        }
    }
    return err;
}

static void set_text(struct sk_cell *cell, const char *text) {
    *cell = (struct sk_cell){ .text = text, .length = strlen(text) };
}

static void set_event_cells(struct sk_office_export_rows *self, const struct sk_event_row *row,
                            struct sk_cell *cells) {
    size_t at = 0;
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        const struct sk_event_value *value = &row->values[i];
        cells[i] = (struct sk_cell){ .is_null = value->type == SK_VALUE_NULL,
                                     .number = value->number,
                                     .text = "" };
        if (value->type == SK_VALUE_TEXT) {
            cells[i].text = self->texts.data + at;
            cells[i].length = (size_t)value->length;
            at += (size_t)value->length + 1;
        }
    }
    set_text(&cells[SK_COLUMN_COUNT], sk_office_text_at(&self->row, 0, 1));
    set_text(&cells[SK_COLUMN_COUNT + 1], sk_office_text_at(&self->row, 0, 2));
}

static bool is_text(const struct sk_event_value *value) {
    uint32_t code_point = 0;
    size_t length = (size_t)value->length;
    for (size_t at = 0; at < length;) {
        size_t step = sk_utf8_decode(value->text + at, length - at, &code_point);
        if (step == 0 || code_point == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

/* Has each column a value that can stand in it? */
static bool fits_columns(const struct sk_office_export_rows *self, const struct sk_event_row *row) {
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        const struct sk_event_value *value = &row->values[i];
        bool is_number = self->columns[i].type != SK_CELL_TEXT;
        bool fits = value->type == SK_VALUE_NULL ||
                    (is_number ? value->type == SK_VALUE_INT
                               : value->type == SK_VALUE_TEXT && is_text(value));
        if (!fits) {
            return false;
        }
    }
    return true;
}

static enum sk_err copy_bytes(struct sk_office_export_rows *self, const uint8_t *body,
                              size_t length) {
    sk_buf_clear(&self->texts);
    enum sk_err err = sk_buf_addf(&self->texts, "0x");
    for (size_t i = 0; i < length && i < BYTES_SHOWN && !err; i++) {
        err = sk_buf_addf(&self->texts, "%02x", body[i]);
    }
    return err ? err : sk_buf_addf(&self->texts, "%s", length > BYTES_SHOWN ? "…" : "");
}

/* What no bench of ours wrote: what the server knows of it, the mark, and the bytes themselves. One
 * bench's nonsense must not keep the events of all others from whoever exports them. */
static enum sk_err set_unreadable_cells(struct sk_office_export_rows *self, const uint8_t *body,
                                        size_t length, struct sk_cell *cells) {
    const struct sk_office_rows *row = &self->row;
    enum sk_err err = copy_bytes(self, body, length);
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        cells[i] = (struct sk_cell){ .is_null = true, .text = "" };
    }
    cells[SK_COLUMN_SEQ] = (struct sk_cell){ .number = sk_office_number_at(row, 0, 3), .text = "" };
    cells[SK_COLUMN_PAIR] =
        (struct sk_cell){ .number = sk_office_number_at(row, 0, 4), .text = "" };
    set_text(&cells[SK_COLUMN_EVENT], sk_office_text_at(row, 0, 5));
    cells[SK_COLUMN_WALL_MS] =
        (struct sk_cell){ .number = sk_office_number_at(row, 0, 6), .text = "" };
    set_text(&cells[SK_COLUMN_CODE], UNREADABLE);
    set_text(&cells[SK_COLUMN_NOTE], err ? "" : self->texts.data);
    set_text(&cells[SK_COLUMN_COUNT], sk_office_text_at(row, 0, 1));
    set_text(&cells[SK_COLUMN_COUNT + 1], sk_office_text_at(row, 0, 2));
    return err;
}

static enum sk_err read_event(struct sk_office_export_rows *self, struct sk_cell *cells) {
    struct sk_event_row row;
    uint8_t *body = NULL;
    size_t length = 0;
    SK_ASSERT(self->count == SK_COLUMN_COUNT + 2);
    enum sk_err err = sk_office_bytes_at(&self->row, 0, 0, &body, &length);
    if (!err && sk_office_event_read(body, length, &row) && fits_columns(self, &row)) {
        err = copy_texts(self, &row);
        if (!err) {
            set_event_cells(self, &row, cells);
        }
    } else if (!err) {
        err = set_unreadable_cells(self, body, length, cells);
    }
    free(body);
    return err;
}

enum sk_err sk_office_export_next(struct sk_office_export_rows *rows, struct sk_cell *cells,
                                  struct sk_err_info *info) {
    sk_office_rows_finish(&rows->row);
    enum sk_err err = sk_office_rows_next(rows->link, &rows->row, info);
    if (!err && rows->rows == SK_EXPORT_EVENTS) {
        err = read_event(rows, cells);
    } else if (!err) {
        read_pair(rows, cells);
    }
    if (!err) {
        sk_export_add_zone(&rows->reader, rows->columns, rows->count, cells);
    }
    return err;
}
