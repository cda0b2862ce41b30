#include "journal/export/export_xlsx.h"

#include "base/util.h"
#include "base/utf8.h"
#include "journal/stamp.h"
#include "journal/tally.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define ROWS_MAX 1048575 /* of data, below the header */
#define TEXT_SIZE 2048   /* longer texts are cut; a cell could have 32767 */
#define DAY_MS 86400000.0
#define DAYS_TO_1970 25569 /* from Excel's day 0 */
#define NONE SIZE_MAX

struct xlsx_writer {
    struct sk_table_writer writer;
    char *path;
    char *directory;
    lxw_workbook *book;
    lxw_worksheet *sheet;  /* that is being filled */
    lxw_worksheet *counts; /* NULL: none */
    lxw_format *bold;
    lxw_format *time;
    const struct sk_column *columns;
    size_t count;
    lxw_row_t rows; /* of data in sheet */
    int sheets;
    struct sk_stamp stamp;
    struct sk_tally tally;
    size_t at_scanned; /* columns that are counted; NONE: not there */
    size_t at_result;
    size_t at_operator;
    size_t at_code;
    size_t at_attempts;
    size_t at_kind;
};

static struct xlsx_writer *self_of(struct sk_table_writer *writer) {
    return sk_container_of(writer, struct xlsx_writer, writer);
}

static enum sk_err fail(lxw_error error, struct sk_err_info *info) {
    if (error == LXW_NO_ERROR) {
        return SK_OK;
    }
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to export");
    }
    return sk_fail(info, errno == ENOSPC ? SK_ERR_FULL : SK_ERR_IO,
                   "the export cannot be written: %s", lxw_strerror(error));
}

static size_t find_column(const struct xlsx_writer *self, const char *name) {
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->columns[i].name, name) == 0) {
            return i;
        }
    }
    return NONE;
}

static lxw_error put_header(struct xlsx_writer *self) {
    lxw_error error = LXW_NO_ERROR;
    for (size_t i = 0; i < self->count && !error; i++) {
        lxw_col_t column = (lxw_col_t)i;
        bool is_time = self->columns[i].type == SK_CELL_TIME;
        error = worksheet_set_column(self->sheet, column, column, self->columns[i].width,
                                     is_time ? self->time : NULL);
        if (!error) {
            error =
                worksheet_write_string(self->sheet, 0, column, self->columns[i].name, self->bold);
        }
    }
    worksheet_freeze_panes(self->sheet, 1, 0);
    return error;
}

static lxw_error close_sheet(struct xlsx_writer *self) {
    return worksheet_autofilter(self->sheet, 0, 0, self->rows, (lxw_col_t)(self->count - 1));
}

static lxw_error open_sheet(struct xlsx_writer *self) {
    char name[16];
    self->sheets++;
    (void)snprintf(name, sizeof(name), self->sheets == 1 ? "Log" : "Log %d", self->sheets);
    self->sheet = workbook_add_worksheet(self->book, name);
    self->rows = 0;
    return self->sheet ? put_header(self) : LXW_ERROR_MEMORY_MALLOC_FAILED;
}

static enum sk_err xlsx_begin(struct sk_table_writer *writer, const struct sk_column *columns,
                              size_t count, struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = self->directory };
    self->columns = columns;
    self->count = count;
    self->at_scanned = find_column(self, "scanned_at");
    self->at_result = find_column(self, "result");
    self->at_operator = find_column(self, "operator");
    self->at_code = find_column(self, "code");
    self->at_attempts = find_column(self, "attempts");
    self->at_kind = find_column(self, "kind");
    self->book = workbook_new_opt(self->path, &options);
    if (!self->book) {
        return fail(LXW_ERROR_MEMORY_MALLOC_FAILED, info);
    }
    self->bold = workbook_add_format(self->book);
    self->time = workbook_add_format(self->book);
    if (!self->bold || !self->time) {
        return fail(LXW_ERROR_MEMORY_MALLOC_FAILED, info);
    }
    format_set_bold(self->bold);
    format_set_num_format(self->time, "yyyy-mm-dd hh:mm:ss");
    lxw_error error = open_sheet(self);
    bool is_counted = self->at_scanned != NONE && self->at_result != NONE &&
                      self->at_operator != NONE && self->at_code != NONE &&
                      self->at_attempts != NONE;
    if (!error && is_counted) {
        self->counts = workbook_add_worksheet(self->book, "Counts");
        error = self->counts ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    return fail(error, info);
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + text[1] - '0';
}

/* Local time as Excel counts it; hour gets its hour, -1 for a time that has none. */
static double excel_days(struct xlsx_writer *self, int64_t wall_ms, int *hour) {
    char text[SK_CLOCK_TEXT_SIZE]; /* 2026-01-06T09:12:05.123+01:00 */
    *hour = -1;
    if (sk_stamp_format(&self->stamp, wall_ms, text) < 29) {
        return 0;
    }
    int offset = two_digits(text + 24) * 60 + two_digits(text + 27);
    int64_t local_ms = wall_ms + (text[23] == '-' ? -offset : offset) * INT64_C(60000);
    *hour = two_digits(text + 11);
    return (double)local_ms / DAY_MS + DAYS_TO_1970;
}

/* Invalid UTF-8 would make the whole file unreadable. */
static lxw_error put_text(struct xlsx_writer *self, lxw_col_t column, const struct sk_cell *cell) {
    char clean[TEXT_SIZE];
    size_t at = 0;
    uint32_t code_point;
    size_t step;
    while (at < cell->length &&
           (step = sk_utf8_decode(cell->text + at, cell->length - at, &code_point)) > 0) {
        at += step;
    }
    const char *text = cell->text;
    if (at < cell->length || cell->length >= sizeof(clean)) {
        (void)sk_utf8_printable(cell->text, cell->length, clean, sizeof(clean), NULL);
        text = clean;
    }
    return worksheet_write_string(self->sheet, self->rows + 1, column, text, NULL);
}

static lxw_error put_cell(struct xlsx_writer *self, size_t index, const struct sk_cell *cell,
                          int *hour) {
    lxw_col_t column = (lxw_col_t)index;
    switch (self->columns[index].type) {
    case SK_CELL_INT:
        return worksheet_write_number(self->sheet, self->rows + 1, column, (double)cell->number,
                                      NULL);
    case SK_CELL_TEXT:
        return cell->length > 0 ? put_text(self, column, cell) : LXW_NO_ERROR;
    case SK_CELL_TIME:
        break;
    }
    double days = cell->number != 0 ? excel_days(self, cell->number, hour) : 0;
    return days > 0 ? worksheet_write_number(self->sheet, self->rows + 1, column, days, self->time)
                    : LXW_NO_ERROR;
}

static enum sk_err xlsx_row(struct sk_table_writer *writer, const struct sk_cell *cells,
                            struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    lxw_error error = LXW_NO_ERROR;
    int scanned_hour = -1;
    if (self->rows == ROWS_MAX) {
        error = close_sheet(self);
        if (!error) {
            error = open_sheet(self);
        }
    }
    for (size_t i = 0; i < self->count && !error; i++) {
        int hour = -1;
        if (!cells[i].is_null) {
            error = put_cell(self, i, &cells[i], &hour);
        }
        if (i == self->at_scanned) {
            scanned_hour = hour;
        }
    }
    self->rows++;
    if (!error && self->counts) {
        struct sk_tally_pair pair = { .is_undo = strcmp(cells[self->at_kind].text, "undo") == 0,
                                      .hour = scanned_hour,
                                      .outcome = cells[self->at_result].text,
                                      .operator_name = cells[self->at_operator].text,
                                      .customer_order = "",
                                      .code = cells[self->at_code].text,
                                      .attempts = cells[self->at_attempts].number };
        sk_tally_add(&self->tally, &pair);
    }
    return fail(error, info);
}

/* --- the sheet of counts ------------------------------------------------------------------ */

/* A line of headings: title, the results, total. */
static void put_headings(struct xlsx_writer *self, lxw_row_t row, const char *title) {
    (void)worksheet_write_string(self->counts, row, 0, title, self->bold);
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        (void)worksheet_write_string(self->counts, row, (lxw_col_t)(i + 1),
                                     sk_tally_result_name((enum sk_tally_result)i), self->bold);
    }
    (void)worksheet_write_string(self->counts, row, SK_TALLY_RESULTS + 1, "total", self->bold);
}

static void put_counts(struct xlsx_writer *self, lxw_row_t row, const char *name,
                       const int64_t *by_result) {
    int64_t total = 0;
    (void)worksheet_write_string(self->counts, row, 0, name, NULL);
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        total += by_result[i];
        (void)worksheet_write_number(self->counts, row, (lxw_col_t)(i + 1), (double)by_result[i],
                                     NULL);
    }
    (void)worksheet_write_number(self->counts, row, SK_TALLY_RESULTS + 1, (double)total, NULL);
}

static lxw_row_t put_names(struct xlsx_writer *self, lxw_row_t row, const char *title,
                           const char *nameless, const struct sk_tally_names *names) {
    put_headings(self, row++, title);
    for (size_t i = 0; i < names->count; i++) {
        const struct sk_tally_row *one = &names->rows[i];
        put_counts(self, row++, one->name[0] ? one->name : nameless, one->by_result);
    }
    return row + 1;
}

static lxw_error put_chart(struct xlsx_writer *self, lxw_row_t first, lxw_row_t last) {
    static const uint32_t colors[SK_TALLY_RESULTS] = { 0x00A846, 0x9B1C1C, 0xFFB000,
                                                       0x8A94A6, 0x4A6FA5, 0xD84315 };
    lxw_chart *chart = workbook_add_chart(self->book, LXW_CHART_COLUMN_STACKED);
    if (!chart) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        lxw_col_t column = (lxw_col_t)(i + 1);
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (!series) {
            return LXW_ERROR_MEMORY_MALLOC_FAILED;
        }
        lxw_chart_fill fill = { .color = colors[i] };
        chart_series_set_categories(series, "Counts", first, 0, last, 0);
        chart_series_set_values(series, "Counts", first, column, last, column);
        chart_series_set_name_range(series, "Counts", first - 1, column);
        chart_series_set_fill(series, &fill);
    }
    chart_title_set_name(chart, "Pairs by hour of the day");
    chart_axis_set_name(chart->x_axis, "hour");
    return worksheet_insert_chart(self->counts, 1, SK_TALLY_RESULTS + 3, chart);
}

static lxw_error put_all_counts(struct xlsx_writer *self) {
    lxw_row_t row = 0;
    sk_tally_sort(&self->tally);
    (void)worksheet_set_column(self->counts, 0, 0, 28, NULL);
    put_headings(self, row++, "hour");
    lxw_row_t first = row;
    for (int hour = 0; hour < 24; hour++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "%02d", hour);
        put_counts(self, row++, name, self->tally.hours[hour]);
    }
    put_counts(self, row, "all", self->tally.by_result);
    row = put_names(self, row + 2, "operator", "(nobody signed on)", &self->tally.operators);
    (void)put_names(self, row, "error", "", &self->tally.errors);
    return put_chart(self, first, first + 23);
}

static enum sk_err xlsx_end(struct sk_table_writer *writer, struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    lxw_error error = close_sheet(self);
    if (!error && self->counts) {
        error = put_all_counts(self);
    }
    if (!error) {
        lxw_workbook *book = self->book;
        self->book = NULL; /* closing frees it even on failure */
        error = workbook_close(book);
    }
    return fail(error, info);
}

static void xlsx_destroy(struct sk_table_writer *writer) {
    struct xlsx_writer *self = self_of(writer);
    lxw_workbook_free(self->book); /* NULL is fine; nothing is written */
    free(self->path);
    free(self->directory);
    free(self);
}

enum sk_err sk_export_xlsx_create(struct sk_table_writer **out, const char *path) {
    static const struct sk_table_writer_ops ops = {
        .begin = xlsx_begin, .row = xlsx_row, .end = xlsx_end, .destroy = xlsx_destroy
    };
    struct xlsx_writer *self = calloc(1, sizeof(*self));
    char *copy = strdup(path); /* dirname() writes into it */
    if (self && copy) {
        self->writer.ops = &ops;
        self->path = strdup(path);
        self->directory = strdup(dirname(copy));
        sk_tally_init(&self->tally);
    }
    free(copy);
    if (!self || !self->path || !self->directory) {
        if (self) {
            free(self->path);
            free(self->directory);
        }
        free(self);
        return SK_ERR_NOMEM;
    }
    *out = &self->writer;
    return SK_OK;
}
