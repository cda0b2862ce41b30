#include "journal/export/export_xlsx.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"
#include "base/utf8.h"
#include "journal/export/xlsx_counts.h"
#include "journal/stamp.h"
#include "journal/tally.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define ROWS_MAX 1048575 /* of data, below the header */
#define TEXT_SIZE 2048   /* longer texts are cut; a cell could have 32767 */
#define COLUMNS_MAX 64
#define DAY_MS 86400000.0
#define DAYS_TO_1970 25569 /* from Excel's day 0 */
#define NONE SIZE_MAX

struct xlsx_writer {
    struct sk_table_writer writer;
    char *path;
    char *directory;
    const struct sk_export_about *about;
    struct sk_xlsx_book book;
    lxw_worksheet *sheet; /* that is being filled */
    const struct sk_column *columns;
    size_t count;
    lxw_col_t place[COLUMNS_MAX]; /* where each of columns stands */
    lxw_col_t printed;            /* columns that are printed, from the first one on */
    lxw_row_t rows;               /* of data in sheet */
    int64_t all_rows;
    int sheets;
    bool is_counted;
    struct sk_stamp stamp;
    struct sk_tally tally;
    size_t at_scanned; /* columns that are counted; NONE: not there */
    size_t at_result;
    size_t at_operator;
    size_t at_code;
    size_t at_attempts;
    size_t at_kind;
    size_t at_order;
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

/* The columns that people read first come first, and they are printed: all of them side by side
 * could not be read on any paper. Without such columns all are printed, as they are. */
static void place_columns(struct xlsx_writer *self) {
    lxw_col_t next = 0;
    for (int rank = 1; rank <= (int)self->count; rank++) {
        for (size_t i = 0; i < self->count; i++) {
            if (self->columns[i].print_rank == rank) {
                self->place[i] = next++;
            }
        }
    }
    self->printed = next > 0 ? next : (lxw_col_t)self->count;
    for (size_t i = 0; i < self->count; i++) {
        if (self->columns[i].print_rank == 0) {
            self->place[i] = next++;
        }
    }
}

static lxw_format *format_of(const struct xlsx_writer *self, enum sk_cell_type type) {
    switch (type) {
    case SK_CELL_TIME:
        return self->book.time;
    case SK_CELL_TEXT:
        return self->book.text;
    case SK_CELL_INT:
        break;
    }
    return NULL;
}

static lxw_error put_header(struct xlsx_writer *self) {
    lxw_error error = LXW_NO_ERROR;
    for (size_t i = 0; i < self->count && !error; i++) {
        const struct sk_column *column = &self->columns[i];
        lxw_col_t at = self->place[i];
        error =
            worksheet_set_column(self->sheet, at, at, column->width, format_of(self, column->type));
        if (!error) {
            error = worksheet_write_string(self->sheet, 0, at,
                                           column->title ? sk_text(column->title) : column->name,
                                           self->book.heading);
        }
    }
    /* A serial number of digits only is a text, and no mistake. */
    return error ? error
                 : worksheet_ignore_errors(self->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                           "A1:XFD1048576");
}

static lxw_error close_sheet(struct xlsx_writer *self) {
    lxw_error error =
        worksheet_autofilter(self->sheet, 0, 0, self->rows, (lxw_col_t)(self->count - 1));
    return error ? error
                 : worksheet_print_area(self->sheet, 0, 0, self->rows,
                                        (lxw_col_t)(self->printed - 1));
}

static lxw_error open_sheet(struct xlsx_writer *self) {
    self->sheets++;
    self->sheet = sk_xlsx_book_sheet(&self->book, sk_text(SK_N("Log")), self->sheets);
    self->rows = 0;
    if (!self->sheet) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    worksheet_gridlines(self->sheet, LXW_SHOW_ALL_GRIDLINES);
    return put_header(self);
}

static enum sk_err xlsx_begin(struct sk_table_writer *writer, const struct sk_column *columns,
                              size_t count, struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    SK_ASSERT(count <= COLUMNS_MAX);
    self->columns = columns;
    self->count = count;
    place_columns(self);
    self->at_scanned = find_column(self, "scanned_at");
    self->at_result = find_column(self, "result");
    self->at_operator = find_column(self, "operator");
    self->at_code = find_column(self, "code");
    self->at_attempts = find_column(self, "attempts");
    self->at_kind = find_column(self, "kind");
    self->at_order = find_column(self, "order");
    self->is_counted = self->at_scanned != NONE; /* rows of pairs, which have the others, too */
    lxw_error error = sk_xlsx_book_open(&self->book, self->path, self->directory, self->about);
    if (!error) {
        error = open_sheet(self);
    }
    return fail(error, info);
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + text[1] - '0';
}

/* Local time as Excel counts it; 0 for a time that has none. */
static double excel_days(struct xlsx_writer *self, int64_t wall_ms) {
    char text[SK_CLOCK_TEXT_SIZE]; /* 2026-01-06T09:12:05.123+01:00 */
    if (sk_stamp_format(&self->stamp, wall_ms, text) < 29) {
        return 0;
    }
    int offset = two_digits(text + 24) * 60 + two_digits(text + 27);
    int64_t local_ms = wall_ms + (text[23] == '-' ? -offset : offset) * INT64_C(60000);
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
    return worksheet_write_string(self->sheet, self->rows + 1, column, text, self->book.text);
}

/* Excel rounds what has more than 53 bits. */
static lxw_error put_number(struct xlsx_writer *self, lxw_col_t column, int64_t number) {
    static const int64_t exact = INT64_C(1) << 53;
    char digits[24];
    if (number >= -exact && number <= exact) {
        return worksheet_write_number(self->sheet, self->rows + 1, column, (double)number, NULL);
    }
    (void)snprintf(digits, sizeof(digits), "%" PRId64, number);
    return worksheet_write_string(self->sheet, self->rows + 1, column, digits, self->book.text);
}

static lxw_error put_cell(struct xlsx_writer *self, size_t index, const struct sk_cell *cell) {
    lxw_col_t column = self->place[index];
    switch (self->columns[index].type) {
    case SK_CELL_INT:
        return put_number(self, column, cell->number);
    case SK_CELL_TEXT:
        if (self->is_counted && index == self->at_result) { /* a word for people */
            return worksheet_write_string(self->sheet, self->rows + 1, column,
                                          sk_xlsx_outcome(cell->text), self->book.text);
        }
        return cell->length > 0 ? put_text(self, column, cell) : LXW_NO_ERROR;
    case SK_CELL_TIME:
        break;
    }
    double days = cell->number != 0 ? excel_days(self, cell->number) : 0;
    return days > 0
               ? worksheet_write_number(self->sheet, self->rows + 1, column, days, self->book.time)
               : LXW_NO_ERROR;
}

static void count_row(struct xlsx_writer *self, const struct sk_cell *cells) {
    char at[SK_CLOCK_TEXT_SIZE];
    size_t length = sk_stamp_format(&self->stamp, cells[self->at_scanned].number, at);
    struct sk_tally_pair pair = { .is_undo = strcmp(cells[self->at_kind].text, "undo") == 0,
                                  .outcome = cells[self->at_result].text,
                                  .operator_name = cells[self->at_operator].text,
                                  .customer_order =
                                      self->at_order != NONE ? cells[self->at_order].text : "",
                                  .code = cells[self->at_code].text,
                                  .attempts = cells[self->at_attempts].number };
    sk_tally_set_time(&pair, at, length);
    sk_tally_add(&self->tally, &pair);
}

static enum sk_err xlsx_row(struct sk_table_writer *writer, const struct sk_cell *cells,
                            struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    lxw_error error = LXW_NO_ERROR;
    if (self->rows == ROWS_MAX) {
        error = close_sheet(self);
        if (!error) {
            error = open_sheet(self);
        }
    }
    for (size_t i = 0; i < self->count && !error; i++) {
        if (!cells[i].is_null) {
            error = put_cell(self, i, &cells[i]);
        }
    }
    self->rows++;
    self->all_rows++;
    if (!error && self->is_counted) {
        count_row(self, cells);
    }
    return fail(error, info);
}

static enum sk_err xlsx_end(struct sk_table_writer *writer, struct sk_err_info *info) {
    struct xlsx_writer *self = self_of(writer);
    lxw_error error = close_sheet(self);
    if (!error && self->is_counted) {
        sk_tally_sort(&self->tally);
        error = sk_xlsx_counts_write(&self->book, &self->tally);
    }
    if (!error) {
        error = sk_xlsx_about_write(&self->book, self->is_counted ? &self->tally : NULL,
                                    self->all_rows);
    }
    if (!error) {
        lxw_workbook *book = self->book.book;
        self->book.book = NULL; /* closing frees it even on failure */
        error = workbook_close(book);
    }
    return fail(error, info);
}

static void xlsx_destroy(struct sk_table_writer *writer) {
    struct xlsx_writer *self = self_of(writer);
    lxw_workbook_free(self->book.book); /* NULL is fine; nothing is written */
    free(self->path);
    free(self->directory);
    free(self);
}

enum sk_err sk_export_xlsx_create(struct sk_table_writer **out, const char *path,
                                  const struct sk_export_about *about) {
    static const struct sk_table_writer_ops ops = {
        .begin = xlsx_begin, .row = xlsx_row, .end = xlsx_end, .destroy = xlsx_destroy
    };
    struct xlsx_writer *self = calloc(1, sizeof(*self));
    char *copy = strdup(path); /* dirname() writes into it */
    if (self && copy) {
        self->writer.ops = &ops;
        self->about = about;
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
